//! Create: a new post.

use meent_federation::vocab::write::{Activity, Note};

use super::{Built, OwnPost, finish, note, own_post_by_id, readers};
use crate::ap::address;
use crate::app::App;
use crate::db::Conn;
use crate::domain::StatusId;
use crate::error::{Error, Result};

pub(super) async fn create(app: &App, conn: &mut Conn, id: StatusId) -> Result<Built> {
    let post = own_post_by_id(conn, id).await?;
    let inboxes = readers(conn, &post).await?;
    let activity = activity(app, conn, &post).await?;
    finish(activity, post.row.account_id, inboxes)
}

/// The Create that published a living post of ours; also served at its own id.
///
/// # Errors
/// [`Error::NotFound`] for a deleted post, and those of [`note::note`].
pub async fn activity(app: &App, conn: &mut Conn, post: &OwnPost) -> Result<Activity<Note>> {
    if post.row.deleted_at.is_some() {
        return Err(Error::NotFound);
    }
    let note = note::note(app, conn, post).await?;
    let id = address::url(&app.urls.status_activity(&post.row.uri))?;
    Ok(Activity::create(id, note))
}
