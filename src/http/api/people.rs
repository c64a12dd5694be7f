//! What people keep about others: notes, whom they show, blocked units, and whom they might follow.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::accounts::{IdsForm, people};
use super::answer::{Answer, Listing, listing};
use super::entities::{
    Account, DomainBlockPreview, Empty, FamiliarFollowers, Relationship, Suggestion,
};
use super::error::ApiError;
use super::relations::standing;
use super::render::Renderer;
use crate::app::AppRef;
use crate::domain::AccountId;
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Caller, Id, Person};
use crate::http::extract::paging::{Ends, Paging};
use crate::service::suggestions::{self, Source};
use crate::service::{accounts, domain_blocks, notes};

/// A note about somebody.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct NoteForm {
    comment: Option<String>,
}

/// `POST /api/v1/accounts/{id}/note`.
pub async fn note(
    State(app): State<AppRef>,
    me: Person,
    Id(target): Id<AccountId>,
    Params(form): Params<NoteForm>,
) -> Answer<Relationship> {
    notes::set(&app, &me, target, &form.comment.unwrap_or_default()).await?;
    standing(&app, &me, target).await
}

/// `POST /api/v1/accounts/{id}/endorse` and, as it was called before, `/pin`.
pub async fn endorse(
    State(app): State<AppRef>,
    me: Person,
    Id(target): Id<AccountId>,
) -> Answer<Relationship> {
    notes::endorse(&app, &me, target).await?;
    standing(&app, &me, target).await
}

/// `POST /api/v1/accounts/{id}/unendorse` and `/unpin`.
pub async fn unendorse(
    State(app): State<AppRef>,
    me: Person,
    Id(target): Id<AccountId>,
) -> Answer<Relationship> {
    notes::unendorse(&app, &me, target).await?;
    standing(&app, &me, target).await
}

/// `GET /api/v1/endorsements`: the caller's.
pub async fn endorsements(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<Account>, ApiError> {
    let rows = notes::endorsed(&app, Some(me.id()), me.id(), paging.bounds(40, 80)).await?;
    Ok(people(&app, &paging, Some(me.id()), &rows))
}

/// `GET /api/v1/accounts/{id}/endorsements`.
pub async fn endorsements_of(
    State(app): State<AppRef>,
    caller: Caller,
    Id(id): Id<AccountId>,
    paging: Paging,
) -> Result<Listing<Account>, ApiError> {
    let viewer = caller.viewer();
    let of = accounts::show(&app, viewer, id).await?;
    let rows = notes::endorsed(&app, viewer, of.id, paging.bounds(40, 80)).await?;
    Ok(people(&app, &paging, viewer, &rows))
}

/// `GET /api/v1/accounts/familiar_followers?id[]=`.
pub async fn familiar_followers(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<IdsForm>,
) -> Answer<Vec<FamiliarFollowers>> {
    let found = notes::familiar_followers(&app, me.id(), &form.parsed::<AccountId>()).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    let one = |(id, rows): &(AccountId, Vec<_>)| FamiliarFollowers {
        id: (*id).into(),
        accounts: rows.iter().map(|row| render.account(row)).collect(),
    };
    Ok(Json(found.iter().map(one).collect()))
}

/// Which unit.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct DomainForm {
    domain: String,
}

/// `GET /api/v1/domain_blocks`.
pub async fn domain_blocks(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Result<Listing<String>, ApiError> {
    let rows = domain_blocks::list(&app, me.id(), paging.bounds(100, 200)).await?;
    let ends = Ends::of_positions(rows.iter().map(|(position, _)| *position));
    let hosts = rows.into_iter().map(|(_, host)| host).collect();
    Ok(listing(&app, &paging, ends, hosts))
}

/// `POST /api/v1/domain_blocks`.
pub async fn block_domain(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<DomainForm>,
) -> Answer<Empty> {
    domain_blocks::block(&app, &me, &form.domain).await?;
    Ok(Json(Empty {}))
}

/// `DELETE /api/v1/domain_blocks`.
pub async fn unblock_domain(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<DomainForm>,
) -> Answer<Empty> {
    domain_blocks::unblock(&app, &me, &form.domain).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v1/domain_blocks/preview`: what a block would end.
pub async fn preview_domain_block(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<DomainForm>,
) -> Answer<DomainBlockPreview> {
    let (following_count, followers_count) =
        domain_blocks::preview(&app, me.id(), &form.domain).await?;
    Ok(Json(DomainBlockPreview {
        following_count,
        followers_count,
    }))
}

/// `GET /api/v2/suggestions`.
pub async fn suggestions(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Answer<Vec<Suggestion>> {
    let found = suggestions::list(&app, me.id(), limit(&paging)).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    let one = |suggestion: &suggestions::Suggestion| {
        let strongest = suggestion.sources.first().copied();
        Suggestion {
            source: strongest.map_or("global", |source| names(source).0),
            sources: suggestion
                .sources
                .iter()
                .map(|source| names(*source).1)
                .collect(),
            account: render.account(&suggestion.account),
        }
    };
    Ok(Json(found.iter().map(one).collect()))
}

/// `GET /api/v1/suggestions`: the same without the reasons.
pub async fn suggested_accounts(
    State(app): State<AppRef>,
    me: Person,
    paging: Paging,
) -> Answer<Vec<Account>> {
    let found = suggestions::list(&app, me.id(), limit(&paging)).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    Ok(Json(
        found
            .iter()
            .map(|one| render.account(&one.account))
            .collect(),
    ))
}

fn limit(paging: &Paging) -> usize {
    usize::try_from(paging.limit(40, 80)).unwrap_or(40)
}

/// The word of old clients and of new ones for why somebody is suggested.
fn names(source: Source) -> (&'static str, &'static str) {
    match source {
        Source::Friends => ("past_interactions", "friends_of_friends"),
        Source::Group => ("past_interactions", "similar_to_recently_followed"),
        Source::Unit => ("staff", "featured"),
    }
}

/// `DELETE /api/v1/suggestions/{id}`.
pub async fn dismiss_suggestion(
    State(app): State<AppRef>,
    me: Person,
    Id(target): Id<AccountId>,
) -> Answer<Empty> {
    suggestions::dismiss(&app, &me, target).await?;
    Ok(Json(Empty {}))
}
