//! Lists of posts: home, our unit, all units, a subject, what the reader saved.

use axum::{
    extract::{Path, State},
    response::Response,
};

use crate::{
    app::AppRef,
    db::timelines::{AccountFilter, PublicFilter},
    domain::FilterContext,
    http::{
        extract::paging::Paging,
        web::{
            compose,
            errors::WebError,
            handlers::page_asked,
            redirects::see_other,
            show,
            views::{compose::ComposeView, frame::Place, timelines::TimelinePage},
            visitor::Member,
        },
    },
    service::{
        announcements,
        timelines::{self, Hashtags, Page},
    },
};

/// What differs between the lists.
struct List {
    path: String,
    place: Place,
    heading: String,
    why: String,
    empty: String,
    compose: bool,
    /// Which of the reader's filters count.
    filters: Option<FilterContext>,
}

/// `GET /home`.
pub async fn home(
    State(app): State<AppRef>,
    member: Member,
    paging: Paging,
) -> Result<Response, WebError> {
    let page = timelines::home(&app, member.id(), page_asked(&paging)).await?;
    let list = List {
        path: "/home".to_owned(),
        place: Place::Home,
        heading: member.t("home-title"),
        why: member.t("home-why"),
        empty: member.t("home-empty"),
        compose: true,
        filters: Some(FilterContext::Home),
    };
    answer(&member, list, &paging, page).await
}

/// `GET /network`.
pub async fn network(
    State(app): State<AppRef>,
    member: Member,
    paging: Paging,
) -> Result<Response, WebError> {
    let page = timelines::public(
        &app,
        Some(member.id()),
        PublicFilter::default(),
        page_asked(&paging),
    )
    .await?;
    let list = List {
        path: "/network".to_owned(),
        place: Place::Network,
        heading: member.t("network-title"),
        why: member.t("network-why"),
        empty: member.t("network-empty"),
        compose: false,
        filters: Some(FilterContext::Public),
    };
    answer(&member, list, &paging, page).await
}

/// `GET /unit`.
pub async fn unit(
    State(app): State<AppRef>,
    member: Member,
    paging: Paging,
) -> Result<Response, WebError> {
    let filter = PublicFilter {
        local: true,
        ..PublicFilter::default()
    };
    let page = timelines::public(&app, Some(member.id()), filter, page_asked(&paging)).await?;
    let list = List {
        path: "/unit".to_owned(),
        place: Place::Unit,
        heading: crate::service::unit::about(&app).await?.title,
        why: member.t("unit-why"),
        empty: member.t("unit-empty"),
        compose: false,
        filters: Some(FilterContext::Public),
    };
    answer(&member, list, &paging, page).await
}

/// `GET /tags/{name}`.
pub async fn tag(
    State(app): State<AppRef>,
    member: Member,
    Path(name): Path<String>,
    paging: Paging,
) -> Result<Response, WebError> {
    let name = name.trim_start_matches('#').to_owned();
    let page = timelines::tag(
        &app,
        Some(member.id()),
        &Hashtags::of(&name),
        PublicFilter::default(),
        page_asked(&paging),
    )
    .await?;
    let list = List {
        path: app
            .urls
            .local_path(&app.urls.tag(&name))
            .unwrap_or("/home")
            .to_owned(),
        place: Place::Elsewhere,
        heading: format!("#{name}"),
        why: member.t("tag-why"),
        empty: member.t("tag-empty"),
        compose: false,
        filters: Some(FilterContext::Public),
    };
    answer(&member, list, &paging, page).await
}

/// `GET /@{handle}/tagged/{name}`: what somebody wrote on a subject.
pub async fn tagged(
    State(app): State<AppRef>,
    member: Member,
    Path((name, tag)): Path<(String, String)>,
    paging: Paging,
) -> Result<Response, WebError> {
    let viewer = Some(member.id());
    let row = super::people::named(&app, viewer, &name).await?;
    let filter = AccountFilter::default();
    let asked = page_asked(&paging);
    let page = timelines::account(&app, viewer, &row, filter, Some(&tag), asked).await?;
    let list = List {
        path: app
            .urls
            .local_path(&app.urls.tagged(&row.acct(), &tag))
            .unwrap_or("/home")
            .to_owned(),
        place: Place::Elsewhere,
        heading: format!("#{tag}"),
        why: member.lang.w("tagged-why", row.shown_name()),
        empty: member.t("tag-empty"),
        compose: false,
        filters: Some(FilterContext::Account),
    };
    answer(&member, list, &paging, page).await
}

/// `GET /saved`.
pub async fn saved(
    State(app): State<AppRef>,
    member: Member,
    paging: Paging,
) -> Result<Response, WebError> {
    let page = timelines::bookmarks(&app, member.id(), page_asked(&paging)).await?;
    let list = List {
        path: "/saved".to_owned(),
        place: Place::Elsewhere,
        heading: member.t("saved-title"),
        why: member.t("saved-why"),
        empty: member.t("saved-empty"),
        compose: false,
        filters: None,
    };
    answer(&member, list, &paging, page).await
}

async fn answer(
    member: &Member,
    list: List,
    paging: &Paging,
    page: Page,
) -> Result<Response, WebError> {
    let asked = page_asked(paging);
    if page.newest.is_none() && asked.min.is_some() {
        // Nothing is newer: that is the start of the list.
        return Ok(see_other(&list.path));
    }
    let show = match list.filters {
        Some(place) => member.show().await?.filtering(place),
        None => member.show().await?,
    };
    let at_start = asked.max.is_none() && asked.min.is_none();
    let form: Option<ComposeView> =
        (list.compose && at_start).then(|| compose::fresh(member, &show));
    let told = match list.place == Place::Home && at_start {
        true => announcements::list(&member.app, member.id(), false).await?,
        false => Vec::new(),
    };
    let told = told.iter().map(|one| show.announcement(&one.row, false));
    let told = told.collect();
    let view = TimelinePage {
        frame: member.frame(&list.heading, list.place).await?,
        heading: list.heading,
        why: list.why,
        announcements: told,
        compose: form,
        posts: show.posts(&page.posts),
        empty: list.empty,
        paging: show::paging(
            &list.path,
            page.posts.len(),
            (page.newest, page.oldest),
            asked,
        ),
    };
    member.render(&view)
}
