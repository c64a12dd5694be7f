//! Invite: a group asks somebody here to come in. What Mobilizon and others invite to besides is passed over.

use meent_federation::origin::same_origin;

use super::{Incoming, Note};
use crate::ap::resolve;
use crate::domain::ActorKind;
use crate::error::Result;
use crate::service::groups::members;

pub(super) async fn invite(incoming: &Incoming<'_>) -> Result<Note> {
    let group = incoming.object()?;
    let app = incoming.app;
    if app.urls.local_path(group.as_str()).is_some() {
        return Ok(Some("groups here invite by themselves"));
    }
    let activity = &incoming.activity;
    let target = activity.target.as_ref().and_then(|target| target.id());
    let mut invited = None;
    for id in target.iter().chain(&activity.to.ids) {
        if let Some(person) = incoming.own_person(id).await? {
            invited = Some(person);
            break;
        }
    }
    let Some(person) = invited else {
        return Ok(Some("nobody here to invite"));
    };
    // Who may invite is known to the group's own server alone.
    if !same_origin(&group, &activity.actor) {
        return Ok(Some("an invitation by somebody of another server"));
    }
    let row = resolve::actor(incoming.session, &group).await?;
    if row.kind != ActorKind::Group {
        return Ok(Some("an invitation to something else"));
    }
    members::receive_invitation(app, &row, &person).await?;
    Ok(None)
}
