//! Posts of other units: new, edited, deleted.

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::media::MediaRow;
use crate::db::statuses::{StatusChanges, StatusRow};
use crate::db::tags::TagRow;
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::Result;
use crate::service::incoming::extras::{self, IncomingExtras};
use crate::service::{history, media, surface, threads};
use crate::text::{limits, sanitise, tag};

/// A post of another unit. Texts are as they came; they are sanitised here.
#[derive(Debug, Clone)]
pub struct IncomingPost {
    pub uri: String,
    pub url: String,
    pub author: AccountRow,
    /// HTML.
    pub content: String,
    pub title: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    pub language: Option<String>,
    pub visibility: Visibility,
    pub in_reply_to_uri: Option<String>,
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    /// Those named in it that are known here.
    pub mentioned: Vec<AccountRow>,
    /// As written, without `#`.
    pub tags: Vec<String>,
    pub media: Vec<IncomingMedia>,
    /// The group that has taken it.
    pub group: Option<IncomingGroup>,
    pub extras: IncomingExtras,
}

/// A group that a post came in.
#[derive(Debug, Clone)]
pub struct IncomingGroup {
    pub id: AccountId,
    /// The activity that brought the post, for a group of this unit to pass on.
    pub relay: Option<String>,
}

/// An attachment of a post of another unit; its file is fetched later.
#[derive(Debug, Clone, Default)]
pub struct IncomingMedia {
    pub url: String,
    pub kind: Option<MediaKind>,
    pub content_type: String,
    pub description: Option<String>,
    pub blurhash: Option<String>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub focus: Option<(f64, f64)>,
    /// The picture to show for a film or a sound.
    pub preview: Option<String>,
}

/// What became of an incoming post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    New(StatusId),
    Known(StatusId),
    /// It was deleted at its origin before.
    Buried,
}

/// More attachments of one post than this are left out.
const MAX_MEDIA: usize = 16;
/// More people named in one post than this are not notified.
const MAX_MENTIONS: usize = 100;

/// Is a post worth keeping that nobody asked for? Yes, if somebody here follows its author, is named in it, or wrote
/// or knows what it answers. (Mastodon's rule; keeps a peer from filling the disk.)
pub async fn is_wanted(
    app: &AppRef,
    author: AccountId,
    named_local: bool,
    in_reply_to: Option<&str>,
) -> Result<bool> {
    if named_local {
        return Ok(true);
    }
    let mut conn = app.db.read().await?;
    if db::follows::has_local_follower(&mut conn, author).await? {
        return Ok(true);
    }
    match in_reply_to {
        Some(uri) => Ok(db::statuses::by_uri(&mut conn, uri)
            .await?
            .is_some_and(|parent| parent.deleted_at.is_none())),
        None => Ok(false),
    }
}

/// Stores a post once, however often it comes. A future `published` counts as now.
pub async fn receive_post(app: &AppRef, post: IncomingPost) -> Result<Received> {
    let ctx = surface::Context::new(app);
    let now = ctx.now;
    let published = post
        .published
        .unwrap_or(now)
        .min(now)
        .max(Timestamp::from_millis(0));
    let id = id_for(app, published);
    let row = StatusRow {
        id,
        uri: post.uri.clone(),
        url: post.url.clone(),
        account_id: post.author.id,
        local: false,
        in_reply_to_id: None,
        in_reply_to_account_id: None,
        in_reply_to_uri: post.in_reply_to_uri.clone(),
        thread_id: id,
        reblog_of_id: None,
        content: sanitise::remote_html(&post.content),
        text: String::new(),
        text_format: TextFormat::Html,
        title: sanitise::remote_text(&post.title),
        spoiler_text: sanitise::remote_text_within(&post.spoiler_text, limits::WARNING_CHARACTERS),
        sensitive: post.sensitive,
        language: post
            .language
            .clone()
            .filter(|language| language.len() <= 12),
        visibility: post.visibility,
        local_only: false,
        app_id: None,
        replies_count: 0,
        reblogs_count: 0,
        favourites_count: 0,
        created_at: published,
        edited_at: post
            .updated
            .map(|updated| updated.min(now))
            .filter(|updated| *updated > published),
        deleted_at: None,
        group_id: post.group.as_ref().map(|group| group.id),
        removed_at: None,
    };
    let media = media_rows(app, &post);
    let tags = tag_rows(app, &post.tags);
    let outcome = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                // It may come by several ways at once, straight from its author and passed on by a group.
                db::locks::alone(conn, &row.uri).await?;
                if db::statuses::is_tombstoned(conn, &post.author.uri, &row.uri).await? {
                    return Ok(Received::Buried);
                }
                if let Some(known) = db::statuses::by_uri(conn, &row.uri).await? {
                    return Ok(if known.deleted_at.is_some() {
                        Received::Buried
                    } else {
                        Received::Known(known.id)
                    });
                }
                let mut row = row;
                // Ids of old posts are made from their time, and posts of one moment meet.
                while db::statuses::by_id(conn, row.id).await?.is_some() {
                    row.id = StatusId(row.id.0.saturating_add(1));
                    row.thread_id = row.id;
                }
                db::threads::hold(conn).await?;
                if let Some(uri) = &row.in_reply_to_uri
                    && let Some(parent) = db::statuses::by_uri(conn, uri).await?
                {
                    row.in_reply_to_id = Some(parent.id);
                    row.in_reply_to_account_id = Some(parent.account_id);
                    row.thread_id = parent.thread_id;
                }
                db::statuses::insert(conn, &row).await?;
                for file in &media {
                    db::media::insert(
                        conn,
                        &MediaRow {
                            status_id: Some(row.id),
                            ..file.clone()
                        },
                    )
                    .await?;
                }
                let mentioned: Vec<AccountRow> =
                    post.mentioned.into_iter().take(MAX_MENTIONS).collect();
                let ids: Vec<AccountId> = mentioned.iter().map(|row| row.id).collect();
                db::statuses::insert_mentions(conn, row.id, &ids).await?;
                db::tags::attach(conn, row.id, &tags).await?;
                extras::store(conn, &ctx, &row, &post.author.host, &post.extras).await?;
                db::quotes::adopt(conn, &row).await?;
                surface::new_post(conn, &ctx, &row, &post.author, &mentioned).await?;
                if let Some(IncomingGroup {
                    id: group,
                    relay: Some(activity),
                }) = post.group
                {
                    ctx.say(conn, Outgoing::Relay { group, activity }).await?;
                    if row.in_reply_to_uri.is_none() && row.visibility.is_open() {
                        let status = row.id;
                        ctx.say(conn, Outgoing::Show { group, status }).await?;
                    }
                }
                Ok(Received::New(row.id))
            })
        })
        .await?;
    // Also for one that is known: the program may have ended before it came this far.
    if let Received::New(id) | Received::Known(id) = outcome {
        threads::hook(app, id).await?;
    }
    app.hints.fetch.notify_one();
    app.hints.publish.notify_one();
    Ok(outcome)
}

/// An id that sorts by the time the post was published: what is fetched late must not jump to the top.
pub(super) fn id_for(app: &AppRef, published: Timestamp) -> StatusId {
    const FRESH_MILLIS: i64 = 5 * 60 * 1000;
    let now = app.now();
    if now.millis() - published.millis() < FRESH_MILLIS {
        return app.next_status_id();
    }
    StatusId(id::floor_of(published) | i64::from(rand::random::<u16>()))
}

fn media_rows(app: &AppRef, post: &IncomingPost) -> Vec<MediaRow> {
    let mut rows = Vec::new();
    for (position, file) in (0..).zip(post.media.iter().take(MAX_MEDIA)) {
        let description = file
            .description
            .as_deref()
            .map(|text| sanitise::remote_text_within(text, limits::ALT_CHARACTERS));
        rows.push(MediaRow {
            position,
            kind: file.kind.unwrap_or(MediaKind::Unknown),
            content_type: file.content_type.clone(),
            remote_url: Some(file.url.clone()),
            preview_remote_url: file.preview.clone(),
            description: description.filter(|text| !text.is_empty()),
            blurhash: file
                .blurhash
                .clone()
                .filter(|hash| hash.len() <= 120 && hash.is_ascii()),
            width: file.width.filter(|side| (1..=100_000).contains(side)),
            height: file.height.filter(|side| (1..=100_000).contains(side)),
            focus_x: file.focus.map(|(x, _)| x.clamp(-1.0, 1.0)),
            focus_y: file.focus.map(|(_, y)| y.clamp(-1.0, 1.0)),
            ..media::blank(app, post.author.id)
        });
    }
    rows
}

fn tag_rows(app: &AppRef, names: &[String]) -> Vec<TagRow> {
    let mut rows: Vec<TagRow> = Vec::new();
    for found in names.iter().filter_map(|name| tag::parse(name)) {
        if !rows.iter().any(|row| row.name == found.key) {
            rows.push(TagRow {
                id: app.next_id(),
                name: found.key,
                display_name: found.name,
            });
        }
    }
    rows
}

/// A post that is known here has a new version at its origin. Older versions that come late change nothing; the
/// audience never changes. Returns whether the post is known.
pub async fn receive_edit(app: &AppRef, post: IncomingPost) -> Result<bool> {
    let Some(old) = db::statuses::by_uri(&mut *app.db.read().await?, &post.uri).await? else {
        return Ok(false);
    };
    if old.account_id != post.author.id || old.local || old.deleted_at.is_some() {
        return Ok(true);
    }
    let now = app.now();
    let updated = post.updated.unwrap_or(now).min(now);
    if old.edited_at.is_some_and(|edited| updated < edited) {
        return Ok(true);
    }
    let changes = StatusChanges {
        content: sanitise::remote_html(&post.content),
        text: String::new(),
        text_format: TextFormat::Html,
        title: sanitise::remote_text(&post.title),
        spoiler_text: sanitise::remote_text_within(&post.spoiler_text, limits::WARNING_CHARACTERS),
        sensitive: post.sensitive,
        language: post
            .language
            .clone()
            .filter(|language| language.len() <= 12),
        edited_at: Some(updated),
    };
    let unchanged = changes.content == old.content
        && changes.spoiler_text == old.spoiler_text
        && changes.title == old.title;
    // Servers send the tallies of a poll as a version without a new time (Mastodon), which is no edit, and stamps likewise. An
    // edit within the second in which the post was written has no new time either, where seconds are all that is told.
    let newest = old.edited_at.unwrap_or(old.created_at);
    let no_edit = unchanged && post.updated.is_none_or(|_| updated <= newest);
    if no_edit {
        let ctx = surface::Context::new(app);
        app.db
            .write(move |conn| {
                Box::pin(async move {
                    extras::store(conn, &ctx, &old, &post.author.host, &post.extras).await
                })
            })
            .await?;
        app.hints.polls.notify_one();
        return Ok(true);
    }
    let edit_id = app.next_id();
    let media = media_rows(app, &post);
    let tags = tag_rows(app, &post.tags);
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::threads::hold(conn).await?;
                // It may have gone since it was looked at; what is gone stays empty.
                let now = db::statuses::by_id(conn, old.id).await?;
                if now.is_none_or(|now| now.deleted_at.is_some()) {
                    return Ok(());
                }
                if !unchanged {
                    history::keep_version(conn, &old, edit_id).await?;
                }
                db::statuses::update(conn, old.id, &changes).await?;
                let before = db::media::of_statuses(conn, &[old.id]).await?;
                db::media::detach_all(conn, old.id).await?;
                for file in media {
                    match before
                        .iter()
                        .find(|known| known.remote_url == file.remote_url)
                    {
                        Some(known) => {
                            db::media::attach(
                                conn,
                                known.id,
                                old.account_id,
                                old.id,
                                file.position,
                            )
                            .await?;
                            db::media::describe(
                                conn,
                                known.id,
                                file.description.as_deref(),
                                file.focus_x.zip(file.focus_y),
                            )
                            .await?;
                        }
                        None => {
                            db::media::insert(
                                conn,
                                &MediaRow {
                                    status_id: Some(old.id),
                                    ..file
                                },
                            )
                            .await?
                        }
                    }
                }
                db::tags::detach_all(conn, old.id).await?;
                db::tags::attach(conn, old.id, &tags).await?;
                let mentioned: Vec<AccountRow> =
                    post.mentioned.into_iter().take(MAX_MENTIONS).collect();
                extras::store(conn, &ctx, &old, &post.author.host, &post.extras).await?;
                surface::edited_post(conn, &ctx, &old, &post.author, &mentioned).await
            })
        })
        .await?;
    app.hints.fetch.notify_one();
    Ok(true)
}

/// A post was deleted at its origin by `actor`. Only its author's word counts; an unknown id is remembered, so that a
/// late Create of it changes nothing. The protocol side has checked that the id is of the actor's own server.
pub async fn receive_delete(app: &AppRef, actor: &AccountRow, uri: &str) -> Result<()> {
    let (actor, uri, now) = (actor.clone(), uri.to_owned(), app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                match db::statuses::by_uri(conn, &uri).await? {
                    None => db::statuses::insert_tombstone(conn, &actor.uri, &uri, now).await,
                    Some(post)
                        if post.account_id == actor.id
                            && !post.local
                            && post.deleted_at.is_none() =>
                    {
                        surface::gone_post(conn, &post, now).await.map(drop)
                    }
                    Some(_) => Ok(()),
                }
            })
        })
        .await
}
