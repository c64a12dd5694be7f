//! Every consequence of a post, boost or favourite, of this unit or from elsewhere: timelines, notifications,
//! counters. Local and remote posts come through the same functions.

use crate::app::App;
use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn};
use crate::domain::event::Outgoing;
use crate::domain::id::IdGenerator;
use crate::domain::urls::Urls;
use crate::domain::*;
use crate::error::Result;
use crate::service::notifications::{self, News};
use crate::service::{conversations, extras, previews, tags};

/// So many of those who boosted a post, and of those who quote it, hear of a new version.
const TOLD_OF_EDIT: i64 = 200;

/// Time and ids for use inside a transaction.
#[derive(Clone)]
pub(super) struct Context {
    app: AppRef,
    pub now: Timestamp,
}

impl Context {
    pub fn new(app: &AppRef) -> Self {
        Self {
            app: app.clone(),
            now: app.now(),
        }
    }

    pub fn next_id(&self) -> i64 {
        let App { ids, .. } = &*self.app;
        IdGenerator::next(ids, self.now)
    }

    pub fn urls(&self) -> &Urls {
        &self.app.urls
    }

    /// Queues what the peers shall hear.
    pub async fn say(&self, conn: &mut Conn, event: Outgoing) -> Result<()> {
        db::outbox::insert(conn, self.next_id(), &event, self.now).await
    }
}

/// Tells `to` (if a person of this unit) that `from` did something, about a post or (0) none; see [`notifications::tell`].
pub(super) async fn notify(
    conn: &mut Conn,
    ctx: &Context,
    to: &AccountRow,
    kind: NotificationKind,
    from: AccountId,
    status: StatusId,
) -> Result<()> {
    let news = News {
        kind,
        from,
        status,
        report: ReportId(0),
    };
    notifications::tell(conn, ctx, to, news).await
}

/// A post has been stored, with its mentions.
pub(super) async fn new_post(
    conn: &mut Conn,
    ctx: &Context,
    post: &StatusRow,
    author: &AccountRow,
    mentioned: &[AccountRow],
) -> Result<()> {
    db::accounts::note_posted(conn, author.id, post.created_at).await?;
    if let Some(parent) = post.in_reply_to_id {
        db::statuses::count(conn, parent, 1, 0, 0).await?;
    }
    spread(conn, ctx, post, author, mentioned).await
}

/// A post reaches its readers: their home timelines, and the notifications of those whom it concerns.
pub(super) async fn spread(
    conn: &mut Conn,
    ctx: &Context,
    post: &StatusRow,
    author: &AccountRow,
    mentioned: &[AccountRow],
) -> Result<()> {
    db::happenings::tell(conn, Happening::Posted(post.id));
    let answered = post
        .in_reply_to_account_id
        .filter(|parent| *parent != author.id);
    if let Some(group) = post.group_id {
        enter_homes_of_group(conn, post, group).await?;
    }
    if post.is_group_private() {
        if author.is_local() {
            db::homes::add_to_home(conn, author.id, post.id, author.id).await?;
        }
    } else if post.visibility == Visibility::Direct {
        conversations::note(conn, ctx, post, author, mentioned).await?;
        let readers = mentioned
            .iter()
            .filter(|row| row.is_local())
            .map(|row| row.id);
        for reader in readers.chain(author.is_local().then_some(author.id)) {
            db::homes::add_to_home(conn, reader, post.id, author.id).await?;
        }
    } else {
        db::homes::add_to_homes(conn, post.id, author.id, author.is_local(), false, answered)
            .await?;
    }
    previews::note(conn, ctx, post).await?;
    tags::used(conn, post, ctx.now).await?;
    tell_named(conn, ctx, post, author.id, mentioned).await?;
    if post.in_reply_to_id.is_none() && post.visibility != Visibility::Direct {
        let mut waiting = match post.is_group_private() {
            true => Vec::new(),
            false => db::follows::wanting_notice(conn, author.id).await?,
        };
        if let Some(group) = post.group_id {
            waiting.extend(db::follows::wanting_notice(conn, group).await?);
        }
        for person in db::accounts::by_ids(conn, &waiting).await? {
            if !mentioned.iter().any(|row| row.id == person.id) {
                notify(
                    conn,
                    ctx,
                    &person,
                    NotificationKind::Status,
                    author.id,
                    post.id,
                )
                .await?;
            }
        }
    }
    Ok(())
}

/// Tells the people named in a post, in a group's own post those of them who are members.
async fn tell_named(
    conn: &mut Conn,
    ctx: &Context,
    post: &StatusRow,
    author: AccountId,
    named: &[AccountRow],
) -> Result<()> {
    let mut members = None;
    if let Some(group) = post.group_id.filter(|_| post.is_group_private()) {
        let ids: Vec<AccountId> = named.iter().map(|row| row.id).collect();
        let follows = db::follows::from_any(conn, &ids, group).await?;
        let accepted = follows
            .into_iter()
            .filter(|follow| follow.state == FollowState::Accepted);
        members = Some(accepted.map(|follow| follow.account_id).collect::<Vec<_>>());
    }
    let outside = |person: &AccountRow| {
        members
            .as_ref()
            .is_some_and(|members| !members.contains(&person.id))
    };
    for person in named.iter().filter(|person| !outside(person)) {
        let kind = NotificationKind::Mention;
        notify(conn, ctx, person, kind, author, post.id).await?;
    }
    Ok(())
}

/// A post appears in a group: on the home pages of its members here, and in its count. Answers are shown there to those who
/// know the person answered.
async fn enter_homes_of_group(conn: &mut Conn, post: &StatusRow, group: AccountId) -> Result<()> {
    db::accounts::note_posted(conn, group, post.created_at).await?;
    let answered = post
        .in_reply_to_account_id
        .filter(|parent| *parent != post.account_id);
    db::homes::add_to_homes(conn, post.id, group, false, false, answered).await
}

/// A post that is known here turns out to be in a group.
pub(super) async fn entered_group(
    conn: &mut Conn,
    ctx: &Context,
    post: &StatusRow,
    group: AccountId,
) -> Result<()> {
    enter_homes_of_group(conn, post, group).await?;
    db::happenings::tell(conn, Happening::Posted(post.id));
    let named: Vec<AccountId> = db::statuses::mentions_of(conn, &[post.id])
        .await?
        .into_iter()
        .map(|(_, id)| id)
        .collect();
    let named = db::accounts::by_ids(conn, &named).await?;
    tell_named(conn, ctx, post, post.account_id, &named).await
}

/// A post has a new version, with `mentioned` named in it. Who is named for the first time hears of it as of a mention,
/// local people who boosted it hear of the change, and those who quote it. Under [`db::threads::hold`].
pub(super) async fn edited_post(
    conn: &mut Conn,
    ctx: &Context,
    post: &StatusRow,
    author: &AccountRow,
    mentioned: &[AccountRow],
) -> Result<()> {
    db::happenings::tell(conn, Happening::Edited(post.id));
    let before: Vec<AccountId> = db::statuses::mentions_of(conn, &[post.id])
        .await?
        .into_iter()
        .map(|(_, id)| id)
        .collect();
    let ids: Vec<AccountId> = mentioned.iter().map(|row| row.id).collect();
    previews::note_again(conn, ctx, post.id).await?;
    // Nobody loses sight of a post by an edit: who was named stays named.
    db::statuses::insert_mentions(conn, post.id, &ids).await?;
    let new: Vec<AccountRow> = mentioned
        .iter()
        .filter(|row| !before.contains(&row.id))
        .cloned()
        .collect();
    if !new.is_empty() && post.visibility == Visibility::Direct {
        // Its thread may have become part of another since the post was looked at.
        if let Some(post) = db::statuses::by_id(conn, post.id).await? {
            conversations::note(conn, ctx, &post, author, &new).await?;
        }
    }
    tell_named(conn, ctx, post, author.id, &new).await?;
    let boosters: Vec<AccountId> =
        db::statuses::reblogged_by(conn, post.id, db::Paging::first(TOLD_OF_EDIT))
            .await?
            .into_iter()
            .map(|(_, id)| id)
            .collect();
    for person in db::accounts::by_ids(conn, &boosters).await? {
        notify(
            conn,
            ctx,
            &person,
            NotificationKind::Update,
            author.id,
            post.id,
        )
        .await?;
    }
    for (quoting, author) in db::quotes::quoted_here(conn, post.id, TOLD_OF_EDIT).await? {
        if let Some(person) = db::accounts::by_id(conn, author).await? {
            let kind = NotificationKind::QuotedUpdate;
            notify(conn, ctx, &person, kind, post.account_id, quoting).await?;
        }
    }
    Ok(())
}

/// A boost has been stored.
pub(super) async fn new_boost(
    conn: &mut Conn,
    ctx: &Context,
    boost: &StatusRow,
    by: &AccountRow,
    original: &StatusRow,
) -> Result<()> {
    db::accounts::note_posted(conn, by.id, boost.created_at).await?;
    db::statuses::count(conn, original.id, 0, 1, 0).await?;
    db::homes::add_to_homes(conn, boost.id, by.id, by.is_local(), true, None).await?;
    db::happenings::tell(conn, Happening::Posted(boost.id));
    if let Some(author) = db::accounts::by_id(conn, original.account_id).await? {
        notify(
            conn,
            ctx,
            &author,
            NotificationKind::Reblog,
            by.id,
            original.id,
        )
        .await?;
    }
    Ok(())
}

/// A post or boost goes: timelines, notifications, marks and counters lose it. A post leaves a tombstone, a boost
/// nothing. `false` when it had gone already: then nothing is counted a second time.
pub(super) async fn gone_post(conn: &mut Conn, post: &StatusRow, now: Timestamp) -> Result<bool> {
    if !db::statuses::bury(conn, post.id, now).await? {
        return Ok(false);
    }
    db::happenings::tell(conn, Happening::Gone(post.id));
    db::accounts::count(conn, post.account_id, -1, 0, 0).await?;
    db::homes::remove_from_homes(conn, post.id, post.account_id).await?;
    if let Some(group) = post.group_id {
        db::accounts::count(conn, group, -1, 0, 0).await?;
        db::homes::remove_from_homes(conn, post.id, group).await?;
    }
    if let Some(original) = post.reblog_of_id {
        db::statuses::count(conn, original, 0, -1, 0).await?;
        if let Some(row) = db::statuses::by_id(conn, original).await? {
            db::notifications::delete_one(
                conn,
                row.account_id,
                NotificationKind::Reblog,
                post.account_id,
                original,
            )
            .await?;
        }
        return Ok(true);
    }
    if let Some(parent) = post.in_reply_to_id {
        db::statuses::count(conn, parent, -1, 0, 0).await?;
    }
    for boost in db::statuses::boosts_of(conn, post.id).await? {
        if let Some(row) = db::statuses::by_id(conn, boost)
            .await?
            .filter(|row| row.deleted_at.is_none())
        {
            db::accounts::count(conn, row.account_id, -1, 0, 0).await?;
            db::homes::remove_from_homes(conn, row.id, row.account_id).await?;
            db::statuses::bury(conn, row.id, now).await?;
            db::happenings::tell(conn, Happening::Gone(row.id));
        }
    }
    extras::clear(conn, post).await?;
    db::previews::unlink(conn, post.id).await?;
    db::notifications::delete_about(conn, post.id).await?;
    db::conversations::forget_post(conn, post.id).await?;
    db::marks::clear(conn, post.id).await?;
    db::media::detach_all(conn, post.id).await?;
    db::tags::detach_all(conn, post.id).await?;
    Ok(true)
}

/// Somebody marks a post as favourite. Tells whether it is new.
pub(super) async fn favourited(
    conn: &mut Conn,
    ctx: &Context,
    mark: i64,
    by: &AccountRow,
    post: &StatusRow,
) -> Result<bool> {
    if !db::marks::insert_favourite(conn, mark, by.id, post.id, ctx.now).await? {
        return Ok(false);
    }
    db::statuses::count(conn, post.id, 0, 0, 1).await?;
    if let Some(author) = db::accounts::by_id(conn, post.account_id).await? {
        notify(
            conn,
            ctx,
            &author,
            NotificationKind::Favourite,
            by.id,
            post.id,
        )
        .await?;
    }
    Ok(true)
}

/// Somebody takes a favourite back. Tells whether there was one.
pub(super) async fn unfavourited(conn: &mut Conn, by: AccountId, post: &StatusRow) -> Result<bool> {
    if !db::marks::delete_favourite(conn, by, post.id).await? {
        return Ok(false);
    }
    db::statuses::count(conn, post.id, 0, 0, -1).await?;
    db::notifications::delete_one(
        conn,
        post.account_id,
        NotificationKind::Favourite,
        by,
        post.id,
    )
    .await?;
    Ok(true)
}

/// An account goes: its posts become tombstones and its marks on others' posts are left as they are.
pub(super) async fn forget_posts(
    conn: &mut Conn,
    account: AccountId,
    now: Timestamp,
) -> Result<()> {
    loop {
        let ids = db::statuses::ids_of_account(conn, account, 200).await?;
        if ids.is_empty() {
            return Ok(());
        }
        for id in ids {
            if let Some(row) = db::statuses::by_id(conn, id).await? {
                gone_post(conn, &row, now).await?;
            }
        }
    }
}
