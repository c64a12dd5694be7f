//! Consent to quote and to answer: asking for it, giving it, taking it back (FEP-044f, GoToSocial).

use meent_federation::vocab::write::{Activity, RequestEcho, Stamp};
use meent_federation::vocab::{self, KnownActivity};

use super::{Built, OwnPost, account, activity_id, finish, note, own_post_by_id, speaker, status};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::stamps::StampRow;
use crate::db::{self, Conn};
use crate::domain::{AccountId, StampId, StampKind, StatusId};
use crate::error::{Error, Result};

/// The kind of a request in the ids of ours. Their serial is the post that asks, so that an answer that names the id only
/// can be matched.
pub fn request_kind(kind: StampKind) -> &'static str {
    match kind {
        StampKind::Quote => "quoterequest",
        StampKind::Reply => "replyrequest",
    }
}

fn request_type(kind: StampKind) -> KnownActivity {
    match kind {
        StampKind::Quote => KnownActivity::QuoteRequest,
        StampKind::Reply => KnownActivity::ReplyRequest,
    }
}

/// Asks the author of what a post of ours quotes or answers.
pub(super) async fn ask(
    app: &App,
    conn: &mut Conn,
    kind: StampKind,
    id: StatusId,
) -> Result<Built> {
    let mut post = own_post_by_id(conn, id).await?;
    if post.row.deleted_at.is_some() {
        return Err(Error::NotFound);
    }
    let about = match kind {
        StampKind::Quote => {
            let quote = db::quotes::of_status(conn, id).await?;
            quote.and_then(|quote| quote.quoted_id)
        }
        StampKind::Reply => post.row.in_reply_to_id,
    };
    let about = status(conn, about.ok_or(Error::NotFound)?).await?;
    let author = account(conn, about.account_id).await?;
    if kind == StampKind::Reply {
        written_for(conn, &mut post).await?;
    }
    let asking = note::note(app, conn, &post).await?;
    let mut inboxes = Inboxes::default();
    inboxes.add(&author);
    let activity = Activity::ask(
        activity_id(app, &post.author, request_kind(kind), id.0)?,
        request_type(kind),
        asking,
        address::url(&about.uri)?,
        address::url(&author.uri)?,
    );
    finish(activity, post.row.account_id, inboxes)
}

/// Gives a reply that waits the audience it was written for.
async fn written_for(conn: &mut Conn, post: &mut OwnPost) -> Result<()> {
    if let Some(waiting) = db::stamps::waiting(conn, post.row.id).await? {
        post.row.visibility = waiting.visibility;
        let ids: Vec<AccountId> =
            serde_json::from_str(&waiting.mentioned).map_err(Error::internal)?;
        post.mentions = db::accounts::by_ids(conn, &ids).await?;
    }
    Ok(())
}

/// What an answer says of a request: (kind, our post, who asked, the id of the request, the post that asks, the stamp).
pub(super) type Answer<'a> = (
    StampKind,
    StatusId,
    AccountId,
    &'a str,
    &'a str,
    Option<StampId>,
);

/// Answers a request.
pub(super) async fn give(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    (kind, id, asker, request, object, stamp): Answer<'_>,
) -> Result<Built> {
    let post = own_post_by_id(conn, id).await?;
    let asker = account(conn, asker).await?;
    let author = address::url(&post.author.uri)?;
    let echo = RequestEcho {
        id: address::url(request)?,
        kind: request_type(kind),
        actor: address::url(&asker.uri)?,
        object: address::url(&post.row.uri)?,
        instrument: address::url(object)?,
    };
    let mut inboxes = Inboxes::default();
    inboxes.add(&asker);
    let activity = match stamp {
        Some(stamp) => Activity::grant(
            activity_id(app, &post.author, "accept", serial)?,
            author,
            echo,
            address::url(&app.urls.stamp(&post.author.username, stamp))?,
        ),
        None => Activity::refuse(
            activity_id(app, &post.author, "reject", serial)?,
            author,
            echo,
        ),
    };
    finish(activity, post.row.account_id, inboxes)
}

/// Tells that consent is taken back.
pub(super) async fn withdraw(
    app: &App,
    conn: &mut Conn,
    serial: i64,
    (by, asker, stamp): (AccountId, AccountId, &str),
) -> Result<Built> {
    let person = speaker(conn, by).await?;
    let asker = account(conn, asker).await?;
    let mut inboxes = Inboxes::default();
    inboxes.add(&asker);
    let activity = Activity::delete_stamp(
        activity_id(app, &person, "delete", serial)?,
        address::url(&person.uri)?,
        address::url(stamp)?,
        address::url(&asker.uri)?,
    );
    finish(activity, by, inboxes)
}

/// The document of consent that somebody here gave.
///
/// # Errors
/// [`Error::NotFound`] for a post that may not leave the unit; those of the database.
pub async fn stamp(app: &App, conn: &mut Conn, row: &StampRow) -> Result<Stamp> {
    let post = own_post_by_id(conn, row.status_id).await?;
    if post.row.deleted_at.is_some() {
        return Err(Error::NotFound);
    }
    Ok(Stamp {
        id: address::url(&app.urls.stamp(&post.author.username, row.id))?,
        kind: match row.kind {
            StampKind::Quote => vocab::StampKind::QuoteAuthorization,
            StampKind::Reply => vocab::StampKind::ReplyAuthorization,
        },
        attributed_to: address::url(&post.author.uri)?,
        interacting_object: address::url(&row.object_uri)?,
        interaction_target: address::url(&post.row.uri)?,
    })
}
