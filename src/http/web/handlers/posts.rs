//! Writing, changing and deleting posts, and reading one with its conversation.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::login::Nothing;
use crate::{
    ap::resolve,
    app::AppRef,
    domain::{AccountId, Consent, FilterContext, StatusId, TextFormat},
    error::Error,
    http::web::{
        compose::{self, ComposeForm},
        errors::WebError,
        handlers::id,
        notices::Notice,
        posted::Posted,
        redirects::{own_path, see_other},
        show::{groups::no_writing, page_of},
        views::{
            compose::ComposeView,
            frame::Place,
            posts::{DeletePostPage, ThreadPage, WritePage},
        },
        visitor::{Member, Visitor},
    },
    service::{
        accounts,
        drafts::Draft,
        groups::{lists, posting},
        history, search,
        stamps::{self, Deed},
        statuses, threads, timelines,
    },
    text::{compose::Format, limits},
};

/// What a post begins with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begun {
    text: String,
    /// The post that it quotes.
    quote: Option<String>,
}

/// `GET /posts/new`, with `?quote=` for a post that quotes another one, and `?text=`: pages elsewhere lead here to share
/// something (FEP-3b86).
pub async fn write(
    State(app): State<AppRef>,
    member: Member,
    Query(begun): Query<Begun>,
) -> Result<Response, WebError> {
    let show = member.show().await?;
    let mut form = match begun.quote {
        Some(number) => {
            let id = id::<StatusId>(&number)?;
            let post = statuses::show(&app, Some(member.id()), id).await?;
            compose::quote(&member, &show, &post)
        }
        None => compose::fresh(&member, &show),
    };
    form.text = begun.text.chars().take(limits::STATUS_CHARACTERS).collect();
    write_page(
        &member,
        StatusCode::OK,
        "/home",
        member.t("write-title"),
        form,
    )
    .await
}

/// `POST /posts`.
pub async fn create(
    State(app): State<AppRef>,
    Posted { member, form }: Posted<ComposeForm>,
) -> Result<Response, WebError> {
    let next = own_path(&form.next, "/home");
    let made = match form.draft(&app, &member).await {
        Ok(draft) => {
            resolve::find_mentioned(&app, &draft.text, draft.format).await;
            statuses::create(&app, &member.person, draft).await
        }
        Err(error) => Err(error),
    };
    let post = match made {
        Ok(post) => post,
        Err(error) => {
            let group = match form.group {
                Some(id) => Some(accounts::show(&app, Some(member.id()), AccountId(id)).await?),
                None => None,
            };
            let error = complaint(&app, &member, &form, error).await?;
            let show = member.show().await?;
            let again = form.again(&member, &show, group.as_ref(), error);
            return write_page(
                &member,
                StatusCode::UNPROCESSABLE_ENTITY,
                &next,
                member.t("write-title"),
                again,
            )
            .await;
        }
    };
    let (path, notice) = match form.reply_to {
        Some(_) => (
            format!(
                "{}#post-{}",
                next.split('#').next().unwrap_or("/home"),
                post.row.id
            ),
            Notice::Replied,
        ),
        None => (next, Notice::Posted),
    };
    Ok(member.done(&path, notice, ""))
}

/// What was wrong with a post, also where its writer may not write in a group. What an author does not want gets a page of
/// its own.
async fn complaint(
    app: &AppRef,
    member: &Member,
    form: &ComposeForm,
    error: Error,
) -> Result<String, WebError> {
    let Error::Forbidden(_) = error else {
        return compose::complaint(member.lang, error);
    };
    let answered = match form.reply_to {
        Some(id) => Some(statuses::show(app, Some(member.id()), StatusId(id)).await?),
        None => None,
    };
    let answered = answered.as_ref().map(|post| &post.shown().row);
    let me = &member.person.account;
    let not_by_author = match answered {
        _ if form.quote.is_some() => true,
        Some(row) => stamps::consent(app, me, row, Deed::Reply).await? != Consent::Given,
        None => false,
    };
    if not_by_author {
        return Err(error.into());
    }
    let of_parent = answered.and_then(|row| row.group_id);
    let Some(group) = form.group.map(AccountId).or(of_parent) else {
        // It names a group in its text.
        return Ok(member.t("group-write-named"));
    };
    match posting::allowed(app, member.id(), group, answered).await? {
        Err(refusal) => Ok(no_writing(member.lang, refusal)),
        Ok(()) => Err(error.into()),
    }
}

/// `GET /@{author}/{id}`: a post with what it answers and what answers it.
pub async fn thread(
    State(app): State<AppRef>,
    visitor: Visitor,
    Path((author, number)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let viewer = visitor.reader()?;
    let id = id::<StatusId>(&number)?;
    let post = statuses::show(&app, viewer, id).await?;
    let place = page_of(&post.shown().author, post.shown().row.id);
    if place != format!("/@{author}/{number}") {
        // A boost, another spelling, somebody else's name: one page for one post.
        return Ok(see_other(&place));
    }
    let around = threads::thread(&app, viewer, id).await?;
    resolve::look_at_thread(&app, id).await?;
    let mut show = visitor.show().await?.filtering(FilterContext::Thread);
    let mut closed = None;
    let group = post.group.as_ref().map(|group| group.id);
    if let (Some(me), Some(group)) = (viewer, group) {
        // The author of a post may not know of its group any more.
        let shown = search::known(lists::one(&app, me, group).await)?;
        if shown.is_some_and(|shown| shown.standing.moderates()) {
            let pinned = timelines::pinned(&app, viewer, group).await?;
            let pinned = pinned.iter().map(|post| post.row.id).collect();
            show = show.moderating(group, pinned);
        }
        let allowed = posting::allowed(&app, me, group, Some(&post.row)).await?;
        closed = allowed
            .err()
            .map(|refusal| no_writing(visitor.lang, refusal));
    }
    let name = post.author.shown_name().to_owned();
    let frame = visitor
        .frame(&visitor.lang.w("thread-title", &name), Place::Elsewhere)
        .await?;
    let posts = show.conversation(&around.ancestors, &post, &around.descendants);
    let compose = match &visitor.session {
        Some(_) if closed.is_none() => {
            let member = Member::of(visitor.clone())?;
            Some(compose::reply(&member, &show, &post))
        }
        _ => None,
    };
    visitor.render(&ThreadPage {
        frame,
        posts,
        compose,
        closed,
    })
}

/// `GET /posts/{id}/edit`.
pub async fn edit_form(
    State(app): State<AppRef>,
    member: Member,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let id = id::<StatusId>(&number)?;
    let (text, warning, _) = history::source(&app, member.id(), id).await?;
    let form = change_form(&app, &member, id, text, warning).await?;
    write_page(
        &member,
        StatusCode::OK,
        "/home",
        member.t("edit-title"),
        form,
    )
    .await
}

/// `POST /posts/{id}/edit`.
pub async fn edit(
    State(app): State<AppRef>,
    Path(number): Path<String>,
    Posted { member, form }: Posted<ComposeForm>,
) -> Result<Response, WebError> {
    let id = id::<StatusId>(&number)?;
    let (_, _, format) = history::source(&app, member.id(), id).await?;
    let before = statuses::show(&app, Some(member.id()), id).await?;
    let draft = Draft {
        text: form.text.clone(),
        format: if format == TextFormat::Plain {
            Format::Plain
        } else {
            Format::Markdown
        },
        spoiler_text: form.warning.trim().to_owned(),
        sensitive: Some(before.row.sensitive),
        language: Some(form.language.clone()).filter(|code| !code.is_empty()),
        media: before.media.iter().map(|file| file.id).collect(),
        title: form.title.trim().to_owned(),
        keep_poll: true,
        ..Draft::default()
    };
    resolve::find_mentioned(&app, &draft.text, draft.format).await;
    match statuses::edit(&app, &member.person, id, draft).await {
        Ok(post) => Ok(member.done(&page_of(&post.author, id), Notice::Changed, "")),
        Err(error) => {
            let error = compose::complaint(member.lang, error)?;
            let mut again = change_form(&app, &member, id, form.text, form.warning).await?;
            again.error = Some(error);
            write_page(
                &member,
                StatusCode::UNPROCESSABLE_ENTITY,
                "/home",
                member.t("edit-title"),
                again,
            )
            .await
        }
    }
}

/// `GET /posts/{id}/delete`: asks.
pub async fn delete_form(
    State(app): State<AppRef>,
    member: Member,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let post = statuses::show(&app, Some(member.id()), id(&number)?).await?;
    if post.row.account_id != member.id() || post.boosted.is_some() {
        return Err(Error::NotFound.into());
    }
    let post = member.show().await?.post(&post);
    member.render(&DeletePostPage {
        frame: member
            .frame(&member.t("delete-title"), Place::Elsewhere)
            .await?,
        post,
    })
}

/// `POST /posts/{id}/delete`.
pub async fn delete(
    State(app): State<AppRef>,
    Path(number): Path<String>,
    Posted { member, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    statuses::delete(&app, &member.person, id(&number)?).await?;
    Ok(member.done("/home", Notice::Deleted, ""))
}

async fn change_form(
    app: &AppRef,
    member: &Member,
    id: StatusId,
    text: String,
    warning: String,
) -> Result<ComposeView, WebError> {
    let post = statuses::show(app, Some(member.id()), id).await?;
    Ok(compose::change(
        member,
        &member.show().await?,
        &post,
        text,
        warning,
    ))
}

/// `next` is where the form leads when it has worked.
async fn write_page(
    member: &Member,
    status: StatusCode,
    next: &str,
    heading: String,
    compose: ComposeView,
) -> Result<Response, WebError> {
    let mut frame = member.frame(&heading, Place::Elsewhere).await?;
    frame.here = next.to_owned();
    member.render_as(
        status,
        &WritePage {
            frame,
            heading,
            compose,
        },
    )
}
