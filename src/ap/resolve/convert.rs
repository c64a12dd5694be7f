//! From what a document says to what the services take. Texts go on as they came: the services sanitise them.

use meent_federation::vocab::post::{Attachment, AttachmentKind};
use meent_federation::vocab::{self, Audience, PostKind, post_audience};
use url::Url;

use super::{extras, host_of};
use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::incoming::{IncomingMedia, IncomingPost, ProofKey};
use crate::service::profiles::Field;
use crate::text::escape;
use meent_federation::signature::PublicKey;

/// A checked actor as a row, with a new id for one that is not known yet.
///
/// The handle is the name on the server that its id is on: nobody else can take it.
///
/// # Errors
/// [`Error::Invalid`] for an actor without a name or an inbox.
pub fn account_row(app: &AppRef, actor: &vocab::Actor) -> Result<AccountRow> {
    let host = host_of(&actor.id)?;
    let username = actor
        .preferred_username
        .clone()
        .filter(|name| domain_name(name))
        .ok_or_else(|| Error::invalid("an actor without a usable name"))?;
    let inbox = actor
        .inbox
        .as_ref()
        .ok_or_else(|| Error::invalid("an actor without an inbox"))?;
    let usable = |key: &&vocab::actor::PublicKey| PublicKey::from_pem(&key.pem).is_ok();
    let key = actor.public_keys.iter().find(usable);
    let fields: Vec<Field> = actor
        .fields
        .iter()
        .map(|field| Field {
            name: field.name.clone(),
            value: match &field.link {
                Some(link) => format!("<a href=\"{link}\">{link}</a>"),
                None => field.value.clone(),
            },
            source: String::new(),
        })
        .collect();
    let now = app.now();
    let text = |url: &Option<Url>| url.as_ref().map(Url::to_string);
    Ok(AccountRow {
        id: AccountId(app.next_id()),
        handle: handle::key(&username, &host),
        username,
        host,
        url: text(&actor.url).unwrap_or_else(|| actor.id.to_string()),
        kind: kind(actor.kind),
        display_name: actor.name.clone().unwrap_or_default(),
        note: actor.summary.clone().unwrap_or_default(),
        note_source: String::new(),
        fields: serde_json::to_string(&fields).map_err(Error::internal)?,
        avatar_key: None,
        header_key: None,
        avatar_remote_url: actor.icon.as_ref().map(|picture| picture.url.to_string()),
        header_remote_url: actor.image.as_ref().map(|picture| picture.url.to_string()),
        locked: actor.locked,
        bot: actor.is_bot(),
        discoverable: actor.discoverable.unwrap_or(false),
        indexable: actor.indexable.unwrap_or(false),
        inbox_url: inbox.to_string(),
        shared_inbox_url: text(&actor.shared_inbox),
        outbox_url: text(&actor.outbox),
        followers_url: text(&actor.followers),
        following_url: text(&actor.following),
        featured_url: text(&actor.featured),
        also_known_as: serde_json::to_string(&actor.also_known_as).map_err(Error::internal)?,
        moved_to_uri: text(&actor.moved_to),
        key_id: key.map(|key| key.id.to_string()).unwrap_or_default(),
        public_key: key.map(|key| key.pem.clone()).unwrap_or_default(),
        private_key: None,
        statuses_count: 0,
        followers_count: 0,
        following_count: 0,
        last_status_at: None,
        created_at: actor.published.map_or(now, |time| now.min(time.into())),
        updated_at: now,
        fetched_at: Some(now),
        suspended_at: None,
        deleted_at: None,
        uri: actor.id.to_string(),
    })
}

/// The keys of a checked actor for proofs, as far as they can be used.
pub fn proof_keys(actor: &vocab::Actor) -> Vec<ProofKey> {
    let usable = actor.assertion_methods.iter();
    let usable = usable.filter(|key| key.key().is_ok());
    let mut keys: Vec<ProofKey> = usable
        .map(|key| ProofKey {
            id: key.id.to_string(),
            multibase: key.multibase.clone(),
        })
        .collect();
    keys.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    keys.dedup_by(|one, other| one.id == other.id);
    keys
}

/// A name that can stand in a handle here.
fn domain_name(name: &str) -> bool {
    handle::Handle::parse(name).is_some_and(|handle| handle.host.is_none())
}

fn kind(kind: vocab::ActorKind) -> ActorKind {
    match kind {
        vocab::ActorKind::Person => ActorKind::Person,
        vocab::ActorKind::Service => ActorKind::Service,
        vocab::ActorKind::Application => ActorKind::Application,
        vocab::ActorKind::Group => ActorKind::Group,
        vocab::ActorKind::Organization => ActorKind::Organization,
    }
}

/// A checked post of `author`, that came in `activity` or alone.
///
/// # Errors
/// Those of the database, where the people named in it are looked up.
pub async fn incoming_post(
    app: &AppRef,
    post: &vocab::Post,
    activity: Option<&vocab::Activity>,
    author: AccountRow,
) -> Result<IncomingPost> {
    let followers = author
        .followers_url
        .as_deref()
        .and_then(|url| Url::parse(url).ok());
    let visibility = visibility(post_audience(post, activity, followers.as_ref()));
    let media = post.attachments.iter().filter_map(file).collect::<Vec<_>>();
    Ok(IncomingPost {
        uri: post.id.to_string(),
        url: post.url.as_ref().unwrap_or(&post.id).to_string(),
        mentioned: named(app, post, visibility, author.id).await?,
        content: content(post),
        title: match post.kind {
            PostKind::Note | PostKind::Question | PostKind::ChatMessage => String::new(),
            _ => post.name.clone().unwrap_or_default(),
        },
        spoiler_text: post.content_warning().unwrap_or_default().to_owned(),
        sensitive: post.sensitive,
        language: post.language.clone(),
        visibility,
        in_reply_to_uri: answered(app, post).await?,
        published: post.published.map(Timestamp::from),
        updated: post.updated.map(Timestamp::from),
        tags: post.hashtags.iter().map(|tag| tag.name.clone()).collect(),
        media,
        group: None,
        extras: extras::extras(post, &author),
        author,
    })
}

/// The id of the post that a post answers. What answers a group's copy of a post answers that post.
async fn answered(app: &AppRef, post: &vocab::Post) -> Result<Option<String>> {
    let Some(id) = &post.in_reply_to else {
        return Ok(None);
    };
    if app.urls.mirrored(id.as_str()).is_none() {
        return Ok(Some(id.to_string()));
    }
    match super::known_post(app, id.as_str()).await {
        Ok(row) => Ok(row.map(|row| row.uri)),
        Err(Error::Gone) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The audience of a post in our words.
pub fn visibility(audience: Audience) -> Visibility {
    match audience {
        Audience::Public => Visibility::Public,
        Audience::Unlisted => Visibility::Unlisted,
        Audience::Followers => Visibility::Private,
        Audience::Direct => Visibility::Direct,
    }
}

/// The people known here whom the post names: by a mention, or, where not everybody may see it, as addressees.
async fn named(
    app: &AppRef,
    post: &vocab::Post,
    visibility: Visibility,
    author: AccountId,
) -> Result<Vec<AccountRow>> {
    let mut ids: Vec<String> = post
        .mentions
        .iter()
        .map(|mention| mention.href.to_string())
        .collect();
    if !visibility.is_open() {
        let addressees = post.to.ids.iter().chain(&post.cc.ids);
        ids.extend(addressees.map(Url::to_string));
    }
    ids.sort_unstable();
    ids.dedup();
    let rows = db::accounts::by_uris(&mut *app.db.read().await?, &ids).await?;
    Ok(rows
        .into_iter()
        .filter(|row| row.id != author && row.is_active())
        .collect())
}

/// The body as HTML: the content, or what else the post has to say for itself.
fn content(post: &vocab::Post) -> String {
    let mut html = match (&post.content, &post.media_type) {
        (Some(text), Some(kind)) if kind.as_str() != "text/html" && kind.starts_with("text/") => {
            format!("<p>{}</p>", escape(text).replace('\n', "<br>"))
        }
        (Some(html), _) => html.clone(),
        (None, _) => post
            .lede()
            .map(|lede| format!("<p>{}</p>", escape(lede)))
            .unwrap_or_default(),
    };
    // What has neither a text nor files is a card that leads to its page.
    let wordy = matches!(
        post.kind,
        PostKind::Note | PostKind::Question | PostKind::ChatMessage
    );
    if post.content.is_none() && post.attachments.is_empty() && !wordy {
        let link = escape(post.url.as_ref().unwrap_or(&post.id).as_str());
        html.push_str(&format!("<p><a href=\"{link}\">{link}</a></p>"));
    }
    for card in post
        .attachments
        .iter()
        .filter(|file| file.kind == AttachmentKind::Link)
    {
        let link = escape(card.url.as_str());
        if !html.contains(link.as_str()) {
            html.push_str(&format!("<p><a href=\"{link}\">{link}</a></p>"));
        }
    }
    html
}

/// `None` for what is no file.
fn file(attachment: &Attachment) -> Option<IncomingMedia> {
    let kind = match attachment.kind {
        AttachmentKind::Image => MediaKind::Image,
        AttachmentKind::Video => MediaKind::Video,
        AttachmentKind::Audio => MediaKind::Audio,
        AttachmentKind::Document => MediaKind::Unknown,
        AttachmentKind::Link => return None,
    };
    let side = |side: Option<u32>| side.and_then(|side| i32::try_from(side).ok());
    Some(IncomingMedia {
        url: attachment.url.to_string(),
        kind: Some(kind),
        content_type: attachment.media_type.clone().unwrap_or_default(),
        description: attachment.description.clone(),
        blurhash: attachment.blurhash.clone(),
        width: side(attachment.width),
        height: side(attachment.height),
        focus: attachment.focal_point,
        // Of pictures a small version is made here.
        preview: match kind {
            MediaKind::Video | MediaKind::Audio => {
                attachment.icon.as_ref().map(ToString::to_string)
            }
            _ => None,
        },
    })
}
