//! Telling a person of this unit that something happened: whether at all, at once or held back, alone or with others like it.

use super::policies::{self, Verdict};
use crate::db::accounts::AccountRow;
use crate::db::notifications::NotificationRow;
use crate::db::notifications::groups::GroupRow;
use crate::db::notifications::requests::RequestRow;
use crate::db::{self, Conn};
use crate::domain::notices::Bucket;
use crate::domain::*;
use crate::error::Result;
use crate::service::pushes;
use crate::service::surface::Context;

/// Something that happened, which somebody may want to hear of.
#[derive(Debug, Clone, Copy)]
pub(in crate::service) struct News {
    pub kind: NotificationKind,
    /// Who did it.
    pub from: AccountId,
    /// 0: about no post.
    pub status: StatusId,
    /// 0: about no report.
    pub report: ReportId,
}

/// Tells `to`, if a person of this unit, unless it was themselves, they blocked or muted who did it or blocked their unit, they want to hear no more
/// of the conversation, or their policy drops it. What their policy holds back is stored as such. (Mastodon's behaviour.)
///
/// # Errors
/// Those of the database.
pub(in crate::service) async fn tell(
    conn: &mut Conn,
    ctx: &Context,
    to: &AccountRow,
    news: News,
) -> Result<()> {
    if !may_hear(conn, ctx, to, news).await? {
        return Ok(());
    }
    let filtered = match policies::verdict(conn, ctx.now, to, news).await? {
        Verdict::Drop => return Ok(()),
        verdict => verdict == Verdict::Filter,
    };
    let News {
        kind,
        from,
        status,
        report,
    } = news;
    if kind.replaces() {
        db::notifications::delete_one(conn, to.id, kind, from, status).await?;
    }
    let row = NotificationRow {
        id: NotificationId(ctx.next_id()),
        account_id: to.id,
        kind,
        from_account_id: from,
        status_id: status,
        created_at: ctx.now,
        group_key: None,
        filtered,
        report_id: report,
    };
    let news = row.clone();
    let new = match Bucket::of(kind, status, ctx.now).filter(|_| !filtered) {
        Some(bucket) => store_in_group(conn, row, bucket).await?,
        None => store_alone(conn, ctx, row).await?,
    };
    if !new || filtered {
        return Ok(());
    }
    let told = Happening::Notified {
        to: to.id,
        notification: news.id,
    };
    db::happenings::tell(conn, told);
    pushes::queue(conn, ctx, &news).await
}

/// Tells those who moderate this unit.
///
/// # Errors
/// Those of the database.
pub(in crate::service) async fn tell_moderators(
    conn: &mut Conn,
    ctx: &Context,
    news: News,
) -> Result<()> {
    for moderator in db::users::moderators(conn).await? {
        tell(conn, ctx, &moderator, news).await?;
    }
    Ok(())
}

/// Whether anything may reach `to` about this, whatever their policy.
async fn may_hear(conn: &mut Conn, ctx: &Context, to: &AccountRow, news: News) -> Result<bool> {
    let nobody = matches!(to.kind, ActorKind::Application | ActorKind::Group);
    // Only the end of a poll is told to who made it.
    let oneself = to.id == news.from && news.kind != NotificationKind::Poll;
    if !to.is_local() || oneself || nobody {
        return Ok(false);
    }
    if db::relations::blocked_either_way(conn, to.id, news.from).await? {
        return Ok(false);
    }
    let shut_out = db::domain_blocks::among(conn, to.id, &[news.from]).await?;
    if !shut_out.is_empty() {
        return Ok(false);
    }
    let mutes = db::relations::mutes_towards(conn, to.id, &[news.from]).await?;
    let mut lasting = mutes
        .iter()
        .filter(|mute| mute.expires_at.is_none_or(|end| end > ctx.now));
    if lasting.any(|mute| mute.hide_notifications) {
        return Ok(false);
    }
    let about_post = news.status != StatusId(0);
    Ok(!(about_post && db::thread_mutes::holds(conn, to.id, news.status).await?))
}

/// Tells whether it is new.
async fn store_alone(conn: &mut Conn, ctx: &Context, row: NotificationRow) -> Result<bool> {
    let new = db::notifications::insert_once(conn, &row).await?;
    if !new || !row.filtered || !row.kind.is_words() {
        return Ok(new);
    }
    let request = RequestRow {
        id: NoticeRequestId(ctx.next_id()),
        account_id: row.account_id,
        from_account_id: row.from_account_id,
        last_status_id: row.status_id,
        notifications_count: 1,
        created_at: row.created_at,
        updated_at: row.created_at,
    };
    db::notifications::requests::note(conn, &request).await?;
    Ok(true)
}

/// Puts it to those like it of the last hours, or begins a new group. Tells whether it is new.
async fn store_in_group(conn: &mut Conn, row: NotificationRow, bucket: Bucket) -> Result<bool> {
    // Two at the same moment would begin two groups, or lose each other's names.
    db::notifications::groups::hold(conn, row.account_id, &bucket.subject()).await?;
    let open = bucket.open_keys();
    let group = db::notifications::groups::one_of(conn, row.account_id, &open).await?;
    let key = group
        .as_ref()
        .map_or_else(|| bucket.key(), |group| group.group_key.clone());
    let row = NotificationRow {
        group_key: Some(key.clone()),
        ..row
    };
    if !db::notifications::insert_once(conn, &row).await? {
        return Ok(false);
    }
    let group = match group {
        Some(group) => group.with(&row)?,
        None => GroupRow::begin(&row, &key)?,
    };
    db::notifications::groups::put(conn, &group).await?;
    Ok(true)
}
