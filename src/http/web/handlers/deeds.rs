//! The small buttons: what one does with a post or a person.

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;

use crate::{
    app::AppRef,
    domain::{AccountId, ActorKind, FollowState, StatusId},
    error::Error,
    http::web::{
        errors::WebError,
        handlers::id,
        notices::Notice,
        posted::Posted,
        redirects::{own_path, see_other},
        show::{groups::said, state},
    },
    service::{accounts, boosts, events, follows, groups, marks, polls, relations},
};

/// Where a button brings back to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Button {
    pub(super) next: String,
    /// The options that were chosen in a poll.
    choices: Vec<String>,
}

/// `POST /posts/{id}/{deed}`.
pub async fn on_post(
    State(app): State<AppRef>,
    Path((number, deed)): Path<(String, String)>,
    Posted { member, form }: Posted<Button>,
) -> Result<Response, WebError> {
    let id = id::<StatusId>(&number)?;
    let (person, next) = (&member.person, own_path(&form.next, "/home"));
    match deed.as_str() {
        "like" => marks::favourite(&app, person, id).await?,
        "unlike" => marks::unfavourite(&app, person, id).await?,
        "share" => boosts::reblog(&app, person, id).await?,
        "unshare" => boosts::unreblog(&app, person, id).await?,
        "save" => marks::set_bookmarked(&app, person, id, true).await?,
        "unsave" => marks::set_bookmarked(&app, person, id, false).await?,
        "come" => events::join(&app, person, id).await?,
        "stay" => events::leave(&app, person, id).await?,
        "vote" => {
            let choices = form
                .choices
                .iter()
                .filter_map(|text| text.trim().parse().ok());
            let choices: Vec<i64> = choices.collect();
            // A form that was sent without a choice, or twice, leads back to the poll.
            match polls::vote(&app, person, id, &choices).await {
                Ok(_) | Err(Error::Invalid(_)) => return Ok(see_other(&next)),
                Err(error) => return Err(error.into()),
            }
        }
        "pin" => {
            marks::set_pinned(&app, person, id, true).await?;
            return Ok(member.done(&next, Notice::Pinned, ""));
        }
        "unpin" => {
            marks::set_pinned(&app, person, id, false).await?;
            return Ok(member.done(&next, Notice::Unpinned, ""));
        }
        _ => return Err(Error::NotFound.into()),
    };
    Ok(see_other(&next))
}

/// `POST /people/{id}/{deed}`.
pub async fn on_person(
    State(app): State<AppRef>,
    Path((number, deed)): Path<(String, String)>,
    Posted { member, form }: Posted<Button>,
) -> Result<Response, WebError> {
    let id = id::<AccountId>(&number)?;
    let person = &member.person;
    let target = accounts::show(&app, Some(member.id()), id).await?;
    let group = target.kind == ActorKind::Group;
    let said = |error| said(member.lang, error);
    let mut next = own_path(&form.next, "/people");
    let notice = match deed.as_str() {
        "follow" => {
            let done = follows::follow(&app, person, id, None, None).await;
            done.map_err(said)?;
            let stands = follows::relationships(&app, person.account.id, &[id]).await?;
            let accepted = stands.first().and_then(state) == Some(FollowState::Accepted);
            match (group, accepted) {
                (false, true) => Notice::Followed,
                (false, false) => Notice::FollowAsked,
                (true, true) => Notice::GroupJoined,
                (true, false) => Notice::GroupAsked,
            }
        }
        "unfollow" => {
            let done = follows::unfollow(&app, person, id).await;
            done.map_err(said)?;
            match group {
                true => {
                    // The page of a secret group is not there any more for who has left it.
                    if !groups::is_known_to(&app, Some(member.id()), &target).await? {
                        next = "/groups".to_owned();
                    }
                    Notice::GroupLeft
                }
                false => Notice::Unfollowed,
            }
        }
        "mute" => {
            relations::mute(&app, person, id, true, 0).await?;
            Notice::Muted
        }
        "unmute" => {
            relations::unmute(&app, person, id).await?;
            Notice::Unmuted
        }
        "block" => {
            relations::block(&app, person, id).await?;
            Notice::Blocked
        }
        "unblock" => {
            relations::unblock(&app, person, id).await?;
            Notice::Unblocked
        }
        _ => return Err(Error::NotFound.into()),
    };
    Ok(member.done(&next, notice, target.shown_name()))
}

/// `POST /follow-requests/{id}/{deed}`.
pub async fn on_request(
    State(app): State<AppRef>,
    Path((number, deed)): Path<(String, String)>,
    Posted { member, form }: Posted<Button>,
) -> Result<Response, WebError> {
    let id = id::<AccountId>(&number)?;
    let asker = accounts::show(&app, Some(member.id()), id).await?;
    let notice = match deed.as_str() {
        "accept" => {
            follows::accept(&app, &member.person, id).await?;
            Notice::RequestAccepted
        }
        "reject" => {
            follows::reject(&app, &member.person, id).await?;
            Notice::RequestRefused
        }
        _ => return Err(Error::NotFound.into()),
    };
    Ok(member.done(
        &own_path(&form.next, "/follow-requests"),
        notice,
        asker.shown_name(),
    ))
}
