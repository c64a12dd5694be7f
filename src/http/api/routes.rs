//! Every endpoint of the client API, with who may call it.

use super::{
    accounts, aliases, apps, events, groups, instance, marks, media, moderation, notifications,
    oauth, pictures, polls, preferences, quotes, relations, reports, search, statuses, streaming,
    tags, timelines,
};
use crate::http::extract::access::Access::{Client, Open, Person, Reader};
use crate::http::extract::guard::{Route, delete, get, patch, post, put};
use crate::service::limits::Rule;

/// Either lets the socket be opened; each stream asks for its own.
const LISTEN: &[&str] = &["read:statuses", "read:notifications"];

/// The routes. `test_mode` adds those that let anybody in and therefore are for tests alone.
#[rustfmt::skip]
pub fn routes(test_mode: bool) -> Vec<Route> {
    let mut routes = vec![
        // Apps and tokens
        post("/api/v1/apps", Open, apps::create).limited(Rule::Apps),
        get("/api/v1/apps/verify_credentials", Client(&[]), apps::verify_credentials),
        post("/oauth/token", Open, oauth::token).limited(Rule::Tokens),
        post("/oauth/revoke", Open, oauth::revoke).limited(Rule::Tokens),
        get("/oauth/userinfo", Person(&["profile"]), oauth::userinfo),
        post("/oauth/userinfo", Person(&["profile"]), oauth::userinfo),
        get("/.well-known/oauth-authorization-server", Open, oauth::metadata),
        // The unit
        get("/api/v1/instance", Open, instance::v1),
        get("/api/v2/instance", Open, instance::v2),
        get("/api/v1/instance/rules", Open, instance::rules),
        get("/api/v1/custom_emojis", Open, instance::custom_emojis),
        get("/pictures/avatar.png", Open, pictures::avatar),
        get("/pictures/header.png", Open, pictures::header),
        // Oneself
        get("/api/v1/accounts/verify_credentials", Person(&["profile"]), accounts::verify_credentials),
        patch("/api/v1/accounts/update_credentials", Person(&["write:accounts"]), accounts::update_credentials),
        delete("/api/v1/profile/avatar", Person(&["write:accounts"]), accounts::delete_avatar),
        delete("/api/v1/profile/header", Person(&["write:accounts"]), accounts::delete_header),
        get("/api/v1/preferences", Person(&["read:accounts"]), preferences::show),
        get("/api/v1/meent/aliases", Person(&["read:accounts"]), aliases::list),
        post("/api/v1/meent/aliases", Person(&["write:accounts"]), aliases::add),
        delete("/api/v1/meent/aliases", Person(&["write:accounts"]), aliases::remove),
        // Others
        get("/api/v1/accounts", Reader(&["read:accounts"]), accounts::many),
        get("/api/v1/accounts/lookup", Reader(&["read:accounts"]), accounts::lookup),
        get("/api/v1/accounts/search", Person(&["read:accounts"]), search::people),
        get("/api/v1/accounts/relationships", Person(&["read:follows"]), accounts::relationships),
        get("/api/v1/accounts/{id}", Reader(&["read:accounts"]), accounts::show),
        get("/api/v1/accounts/{id}/statuses", Reader(&["read:statuses"]), accounts::statuses),
        get("/api/v1/accounts/{id}/followers", Reader(&["read:accounts"]), accounts::followers),
        get("/api/v1/accounts/{id}/following", Reader(&["read:accounts"]), accounts::following),
        // Following, blocking, muting
        post("/api/v1/accounts/{id}/follow", Person(&["write:follows"]), relations::follow),
        post("/api/v1/accounts/{id}/unfollow", Person(&["write:follows"]), relations::unfollow),
        post("/api/v1/accounts/{id}/remove_from_followers", Person(&["write:follows"]), relations::remove_from_followers),
        post("/api/v1/accounts/{id}/block", Person(&["write:blocks"]), relations::block),
        post("/api/v1/accounts/{id}/unblock", Person(&["write:blocks"]), relations::unblock),
        post("/api/v1/accounts/{id}/mute", Person(&["write:mutes"]), relations::mute),
        post("/api/v1/accounts/{id}/unmute", Person(&["write:mutes"]), relations::unmute),
        get("/api/v1/blocks", Person(&["read:blocks"]), relations::blocks),
        get("/api/v1/mutes", Person(&["read:mutes"]), relations::mutes),
        get("/api/v1/follow_requests", Person(&["read:follows"]), relations::follow_requests),
        post("/api/v1/follow_requests/{id}/authorize", Person(&["write:follows"]), relations::authorize_follow),
        post("/api/v1/follow_requests/{id}/reject", Person(&["write:follows"]), relations::reject_follow),
        // Posts
        post("/api/v1/statuses", Person(&["write:statuses"]), statuses::create),
        get("/api/v1/statuses", Reader(&["read:statuses"]), statuses::many),
        get("/api/v1/statuses/{id}", Reader(&["read:statuses"]), statuses::show),
        put("/api/v1/statuses/{id}", Person(&["write:statuses"]), statuses::edit),
        delete("/api/v1/statuses/{id}", Person(&["write:statuses"]), statuses::delete).limited(Rule::Delete),
        get("/api/v1/statuses/{id}/context", Reader(&["read:statuses"]), statuses::context),
        get("/api/v1/statuses/{id}/source", Person(&["read:statuses"]), statuses::source),
        get("/api/v1/statuses/{id}/history", Reader(&["read:statuses"]), statuses::history),
        get("/api/v1/statuses/{id}/favourited_by", Reader(&["read:accounts"]), marks::favourited_by),
        get("/api/v1/statuses/{id}/reblogged_by", Reader(&["read:accounts"]), marks::reblogged_by),
        post("/api/v1/statuses/{id}/favourite", Person(&["write:favourites"]), marks::favourite),
        post("/api/v1/statuses/{id}/unfavourite", Person(&["write:favourites"]), marks::unfavourite),
        post("/api/v1/statuses/{id}/reblog", Person(&["write:statuses"]), marks::reblog),
        post("/api/v1/statuses/{id}/unreblog", Person(&["write:statuses"]), marks::unreblog).limited(Rule::Delete),
        post("/api/v1/statuses/{id}/bookmark", Person(&["write:bookmarks"]), marks::bookmark),
        post("/api/v1/statuses/{id}/unbookmark", Person(&["write:bookmarks"]), marks::unbookmark),
        post("/api/v1/statuses/{id}/pin", Person(&["write:accounts"]), marks::pin),
        post("/api/v1/statuses/{id}/unpin", Person(&["write:accounts"]), marks::unpin),
        get("/api/v1/statuses/{id}/quotes", Reader(&["read:statuses"]), quotes::list),
        post("/api/v1/statuses/{id}/quotes/{quoting}/revoke", Person(&["write:statuses"]), quotes::revoke),
        put("/api/v1/statuses/{id}/interaction_policy", Person(&["write:statuses"]), quotes::set_policy),
        get("/api/v1/polls/{id}", Reader(&["read:statuses"]), polls::show),
        post("/api/v1/polls/{id}/votes", Person(&["write:statuses"]), polls::vote),
        post("/api/v1/meent/events/{id}/join", Person(&["write:statuses"]), events::join),
        post("/api/v1/meent/events/{id}/leave", Person(&["write:statuses"]), events::leave),
        // Reports
        post("/api/v1/reports", Person(&["write:reports"]), reports::create),
        // Files
        post("/api/v1/media", Person(&["write:media"]), media::upload).limited(Rule::Media),
        post("/api/v2/media", Person(&["write:media"]), media::upload).limited(Rule::Media),
        get("/api/v1/media/{id}", Person(&["write:media"]), media::show),
        put("/api/v1/media/{id}", Person(&["write:media"]), media::update),
        delete("/api/v1/media/{id}", Person(&["write:media"]), media::delete),
        // Lists of posts
        get("/api/v1/timelines/home", Person(&["read:statuses"]), timelines::home),
        get("/api/v1/timelines/public", Reader(&["read:statuses"]), timelines::public),
        get("/api/v1/timelines/tag/{name}", Reader(&["read:statuses"]), timelines::tag),
        get("/api/v1/favourites", Person(&["read:favourites"]), timelines::favourites),
        get("/api/v1/bookmarks", Person(&["read:bookmarks"]), timelines::bookmarks),
        // Notifications
        get("/api/v1/notifications", Person(&["read:notifications"]), notifications::list),
        get("/api/v1/notifications/unread_count", Person(&["read:notifications"]), notifications::unread_count),
        post("/api/v1/notifications/clear", Person(&["write:notifications"]), notifications::clear),
        get("/api/v1/notifications/{id}", Person(&["read:notifications"]), notifications::show),
        post("/api/v1/notifications/{id}/dismiss", Person(&["write:notifications"]), notifications::dismiss),
        // Streaming
        get("/api/v1/streaming", Person(LISTEN), streaming::open).token_anywhere(),
        get("/api/v1/streaming/health", Open, streaming::health),
        get("/api/v1/streaming/user", Person(&["read:statuses"]), streaming::user).token_anywhere(),
        get("/api/v1/streaming/user/notification", Person(&["read:notifications"]), streaming::user_notification).token_anywhere(),
        get("/api/v1/streaming/public", Person(&["read:statuses"]), streaming::public).token_anywhere(),
        get("/api/v1/streaming/public/local", Person(&["read:statuses"]), streaming::public_local).token_anywhere(),
        get("/api/v1/streaming/public/remote", Person(&["read:statuses"]), streaming::public_remote).token_anywhere(),
        get("/api/v1/streaming/hashtag", Person(&["read:statuses"]), streaming::hashtag).token_anywhere(),
        get("/api/v1/streaming/hashtag/local", Person(&["read:statuses"]), streaming::hashtag_local).token_anywhere(),
        // Groups
        get("/api/v1/meent/groups", Person(&["read:accounts"]), groups::list),
        post("/api/v1/meent/groups", Person(&["write:accounts"]), groups::create).limited(Rule::Groups),
        get("/api/v1/meent/groups/{id}", Person(&["read:accounts"]), groups::show),
        patch("/api/v1/meent/groups/{id}", Person(&["write:accounts"]), groups::change),
        delete("/api/v1/meent/groups/{id}", Person(&["write:accounts"]), groups::delete),
        get("/api/v1/meent/groups/{id}/timeline", Person(&["read:statuses"]), groups::timeline),
        get("/api/v1/meent/groups/{id}/members", Person(&["read:accounts"]), groups::members),
        get("/api/v1/meent/groups/{id}/moderators", Person(&["read:accounts"]), groups::moderators),
        get("/api/v1/meent/groups/{id}/log", Person(&["read:accounts"]), groups::log),
        get("/api/v1/meent/groups/{id}/requests", Person(&["read:follows"]), groups::requests),
        post("/api/v1/meent/groups/{id}/requests/{account_id}/authorize", Person(&["write:follows"]), groups::authorize),
        post("/api/v1/meent/groups/{id}/requests/{account_id}/reject", Person(&["write:follows"]), groups::reject),
        post("/api/v1/meent/groups/{id}/invite", Person(&["write:follows"]), moderation::invite),
        post("/api/v1/meent/groups/{id}/remove", Person(&["write:accounts"]), moderation::remove),
        post("/api/v1/meent/groups/{id}/ban", Person(&["write:accounts"]), moderation::ban),
        post("/api/v1/meent/groups/{id}/unban", Person(&["write:accounts"]), moderation::unban),
        post("/api/v1/meent/groups/{id}/moderators", Person(&["write:accounts"]), moderation::add_moderator),
        delete("/api/v1/meent/groups/{id}/moderators", Person(&["write:accounts"]), moderation::take_role),
        post("/api/v1/meent/groups/{id}/owners", Person(&["write:accounts"]), moderation::add_owner),
        delete("/api/v1/meent/groups/{id}/owners", Person(&["write:accounts"]), moderation::take_role),
        post("/api/v1/meent/groups/{id}/pin", Person(&["write:accounts"]), moderation::pin),
        post("/api/v1/meent/groups/{id}/unpin", Person(&["write:accounts"]), moderation::unpin),
        post("/api/v1/meent/groups/{id}/lock", Person(&["write:accounts"]), moderation::lock),
        post("/api/v1/meent/groups/{id}/unlock", Person(&["write:accounts"]), moderation::unlock),
        post("/api/v1/meent/groups/{id}/restore", Person(&["write:accounts"]), moderation::restore),
        // Finding
        get("/api/v1/directory", Reader(&["read:accounts"]), search::directory),
        get("/api/v2/search", Reader(&["read:search"]), search::search),
        get("/api/v1/tags/{name}", Reader(&["read:statuses"]), tags::show),
    ];
    if test_mode {
        routes.push(post("/api/v1/accounts", Client(&["write:accounts"]), accounts::register));
    }
    routes
}
