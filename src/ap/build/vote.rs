//! A vote in a peer's poll: a Create of a Note that names an option, told to the author of the poll only.

use meent_federation::vocab::write::{Activity, Vote};

use super::{Built, account, activity_id, finish, speaker, status};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::{self, Conn};
use crate::domain::AccountId;
use crate::error::{Error, Result};

pub(super) async fn vote(app: &App, conn: &mut Conn, by: AccountId, id: i64) -> Result<Built> {
    let voter = speaker(conn, by).await?;
    let row = db::polls::vote(conn, id).await?.ok_or(Error::NotFound)?;
    let poll = status(conn, row.status_id).await?;
    let author = account(conn, poll.account_id).await?;
    let options = db::polls::options(conn, &[poll.id]).await?;
    let chosen = options
        .into_iter()
        .find(|option| option.position == row.position)
        .ok_or(Error::NotFound)?;
    let mut inboxes = Inboxes::default();
    inboxes.add(&author);
    let vote = Vote::new(
        address::url(&app.urls.vote(&voter.username, id))?,
        address::url(&voter.uri)?,
        chosen.title,
        address::url(&poll.uri)?,
        address::url(&author.uri)?,
        row.created_at.to_datetime(),
    );
    let activity = Activity::vote(activity_id(app, &voter, "vote", id)?, vote);
    finish(activity, by, inboxes)
}
