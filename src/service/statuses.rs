//! Posts: writing, editing, deleting, and what people do with them.

use std::collections::HashMap;

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::statuses::{EditRow, StatusChanges, StatusRow};
use crate::db::tags::TagRow;
use crate::domain::event::Outgoing;
use crate::domain::handle;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::bundle::{self, Post};
use crate::service::surface;
use crate::text::compose::{self, Composed, Entities, Format};
use crate::text::{limits, sanitise};

/// Attachments of one post.
pub const MAX_MEDIA: usize = 4;
/// Pinned posts of one person.
pub const MAX_PINS: i64 = 5;
/// Posts that one thread page shows.
const THREAD_LIMIT: i64 = 1000;

/// A post that somebody wants to write, or the new version of one.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub text: String,
    pub format: Format,
    /// `None`: the person's default.
    pub visibility: Option<Visibility>,
    /// Stays in this unit. `None`: the person's default.
    pub local_only: Option<bool>,
    pub spoiler_text: String,
    pub sensitive: Option<bool>,
    /// ISO 639.
    pub language: Option<String>,
    pub in_reply_to: Option<StatusId>,
    pub media: Vec<MediaId>,
    pub app: Option<AppId>,
    /// A post made before with the same key within the hour is returned instead of a second one.
    pub idempotency_key: Option<String>,
    /// Takes this id instead of a new one; for test data.
    pub id: Option<StatusId>,
}

/// One version of a post, for its history.
#[derive(Debug, Clone)]
pub struct Version {
    pub content: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    pub created_at: Timestamp,
    pub media: Vec<db::media::MediaRow>,
}

/// A post's neighbours in its conversation.
#[derive(Debug, Clone, Default)]
pub struct Thread {
    /// From the first post down to the one answered.
    pub ancestors: Vec<Post>,
    /// Depth first.
    pub descendants: Vec<Post>,
}

/// The text of a draft, checked and turned into HTML.
struct Written {
    composed: Composed,
    mentioned: Vec<AccountRow>,
    tags: Vec<TagRow>,
    language: Option<String>,
}

/// People already known here among those that `text` mentions, by mention key. Unknown ones of other units are looked
/// up before, by `ap::resolve`.
pub(super) async fn known_people(
    app: &AppRef,
    text: &str,
    format: Format,
) -> Result<HashMap<String, AccountRow>> {
    let handles = compose::mentioned(text, format);
    if handles.is_empty() {
        return Ok(HashMap::new());
    }
    let own = app.config.domain.as_str();
    let key_of = |found: &compose::Handle| {
        let host = found
            .host
            .as_deref()
            .filter(|host| !host.eq_ignore_ascii_case(own))
            .unwrap_or_default();
        handle::key(&found.user, host)
    };
    let keys: Vec<String> = handles.iter().map(key_of).collect();
    let rows = db::accounts::by_handles(&mut *app.db.read().await?, &keys).await?;
    let mut people = HashMap::new();
    for (found, key) in handles.iter().zip(&keys) {
        if let Some(row) = rows
            .iter()
            .find(|row| &row.handle == key && row.is_active())
        {
            people.insert(found.key.clone(), row.clone());
        }
    }
    Ok(people)
}

/// A language code as it is stored. `Invalid` for what cannot be one.
pub(super) fn checked_language(language: Option<&str>) -> Result<Option<String>> {
    let Some(language) = language.map(str::trim).filter(|l| !l.is_empty()) else {
        return Ok(None);
    };
    let shape = (2..=12).contains(&language.len())
        && language
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if shape {
        Ok(Some(language.to_owned()))
    } else {
        Err(Error::invalid(format!(
            "Validation failed: {language} is not a language code"
        )))
    }
}

async fn write_up(app: &AppRef, draft: &Draft) -> Result<Written> {
    if draft.text.trim().is_empty() && draft.media.is_empty() {
        return Err(Error::invalid("Validation failed: Text can't be blank"));
    }
    if draft.text.len() > limits::STATUS_BYTES
        || limits::count_characters(&draft.text) + draft.spoiler_text.chars().count()
            > limits::STATUS_CHARACTERS
    {
        return Err(Error::invalid(format!(
            "Validation failed: Text character limit of {} exceeded",
            limits::STATUS_CHARACTERS
        )));
    }
    if draft.spoiler_text.chars().count() > limits::WARNING_CHARACTERS {
        return Err(Error::invalid(format!(
            "Validation failed: The content warning has at most {} characters",
            limits::WARNING_CHARACTERS
        )));
    }
    if draft.media.len() > MAX_MEDIA {
        return Err(Error::invalid(format!(
            "Validation failed: Cannot attach more than {MAX_MEDIA} files"
        )));
    }
    let language = checked_language(draft.language.as_deref())?;
    let people = known_people(app, &draft.text, draft.format).await?;
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
    let composed = compose::compose(
        &draft.text,
        draft.format,
        &Entities {
            people: &links,
            tag_url: &tag_url,
        },
    );
    let mut mentioned: Vec<AccountRow> = Vec::new();
    for row in composed.people.iter().filter_map(|key| people.get(key)) {
        if !mentioned.iter().any(|known| known.id == row.id) {
            mentioned.push(row.clone());
        }
    }
    let tags = composed
        .tags
        .iter()
        .map(|tag| TagRow {
            id: app.next_id(),
            name: tag.key.clone(),
            display_name: tag.name.clone(),
        })
        .collect();
    Ok(Written {
        composed,
        mentioned,
        tags,
        language,
    })
}

fn stored_format(format: Format) -> TextFormat {
    match format {
        Format::Plain => TextFormat::Plain,
        Format::Markdown => TextFormat::Markdown,
    }
}

/// Publishes a post. `Invalid` for an empty or too long text, somebody else's or too many attachments, or an answer to
/// a post that the author cannot see. Nothing is stored then.
pub async fn create(app: &AppRef, author: &Person, draft: Draft) -> Result<Post> {
    let written = write_up(app, &draft).await?;
    let me = author.account.clone();
    let parent = match draft.in_reply_to {
        Some(id) => Some(visible(app, me.id, id).await?.ok_or_else(|| {
            Error::invalid("The post you answer does not exist (any more), or you may not see it")
        })?),
        None => None,
    };
    let now = app.now();
    let id = draft.id.unwrap_or_else(|| app.next_status_id());
    let uri = app.urls.status(&me.username, id);
    let wanted = draft.visibility.unwrap_or(author.user.default_visibility);
    let sensitive =
        draft.sensitive.unwrap_or(author.user.default_sensitive) || !draft.spoiler_text.is_empty();
    // An answer inside the unit stays inside the unit.
    let local_only = draft
        .local_only
        .unwrap_or(author.user.default_local_only && draft.visibility.is_none())
        || parent.as_ref().is_some_and(|parent| parent.local_only);
    let status = StatusRow {
        id,
        url: app.urls.status_page(&me.username, id),
        account_id: me.id,
        local: true,
        in_reply_to_id: parent.as_ref().map(|parent| parent.id),
        in_reply_to_account_id: parent.as_ref().map(|parent| parent.account_id),
        in_reply_to_uri: parent.as_ref().map(|parent| parent.uri.clone()),
        thread_id: parent.as_ref().map_or(id, |parent| parent.thread_id),
        reblog_of_id: None,
        content: written.composed.html,
        text: draft.text.clone(),
        text_format: stored_format(draft.format),
        title: String::new(),
        spoiler_text: sanitise::remote_text_within(&draft.spoiler_text, limits::WARNING_CHARACTERS),
        sensitive,
        language: written
            .language
            .or_else(|| author.user.default_language.clone())
            .or_else(|| Some(author.user.locale.clone())),
        visibility: wanted,
        local_only,
        app_id: draft.app,
        replies_count: 0,
        reblogs_count: 0,
        favourites_count: 0,
        created_at: now,
        edited_at: None,
        deleted_at: None,
        uri,
    };
    let ctx = surface::Context::new(app);
    let (mentioned, tags, media, key) = (
        written.mentioned,
        written.tags,
        draft.media,
        draft.idempotency_key,
    );
    let stored = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                if let Some(key) = &key {
                    if let Some(earlier) =
                        db::statuses::by_idempotency_key(conn, me.id, key).await?
                    {
                        return Ok(earlier);
                    }
                    db::statuses::remember_idempotency_key(conn, me.id, key, id, now).await?;
                }
                db::statuses::insert(conn, &status).await?;
                attach_media(conn, &me, id, &media).await?;
                let ids: Vec<AccountId> = mentioned.iter().map(|row| row.id).collect();
                db::statuses::insert_mentions(conn, id, &ids).await?;
                db::tags::attach(conn, id, &tags).await?;
                surface::new_post(conn, &ctx, &status, &me, &mentioned).await?;
                if !status.local_only {
                    ctx.say(conn, Outgoing::Create { status: id }).await?;
                }
                Ok(id)
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(author.account.id), stored).await
}

async fn attach_media(
    conn: &mut db::Conn,
    owner: &AccountRow,
    status: StatusId,
    media: &[MediaId],
) -> Result<()> {
    for (position, id) in media.iter().enumerate() {
        let position = i32::try_from(position).map_err(Error::internal)?;
        if !db::media::attach(conn, *id, owner.id, status, position).await? {
            return Err(Error::invalid(format!(
                "Validation failed: There is no attachment {id} of yours that is still free"
            )));
        }
    }
    Ok(())
}

/// A person's own post. `NotFound` for others'.
async fn own(app: &AppRef, author: AccountId, id: StatusId) -> Result<StatusRow> {
    let row = db::statuses::by_id(&mut *app.db.read().await?, id).await?;
    row.filter(|row| {
        row.account_id == author && row.deleted_at.is_none() && row.reblog_of_id.is_none()
    })
    .ok_or(Error::NotFound)
}

/// Publishes a new version of one's own post and keeps the old one. Audience and parent stay. `media` of the draft is
/// the whole new list. People who are named for the first time are notified.
pub async fn edit(app: &AppRef, author: &Person, id: StatusId, draft: Draft) -> Result<Post> {
    let old = own(app, author.account.id, id).await?;
    let written = write_up(app, &draft).await?;
    let now = app.now();
    let edit_id = app.next_id();
    let me = author.account.clone();
    let changes = StatusChanges {
        content: written.composed.html,
        text: draft.text.clone(),
        text_format: stored_format(draft.format),
        title: old.title.clone(),
        spoiler_text: sanitise::remote_text_within(&draft.spoiler_text, limits::WARNING_CHARACTERS),
        sensitive: draft.sensitive.unwrap_or(old.sensitive) || !draft.spoiler_text.is_empty(),
        language: written.language.or_else(|| old.language.clone()),
        edited_at: Some(now),
    };
    let ctx = surface::Context::new(app);
    let (mentioned, tags, media) = (written.mentioned, written.tags, draft.media);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                keep_version(conn, &old, edit_id).await?;
                db::statuses::update(conn, id, &changes).await?;
                db::media::detach_all(conn, id).await?;
                attach_media(conn, &me, id, &media).await?;
                db::tags::detach_all(conn, id).await?;
                db::tags::attach(conn, id, &tags).await?;
                surface::edited_post(conn, &ctx, &old, &me, &mentioned).await?;
                if !old.local_only {
                    ctx.say(conn, Outgoing::Update { status: id }).await?;
                }
                Ok(())
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(author.account.id), id).await
}

/// Puts the current version of a post into its history.
pub(super) async fn keep_version(conn: &mut db::Conn, old: &StatusRow, edit_id: i64) -> Result<()> {
    let media: Vec<MediaId> = db::media::of_statuses(conn, &[old.id])
        .await?
        .iter()
        .map(|row| row.id)
        .collect();
    let row = EditRow {
        id: edit_id,
        status_id: old.id,
        content: old.content.clone(),
        text: old.text.clone(),
        spoiler_text: old.spoiler_text.clone(),
        sensitive: old.sensitive,
        media: serde_json::to_string(&media).map_err(Error::internal)?,
        created_at: old.edited_at.unwrap_or(old.created_at),
    };
    db::statuses::insert_edit(conn, &row).await
}

/// Deletes one's own post (moderators: anybody's of this unit) and returns it as it was, with its source, so that it
/// can be written anew.
pub async fn delete(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    let row = db::statuses::by_id(&mut *app.db.read().await?, id).await?;
    let row = row
        .filter(|row| row.deleted_at.is_none() && row.reblog_of_id.is_none())
        .ok_or(Error::NotFound)?;
    let allowed = row.account_id == by.account.id || (row.local && by.user.role.moderates());
    if !allowed {
        return Err(Error::NotFound);
    }
    let mut conn = app.db.read().await?;
    let full = bundle::posts(&mut conn, Some(by.account.id), vec![row.clone()]).await?;
    drop(conn);
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                surface::gone_post(conn, &row, ctx.now).await?;
                if !row.local_only {
                    ctx.say(conn, Outgoing::Delete { status: row.id }).await?;
                }
                Ok(())
            })
        })
        .await?;
    app.hints.publish.notify_one();
    full.into_iter().next().ok_or(Error::NotFound)
}

/// A post that a person may see, as a row. Boosts count as the post they carry.
pub(super) async fn visible(
    app: &AppRef,
    viewer: AccountId,
    id: StatusId,
) -> Result<Option<StatusRow>> {
    let mut conn = app.db.read().await?;
    let row = db::statuses::visible_by_ids(&mut conn, viewer, &[id])
        .await?
        .into_iter()
        .next();
    match row.as_ref().and_then(|row| row.reblog_of_id) {
        Some(original) => Ok(db::statuses::visible_by_ids(&mut conn, viewer, &[original])
            .await?
            .into_iter()
            .next()),
        None => Ok(row),
    }
}

/// A post or boost to show. `NotFound` when it does not exist or the viewer may not see it: nobody can tell which.
pub async fn show(app: &AppRef, viewer: Option<AccountId>, id: StatusId) -> Result<Post> {
    many(app, viewer, &[id])
        .await?
        .into_iter()
        .next()
        .ok_or(Error::NotFound)
}

/// Posts by id, in the order asked for; those that do not exist or may not be seen are left out.
pub async fn many(app: &AppRef, viewer: Option<AccountId>, ids: &[StatusId]) -> Result<Vec<Post>> {
    let mut conn = app.db.read().await?;
    let mut rows =
        db::statuses::visible_by_ids(&mut conn, viewer.unwrap_or(AccountId(0)), ids).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    bundle::posts(&mut conn, viewer, rows).await
}

/// A post by its ActivityPub id or page address, if it is known and may be seen.
pub async fn by_address(app: &AppRef, viewer: Option<AccountId>, address: &str) -> Result<Post> {
    let row = db::statuses::by_uri_or_url(&mut *app.db.read().await?, address)
        .await?
        .ok_or(Error::NotFound)?;
    show(app, viewer, row.id).await
}

/// What stands above and below a post in its conversation, as far as the viewer may see it.
pub async fn thread(app: &AppRef, viewer: Option<AccountId>, id: StatusId) -> Result<Thread> {
    let reader = viewer.unwrap_or(AccountId(0));
    let post = visible(app, reader, id).await?.ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let rows = db::statuses::thread(&mut conn, reader, post.thread_id, THREAD_LIMIT).await?;
    let (above, below) = around(&rows, post.id);
    Ok(Thread {
        ancestors: bundle::posts(&mut conn, viewer, above).await?,
        descendants: bundle::posts(&mut conn, viewer, below).await?,
    })
}

/// Sorts the posts of a conversation into those above `id` (first to last) and those below it (depth first).
fn around(rows: &[StatusRow], id: StatusId) -> (Vec<StatusRow>, Vec<StatusRow>) {
    let by_id: HashMap<StatusId, &StatusRow> = rows.iter().map(|row| (row.id, row)).collect();
    let mut children: HashMap<StatusId, Vec<&StatusRow>> = HashMap::new();
    for row in rows {
        if let Some(parent) = row.in_reply_to_id {
            children.entry(parent).or_default().push(row);
        }
    }
    let mut above = Vec::new();
    let mut next = by_id.get(&id).and_then(|row| row.in_reply_to_id);
    while let Some(row) = next.and_then(|id| by_id.get(&id)) {
        if above.len() >= rows.len() {
            break;
        }
        above.push((*row).clone());
        next = row.in_reply_to_id;
    }
    above.reverse();
    let mut below = Vec::new();
    let mut stack: Vec<&StatusRow> = children.remove(&id).unwrap_or_default();
    stack.reverse();
    while let Some(row) = stack.pop() {
        below.push(row.clone());
        if let Some(replies) = children.remove(&row.id) {
            stack.extend(replies.into_iter().rev());
        }
    }
    (above, below)
}

/// The source of one's own post, as (text, warning, format), for editing.
pub async fn source(
    app: &AppRef,
    author: AccountId,
    id: StatusId,
) -> Result<(String, String, TextFormat)> {
    let row = own(app, author, id).await?;
    Ok((row.text, row.spoiler_text, row.text_format))
}

/// All versions of a post, oldest first, the current one last.
pub async fn history(
    app: &AppRef,
    viewer: Option<AccountId>,
    id: StatusId,
) -> Result<(AccountRow, Vec<Version>)> {
    let full = show(app, viewer, id).await?;
    let mut conn = app.db.read().await?;
    let edits = db::statuses::edits(&mut conn, full.row.id).await?;
    let media_ids =
        |row: &EditRow| serde_json::from_str::<Vec<MediaId>>(&row.media).unwrap_or_default();
    let wanted: Vec<MediaId> = edits.iter().flat_map(media_ids).collect();
    let files = db::media::by_ids(&mut conn, &wanted).await?;
    let mut versions: Vec<Version> = edits
        .iter()
        .map(|row| Version {
            content: row.content.clone(),
            spoiler_text: row.spoiler_text.clone(),
            sensitive: row.sensitive,
            created_at: row.created_at,
            media: media_ids(row)
                .iter()
                .filter_map(|id| files.iter().find(|file| file.id == *id).cloned())
                .collect(),
        })
        .collect();
    versions.push(Version {
        content: full.row.content.clone(),
        spoiler_text: full.row.spoiler_text.clone(),
        sensitive: full.row.sensitive,
        created_at: full.row.edited_at.unwrap_or(full.row.created_at),
        media: full.media.clone(),
    });
    Ok(((*full.author).clone(), versions))
}

/// Boosts a post: it appears for the booster's followers. Only open posts can be boosted, and one's own followers-only
/// ones. Boosting twice changes nothing. Returns the boost.
pub async fn reblog(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    let me = by.account.clone();
    let original = visible(app, me.id, id).await?.ok_or(Error::NotFound)?;
    let own_private = original.account_id == me.id && original.visibility == Visibility::Private;
    if !original.visibility.is_open() && !own_private {
        return Err(Error::forbidden(
            "This post is for a few people only; it cannot be boosted",
        ));
    }
    let now = app.now();
    let boost_id = app.next_status_id();
    let uri = app.urls.status(&me.username, boost_id);
    let boost = StatusRow {
        id: boost_id,
        url: app.urls.status_activity(&uri),
        uri,
        account_id: me.id,
        local: true,
        in_reply_to_id: None,
        in_reply_to_account_id: None,
        in_reply_to_uri: None,
        thread_id: boost_id,
        reblog_of_id: Some(original.id),
        content: String::new(),
        text: String::new(),
        text_format: TextFormat::Plain,
        title: String::new(),
        spoiler_text: String::new(),
        sensitive: false,
        language: None,
        visibility: original.visibility,
        local_only: original.local_only,
        app_id: None,
        replies_count: 0,
        reblogs_count: 0,
        favourites_count: 0,
        created_at: now,
        edited_at: None,
        deleted_at: None,
    };
    let ctx = surface::Context::new(app);
    let author = by.account.id;
    let stored = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                if let Some(earlier) = db::statuses::reblog_by(conn, me.id, original.id).await? {
                    return Ok(earlier.id);
                }
                db::statuses::insert(conn, &boost).await?;
                surface::new_boost(conn, &ctx, &boost, &me, &original).await?;
                if !original.local_only {
                    ctx.say(conn, Outgoing::Announce { status: boost_id })
                        .await?;
                }
                Ok(boost_id)
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(author), stored).await
}

/// Takes a boost back; no error when there was none. Returns the post.
pub async fn unreblog(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    let me = by.account.id;
    let original = visible(app, me, id).await?.ok_or(Error::NotFound)?;
    let ctx = surface::Context::new(app);
    let original_id = original.id;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let Some(boost) = db::statuses::reblog_by(conn, me, original.id).await? else {
                    return Ok(());
                };
                surface::gone_post(conn, &boost, ctx.now).await?;
                if !original.local_only {
                    ctx.say(conn, Outgoing::UndoAnnounce { status: boost.id })
                        .await?;
                }
                Ok(())
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(me), original_id).await
}

/// Marks a post as favourite; its author is told. Twice changes nothing.
pub async fn favourite(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    let me = by.account.clone();
    let (viewer, serial) = (me.id, app.next_id());
    let post = visible(app, viewer, id).await?.ok_or(Error::NotFound)?;
    let ctx = surface::Context::new(app);
    let post_id = post.id;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                if surface::favourited(conn, &ctx, serial, &me, &post).await? && !post.local {
                    ctx.say(
                        conn,
                        Outgoing::Like {
                            account: me.id,
                            status: post.id,
                            serial,
                        },
                    )
                    .await?;
                }
                Ok(())
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(viewer), post_id).await
}

/// Takes a favourite back; no error when there was none.
pub async fn unfavourite(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    let me = by.account.clone();
    let viewer = me.id;
    let post = visible(app, viewer, id).await?.ok_or(Error::NotFound)?;
    let ctx = surface::Context::new(app);
    let post_id = post.id;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let serial = db::marks::favourite_id(conn, me.id, post.id).await?;
                if surface::unfavourited(conn, me.id, &post).await?
                    && !post.local
                    && let Some(serial) = serial
                {
                    ctx.say(
                        conn,
                        Outgoing::UndoLike {
                            account: me.id,
                            status: post.id,
                            serial,
                        },
                    )
                    .await?;
                }
                Ok(())
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(viewer), post_id).await
}

/// Bookmarks a post or takes the bookmark off. Nobody else is told.
pub async fn set_bookmarked(app: &AppRef, by: &Person, id: StatusId, on: bool) -> Result<Post> {
    let me = by.account.id;
    let post = visible(app, me, id).await?.ok_or(Error::NotFound)?.id;
    let (mark, now) = (app.next_id(), app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                match on {
                    true => db::marks::insert_bookmark(conn, mark, me, post, now)
                        .await
                        .map(drop),
                    false => db::marks::delete_bookmark(conn, me, post).await.map(drop),
                }
            })
        })
        .await?;
    show(app, Some(me), post).await
}

/// Pins one's own post to the top of the profile, or takes it off. `Invalid` for others' posts, for posts to named
/// people and beyond [`MAX_PINS`].
pub async fn set_pinned(app: &AppRef, by: &Person, id: StatusId, on: bool) -> Result<Post> {
    let me = by.account.id;
    let post = visible(app, me, id).await?.ok_or(Error::NotFound)?;
    if post.account_id != me {
        return Err(Error::invalid(
            "Validation failed: Someone else's post cannot be pinned",
        ));
    }
    if post.visibility == Visibility::Direct {
        return Err(Error::invalid(
            "Validation failed: Posts that are only visible to mentioned users cannot be pinned",
        ));
    }
    let (mark, ctx) = (app.next_id(), surface::Context::new(app));
    let post_id = post.id;
    app.db
        .write(move |conn| Box::pin(async move {
            let changed = match on {
                true => {
                    let new = db::marks::insert_pin(conn, mark, me, post.id, ctx.now).await?;
                    if new && db::marks::count_pins(conn, me).await? > MAX_PINS {
                        return Err(Error::invalid(format!("Validation failed: You have already pinned {MAX_PINS} posts; take one off first")));
                    }
                    new
                }
                false => db::marks::delete_pin(conn, me, post.id).await?,
            };
            if changed && !post.local_only {
                let event = match on {
                    true => Outgoing::Pin { account: me, status: post.id },
                    false => Outgoing::Unpin { account: me, status: post.id },
                };
                ctx.say(conn, event).await?;
            }
            Ok(())
        }))
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(me), post_id).await
}

/// Who marked a post as favourite, as (position to page by, account).
pub async fn favourited_by(
    app: &AppRef,
    viewer: Option<AccountId>,
    id: StatusId,
    page: db::Paging,
) -> Result<Vec<(i64, AccountRow)>> {
    let post = visible(app, viewer.unwrap_or(AccountId(0)), id)
        .await?
        .ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let marks = db::marks::favourited_by(&mut conn, post.id, page).await?;
    bundle::positioned(&mut conn, marks).await
}

/// Who boosted a post, as (position to page by, account).
pub async fn reblogged_by(
    app: &AppRef,
    viewer: Option<AccountId>,
    id: StatusId,
    page: db::Paging,
) -> Result<Vec<(i64, AccountRow)>> {
    let post = visible(app, viewer.unwrap_or(AccountId(0)), id)
        .await?
        .ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let boosts = db::statuses::reblogged_by(&mut conn, post.id, page).await?;
    bundle::positioned(&mut conn, boosts).await
}
