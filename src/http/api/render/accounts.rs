//! Accounts.

use super::Renderer;
use crate::db::accounts::AccountRow;
use crate::db::emoji::EmojiRow;
use crate::db::users::UserRow;
pub use crate::domain::urls::DEFAULT_AVATAR;
use crate::domain::{ActorKind, QuotePolicy, Role};
use crate::http::api::entities::{Account, CredentialRole, Field, Source, Time};
use crate::service::profiles;

/// The bits of Mastodon's permission set that correspond to what our roles may do: clients use them to show or hide
/// moderation screens.
fn permissions(role: Role) -> u32 {
    let invite_users = 1 << 16;
    let (manage_reports, manage_users) = (1 << 4, 1 << 10);
    let (manage_federation, delete_user_data) = (1 << 5, 1 << 19);
    let mut bits = invite_users;
    if role.moderates() {
        bits |= manage_reports | manage_users;
    }
    if role.manages_peers() {
        bits |= manage_federation | delete_user_data;
    }
    bits
}

impl Renderer<'_> {
    /// An account as everybody sees it. A suspended one is shown empty, as in Mastodon.
    #[must_use]
    pub fn account(&self, row: &AccountRow) -> Account {
        let gone = !row.is_active();
        let shown = |text: &str| if gone { String::new() } else { text.to_owned() };
        let avatar = self.picture(row.avatar_key.as_deref().filter(|_| !gone), DEFAULT_AVATAR);
        let header = self.picture(row.header_key.as_deref().filter(|_| !gone), DEFAULT_HEADER);
        Account {
            id: row.id.into(),
            username: row.username.clone(),
            acct: row.acct(),
            display_name: shown(&row.display_name),
            locked: row.locked,
            bot: row.bot,
            discoverable: Some(row.discoverable && !gone),
            indexable: row.indexable,
            group: row.kind == ActorKind::Group,
            created_at: Time(row.created_at).midnight(),
            note: shown(&row.note),
            url: row.url.clone(),
            uri: row.uri.clone(),
            avatar_static: avatar.clone(),
            avatar,
            header_static: header.clone(),
            header,
            followers_count: row.followers_count,
            following_count: row.following_count,
            statuses_count: row.statuses_count,
            last_status_at: row
                .last_status_at
                .map(|time| time.to_datetime().date_naive()),
            hide_collections: row.is_local().then_some(false),
            noindex: row.is_local().then_some(!row.indexable),
            suspended: gone.then_some(true),
            source: None,
            emojis: Vec::new(),
            roles: row.is_local().then(Vec::new),
            fields: if gone {
                Vec::new()
            } else {
                fields(row, |field| &field.value)
            },
            moved: None,
            role: None,
        }
    }

    /// As [`Renderer::account`], with the custom emoji of its unit that stand in its texts.
    #[must_use]
    pub fn account_with(&self, row: &AccountRow, emoji: &[EmojiRow]) -> Account {
        let texts = [&row.display_name, &row.note, &row.fields];
        let used: Vec<EmojiRow> = emoji
            .iter()
            .filter(|emoji| {
                let code = format!(":{}:", emoji.shortcode);
                emoji.host == row.host && texts.iter().any(|text| text.contains(&code))
            })
            .cloned()
            .collect();
        Account {
            emojis: self.emojis(&used),
            ..self.account(row)
        }
    }

    /// An account as its owner sees it.
    #[must_use]
    pub fn own_account(
        &self,
        row: &AccountRow,
        user: &UserRow,
        quotes: QuotePolicy,
        follow_requests: i64,
    ) -> Account {
        Account {
            source: Some(Box::new(Source {
                privacy: user.default_visibility.name(),
                sensitive: user.default_sensitive,
                language: user.default_language.clone(),
                note: row.note_source.clone(),
                fields: fields(row, |field| &field.source),
                follow_requests_count: follow_requests,
                hide_collections: Some(false),
                discoverable: Some(row.discoverable),
                indexable: row.indexable,
                attribution_domains: Vec::new(),
                quote_policy: quotes.name(),
            })),
            role: Some(Box::new(role(user.role))),
            ..self.account(row)
        }
    }

    fn picture(&self, key: Option<&str>, default: &str) -> String {
        key.map_or_else(
            || format!("{}{default}", self.urls.base()),
            |key| self.urls.file(key),
        )
    }
}

/// Where the header of a profile without one is served.
pub const DEFAULT_HEADER: &str = "/pictures/header.png";

fn fields(row: &AccountRow, value: impl Fn(&profiles::Field) -> &str) -> Vec<Field> {
    let field = |field: profiles::Field| Field {
        value: value(&field).to_owned(),
        name: field.name,
        verified_at: None,
    };
    profiles::fields(row).into_iter().map(field).collect()
}

pub(super) fn role(role: Role) -> CredentialRole {
    let name = match role {
        Role::Member => "",
        Role::Moderator => "Moderator",
        Role::Admin => "Admin",
        Role::Owner => "Owner",
    };
    CredentialRole {
        id: role.number().to_string(),
        name: name.to_owned(),
        permissions: permissions(role).to_string(),
        color: String::new(),
        highlighted: role > Role::Member,
    }
}
