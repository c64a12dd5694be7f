//! Filters: with their words and posts (version 2), and word by word for old apps (version 1).

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use super::answer::Answer;
use super::entities::{Empty, Filter, FilterKeyword, FilterStatus, FilterV1};
use super::error::ApiError;
use super::render::{filter, filter_keyword, filter_status, filter_v1};
use crate::app::AppRef;
use crate::domain::{FilterAction, FilterId, StatusId};
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Id, Person};
use crate::http::extract::lenient;
use crate::service::filters::{self, FilterChanges, KeywordChange, words};

/// A new filter, or what changes of one; what is absent stays as it is.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct FilterForm {
    title: Option<String>,
    context: Option<Vec<String>>,
    filter_action: Option<String>,
    /// Seconds; blank: for good.
    #[serde(deserialize_with = "lenient::blank_is_cleared")]
    expires_in: Option<Option<i64>>,
    keywords_attributes: Vec<KeywordForm>,
}

/// A word.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct KeywordForm {
    #[serde(deserialize_with = "lenient::blank_is_none")]
    id: Option<i64>,
    keyword: Option<String>,
    whole_word: Option<bool>,
    #[serde(rename = "_destroy")]
    destroy: bool,
}

impl From<KeywordForm> for KeywordChange {
    fn from(form: KeywordForm) -> Self {
        Self {
            id: form.id,
            keyword: form.keyword,
            whole_word: form.whole_word,
            destroy: form.destroy,
        }
    }
}

impl FilterForm {
    fn changes(self) -> Result<FilterChanges, ApiError> {
        let action = self.filter_action.filter(|name| !name.is_empty());
        let action = action.map(|name| {
            FilterAction::from_name(&name)
                .ok_or_else(|| ApiError::invalid("Action is not included in the list"))
        });
        Ok(FilterChanges {
            title: self.title,
            contexts: self.context,
            action: action.transpose()?,
            expires_in: self.expires_in,
            keywords: self
                .keywords_attributes
                .into_iter()
                .map(Into::into)
                .collect(),
        })
    }
}

/// `GET /api/v2/filters`.
pub async fn all(State(app): State<AppRef>, me: Person) -> Answer<Vec<Filter>> {
    let found = filters::all(&app, me.id()).await?;
    Ok(Json(found.iter().map(filter).collect()))
}

/// `POST /api/v2/filters`.
pub async fn create(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<FilterForm>,
) -> Answer<Filter> {
    let made = filters::create(&app, &me, form.changes()?).await?;
    Ok(Json(filter(&made)))
}

/// `GET /api/v2/filters/{id}`.
pub async fn show(State(app): State<AppRef>, me: Person, Id(id): Id<FilterId>) -> Answer<Filter> {
    Ok(Json(filter(&filters::show(&app, me.id(), id).await?)))
}

/// `PUT /api/v2/filters/{id}`.
pub async fn change(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<FilterId>,
    Params(form): Params<FilterForm>,
) -> Answer<Filter> {
    let changed = filters::change(&app, &me, id, form.changes()?).await?;
    Ok(Json(filter(&changed)))
}

/// `DELETE /api/v2/filters/{id}`.
pub async fn delete(State(app): State<AppRef>, me: Person, Id(id): Id<FilterId>) -> Answer<Empty> {
    filters::delete(&app, &me, id).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v2/filters/{id}/keywords`.
pub async fn keywords(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<FilterId>,
) -> Answer<Vec<FilterKeyword>> {
    let full = filters::show(&app, me.id(), id).await?;
    Ok(Json(full.keywords.iter().map(filter_keyword).collect()))
}

/// `POST /api/v2/filters/{id}/keywords`.
pub async fn add_keyword(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<FilterId>,
    Params(form): Params<KeywordForm>,
) -> Answer<FilterKeyword> {
    let row = words::add(&app, &me, id, form.into()).await?;
    Ok(Json(filter_keyword(&row)))
}

/// `GET /api/v2/filters/keywords/{id}`.
pub async fn keyword(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<i64>,
) -> Answer<FilterKeyword> {
    let word = words::show(&app, me.id(), id).await?;
    Ok(Json(filter_keyword(&word.row)))
}

/// `PUT /api/v2/filters/keywords/{id}`.
pub async fn change_keyword(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<i64>,
    Params(form): Params<KeywordForm>,
) -> Answer<FilterKeyword> {
    let row = words::change(&app, &me, id, form.into()).await?;
    Ok(Json(filter_keyword(&row)))
}

/// `DELETE /api/v2/filters/keywords/{id}`.
pub async fn remove_keyword(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<i64>,
) -> Answer<Empty> {
    words::remove(&app, &me, id).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v2/filters/{id}/statuses`.
pub async fn statuses(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<FilterId>,
) -> Answer<Vec<FilterStatus>> {
    let full = filters::show(&app, me.id(), id).await?;
    Ok(Json(full.statuses.iter().map(filter_status).collect()))
}

/// A post to put into a filter.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct FilterStatusForm {
    status_id: String,
}

/// `POST /api/v2/filters/{id}/statuses`.
pub async fn add_status(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<FilterId>,
    Params(form): Params<FilterStatusForm>,
) -> Answer<FilterStatus> {
    // What cannot be an id is of no post.
    let status = form.status_id.trim().parse().unwrap_or(StatusId(0));
    let row = filters::add_status(&app, &me, id, status).await?;
    Ok(Json(filter_status(&row)))
}

/// `GET /api/v2/filters/statuses/{id}`.
pub async fn status(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<i64>,
) -> Answer<FilterStatus> {
    Ok(Json(filter_status(
        &filters::status(&app, me.id(), id).await?,
    )))
}

/// `DELETE /api/v2/filters/statuses/{id}`.
pub async fn remove_status(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<i64>,
) -> Answer<Empty> {
    filters::remove_status(&app, &me, id).await?;
    Ok(Json(Empty {}))
}

/// A filter of the first version, or what changes of one.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct FilterV1Form {
    phrase: Option<String>,
    context: Option<Vec<String>>,
    irreversible: Option<bool>,
    whole_word: Option<bool>,
    #[serde(deserialize_with = "lenient::blank_is_cleared")]
    expires_in: Option<Option<i64>>,
}

impl FilterV1Form {
    fn changes(self) -> (KeywordChange, FilterChanges) {
        let word = KeywordChange {
            keyword: self.phrase,
            whole_word: self.whole_word,
            ..KeywordChange::default()
        };
        let filter = FilterChanges {
            contexts: self.context,
            action: self.irreversible.map(|hides| match hides {
                true => FilterAction::Hide,
                false => FilterAction::Warn,
            }),
            expires_in: self.expires_in,
            ..FilterChanges::default()
        };
        (word, filter)
    }
}

/// `GET /api/v1/filters`.
pub async fn all_v1(State(app): State<AppRef>, me: Person) -> Answer<Vec<FilterV1>> {
    let found = words::all(&app, me.id()).await?;
    Ok(Json(found.iter().map(filter_v1).collect()))
}

/// `POST /api/v1/filters`.
pub async fn create_v1(
    State(app): State<AppRef>,
    me: Person,
    Params(form): Params<FilterV1Form>,
) -> Answer<FilterV1> {
    let (word, filter) = form.changes();
    let made = words::create_filter(&app, &me, word, filter).await?;
    Ok(Json(filter_v1(&made)))
}

/// `GET /api/v1/filters/{id}`.
pub async fn show_v1(State(app): State<AppRef>, me: Person, Id(id): Id<i64>) -> Answer<FilterV1> {
    Ok(Json(filter_v1(&words::show(&app, me.id(), id).await?)))
}

/// `PUT /api/v1/filters/{id}`.
pub async fn change_v1(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<i64>,
    Params(form): Params<FilterV1Form>,
) -> Answer<FilterV1> {
    let (word, filter) = form.changes();
    let changed = words::change_filter(&app, &me, id, word, filter).await?;
    Ok(Json(filter_v1(&changed)))
}

/// `DELETE /api/v1/filters/{id}`.
pub async fn delete_v1(State(app): State<AppRef>, me: Person, Id(id): Id<i64>) -> Answer<Empty> {
    words::delete(&app, &me, id).await?;
    Ok(Json(Empty {}))
}
