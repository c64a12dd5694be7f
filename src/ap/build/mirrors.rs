//! Copies that a closed group writes of its posts, for members on servers that know only posts of people (Mastodon, Misskey
//! and their kin): these take nothing private from anybody but its author, so the group is the author, and a member there sees
//! a post for followers by somebody they follow. Hubzilla's groups do the same.

use meent_federation::vocab::KnownActivity;
use meent_federation::vocab::PostKind;
use meent_federation::vocab::write::{Activity, Address, InteractionPolicy, Note, Tombstone};
use url::Url;

use super::{Built, activity_id, finish, note, post_with_parts, status};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn};
use crate::domain::event::{MirrorDeed, Outgoing};
use crate::domain::{AccountId, StatusId};
use crate::error::{Error, Result};
use crate::service::groups::Group;
use crate::text::escape;

/// What the software of such servers is called in NodeInfo.
const MICROBLOGS: [&str; 12] = [
    "mastodon",
    "hometown",
    "glitch",
    "gotosocial",
    "pleroma",
    "akkoma",
    "misskey",
    "sharkey",
    "iceshrimp",
    "firefish",
    "snac",
    "takahe",
];

/// The copy that follows from an activity which a group passes on, if it writes copies.
///
/// # Errors
/// Those of the database.
pub(super) async fn after(
    conn: &mut Conn,
    group: &Group,
    activity: &meent_federation::vocab::Activity,
) -> Result<Option<Outgoing>> {
    if !group.is_private() || !group.row.mirror {
        return Ok(None);
    }
    let deed = match activity.known() {
        Some(KnownActivity::Create) => MirrorDeed::Create,
        Some(KnownActivity::Update) => MirrorDeed::Update,
        Some(KnownActivity::Delete) => MirrorDeed::Delete,
        _ => return Ok(None),
    };
    let Some(id) = activity.object.id() else {
        return Ok(None);
    };
    let post = db::statuses::by_uri(conn, id.as_str()).await?;
    Ok(post
        .filter(|post| post.group_id == Some(group.id()))
        .map(|post| Outgoing::Mirror {
            group: group.id(),
            status: post.id,
            deed,
        }))
}

/// The activity about a copy, to the servers that need it.
pub(super) async fn activity(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    (group, id, deed): (AccountId, StatusId, MirrorDeed),
) -> Result<Built> {
    let group = super::groups::load(conn, group).await?;
    let inboxes = microblogs(conn, group.id()).await?;
    if inboxes.is_empty() {
        return Err(Error::NotFound);
    }
    let post = status(conn, id).await?;
    let members = vec![Address::Id(address::followers(&group.account)?)];
    let id = |kind| activity_id(app, &group.account, kind, serial);
    match deed {
        MirrorDeed::Delete => {
            let gone = Tombstone {
                id: mirror_id(app, &group, post.id)?,
                former_type: Some("Note".to_owned()),
                deleted: None,
            };
            let speaker = address::url(&group.account.uri)?;
            let delete = Activity::delete(id("delete")?, speaker, gone, members, Vec::new());
            finish(delete, group.id(), inboxes)
        }
        MirrorDeed::Create => {
            let copy = copy(app, conn, &group, post).await?;
            finish(Activity::create(id("create")?, copy), group.id(), inboxes)
        }
        MirrorDeed::Update => {
            let copy = copy(app, conn, &group, post).await?;
            finish(Activity::update(id("update")?, copy), group.id(), inboxes)
        }
    }
}

/// The copy of a living post in a closed group; also served to the group's members at its id.
///
/// # Errors
/// [`Error::NotFound`] for a post that is gone or not in the group; those of the database.
pub async fn copy(app: &App, conn: &mut Conn, group: &Group, row: StatusRow) -> Result<Note> {
    if row.deleted_at.is_some() || row.removed_at.is_some() || row.group_id != Some(group.id()) {
        return Err(Error::NotFound);
    }
    let post = post_with_parts(conn, row).await?;
    let (row, author) = (&post.row, &post.author);
    let answered = match row.in_reply_to_id {
        Some(parent) => Some(mirror_id(app, group, parent)?),
        None => None,
    };
    let by = format!(
        "<p><a href=\"{}\">{}</a> ({}):</p>",
        escape(&author.url),
        escape(author.shown_name()),
        escape(&format!("@{}", author.acct()))
    );
    let speaker = address::url(&group.account.uri)?;
    let id = mirror_id(app, group, row.id)?;
    Ok(Note {
        kind: PostKind::Note,
        in_reply_to: answered,
        name: None,
        summary: (!row.spoiler_text.is_empty()).then(|| row.spoiler_text.clone()),
        sensitive: row.sensitive,
        content: format!("{by}{}", row.content),
        content_map: std::collections::BTreeMap::new(),
        source: None,
        url: id.clone(),
        published: row.created_at.to_datetime(),
        updated: row.edited_at.map(|time| time.to_datetime()),
        to: vec![Address::Id(address::followers(&group.account)?)],
        cc: Vec::new(),
        audience: None,
        tag: Vec::new(),
        attachment: note::attachments(app, &post)?,
        interaction_policy: InteractionPolicy::only(speaker.clone()),
        replies: None,
        context: None,
        reply_authorization: None,
        preview: None,
        question: None,
        quote: None,
        attributed_to: speaker,
        id,
    })
}

fn mirror_id(app: &App, group: &Group, post: StatusId) -> Result<Url> {
    address::url(&app.urls.mirror(&group.account.username, post))
}

/// The inboxes of members on such servers.
async fn microblogs(conn: &mut Conn, group: AccountId) -> Result<Inboxes> {
    let members = db::follows::follower_inboxes(conn, group).await?;
    let mut hosts: Vec<String> = members.iter().map(|(host, _)| host.clone()).collect();
    hosts.sort_unstable();
    hosts.dedup();
    let peers = db::peers::by_authorities(conn, &hosts).await?;
    let needs = |host: &str| {
        peers.iter().any(|peer| {
            let software = peer.software.to_lowercase();
            peer.authority == host && MICROBLOGS.iter().any(|name| software.starts_with(name))
        })
    };
    let mut inboxes = Inboxes::default();
    for (host, inbox) in members.iter().filter(|(host, _)| needs(host)) {
        inboxes.insert(host, inbox);
    }
    Ok(inboxes)
}
