//! Posts: writing, editing, deleting, showing.

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::extras::ExtrasRow;
use crate::db::statuses::{StatusChanges, StatusRow};
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::aim::Aim;
use crate::service::auth::Person;
use crate::service::bundle::{self, Post};
use crate::service::drafts::{Draft, stored_format, write_up};
use crate::service::history::keep_version;
use crate::service::{media, notes, polls, quotes, stamps, surface};
use crate::text::{limits, sanitise};

/// Publishes a post. `Invalid` for an empty or too long text, somebody else's or too many attachments, or an answer to
/// a post that the author cannot see; `Forbidden` in a group where the author may not write; `Gone` when it was a scheduled
/// post that is not due (any more). Nothing is stored then.
pub async fn create(app: &AppRef, author: &Person, draft: Draft) -> Result<Post> {
    let written = write_up(app, author.account.id, &draft).await?;
    let me = author.account.clone();
    let Aim {
        parent,
        consent,
        quoting,
        visibility: wanted,
        local_only,
        place,
    } = Aim::of(app, author, &draft, &written.mentioned).await?;
    let now = app.now();
    let id = draft.id.unwrap_or_else(|| app.next_status_id());
    let uri = app.urls.status(&me.username, id);
    let sensitive =
        draft.sensitive.unwrap_or(author.user.default_sensitive) || !draft.spoiler_text.is_empty();
    let mut status = StatusRow {
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
        title: written.title,
        spoiler_text: sanitise::remote_text_within(&draft.spoiler_text, limits::WARNING_CHARACTERS),
        sensitive,
        language: written
            .language
            .or_else(|| author.user.default_language.clone())
            .or_else(|| Some(author.user.locale.clone()).filter(|locale| !locale.is_empty())),
        visibility: match consent {
            Consent::Given => place.as_ref().map_or(wanted, |place| place.visibility),
            // Only its author sees it until consent is given.
            Consent::Ask | Consent::Refused => Visibility::Direct,
        },
        local_only,
        app_id: draft.app,
        replies_count: 0,
        reblogs_count: 0,
        favourites_count: 0,
        created_at: now,
        edited_at: None,
        deleted_at: None,
        group_id: place.map(|place| place.group),
        removed_at: None,
        uri,
    };
    let ctx = surface::Context::new(app);
    let (mentioned, tags, media, key) = (
        written.mentioned,
        written.tags,
        draft.media,
        draft.idempotency_key,
    );
    let (poll, scheduled) = (written.poll, draft.scheduled);
    let quote_policy = match draft.quote_policy {
        None if status.visibility.is_open() => Some(notes::quote_policy(app, me.id).await?),
        said => said,
    };
    let extras = extras_row(&status, poll.is_some(), quoting.is_some(), quote_policy)?;
    let stored = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                if let Some(scheduled) = scheduled
                    && !db::scheduled::take(conn, scheduled, now).await?
                {
                    return Err(Error::Gone);
                }
                if let Some(key) = &key {
                    db::locks::alone(conn, &format!("{} {key}", me.id)).await?;
                    if let Some(earlier) =
                        db::statuses::by_idempotency_key(conn, me.id, key).await?
                    {
                        return Ok(earlier);
                    }
                    db::statuses::remember_idempotency_key(conn, me.id, key, id, now).await?;
                }
                db::threads::hold(conn).await?;
                if let Some(parent) = status.in_reply_to_id
                    && let Some(parent) = db::statuses::by_id(conn, parent).await?
                {
                    // It may have become part of a longer conversation since it was looked at.
                    status.thread_id = parent.thread_id;
                }
                db::statuses::insert(conn, &status).await?;
                attach_media(conn, &me, id, &media).await?;
                db::tags::attach(conn, id, &tags).await?;
                if let Some(extras) = &extras {
                    db::extras::put(conn, extras).await?;
                }
                if let Some(poll) = &poll {
                    polls::store(conn, now, id, poll).await?;
                }
                if let Some(quoting) = &quoting {
                    quotes::store(conn, &ctx, &status, &me, quoting).await?;
                }
                if consent != Consent::Given {
                    surface::new_post(conn, &ctx, &status, &me, &[]).await?;
                    stamps::wait(conn, &ctx, id, wanted, &mentioned).await?;
                    return Ok(id);
                }
                let ids: Vec<AccountId> = mentioned.iter().map(|row| row.id).collect();
                db::statuses::insert_mentions(conn, id, &ids).await?;
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

/// What a new post carries besides its text; `None` for a plain one.
fn extras_row(
    status: &StatusRow,
    has_poll: bool,
    has_quote: bool,
    policy: Option<QuotePolicy>,
) -> Result<Option<ExtrasRow>> {
    let policy = policy.filter(|policy| *policy != quotes::default_policy(status.visibility));
    if !has_poll && !has_quote && policy.is_none() {
        return Ok(None);
    }
    let policy = match policy {
        Some(policy) => {
            let policy = Policy {
                quote: Some(policy.rule()),
                ..Policy::default()
            };
            Some(serde_json::to_string(&policy).map_err(Error::internal)?)
        }
        None => None,
    };
    Ok(Some(ExtrasRow {
        has_poll,
        has_quote,
        policy,
        ..ExtrasRow::blank(status.id)
    }))
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
pub(super) async fn own(app: &AppRef, author: AccountId, id: StatusId) -> Result<StatusRow> {
    let row = db::statuses::by_id(&mut *app.db.read().await?, id).await?;
    row.filter(|row| {
        row.account_id == author && row.deleted_at.is_none() && row.reblog_of_id.is_none()
    })
    .ok_or(Error::NotFound)
}

/// Publishes a new version of one's own post and keeps the old one. Audience, parent and quote stay; a poll with other
/// options begins anew. `media` of the draft is
/// the whole new list. People who are named for the first time are notified.
pub async fn edit(app: &AppRef, author: &Person, id: StatusId, draft: Draft) -> Result<Post> {
    let old = own(app, author.account.id, id).await?;
    let written = write_up(app, author.account.id, &draft).await?;
    let now = app.now();
    let edit_id = app.next_id();
    let me = author.account.clone();
    let changes = StatusChanges {
        content: written.composed.html,
        text: draft.text.clone(),
        text_format: stored_format(draft.format),
        title: written.title,
        spoiler_text: sanitise::remote_text_within(&draft.spoiler_text, limits::WARNING_CHARACTERS),
        sensitive: draft.sensitive.unwrap_or(old.sensitive) || !draft.spoiler_text.is_empty(),
        language: written.language.or_else(|| old.language.clone()),
        edited_at: Some(now),
    };
    let ctx = surface::Context::new(app);
    let (mentioned, tags, media) = (written.mentioned, written.tags, draft.media);
    let (poll, keep_poll, quote_policy) = (written.poll, draft.keep_poll, draft.quote_policy);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::threads::hold(conn).await?;
                let old = db::statuses::by_id(conn, id).await?;
                let old = old
                    .filter(|old| old.deleted_at.is_none())
                    .ok_or(Error::NotFound)?;
                keep_version(conn, &old, edit_id).await?;
                db::statuses::update(conn, id, &changes).await?;
                db::media::detach_all(conn, id).await?;
                attach_media(conn, &me, id, &media).await?;
                db::tags::detach_all(conn, id).await?;
                db::tags::attach(conn, id, &tags).await?;
                let extras = db::extras::of_status(conn, id).await?;
                let has_poll = poll.is_some() || (keep_poll && extras.has_poll);
                let has_had = extras.has_poll;
                let extras = match quote_policy {
                    Some(policy) => quotes::with_policy(extras, policy)?,
                    None => extras,
                };
                if has_poll != has_had || quote_policy.is_some() {
                    db::extras::put(conn, &ExtrasRow { has_poll, ..extras }).await?;
                }
                match &poll {
                    Some(poll) => polls::store(conn, now, id, poll).await?,
                    None if !has_poll => db::polls::clear(conn, id).await?,
                    None => {}
                }
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

/// Deletes one's own post or boost (moderators: anybody's post of this unit that they may see) and returns it as it was, with
/// its source, so that it can be written anew.
pub async fn delete(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    remove(app, by, id, false).await
}

/// The same, and the files of one's own post go with it; otherwise they wait a day for a post that is written anew.
pub async fn delete_with_files(app: &AppRef, by: &Person, id: StatusId) -> Result<Post> {
    remove(app, by, id, true).await
}

async fn remove(app: &AppRef, by: &Person, id: StatusId, with_files: bool) -> Result<Post> {
    let row = db::statuses::by_id(&mut *app.db.read().await?, id).await?;
    let row = row
        .filter(|row| row.deleted_at.is_none())
        .ok_or(Error::NotFound)?;
    let own = row.account_id == by.account.id;
    let boost = row.reblog_of_id.is_some();
    let moderated = row.local && !boost && by.user.role.moderates();
    // What somebody may not see they are not shown by way of a deletion either.
    if !own && (!moderated || visible(app, by.account.id, id).await?.is_none()) {
        return Err(Error::NotFound);
    }
    let mut conn = app.db.read().await?;
    let full = bundle::posts(app, &mut conn, Some(by.account.id), vec![row.clone()]).await?;
    drop(conn);
    let full = full.into_iter().next().ok_or(Error::NotFound)?;
    let files = match with_files && own {
        true => full.media.clone(),
        false => Vec::new(),
    };
    let ctx = surface::Context::new(app);
    let unused = app
        .db
        .write(move |conn| {
            Box::pin(async move {
                if !surface::gone_post(conn, &row, ctx.now).await? {
                    return Err(Error::NotFound);
                }
                if !row.local_only {
                    let event = match boost {
                        true => Outgoing::UndoAnnounce { status: row.id },
                        false => Outgoing::Delete { status: row.id },
                    };
                    ctx.say(conn, event).await?;
                }
                let mut unused = Vec::new();
                for file in files {
                    if db::media::delete_unused(conn, file.id).await? {
                        unused.push(file);
                    }
                }
                Ok(unused)
            })
        })
        .await?;
    for file in &unused {
        media::remove_files(app, file).await;
    }
    app.hints.publish.notify_one();
    Ok(full)
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
    bundle::posts(app, &mut conn, viewer, rows).await
}

/// A post by its ActivityPub id or page address, if it is known and may be seen.
pub async fn by_address(app: &AppRef, viewer: Option<AccountId>, address: &str) -> Result<Post> {
    let row = db::statuses::by_uri_or_url(&mut *app.db.read().await?, address)
        .await?
        .ok_or(Error::NotFound)?;
    show(app, viewer, row.id).await
}
