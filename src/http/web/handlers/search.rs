//! Searching for everything at once.

use axum::{
    extract::{Query, State},
    response::Response,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{PAGE, people};
use crate::{
    app::AppRef,
    db::accounts::AccountRow,
    domain::ActorKind,
    error::Error,
    http::{
        extract::paging::Paging,
        web::{
            errors::WebError,
            redirects::see_other,
            show::link,
            views::{frame::Place, search::SearchPage},
            visitor::Member,
        },
    },
    service::search::{self, Kinds, Meaning},
};

/// People and groups shown before the posts.
const PEOPLE: usize = 6;

/// What is searched.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

/// `GET /search?q=`. Addresses and whole handles are looked up as on the page of people.
pub async fn page(
    State(app): State<AppRef>,
    member: Member,
    Query(Asked { q }): Query<Asked>,
    paging: Paging,
) -> Result<Response, WebError> {
    let text = q.trim().to_owned();
    let query = search::Query {
        kinds: Kinds {
            people: paging.max_id.is_none(),
            posts: true,
            tags: paging.max_id.is_none(),
        },
        max_id: paging.max_id,
        limit: PAGE,
        text,
        ..search::Query::default()
    };
    let escaped = utf8_percent_encode(&query.text, NON_ALPHANUMERIC);
    if matches!(query.meaning(), Meaning::Address(_) | Meaning::Handle(_)) {
        return Ok(see_other(&format!("/people?q={escaped}")));
    }
    let (found, trouble) = match search::search(&app, Some(member.id()), &query).await {
        Ok(found) => (found, None),
        Err(Error::Invalid(_)) => (search::Found::default(), Some(member.t("search-trouble"))),
        Err(error) => return Err(error.into()),
    };
    let (groups, persons): (Vec<AccountRow>, Vec<AccountRow>) = found
        .people
        .into_iter()
        .partition(|row| row.kind == ActorKind::Group);
    let more = persons.len() > PEOPLE || groups.len() > PEOPLE;
    let first = |rows: Vec<AccountRow>| rows.into_iter().take(PEOPLE).collect::<Vec<_>>();
    let (persons, groups) = (first(persons), first(groups));
    let show = member.show().await?;
    let full = i64::try_from(found.posts.len()).is_ok_and(|count| count == PAGE);
    let last = found.posts.last().filter(|_| full);
    let page = SearchPage {
        frame: member.frame(&member.t("search"), Place::Elsewhere).await?,
        asked: !query.text.is_empty(),
        trouble,
        people: people::rows(&app, &member, &persons).await?,
        groups: people::rows(&app, &member, &groups).await?,
        more_people: more.then(|| format!("/people?q={escaped}")),
        tags: found
            .tags
            .iter()
            .map(|tag| {
                let name = utf8_percent_encode(&tag.name, NON_ALPHANUMERIC);
                link(format!("/tags/{name}"), format!("#{}", tag.display_name))
            })
            .collect(),
        posts: found
            .posts
            .iter()
            .map(|post| show.found_post(post, &query.text))
            .collect(),
        older: last.map(|post| format!("/search?q={escaped}&max_id={}", post.row.id)),
        query: query.text.clone(),
    };
    member.render(&page)
}
