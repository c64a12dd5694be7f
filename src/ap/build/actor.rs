//! A person of this unit, or the unit itself, as an actor document.

use meent_federation::vocab;
use meent_federation::vocab::write::{
    Actor, Endpoints, Generator, Group, Image, Multikey, PropertyValue, PublicKey,
};
use serde::Deserialize;
use url::Url;

use super::note::media_type_of;
use crate::ap::address;
use crate::app::App;
use crate::db::accounts::AccountRow;
use crate::db::{self, Conn};
use crate::domain::ActorKind;
use crate::domain::groups::GroupAccess;
use crate::error::{Error, Result};
use crate::service::{groups, moves};

/// A row of a profile's table as it is stored.
#[derive(Debug, Deserialize)]
struct Field {
    name: String,
    value: String,
}

/// The document of one of our actors, with what groups have beside.
///
/// # Errors
/// Those of unreadable stored addresses, and of the database.
pub async fn actor(app: &App, conn: &mut Conn, row: &AccountRow) -> Result<Actor> {
    let id = address::url(&row.uri)?;
    let proofs = db::keys::of_account(conn, row.id).await?;
    let part = |stored: &Option<String>, name: &str| match stored {
        Some(stored) => address::url(stored),
        None => address::url(&format!("{}/{name}", row.uri)),
    };
    let picture = |key: &Option<String>| {
        key.as_deref()
            .map(|key| {
                Ok::<_, Error>(Image {
                    media_type: media_type_of(key).to_owned(),
                    url: address::url(&app.urls.file(key))?,
                    name: None,
                })
            })
            .transpose()
    };
    // One unreadable row must not take a person off the network.
    let fields: Vec<Field> = serde_json::from_str(&row.fields).unwrap_or_default();
    Ok(Actor {
        kind: kind(row.kind),
        preferred_username: row.username.clone(),
        webfinger: format!("{}@{}", row.username, app.config.domain),
        name: row.shown_name().to_owned(),
        summary: row.note.clone(),
        url: address::url(&row.url)?,
        inbox: address::url(&row.inbox_url)?,
        outbox: part(&row.outbox_url, "outbox")?,
        followers: part(&row.followers_url, "followers")?,
        following: part(&row.following_url, "following")?,
        featured: row.featured_url.as_deref().map(address::url).transpose()?,
        manually_approves_followers: row.locked,
        discoverable: row.discoverable,
        indexable: row.indexable,
        published: row.created_at.to_datetime(),
        icon: picture(&row.avatar_key)?,
        image: picture(&row.header_key)?,
        attachment: fields
            .into_iter()
            .map(|Field { name, value }| PropertyValue { name, value })
            .collect(),
        group: match row.kind {
            ActorKind::Group => {
                let access = groups::of_account(conn, row.clone()).await?.row.access;
                Some(group(row, access)?)
            }
            _ => None,
        },
        tag: Vec::new(),
        also_known_as: moves::aliases(row)
            .iter()
            .filter_map(|alias| Url::parse(alias).ok())
            .collect(),
        moved_to: row.moved_to_uri.as_deref().map(address::url).transpose()?,
        memorial: false,
        suspended: !row.is_active(),
        public_key: PublicKey::main(id.clone(), row.public_key.clone()),
        assertion_method: proofs
            .into_iter()
            .map(|key| {
                Ok(Multikey {
                    id: address::url(&key.key_id)?,
                    controller: id.clone(),
                    public_key_multibase: key.public_key,
                })
            })
            .collect::<Result<_>>()?,
        generator: Generator::ours(),
        endpoints: Endpoints {
            shared_inbox: address::url(&app.urls.shared_inbox())?,
        },
        id,
    })
}

fn group(row: &AccountRow, access: GroupAccess) -> Result<Group> {
    let part = |name: &str| address::url(&format!("{}/{name}", row.uri));
    let members = |yes: bool| if yes { "member" } else { "none" };
    Ok(Group {
        attributed_to: part("moderators")?,
        posting_restricted_to_mods: access == GroupAccess::Channel,
        affiliations: part("affiliations")?,
        can_follow: members(access.is_private()),
        can_participate: members(access.is_private()),
        group_access: (access == GroupAccess::Secret).then_some("secret"),
    })
}

fn kind(kind: ActorKind) -> vocab::ActorKind {
    match kind {
        ActorKind::Person => vocab::ActorKind::Person,
        ActorKind::Service => vocab::ActorKind::Service,
        ActorKind::Application => vocab::ActorKind::Application,
        ActorKind::Group => vocab::ActorKind::Group,
        ActorKind::Organization => vocab::ActorKind::Organization,
    }
}
