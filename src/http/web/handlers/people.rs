//! Finding people, their pages, and who follows whom.

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::{
    ap::resolve::{self, Found},
    app::AppRef,
    db::{accounts::AccountRow, timelines::AccountFilter},
    domain::{AccountId, ActorKind, FilterContext, handle::Handle},
    error::{Error, Result as Outcome},
    http::{
        extract::paging::Paging,
        web::{
            errors::WebError,
            handlers::page_asked,
            redirects::see_other,
            show,
            views::{
                frame::Place,
                people::{FollowRequestsPage, PeoplePage, PersonListPage, PersonRow},
                profiles::{ProfilePage, ProfileView},
            },
            visitor::{Member, Visitor},
        },
    },
    service::{accounts, directory, follows, groups, moves, search, statuses, timelines},
};

/// People found on one page.
const FOUND: i64 = 40;

/// What is searched.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    /// The handle of the last person on the page before.
    after: String,
}

/// `GET /people?q=`; without a question everybody who wants to be found, `GET /people?after=`.
pub async fn list(
    State(app): State<AppRef>,
    member: Member,
    Query(Asked { q, after }): Query<Asked>,
) -> Result<Response, WebError> {
    let query: String = q.trim().chars().take(200).collect();
    if query.starts_with("https://") || query.starts_with("http://") {
        return pasted(&app, &member, &query).await;
    }
    let (mut results, mut trouble) = (None, None);
    if !query.is_empty() {
        let asked = search::Query {
            text: query.clone(),
            limit: FOUND,
            ..search::Query::default()
        };
        let mut found = search::people(&app, Some(member.id()), &asked).await?;
        if let Some(handle) = address(&app, &query)
            && !found.iter().any(|row| row.handle == handle.key())
        {
            match resolve::handle(&app, &handle).await {
                Ok(row) if groups::is_known_to(&app, Some(member.id()), &row).await? => {
                    found.insert(0, row);
                }
                Ok(_) => {}
                Err(Error::NotFound | Error::Gone) => {}
                Err(Error::Forbidden(_)) => trouble = Some(member.t("people-unit-unknown")),
                Err(error) => {
                    tracing::info!(%error, "a look-up at another unit failed");
                    trouble = Some(member.t("people-unit-unreachable"));
                }
            }
        }
        results = Some(rows(&app, &member, &found).await?);
    }
    let (mut everybody, mut more) = (Vec::new(), None);
    if results.is_none() {
        let host = after.split_once('@').map_or("", |(_, host)| host);
        let found = directory::people(&app, (host, &after), FOUND).await?;
        let full = i64::try_from(found.len()).is_ok_and(|count| count == FOUND);
        more = found.last().filter(|_| full).map(|row| {
            let handle = utf8_percent_encode(&row.handle, NON_ALPHANUMERIC);
            format!("/people?after={handle}")
        });
        everybody = rows(&app, &member, &found).await?;
    }
    let page = PeoplePage {
        frame: member
            .frame(&member.t("people-title"), Place::People)
            .await?,
        query,
        results,
        everybody,
        more,
        trouble,
    };
    member.render(&page)
}

/// A whole address of somebody elsewhere.
fn address(app: &AppRef, query: &str) -> Option<Handle> {
    let handle = Handle::parse(query)?.relative_to(&app.config.domain);
    handle.host.is_some().then_some(handle)
}

/// The address of a page at another unit, pasted into the search: leads to our page of the same person or post.
async fn pasted(app: &AppRef, member: &Member, query: &str) -> Result<Response, WebError> {
    let mut trouble = None;
    match resolve::address(app, query).await {
        Ok(Found::Account(row)) if groups::is_known_to(app, Some(member.id()), &row).await? => {
            return Ok(see_other(&format!("/@{}", row.acct())));
        }
        Ok(Found::Account(_)) => {}
        Ok(Found::Post(row)) => {
            if let Ok(post) = statuses::show(app, Some(member.id()), row.id).await {
                return Ok(see_other(&show::page_of(&post.author, row.id)));
            }
        }
        Err(Error::Forbidden(_)) => trouble = Some(member.t("people-unit-unknown")),
        Err(Error::Unavailable(_)) => trouble = Some(member.t("people-unit-unreachable")),
        Err(Error::Internal(cause)) => return Err(Error::Internal(cause).into()),
        Err(_) => {}
    }
    let page = PeoplePage {
        frame: member
            .frame(&member.t("people-title"), Place::People)
            .await?,
        query: query.to_owned(),
        results: Some(Vec::new()),
        trouble,
        everybody: Vec::new(),
        more: None,
    };
    member.render(&page)
}

/// `GET /@{handle}`.
pub async fn profile(
    State(app): State<AppRef>,
    visitor: Visitor,
    Path(name): Path<String>,
    paging: Paging,
) -> Result<Response, WebError> {
    let viewer = visitor.reader()?;
    let row = named(&app, viewer, &name).await?;
    if row.kind == ActorKind::Group {
        return super::groups::page(&app, visitor, &row, &paging).await;
    }
    resolve::look_at_pins(&app, &row).await?;
    let show = visitor.show().await?.filtering(FilterContext::Account);
    let relation = match viewer {
        Some(me) => follows::relationships(&app, me, &[row.id]).await?.pop(),
        None => None,
    };
    let asked = page_asked(&paging);
    let at_start = asked.max.is_none() && asked.min.is_none();
    let page =
        timelines::account(&app, viewer, &row, AccountFilter::default(), None, asked).await?;
    let path = format!("/@{}", row.acct());
    if page.newest.is_none() && asked.min.is_some() {
        return Ok(see_other(&path));
    }
    let pinned = if at_start {
        timelines::pinned(&app, viewer, row.id).await?
    } else {
        Vec::new()
    };
    let moved = moves::destination(&app, &row).await?;
    let view = ProfilePage {
        frame: visitor.frame(row.shown_name(), Place::Elsewhere).await?,
        profile: ProfileView {
            moved: moved.map(|there| show.person(&there)),
            ..show.profile(&row, relation.as_ref())
        },
        pinned: show.pinned(&pinned),
        posts: show.posts(&page.posts),
        paging: show::paging(&path, page.posts.len(), (page.newest, page.oldest), asked),
    };
    visitor.render(&view)
}

/// `GET /@{handle}/followers`.
pub async fn followers(
    State(app): State<AppRef>,
    member: Member,
    Path(name): Path<String>,
    paging: Paging,
) -> Result<Response, WebError> {
    let row = named(&app, Some(member.id()), &name).await?;
    if row.kind == ActorKind::Group {
        return Ok(see_other(&format!("/groups/{}/members", row.id)));
    }
    let found = follows::followers(&app, row.id, page_asked(&paging)).await?;
    person_list(&app, &member, &row, "followers", found, &paging).await
}

/// `GET /@{handle}/following`.
pub async fn following(
    State(app): State<AppRef>,
    member: Member,
    Path(name): Path<String>,
    paging: Paging,
) -> Result<Response, WebError> {
    let viewer = Some(member.id());
    let row = named(&app, viewer, &name).await?;
    let found = follows::following(&app, viewer, row.id, page_asked(&paging)).await?;
    person_list(&app, &member, &row, "following", found, &paging).await
}

/// `GET /follow-requests`.
pub async fn requests(
    State(app): State<AppRef>,
    member: Member,
    paging: Paging,
) -> Result<Response, WebError> {
    let asked = page_asked(&paging);
    let found = follows::requests(&app, member.id(), asked).await?;
    let ends = (
        found.first().map(|(at, _)| *at),
        found.last().map(|(at, _)| *at),
    );
    let found: Vec<AccountRow> = found.into_iter().map(|(_, row)| row).collect();
    let page = FollowRequestsPage {
        frame: member
            .frame(&member.t("requests-title"), Place::Elsewhere)
            .await?,
        people: rows(&app, &member, &found).await?,
        paging: show::paging("/follow-requests", found.len(), ends, asked),
    };
    member.render(&page)
}

async fn person_list(
    app: &AppRef,
    member: &Member,
    of: &AccountRow,
    which: &str,
    found: Vec<(i64, AccountRow)>,
    paging: &Paging,
) -> Result<Response, WebError> {
    let name = of.shown_name();
    let heading = match which {
        "followers" => member.lang.w("followers-title", name),
        _ => member.lang.w("following-title", name),
    };
    let home = format!("/@{}", of.acct());
    let ends = (
        found.first().map(|(at, _)| *at),
        found.last().map(|(at, _)| *at),
    );
    let found: Vec<AccountRow> = found.into_iter().map(|(_, row)| row).collect();
    let page = PersonListPage {
        frame: member.frame(&heading, Place::Elsewhere).await?,
        heading,
        people: rows(app, member, &found).await?,
        paging: show::paging(
            &format!("{home}/{which}"),
            found.len(),
            ends,
            page_asked(paging),
        ),
        back: show::link(home, name),
    };
    member.render(&page)
}

/// People with the reader's button.
pub(super) async fn rows(
    app: &AppRef,
    member: &Member,
    found: &[AccountRow],
) -> Outcome<Vec<PersonRow>> {
    let ids: Vec<AccountId> = found.iter().map(|row| row.id).collect();
    let stands = follows::relationships(app, member.id(), &ids).await?;
    let relation = |id| stands.iter().find(|relation| relation.target == id);
    let show = show::Show::new(app, member.lang, Some(member.id())).await?;
    Ok(found
        .iter()
        .map(|row| show.person_row(row, relation(row.id)))
        .collect())
}

/// The person behind a name in an address. Suspended people have no page.
pub(super) async fn named(
    app: &AppRef,
    viewer: Option<AccountId>,
    name: &str,
) -> Result<AccountRow, WebError> {
    let handle = Handle::parse(name)
        .ok_or(Error::NotFound)?
        .relative_to(&app.config.domain);
    let row = accounts::lookup(app, viewer, &handle).await?;
    if row.is_active() {
        Ok(row)
    } else {
        Err(Error::NotFound.into())
    }
}
