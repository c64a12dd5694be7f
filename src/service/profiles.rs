//! Profiles and preferences.

use serde::{Deserialize, Serialize};

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::{AccountChanges, AccountRow};
use crate::db::users::Preferences;
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::accounts::{by_user_id, checked_name, supported_locale};
use crate::service::auth::Person;
use crate::service::directory;
use crate::service::drafts::{checked_language, known_people};
use crate::service::media::{self, Picture};
use crate::text::compose::{self, Entities, Format};
use crate::text::limits;

/// A profile field as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    /// HTML, sanitised.
    pub value: String,
    /// As the person wrote it; empty for a peer's.
    #[serde(default)]
    pub source: String,
}

/// The fields of a profile; unreadable ones count as none.
pub fn fields(account: &AccountRow) -> Vec<Field> {
    serde_json::from_str(&account.fields).unwrap_or_default()
}

/// Changes to one's own profile and preferences; `None` leaves things as they are.
#[derive(Debug, Clone, Default)]
pub struct ProfileChanges {
    pub display_name: Option<String>,
    pub note: Option<String>,
    /// (name, value) pairs; replaces all fields, empty names are left out.
    pub fields: Option<Vec<(String, String)>>,
    pub avatar: Option<Vec<u8>>,
    pub header: Option<Vec<u8>>,
    pub remove_avatar: bool,
    pub remove_header: bool,
    pub locked: Option<bool>,
    pub bot: Option<bool>,
    pub discoverable: Option<bool>,
    pub indexable: Option<bool>,
    pub default_visibility: Option<Visibility>,
    pub default_local_only: Option<bool>,
    pub default_sensitive: Option<bool>,
    /// Empty: none.
    pub default_language: Option<String>,
    /// Who may quote one's posts where one does not say.
    pub default_quote_policy: Option<QuotePolicy>,
    pub locale: Option<String>,
}

/// Bio and field values as HTML: links, mentions and hashtags live, nobody is notified.
async fn profile_html(app: &AppRef, source: &str) -> Result<String> {
    // Everybody reads a profile, so it links to nothing that is secret.
    let people = known_people(app, None, source, Format::Plain).await?;
    let links = people
        .iter()
        .map(|(key, row)| {
            (
                key.clone(),
                compose::Person {
                    url: row.url.clone(),
                    handle: row.username.clone(),
                },
            )
        })
        .collect();
    let tag_url = |tag: &str| app.urls.tag(tag);
    Ok(compose::compose(
        source,
        Format::Plain,
        &Entities {
            people: &links,
            tag_url: &tag_url,
        },
    )
    .html)
}

/// Changes one's own profile and tells the peers. `Invalid` names what is too long or not a picture; then nothing is
/// changed. Returns the person as it is then.
pub async fn update_profile(
    app: &AppRef,
    person: &Person,
    changes: ProfileChanges,
) -> Result<Person> {
    let id = person.account.id;
    let mut row = AccountChanges {
        updated_at: Some(app.now()),
        ..AccountChanges::default()
    };
    if let Some(name) = &changes.display_name {
        row.display_name = Some(checked_name(name)?);
    }
    if let Some(note) = changes.note {
        let (source, html) = written_note(app, note).await?;
        (row.note_source, row.note) = (Some(source), Some(html));
    }
    if let Some(pairs) = changes.fields {
        row.fields = Some(fields_json(app, pairs).await?);
    }
    if let Some(bytes) = changes.avatar {
        row.avatar_key = Some(Some(
            media::store_picture(app, id, Picture::Avatar, bytes).await?,
        ));
    } else if changes.remove_avatar {
        row.avatar_key = Some(None);
    }
    if let Some(bytes) = changes.header {
        row.header_key = Some(Some(
            media::store_picture(app, id, Picture::Header, bytes).await?,
        ));
    } else if changes.remove_header {
        row.header_key = Some(None);
    }
    row.locked = changes.locked;
    row.bot = changes.bot;
    row.discoverable = changes.discoverable;
    row.indexable = changes.indexable;
    let language = changes.default_language;
    let preferences = Preferences {
        locale: changes
            .locale
            .map(|locale| supported_locale(&locale).to_owned()),
        default_visibility: changes.default_visibility,
        default_sensitive: changes.default_sensitive,
        default_language: language
            .map(|language| checked_language(Some(&language)))
            .transpose()?,
        default_local_only: changes.default_local_only,
    };
    let quote_policy = changes.default_quote_policy;
    let (event, now, app_for_ids) = (app.next_id(), app.now(), app.clone());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::accounts::update(conn, id, &row).await?;
                db::users::set_preferences(conn, id, &preferences).await?;
                if let Some(policy) = quote_policy {
                    db::notes::set_quote_policy(conn, id, policy).await?;
                }
                directory::note(conn, &app_for_ids, id).await?;
                db::outbox::insert(conn, event, &Outgoing::UpdateActor { account: id }, now).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    by_user_id(app, id).await
}

/// What somebody wrote about themselves or a group, as (source, HTML). `Invalid` for a text that is too long.
pub(super) async fn written_note(app: &AppRef, note: String) -> Result<(String, String)> {
    if note.chars().count() > limits::BIO_CHARACTERS {
        return Err(Error::invalid(format!(
            "Validation failed: Bio is too long (at most {} characters)",
            limits::BIO_CHARACTERS
        )));
    }
    let html = profile_html(app, &note).await?;
    Ok((note, html))
}

async fn fields_json(app: &AppRef, pairs: Vec<(String, String)>) -> Result<String> {
    let pairs: Vec<_> = pairs
        .into_iter()
        .filter(|(name, _)| !name.trim().is_empty())
        .collect();
    if pairs.len() > limits::FIELDS {
        return Err(Error::invalid(format!(
            "Validation failed: at most {} profile fields",
            limits::FIELDS
        )));
    }
    let mut fields = Vec::new();
    for (name, value) in pairs {
        let long = |text: &str| text.chars().count() > limits::FIELD_CHARACTERS;
        if long(&name) || long(&value) {
            return Err(Error::invalid(format!(
                "Validation failed: profile fields have at most {} characters",
                limits::FIELD_CHARACTERS
            )));
        }
        let html = profile_html(app, &value).await?;
        // A field is one line: the paragraph round it would break the table it is shown in.
        let html = html
            .strip_prefix("<p>")
            .and_then(|h| h.strip_suffix("</p>"))
            .map_or(html.clone(), str::to_owned);
        fields.push(Field {
            name: name.trim().to_owned(),
            value: html,
            source: value,
        });
    }
    serde_json::to_string(&fields).map_err(Error::internal)
}
