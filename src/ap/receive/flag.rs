//! Flag: a peer's moderators, or somebody there, report a person of this unit.

use url::Url;

use super::{Incoming, Note, own_person};
use crate::db;
use crate::db::accounts::AccountRow;
use crate::error::Result;
use crate::service::reports;

pub(super) async fn flag(incoming: &Incoming<'_>) -> Result<Note> {
    let objects = incoming.activity.object.ids();
    let Some(target) = reported(incoming, &objects).await? else {
        return Ok(Some("a report about nobody here"));
    };
    let uri = incoming.id_or("flag", &target.uri);
    let posts = objects.iter().map(Url::to_string);
    let posts = posts.filter(|id| *id != target.uri).collect();
    let activity = &incoming.activity;
    let comment = activity.content.as_ref().or(activity.summary.as_ref());
    reports::receive(
        incoming.app,
        &incoming.actor,
        &target,
        &uri,
        posts,
        comment.map_or("", String::as_str),
    )
    .await?;
    Ok(None)
}

/// The first person named, or, where a post alone is (Lemmy), who wrote it.
async fn reported(incoming: &Incoming<'_>, objects: &[Url]) -> Result<Option<AccountRow>> {
    for id in objects {
        if let Some(person) = own_person(incoming.app, id).await? {
            return Ok(Some(person));
        }
    }
    for id in objects.iter().take(reports::POSTS) {
        let Some(post) = incoming.known_post(id).await?.filter(|post| post.local) else {
            continue;
        };
        let mut conn = incoming.app.db.read().await?;
        let author = db::accounts::by_id(&mut conn, post.account_id).await?;
        if let Some(author) = author.filter(AccountRow::is_active) {
            return Ok(Some(author));
        }
    }
    Ok(None)
}
