//! Collections. What people follow and who follows them is told as a number only.

use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::StatusCode;
use meent_federation::vocab::write::{Activity, Address, OrderedCollection, OrderedCollectionPage};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::actors::living;
use super::answer::{self, Answer};
use super::groups;
use super::negotiation::Wants;
use super::objects::{Seen, number, post_id, seen};
use super::reader::Reader;
use super::refusal::Refusal;
use crate::ap::{address, build, synchronization};
use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::db::statuses::StatusRow;
use crate::db::timelines::AccountFilter;
use crate::db::{self, Conn, Paging};
use crate::domain::{AccountId, ActorKind, StatusId};
use crate::error::{Error, Result};
use crate::service;

/// Items on a page of an outbox.
const PAGE: i64 = 20;

/// Posts on a page of a conversation.
const THREAD_PAGE: i64 = 100;

/// Replies that are listed.
const REPLIES: i64 = 50;

#[derive(Debug, Default, Deserialize)]
pub struct PageQuery {
    page: Option<String>,
    max_id: Option<String>,
    min_id: Option<String>,
}

/// What a person published to everybody, newest first, in pages.
pub async fn outbox(
    State(app): State<AppRef>,
    Path(name): Path<String>,
    Query(query): Query<PageQuery>,
    wants: Wants,
    reader: Reader,
) -> Answer {
    let person = living(&app, &name, &reader).await?;
    if person.kind == ActorKind::Group && !opened(&app, &person, &reader).await? {
        return Err(Error::NotFound.into());
    }
    let id = own(&app, &person.username, "outbox")?;
    if query.page.is_none() {
        return answer::document(
            wants,
            OrderedCollection::<Url> {
                first: Some(with_query(&id, "page=true")),
                ..counted(id, person.statuses_count)
            },
        );
    }
    let max = query.max_id.as_deref().map(number).transpose()?;
    let paging = Paging {
        max: max.map(|id| id.0),
        ..Paging::first(PAGE)
    };
    let mut conn = app.db.read().await?;
    let rows = match person.kind {
        ActorKind::Group => db::timelines::group_at_peer(&mut conn, person.id, paging).await?,
        _ => {
            let filter = AccountFilter::default();
            db::timelines::account(&mut conn, AccountId(0), person.id, &filter, paging).await?
        }
    };
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == PAGE);
    let next = rows.last().filter(|_| full).map(|row| row.id);
    let mut items = Vec::new();
    for row in rows {
        items.extend(match person.kind {
            ActorKind::Group => Some(passed_on(&app, &person, &row)?),
            _ => published(&app, &mut conn, row).await?,
        });
    }
    let this = match max {
        Some(max) => with_query(&id, &format!("page=true&max_id={max}")),
        None => with_query(&id, "page=true"),
    };
    answer::document(
        wants,
        OrderedCollectionPage {
            id: this,
            total_items: None,
            next: next.map(|last| with_query(&id, &format!("page=true&max_id={last}"))),
            prev: None,
            ordered_items: items,
            part_of: id,
        },
    )
}

/// The activity that published a post or boost; `None` for one that may not leave the unit.
async fn published(app: &AppRef, conn: &mut Conn, row: StatusRow) -> Result<Option<Value>> {
    let built = if row.reblog_of_id.is_some() {
        build::announce::activity(app, conn, &row)
            .await
            .map(|(announce, _, _)| serde_json::to_value(announce))
    } else {
        match build::own_post(conn, row).await {
            Ok(post) => build::create::activity(app, conn, &post)
                .await
                .map(serde_json::to_value),
            Err(error) => Err(error),
        }
    };
    match built {
        Ok(value) => value.map(Some).map_err(Error::internal),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct FollowersQuery {
    is_follower: Option<String>,
}

/// How many follow a person, or are in a group.
pub async fn followers(
    State(app): State<AppRef>,
    Path(name): Path<String>,
    Query(query): Query<FollowersQuery>,
    wants: Wants,
    reader: Reader,
) -> Answer {
    let person = living(&app, &name, &reader).await?;
    if person.kind == ActorKind::Group {
        return groups::followers(&app, person, query.is_follower.as_deref(), wants, &reader).await;
    }
    let id = own(&app, &person.username, "followers")?;
    answer::document(wants, counted(id, person.followers_count))
}

/// A group shows a post, as it does when it begins.
fn passed_on(app: &AppRef, group: &AccountRow, row: &StatusRow) -> Result<Value> {
    let id = app.urls.activity(&group.username, "boost", row.id.0);
    let members = address::followers(group)?;
    let announce = Activity::announce(
        address::url(&id)?,
        address::url(&group.uri)?,
        address::url(&row.uri)?,
        row.created_at.to_datetime(),
        match row.visibility.is_open() {
            true => vec![Address::Public],
            false => Vec::new(),
        },
        vec![members.into()],
    );
    serde_json::to_value(announce).map_err(Error::internal)
}

/// May the reader see what is in a group?
async fn opened(app: &AppRef, group: &AccountRow, reader: &Reader) -> Result<bool> {
    let group = service::groups::of_account(&mut *app.db.read().await?, group.clone()).await?;
    groups::may_read(app, &group, reader).await
}

/// Who follows a person at the peer that asks, and nobody else (FEP-8fcf).
pub async fn followers_of_peer(
    State(app): State<AppRef>,
    Path(name): Path<String>,
    wants: Wants,
    reader: Reader,
) -> Answer {
    let Reader::Peer { authority, .. } = &reader else {
        return Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            "this list is shown to the server whose people are on it: sign the request",
        ));
    };
    let person = living(&app, &name, &reader).await?;
    let mut conn = app.db.read().await?;
    let most = synchronization::MOST;
    let ids = db::follows::follower_uris(&mut conn, person.id, authority, most).await?;
    let items = ids.iter().map(|id| address::url(id));
    let items = items.collect::<Result<Vec<_>>>()?;
    answer::document(
        wants,
        OrderedCollection {
            total_items: u64::try_from(items.len()).unwrap_or(0),
            ordered_items: Some(items),
            ..counted(address::url(&app.urls.followers_of_peer(&person.uri))?, 0)
        },
    )
}

/// How many a person follows.
pub async fn following(
    State(app): State<AppRef>,
    Path(name): Path<String>,
    wants: Wants,
    reader: Reader,
) -> Answer {
    let person = living(&app, &name, &reader).await?;
    let id = own(&app, &person.username, "following")?;
    answer::document(wants, counted(id, person.following_count))
}

/// A person's pinned posts that are open to everybody.
pub async fn featured(
    State(app): State<AppRef>,
    Path(name): Path<String>,
    wants: Wants,
    reader: Reader,
) -> Answer {
    let person = living(&app, &name, &reader).await?;
    if person.kind == ActorKind::Group && !opened(&app, &person, &reader).await? {
        return Err(Error::NotFound.into());
    }
    let mut conn = app.db.read().await?;
    let rows = match person.kind {
        ActorKind::Group => db::timelines::pinned_in_group(&mut conn, person.id).await?,
        _ => db::timelines::pinned(&mut conn, AccountId(0), person.id).await?,
    };
    let id = own(&app, &person.username, "collections/featured")?;
    answer::document(wants, listed(id, &rows)?)
}

/// The replies to a post that were written here and are open to everybody.
pub async fn replies(
    State(app): State<AppRef>,
    Path((name, id)): Path<(String, String)>,
    wants: Wants,
    reader: Reader,
) -> Answer {
    let id = number(&id)?;
    let Seen::There(row) = seen(&app, &name, id, &reader).await? else {
        return Err(Error::Gone.into());
    };
    let rows = db::threads::open_replies(&mut *app.db.read().await?, row.id, REPLIES).await?;
    let post = post_id(&app, &name, id)?;
    let id = address::url(&app.urls.replies(post.as_str()))?;
    answer::document(wants, listed(id, &rows)?)
}

/// The conversation that a post began, as far as it is open to everybody, in the order it was written, in pages (FEP-7888).
pub async fn context(
    State(app): State<AppRef>,
    Path((name, id)): Path<(String, String)>,
    Query(query): Query<PageQuery>,
    wants: Wants,
    reader: Reader,
) -> Answer {
    let root = number(&id)?;
    let Seen::There(row) = seen(&app, &name, root, &reader).await? else {
        return Err(Error::Gone.into());
    };
    if row.thread_id != row.id || !row.visibility.is_open() {
        return Err(Error::NotFound.into());
    }
    let collection = address::url(&app.urls.context(&row.uri))?;
    let mut conn = app.db.read().await?;
    let author = db::accounts::by_id(&mut conn, row.account_id)
        .await?
        .ok_or(Error::NotFound)?;
    let page = |after: StatusId| with_query(&collection, &format!("page=true&min_id={after}"));
    if query.page.is_none() {
        let count = db::threads::count_open(&mut conn, row.id).await?;
        return answer::document(
            wants,
            OrderedCollection::<Url> {
                attributed_to: Some(address::url(&author.uri)?),
                first: Some(page(StatusId(0))),
                ..counted(collection.clone(), count)
            },
        );
    }
    let after = query.min_id.as_deref().map(number).transpose()?;
    let after = after.unwrap_or(StatusId(0));
    let rows = db::threads::posts(&mut conn, AccountId(0), row.id, after, THREAD_PAGE).await?;
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == THREAD_PAGE);
    let items = rows.iter().map(|row| address::url(&row.uri));
    answer::document(
        wants,
        OrderedCollectionPage {
            id: page(after),
            total_items: None,
            next: rows.last().filter(|_| full).map(|last| page(last.id)),
            prev: None,
            ordered_items: items.collect::<Result<Vec<_>>>()?,
            part_of: collection.clone(),
        },
    )
}

/// The unit's actor publishes nothing, follows nobody and is followed by nobody.
pub async fn none(
    State(app): State<AppRef>,
    OriginalUri(uri): OriginalUri,
    wants: Wants,
) -> Answer {
    let id = address::url(&format!("{}{}", app.urls.base(), uri.path()))?;
    answer::document(wants, counted(id, 0))
}

pub(super) fn own(app: &AppRef, name: &str, part: &str) -> Result<Url> {
    address::url(&app.urls.actor_part(name, part))
}

pub(super) fn counted(id: Url, count: i64) -> OrderedCollection<Url> {
    OrderedCollection {
        id,
        attributed_to: None,
        total_items: u64::try_from(count).unwrap_or(0),
        first: None,
        last: None,
        ordered_items: None,
    }
}

/// A short collection of posts, by id.
fn listed(id: Url, rows: &[StatusRow]) -> Result<OrderedCollection<Url>> {
    let items = rows.iter().map(|row| address::url(&row.uri));
    let items = items.collect::<Result<Vec<_>>>()?;
    Ok(OrderedCollection {
        total_items: u64::try_from(items.len()).unwrap_or(0),
        ordered_items: Some(items),
        ..counted(id, 0)
    })
}

fn with_query(url: &Url, query: &str) -> Url {
    let mut url = url.clone();
    url.set_query(Some(query));
    url
}
