//! Quotes: a post that shows another one inside, with the consent of its author (FEP-044f).

use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::extras::ExtrasRow;
use crate::db::quotes::QuoteRow;
use crate::db::stamps::StampRow;
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn, Paging};
use crate::domain::event::Outgoing;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::bundle::{self, Post};
use crate::service::statuses::{own, show, visible};
use crate::service::surface;

/// A quote that somebody is about to publish.
#[derive(Debug, Clone)]
pub(super) struct Quoting {
    pub post: StatusRow,
    state: QuoteState,
}

/// Who may quote a post, where nothing else is said: everybody for what everybody may read.
pub fn default_policy(visibility: Visibility) -> QuotePolicy {
    match visibility.is_open() {
        true => QuotePolicy::Public,
        false => QuotePolicy::Nobody,
    }
}

/// Who may quote a post: its own rule, or the default for a post of this unit. `None` for a peer's post without a rule.
pub fn rule(post: &StatusRow, policy: &Policy) -> Option<Rule> {
    if post.local && !post.visibility.is_open() {
        return Some(QuotePolicy::Nobody.rule());
    }
    let default = || post.local.then(|| default_policy(post.visibility).rule());
    policy.quote.clone().or_else(default)
}

/// How somebody stands to the author of a post, for its rules.
pub(super) async fn asker<'a>(
    conn: &mut Conn,
    who: &'a AccountRow,
    author: AccountId,
) -> Result<Asker<'a>> {
    let accepted = |row: Option<db::follows::FollowRow>| {
        row.is_some_and(|row| row.state == FollowState::Accepted)
    };
    Ok(Asker {
        uri: &who.uri,
        author: who.id == author,
        follows: accepted(db::follows::find(conn, who.id, author).await?),
        followed: accepted(db::follows::find(conn, author, who.id).await?),
    })
}

/// Looks whether somebody here may quote a post.
///
/// # Errors
/// [`Error::Invalid`] for a post that there is not, or that is a boost; [`Error::Forbidden`] for one that is for a few people
/// only, or whose author does not want it quoted.
pub(super) async fn prepare(app: &AppRef, me: &AccountRow, id: StatusId) -> Result<Quoting> {
    let raw = db::statuses::by_id(&mut *app.db.read().await?, id).await?;
    if raw.is_some_and(|row| row.reblog_of_id.is_some()) {
        return Err(Error::invalid(
            "Validation failed: A boost cannot be quoted",
        ));
    }
    let post = visible(app, me.id, id).await?.ok_or_else(|| {
        Error::invalid("The post you quote does not exist (any more), or you may not see it")
    })?;
    let mine = post.account_id == me.id;
    let followers_only = post.visibility == Visibility::Private && !post.is_group_private();
    let quotable = post.visibility.is_open() || (mine && followers_only);
    if !quotable {
        return Err(Error::forbidden(
            "This post is for a few people only; it cannot be quoted",
        ));
    }
    let mut conn = app.db.read().await?;
    let policy = db::extras::of_status(&mut conn, post.id).await?.rules();
    let asker = asker(&mut conn, me, post.account_id).await?;
    let consent = match rule(&post, &policy) {
        Some(rule) => rule.decide(&asker),
        // Its server says nothing about quotes: it is asked.
        None => Consent::Ask,
    };
    let state = match consent {
        _ if mine => QuoteState::Accepted,
        Consent::Refused => {
            return Err(Error::forbidden(
                "The author of this post does not want it to be quoted",
            ));
        }
        Consent::Given if post.local => QuoteState::Accepted,
        // Also consent that is given at once is given by an answer, which brings the stamp.
        Consent::Given | Consent::Ask => QuoteState::Pending,
    };
    Ok(Quoting { post, state })
}

/// Stores the quote of a new post of this unit, and asks for consent where it is needed.
pub(super) async fn store(
    conn: &mut Conn,
    ctx: &surface::Context,
    status: &StatusRow,
    author: &AccountRow,
    quoting: &Quoting,
) -> Result<()> {
    let quoted = &quoting.post;
    let accepted = quoting.state == QuoteState::Accepted;
    let mut stamp_uri = None;
    if accepted && quoted.account_id != author.id {
        stamp_uri = Some(
            stamp(conn, ctx, StampKind::Quote, quoted, &status.uri, author.id)
                .await?
                .1,
        );
    }
    let row = QuoteRow {
        status_id: status.id,
        quoted_uri: quoted.uri.clone(),
        quoted_id: Some(quoted.id),
        state: quoting.state,
        stamp_uri,
        created_at: ctx.now,
    };
    db::quotes::put(conn, &row).await?;
    if accepted {
        return quoted_with_leave(conn, ctx, quoted, status).await;
    }
    let kind = StampKind::Quote;
    ctx.say(
        conn,
        Outgoing::AskConsent {
            kind,
            status: status.id,
        },
    )
    .await
}

/// Gives a post consent to quote or answer one of ours, once. Returns the stamp and its address.
pub(super) async fn stamp(
    conn: &mut Conn,
    ctx: &surface::Context,
    kind: StampKind,
    post: &StatusRow,
    object_uri: &str,
    asker: AccountId,
) -> Result<(StampId, String)> {
    let author = db::accounts::by_id(conn, post.account_id)
        .await?
        .ok_or(Error::NotFound)?;
    let row = StampRow {
        id: StampId(ctx.next_id()),
        kind,
        status_id: post.id,
        object_uri: object_uri.to_owned(),
        account_id: asker,
        created_at: ctx.now,
    };
    let kept = db::stamps::insert_once(conn, &row).await?;
    Ok((kept.id, ctx.urls().stamp(&author.username, kept.id)))
}

/// A quote is allowed: the quoted post counts it and its author hears of it.
async fn quoted_with_leave(
    conn: &mut Conn,
    ctx: &surface::Context,
    quoted: &StatusRow,
    quoting: &StatusRow,
) -> Result<()> {
    db::extras::count_quote(conn, quoted.id, 1).await?;
    if let Some(author) = db::accounts::by_id(conn, quoted.account_id).await? {
        let kind = NotificationKind::Quote;
        surface::notify(conn, ctx, &author, kind, quoting.account_id, quoting.id).await?;
    }
    Ok(())
}

pub(super) async fn confirmed(
    conn: &mut Conn,
    ctx: &surface::Context,
    id: StatusId,
    quoted: StatusId,
    stamp: Option<&str>,
) -> Result<()> {
    let Some(quote) = db::quotes::of_status(conn, id).await? else {
        return Ok(());
    };
    let (Some(post), Some(quoted)) = (
        db::statuses::by_id(conn, id).await?,
        db::statuses::by_id(conn, quoted).await?,
    ) else {
        return Ok(());
    };
    let alive = quoted.deleted_at.is_none() && quoted.reblog_of_id.is_none();
    if quote.state != QuoteState::Pending || quote.quoted_uri != quoted.uri || !alive {
        return Ok(());
    }
    let row = QuoteRow {
        quoted_id: Some(quoted.id),
        state: QuoteState::Accepted,
        stamp_uri: stamp.map(str::to_owned),
        ..quote
    };
    db::quotes::put(conn, &row).await?;
    quoted_with_leave(conn, ctx, &quoted, &post).await
}

/// Consent is taken back.
pub(super) async fn withdraw(conn: &mut Conn, quote: &QuoteRow) -> Result<()> {
    if let Some(quoted) = quote
        .quoted_id
        .filter(|_| quote.state == QuoteState::Accepted)
    {
        db::extras::count_quote(conn, quoted, -1).await?;
    }
    db::quotes::set_state(conn, quote.status_id, QuoteState::Revoked, None).await
}

/// Takes back the consent to quote one's own post `id` from the post `quoting`. Returns the quoting post as it is then.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's post, and for one that does not quote it.
pub async fn revoke(app: &AppRef, me: &Person, id: StatusId, quoting: StatusId) -> Result<Post> {
    let post = own(app, me.account.id, id).await?;
    let (ctx, owner) = (surface::Context::new(app), me.account.clone());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let quote = db::quotes::of_status(conn, quoting).await?;
                let quote = quote
                    .filter(|row| row.quoted_id == Some(post.id))
                    .ok_or(Error::NotFound)?;
                let by = db::statuses::by_id(conn, quoting)
                    .await?
                    .ok_or(Error::NotFound)?;
                withdraw(conn, &quote).await?;
                let kept = db::stamps::of(conn, StampKind::Quote, post.id, &by.uri).await?;
                let Some(kept) = kept else { return Ok(()) };
                db::stamps::delete(conn, kept.id).await?;
                if by.local {
                    return ctx.say(conn, Outgoing::Update { status: by.id }).await;
                }
                let gone = Outgoing::WithdrawConsent {
                    account: owner.id,
                    asker: by.account_id,
                    stamp: ctx.urls().stamp(&owner.username, kept.id),
                };
                ctx.say(conn, gone).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(me.account.id), quoting).await
}

/// Posts that quote a post with consent, newest first, as far as the viewer may see both.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn quoting(
    app: &AppRef,
    viewer: Option<AccountId>,
    id: StatusId,
    page: Paging,
) -> Result<Vec<Post>> {
    let reader = viewer.unwrap_or(AccountId(0));
    let post = visible(app, reader, id).await?.ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let rows = db::quotes::quoting(&mut conn, reader, post.id, page).await?;
    bundle::posts(app, &mut conn, viewer, rows).await
}

pub(super) fn with_policy(row: ExtrasRow, policy: QuotePolicy) -> Result<ExtrasRow> {
    let policy = Policy {
        quote: Some(policy.rule()),
        ..row.rules()
    };
    Ok(ExtrasRow {
        policy: Some(serde_json::to_string(&policy).map_err(Error::internal)?),
        ..row
    })
}

/// Sets who may quote one's own post from now on.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's post.
pub async fn set_policy(
    app: &AppRef,
    me: &Person,
    id: StatusId,
    policy: QuotePolicy,
) -> Result<Post> {
    let post = own(app, me.account.id, id).await?;
    let ctx = surface::Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                let row = db::extras::of_status(conn, post.id).await?;
                db::extras::put(conn, &with_policy(row, policy)?).await?;
                if !post.local_only {
                    ctx.say(conn, Outgoing::Update { status: post.id }).await?;
                }
                Ok(())
            })
        })
        .await?;
    app.hints.publish.notify_one();
    show(app, Some(me.account.id), id).await
}
