//! The pages for people: rendered on the server, complete without JavaScript, in Dutch and English.
//!
//! A request goes `visitor` (who reads) or `posted` (a form that came back) -> a handler -> `show` (rows to views) ->
//! a template. `errors` paints what went wrong.

pub mod assets;
mod compose;
pub mod errors;
mod handlers;
pub mod lang;
mod notices;
mod posted;
mod redirects;
pub mod reltime;
mod same_origin;
mod show;
pub mod views;
pub mod visitor;

#[cfg(test)]
mod journeys;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};

use crate::{app::AppRef, http::extract::body};
use handlers::{
    deeds, groups, login, members, moderation, network, notifications, oauth, peers, people, posts,
    remote, reports, search, settings, setup, timelines, unit,
};

/// Every page, with its error pages. `/@{name}` and `/@{name}/{id}` are for people; who asks for them as a program is
/// led to the ActivityPub address by the router.
pub fn routes(app: &AppRef) -> Router<AppRef> {
    let uploads = DefaultBodyLimit::max(body::UPLOAD_LIMIT);
    Router::new()
        .route("/", get(login::start))
        .route("/login", get(login::form).post(login::log_in))
        // As apps that know Mastodon's pages write it.
        .route("/auth/sign_in", get(login::elsewhere).post(login::elsewhere))
        .route("/logout", post(login::log_out))
        .route("/language", post(login::language))
        .route("/setup/{token}", get(setup::form).post(setup::set_up))
        .route("/oauth/authorize", get(oauth::question).post(oauth::answer))
        // As the toot client writes it.
        .route("/oauth/authorize/", get(oauth::question))
        .route("/oauth/authorize/native", get(oauth::code))
        .route("/home", get(timelines::home))
        .route("/network", get(timelines::network))
        .route("/unit", get(timelines::unit))
        .route("/tags/{name}", get(timelines::tag))
        .route("/saved", get(timelines::saved))
        .route("/posts", post(posts::create).layer(uploads))
        .route("/posts/new", get(posts::write))
        .route(
            "/posts/{id}/edit",
            get(posts::edit_form).post(posts::edit).layer(uploads),
        )
        .route(
            "/posts/{id}/delete",
            get(posts::delete_form).post(posts::delete),
        )
        .route("/posts/{id}/{deed}", post(deeds::on_post))
        .route("/people", get(people::list))
        .route(
            "/people/{id}/report",
            get(reports::ask).post(reports::send),
        )
        .route("/people/{id}/{deed}", post(deeds::on_person))
        .route("/search", get(search::page))
        .route("/follow-requests", get(people::requests))
        .route("/follow-requests/{id}/{deed}", post(deeds::on_request))
        .route("/groups", get(groups::list))
        .route("/groups/new", get(groups::form).post(groups::create))
        .route(
            "/groups/{id}/edit",
            get(groups::edit_form).post(groups::edit),
        )
        .route("/groups/{id}/end", get(groups::end_form).post(groups::end))
        .route("/groups/{id}/decline", post(groups::decline))
        .route("/groups/{id}/members", get(members::list))
        .route("/groups/{id}/members/{who}", get(members::manage))
        .route(
            "/groups/{id}/members/{who}/{deed}",
            post(members::on_member),
        )
        .route("/groups/{id}/invite", post(members::invite))
        .route("/groups/{id}/requests", get(members::requests))
        .route(
            "/groups/{id}/requests/{asker}/{deed}",
            post(members::on_request),
        )
        .route("/groups/{id}/log", get(members::log))
        .route(
            "/groups/{id}/posts/{post}/{deed}",
            get(moderation::ask).post(moderation::on_post),
        )
        .route("/notifications", get(notifications::list))
        .route("/notifications/clear", post(notifications::clear))
        .route(
            "/settings/profile",
            get(settings::form).post(settings::save).layer(uploads),
        )
        .route("/about", get(unit::about))
        .route("/announcements/{id}/dismiss", post(unit::dismiss))
        .route(
            "/admin/announcements",
            get(unit::announcements).post(unit::announce),
        )
        .route("/admin/announcements/{id}/delete", post(unit::take_back))
        .route("/admin/unit", get(unit::form).post(unit::save))
        .route("/admin/network", get(network::map))
        .route("/admin/peers", get(peers::list).post(peers::add))
        .route("/admin/peers/invite", post(network::invite))
        .route("/admin/peers/look", post(network::look))
        .route("/admin/peers/accept", post(network::accept))
        .route("/admin/peers/{host}", get(peers::show))
        .route(
            "/admin/peers/{host}/{deed}",
            get(peers::ask).post(peers::change),
        )
        .route("/admin/reports", get(reports::list))
        .route("/admin/reports/{id}/resolve", post(reports::resolve))
        .route("/peers/invitation/{token}/page", get(network::explain))
        .route("/@{name}", get(people::profile))
        .route("/authorize_interaction", get(remote::look))
        .route("/@{name}/follow-from", post(remote::follow))
        .route("/@{name}/followers", get(people::followers))
        .route("/@{name}/following", get(people::following))
        .route("/@{name}/tagged/{tag}", get(timelines::tagged))
        .route("/@{name}/{id}", get(posts::thread))
        .layer(middleware::from_fn_with_state(app.clone(), errors::paint))
        .route("/assets/{hash}/{name}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
}
