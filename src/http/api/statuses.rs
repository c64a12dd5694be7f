//! Posts: reading, writing, changing, deleting.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};

use super::accounts::{IdsForm, visibility};
use super::answer::Answer;
use super::entities::{Context, ScheduledStatus, Status, StatusEdit, StatusSource};
use super::error::ApiError;
use super::quotes;
use super::render::Renderer;
use super::scheduled;
use crate::ap::resolve;
use crate::app::AppRef;
use crate::domain::{MediaId, StatusId, TextFormat};
use crate::http::extract::body::Params;
use crate::http::extract::caller::{Caller, Id, Person};
use crate::http::extract::lenient;
use crate::service::drafts::Draft;
use crate::service::polls::PollDraft;
use crate::service::scheduled as later;
use crate::service::{history, statuses, threads};
use crate::text::compose::Format;

/// Longest idempotency key that is kept.
const KEY_MAX: usize = 255;

/// A post as a client writes it.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct StatusForm {
    status: Option<String>,
    media_ids: Vec<String>,
    in_reply_to_id: Option<String>,
    /// The group to write in. The name is ours.
    group_id: Option<String>,
    sensitive: Option<bool>,
    spoiler_text: Option<String>,
    visibility: Option<String>,
    language: Option<String>,
    local_only: Option<bool>,
    content_type: Option<String>,
    media_attributes: Vec<MediaForm>,
    poll: Option<PollForm>,
    /// Publish it then.
    scheduled_at: Option<String>,
    quoted_status_id: Option<String>,
    quote_approval_policy: Option<String>,
    /// Makes it an article. Ours: Mastodon's API has no titles.
    title: Option<String>,
}

/// A poll along with a post.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct PollForm {
    options: Vec<String>,
    #[serde(deserialize_with = "lenient::blank_is_none")]
    expires_in: Option<i64>,
    multiple: Option<bool>,
    hide_totals: Option<bool>,
}

/// New alt text and focal point of an attachment, along with an edit.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct MediaForm {
    id: String,
    description: Option<String>,
    focus: Option<String>,
}

impl StatusForm {
    fn poll(&self) -> Option<PollDraft> {
        // Some apps send the empty fields of a poll along with every post.
        let poll = self.poll.as_ref()?;
        let given = poll.options.iter().any(|option| !option.trim().is_empty());
        given.then(|| PollDraft {
            options: poll.options.clone(),
            expires_in: poll.expires_in.unwrap_or_default(),
            multiple: poll.multiple.unwrap_or_default(),
            hide_totals: poll.hide_totals.unwrap_or_default(),
        })
    }

    fn format(&self) -> Result<Option<Format>, ApiError> {
        let Some(media_type) = self.content_type.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let format = Format::from_media_type(media_type);
        format
            .map(Some)
            .ok_or_else(|| ApiError::invalid("Content type must be text/plain or text/markdown"))
    }

    fn media(&self) -> Result<Vec<MediaId>, ApiError> {
        let ids = self.media_ids.iter().map(|id| id.trim().parse());
        ids.collect::<Result<_, _>>()
            .map_err(|_| ApiError::invalid("Media ids are not valid"))
    }
}

/// What a new post becomes.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Created {
    Status(Box<Status>),
    Scheduled(Box<ScheduledStatus>),
}

/// `POST /api/v1/statuses`; with `scheduled_at` it is published then.
pub async fn create(
    State(app): State<AppRef>,
    me: Person,
    headers: HeaderMap,
    Params(form): Params<StatusForm>,
) -> Answer<Created> {
    let due = scheduled::time(form.scheduled_at.as_deref())?;
    let in_reply_to = match form
        .in_reply_to_id
        .as_deref()
        .map(str::trim)
        .filter(|id| !id.is_empty())
    {
        // As Mastodon says it: Tusky looks for this status to offer to post without the parent.
        Some(id) => Some(id.parse().map_err(|_| ApiError::NotFound)?),
        None => None,
    };
    let group = form.group_id.as_deref().map(str::trim);
    let group = match group.filter(|id| !id.is_empty()) {
        Some(id) => Some(id.parse().map_err(|_| ApiError::NotFound)?),
        None => None,
    };
    let quote = form.quoted_status_id.as_deref().map(str::trim);
    let quote = match quote.filter(|id| !id.is_empty()) {
        Some(id) => Some(id.parse().map_err(|_| ApiError::NotFound)?),
        None => None,
    };
    let poll = form.poll();
    let draft = Draft {
        group,
        format: form.format()?.unwrap_or_default(),
        media: form.media()?,
        visibility: form
            .visibility
            .as_deref()
            .filter(|name| !name.is_empty())
            .map(visibility)
            .transpose()?,
        text: form.status.unwrap_or_default(),
        local_only: form.local_only,
        spoiler_text: form.spoiler_text.unwrap_or_default(),
        sensitive: form.sensitive,
        language: form.language,
        in_reply_to,
        poll,
        quote,
        quote_policy: quotes::policy(form.quote_approval_policy.as_deref())?,
        title: form.title.unwrap_or_default(),
        keep_poll: false,
        app: Some(me.bearer.app.id),
        idempotency_key: idempotency_key(&headers),
        id: None,
        scheduled: None,
    };
    resolve::find_mentioned(&app, &draft.text, draft.format).await;
    let render = Renderer {
        urls: &app.urls,
        viewer: Some(me.id()),
    };
    if let Some(due) = due {
        let waiting = later::create(&app, &me, draft, due).await?;
        return Ok(Json(Created::Scheduled(Box::new(
            render.scheduled(&waiting),
        ))));
    }
    let post = statuses::create(&app, &me, draft).await?;
    Ok(Json(Created::Status(Box::new(render.status(&post)))))
}

fn idempotency_key(headers: &HeaderMap) -> Option<String> {
    let key = headers.get("idempotency-key")?.to_str().ok()?.trim();
    (!key.is_empty() && key.len() <= KEY_MAX).then(|| key.to_owned())
}

/// `GET /api/v1/statuses/{id}`.
pub async fn show(
    State(app): State<AppRef>,
    caller: Caller,
    Id(id): Id<StatusId>,
) -> Answer<Status> {
    let post = statuses::show(&app, caller.viewer(), id).await?;
    Ok(Json(
        Renderer {
            urls: &app.urls,
            viewer: caller.viewer(),
        }
        .status(&post),
    ))
}

/// `GET /api/v1/statuses?id[]=`.
pub async fn many(
    State(app): State<AppRef>,
    caller: Caller,
    Params(form): Params<IdsForm>,
) -> Answer<Vec<Status>> {
    let posts = statuses::many(&app, caller.viewer(), &form.parsed::<StatusId>()).await?;
    Ok(Json(
        Renderer {
            urls: &app.urls,
            viewer: caller.viewer(),
        }
        .statuses(&posts),
    ))
}

/// `PUT /api/v1/statuses/{id}`. As in Mastodon, attachments and a poll that are not named are taken off; what else is not
/// named stays.
pub async fn edit(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<StatusId>,
    Params(form): Params<StatusForm>,
) -> Answer<Status> {
    let (text, spoiler_text, format) = history::source(&app, me.id(), id).await?;
    let before = statuses::show(&app, Some(me.id()), id).await?;
    let poll = form.poll();
    for media in &form.media_attributes {
        super::media::describe(
            &app,
            &me,
            &media.id,
            media.description.clone(),
            media.focus.as_deref(),
        )
        .await?;
    }
    let draft = Draft {
        format: form.format()?.unwrap_or(match format {
            TextFormat::Markdown => Format::Markdown,
            TextFormat::Plain | TextFormat::Html => Format::Plain,
        }),
        media: form.media()?,
        text: form.status.unwrap_or(text),
        spoiler_text: form.spoiler_text.unwrap_or(spoiler_text),
        sensitive: form.sensitive,
        language: form.language,
        title: form.title.unwrap_or(before.row.title),
        poll,
        quote_policy: quotes::policy(form.quote_approval_policy.as_deref())?,
        ..Draft::default()
    };
    resolve::find_mentioned(&app, &draft.text, draft.format).await;
    let post = statuses::edit(&app, &me, id, draft).await?;
    Ok(Json(
        Renderer {
            urls: &app.urls,
            viewer: Some(me.id()),
        }
        .status(&post),
    ))
}

/// What goes along with a deleted post.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct DeleteForm {
    /// Its files too, at once; else they wait a day for a post that is written anew.
    delete_media: bool,
}

/// `DELETE /api/v1/statuses/{id}`.
pub async fn delete(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<StatusId>,
    Params(form): Params<DeleteForm>,
) -> Answer<Status> {
    let post = match form.delete_media {
        true => statuses::delete_with_files(&app, &me, id).await?,
        false => statuses::delete(&app, &me, id).await?,
    };
    Ok(Json(
        Renderer {
            urls: &app.urls,
            viewer: Some(me.id()),
        }
        .deleted_status(&post),
    ))
}

/// `GET /api/v1/statuses/{id}/context`.
pub async fn context(
    State(app): State<AppRef>,
    caller: Caller,
    Id(id): Id<StatusId>,
) -> Answer<Context> {
    let thread = threads::thread(&app, caller.viewer(), id).await?;
    resolve::look_at_thread(&app, id).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: caller.viewer(),
    };
    Ok(Json(Context {
        ancestors: render.statuses(&thread.ancestors),
        descendants: render.statuses(&thread.descendants),
    }))
}

/// `GET /api/v1/statuses/{id}/source`.
pub async fn source(
    State(app): State<AppRef>,
    me: Person,
    Id(id): Id<StatusId>,
) -> Answer<StatusSource> {
    let (text, spoiler_text, format) = history::source(&app, me.id(), id).await?;
    Ok(Json(StatusSource {
        id: id.into(),
        text,
        spoiler_text,
        content_type: format.name(),
    }))
}

/// `GET /api/v1/statuses/{id}/history`.
pub async fn history(
    State(app): State<AppRef>,
    caller: Caller,
    Id(id): Id<StatusId>,
) -> Answer<Vec<StatusEdit>> {
    let (author, versions) = history::history(&app, caller.viewer(), id).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: caller.viewer(),
    };
    Ok(Json(
        versions
            .iter()
            .map(|version| render.version(&author, version))
            .collect(),
    ))
}
