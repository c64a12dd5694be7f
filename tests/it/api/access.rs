//! Every route with every kind of caller. A route that stands in the program's table and not here fails.

use std::collections::BTreeSet;

use meent::http::api::routes::routes;
use meent::http::extract::access::Access;
use serde_json::{Value, json};

use super::id;
use crate::support::devices::Device;
use crate::support::{Call, Member, TestApp};

/// What the `{id}` of a path stands for.
#[derive(Clone, Copy)]
enum Id {
    None,
    /// A followers-only post of the owner.
    Post,
    /// A post of the owner that everybody may read.
    OpenPost,
    /// A followers-only poll of the owner.
    Poll,
    /// Somebody who is neither the owner nor the stranger.
    Third,
    /// Somebody who asked to follow the owner.
    Asker,
    /// An upload of the owner.
    File,
    /// A notification of the owner.
    Notice,
    /// The key of a group of the owner's notifications.
    NoticeGroup,
    /// Words of the third person that the owner's policy holds back.
    NoticeRequest,
    /// A closed group of the owner, with the third person in it and a post.
    Group,
    /// The same, with somebody who asks to come in.
    GroupAsked,
    /// A closed group of the owner that nobody else needs.
    OwnGroup,
    /// A list of the owner, who follows the third person.
    List,
    /// A filter of the owner, a word of one, and a post in one.
    Filter,
    FilterWord,
    FilterPost,
    /// A hashtag on the owner's profile.
    FeaturedTag,
    /// A post of the owner that waits for its time.
    Scheduled,
    /// A conversation of the owner with the third person.
    Conversation,
    /// An announcement of the unit.
    Announcement,
}

/// A route, what it is called with, and what a stranger and the owner get with every scope.
struct Row(&'static str, &'static str, Id, fn() -> Value, u16, u16);

fn nothing() -> Value {
    json!({})
}

fn about_third() -> Value {
    json!({ "account_id": "{third}" })
}

fn about_post() -> Value {
    json!({ "status_id": "{post}" })
}

fn with_third() -> Value {
    json!({ "account_ids": ["{third}"] })
}

fn filter() -> Value {
    json!({ "title": "Weer", "context": ["home"], "keywords_attributes": [{ "keyword": "regen" }] })
}

fn old_filter() -> Value {
    json!({ "phrase": "regen", "context": ["home"] })
}

fn quote_policy() -> Value {
    json!({ "quote_approval_policy": "followers" })
}

fn device() -> Value {
    Device::new(true).wish("http://localhost:9/x")
}

fn domain() -> Value {
    json!({ "domain": "it.example" })
}

fn later() -> Value {
    json!({ "scheduled_at": "2026-05-02T09:00:00Z" })
}

fn text() -> Value {
    json!({ "status": "Hoi" })
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row("POST", "/api/v1/apps", Id::None, || json!({ "client_name": "A", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob" }), 200, 200),
    Row("GET", "/api/v1/apps/verify_credentials", Id::None, nothing, 200, 200),
    Row("POST", "/oauth/token", Id::None, nothing, 401, 401),
    Row("POST", "/oauth/revoke", Id::None, nothing, 401, 401),
    Row("GET", "/oauth/userinfo", Id::None, nothing, 200, 200),
    Row("POST", "/oauth/userinfo", Id::None, nothing, 200, 200),
    Row("GET", "/.well-known/oauth-authorization-server", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/instance", Id::None, nothing, 200, 200),
    Row("GET", "/api/v2/instance", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/instance/rules", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/instance/translation_languages", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/instance/extended_description", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/instance/privacy_policy", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/instance/terms_of_service", Id::None, nothing, 404, 404),
    Row("GET", "/api/v1/instance/terms_of_service/{date}", Id::None, nothing, 404, 404),
    Row("GET", "/api/v1/instance/languages", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/instance/activity", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/instance/peers", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/instance/domain_blocks", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/peers/search", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/emails/check_confirmation", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/emails/confirmations", Id::None, nothing, 403, 403),
    Row("GET", "/api/v1/trends", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/trends/tags", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/trends/statuses", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/trends/links", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/announcements", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/announcements/{id}/dismiss", Id::Announcement, nothing, 200, 200),
    Row("PUT", "/api/v1/announcements/{id}/reactions/{name}", Id::Announcement, nothing, 422, 422),
    Row("DELETE", "/api/v1/announcements/{id}/reactions/{name}", Id::Announcement, nothing, 404, 404),
    Row("GET", "/api/v1/custom_emojis", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/meent/openapi.json", Id::None, nothing, 200, 200),
    Row("GET", "/pictures/avatar.png", Id::None, nothing, 200, 200),
    Row("GET", "/pictures/header.png", Id::None, nothing, 200, 200),
    Row("GET", "/pictures/film.png", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/accounts", Id::None, nothing, 422, 422),
    Row("GET", "/api/v1/streaming", Id::None, nothing, 404, 404),
    Row("GET", "/api/v1/streaming/health", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/streaming/user", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/streaming/user/notification", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/streaming/public", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/streaming/public/local", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/streaming/public/remote", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/streaming/hashtag", Id::None, || json!({ "tag": "iets" }), 200, 200),
    Row("GET", "/api/v1/streaming/hashtag/local", Id::None, || json!({ "tag": "iets" }), 200, 200),
    Row("GET", "/api/v1/streaming/list", Id::None, || json!({ "list": "1" }), 404, 404),
    Row("GET", "/api/v1/streaming/direct", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/accounts/verify_credentials", Id::None, nothing, 200, 200),
    Row("PATCH", "/api/v1/accounts/update_credentials", Id::None, nothing, 200, 200),
    Row("DELETE", "/api/v1/profile/avatar", Id::None, nothing, 200, 200),
    Row("DELETE", "/api/v1/profile/header", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/preferences", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/meent/aliases", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/meent/aliases", Id::None, || json!({ "acct": "third" }), 200, 200),
    Row("DELETE", "/api/v1/meent/aliases", Id::None, || json!({ "acct": "third" }), 200, 200),
    Row("GET", "/api/v1/accounts", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/accounts/lookup", Id::None, || json!({ "acct": "third" }), 200, 200),
    Row("GET", "/api/v1/accounts/search", Id::None, || json!({ "q": "third" }), 200, 200),
    Row("GET", "/api/v1/accounts/relationships", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/accounts/{id}", Id::Third, nothing, 200, 200),
    Row("GET", "/api/v1/accounts/{id}/statuses", Id::Third, nothing, 200, 200),
    Row("GET", "/api/v1/accounts/{id}/followers", Id::Third, nothing, 200, 200),
    Row("GET", "/api/v1/accounts/{id}/following", Id::Third, nothing, 200, 200),
    Row("POST", "/api/v1/accounts/{id}/follow", Id::Third, nothing, 200, 200),
    Row("POST", "/api/v1/accounts/{id}/unfollow", Id::Third, nothing, 200, 200),
    Row("POST", "/api/v1/accounts/{id}/remove_from_followers", Id::Third, nothing, 200, 200),
    Row("POST", "/api/v1/accounts/{id}/block", Id::Third, nothing, 200, 200),
    Row("POST", "/api/v1/accounts/{id}/unblock", Id::Third, nothing, 200, 200),
    Row("POST", "/api/v1/accounts/{id}/mute", Id::Third, nothing, 200, 200),
    Row("POST", "/api/v1/accounts/{id}/unmute", Id::Third, nothing, 200, 200),
    Row("GET", "/api/v1/accounts/familiar_followers", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/accounts/{id}/note", Id::Third, nothing, 200, 200),
    Row("POST", "/api/v1/accounts/{id}/endorse", Id::Third, nothing, 422, 422),
    Row("POST", "/api/v1/accounts/{id}/unendorse", Id::Third, nothing, 200, 200),
    Row("POST", "/api/v1/accounts/{id}/pin", Id::Third, nothing, 422, 422),
    Row("POST", "/api/v1/accounts/{id}/unpin", Id::Third, nothing, 200, 200),
    Row("GET", "/api/v1/accounts/{id}/endorsements", Id::Third, nothing, 200, 200),
    Row("GET", "/api/v1/endorsements", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/domain_blocks", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/domain_blocks", Id::None, domain, 200, 200),
    Row("DELETE", "/api/v1/domain_blocks", Id::None, domain, 200, 200),
    Row("GET", "/api/v1/domain_blocks/preview", Id::None, domain, 200, 200),
    Row("GET", "/api/v1/blocks", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/mutes", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/follow_requests", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/follow_requests/{id}/authorize", Id::Asker, nothing, 404, 200),
    Row("POST", "/api/v1/follow_requests/{id}/reject", Id::Asker, nothing, 200, 200),
    Row("POST", "/api/v1/statuses", Id::None, text, 200, 200),
    Row("GET", "/api/v1/statuses", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/statuses/{id}", Id::Post, nothing, 404, 200),
    Row("PUT", "/api/v1/statuses/{id}", Id::OpenPost, text, 404, 200),
    Row("DELETE", "/api/v1/statuses/{id}", Id::OpenPost, nothing, 404, 200),
    Row("GET", "/api/v1/statuses/{id}/context", Id::Post, nothing, 404, 200),
    Row("GET", "/api/v1/statuses/{id}/source", Id::OpenPost, nothing, 404, 200),
    Row("GET", "/api/v1/statuses/{id}/history", Id::Post, nothing, 404, 200),
    Row("GET", "/api/v1/statuses/{id}/favourited_by", Id::Post, nothing, 404, 200),
    Row("GET", "/api/v1/statuses/{id}/reblogged_by", Id::Post, nothing, 404, 200),
    Row("POST", "/api/v1/statuses/{id}/favourite", Id::Post, nothing, 404, 200),
    Row("POST", "/api/v1/statuses/{id}/unfavourite", Id::Post, nothing, 404, 200),
    Row("POST", "/api/v1/statuses/{id}/reblog", Id::Post, nothing, 404, 200),
    Row("POST", "/api/v1/statuses/{id}/unreblog", Id::Post, nothing, 404, 200),
    Row("POST", "/api/v1/statuses/{id}/bookmark", Id::Post, nothing, 404, 200),
    Row("POST", "/api/v1/statuses/{id}/unbookmark", Id::Post, nothing, 404, 200),
    Row("POST", "/api/v1/statuses/{id}/pin", Id::OpenPost, nothing, 422, 200),
    Row("POST", "/api/v1/statuses/{id}/unpin", Id::OpenPost, nothing, 422, 200),
    Row("GET", "/api/v1/statuses/{id}/quotes", Id::Post, nothing, 404, 200),
    Row("POST", "/api/v1/statuses/{id}/quotes/{quoting}/revoke", Id::OpenPost, nothing, 404, 404),
    Row("PUT", "/api/v1/statuses/{id}/interaction_policy", Id::OpenPost, quote_policy, 404, 200),
    Row("POST", "/api/v1/statuses/{id}/translate", Id::Post, nothing, 404, 404),
    Row("GET", "/api/v1/polls/{id}", Id::Poll, nothing, 404, 200),
    Row("POST", "/api/v1/polls/{id}/votes", Id::Poll, || json!({ "choices": [0] }), 404, 422),
    Row("POST", "/api/v1/meent/events/{id}/join", Id::Post, nothing, 404, 404),
    Row("POST", "/api/v1/meent/events/{id}/leave", Id::Post, nothing, 404, 200),
    Row("GET", "/api/v1/scheduled_statuses", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/scheduled_statuses/{id}", Id::Scheduled, nothing, 404, 200),
    Row("PUT", "/api/v1/scheduled_statuses/{id}", Id::Scheduled, later, 404, 200),
    Row("DELETE", "/api/v1/scheduled_statuses/{id}", Id::Scheduled, nothing, 404, 200),
    Row("GET", "/api/v1/conversations", Id::None, nothing, 200, 200),
    Row("DELETE", "/api/v1/conversations/{id}", Id::Conversation, nothing, 404, 200),
    Row("POST", "/api/v1/conversations/{id}/read", Id::Conversation, nothing, 404, 200),
    Row("POST", "/api/v1/conversations/{id}/unread", Id::Conversation, nothing, 404, 200),
    Row("POST", "/api/v1/reports", Id::None, nothing, 422, 422),
    Row("GET", "/api/v1/admin/accounts", Id::None, nothing, 403, 403),
    Row("GET", "/api/v2/admin/accounts", Id::None, nothing, 403, 403),
    Row("GET", "/api/v1/admin/accounts/{id}", Id::Third, nothing, 403, 403),
    Row("DELETE", "/api/v1/admin/accounts/{id}", Id::Third, nothing, 403, 403),
    Row("POST", "/api/v1/admin/accounts/{id}/action", Id::Third, nothing, 403, 403),
    Row("POST", "/api/v1/admin/accounts/{id}/approve", Id::Third, nothing, 403, 403),
    Row("POST", "/api/v1/admin/accounts/{id}/reject", Id::Third, nothing, 403, 403),
    Row("POST", "/api/v1/admin/accounts/{id}/enable", Id::Third, nothing, 403, 403),
    Row("POST", "/api/v1/admin/accounts/{id}/unsilence", Id::Third, nothing, 403, 403),
    Row("POST", "/api/v1/admin/accounts/{id}/unsuspend", Id::Third, nothing, 403, 403),
    Row("POST", "/api/v1/admin/accounts/{id}/unsensitive", Id::Third, nothing, 403, 403),
    Row("GET", "/api/v1/admin/reports", Id::None, nothing, 403, 403),
    Row("GET", "/api/v1/admin/reports/{id}", Id::Third, nothing, 403, 403),
    Row("PUT", "/api/v1/admin/reports/{id}", Id::Third, nothing, 403, 403),
    Row("POST", "/api/v1/admin/reports/{id}/assign_to_self", Id::Third, nothing, 403, 403),
    Row("POST", "/api/v1/admin/reports/{id}/unassign", Id::Third, nothing, 403, 403),
    Row("POST", "/api/v1/admin/reports/{id}/resolve", Id::Third, nothing, 403, 403),
    Row("POST", "/api/v1/admin/reports/{id}/reopen", Id::Third, nothing, 403, 403),
    Row("GET", "/api/v1/admin/domain_allows", Id::None, nothing, 403, 403),
    Row("POST", "/api/v1/admin/domain_allows", Id::None, nothing, 403, 403),
    Row("GET", "/api/v1/admin/domain_allows/{id}", Id::Third, nothing, 403, 403),
    Row("DELETE", "/api/v1/admin/domain_allows/{id}", Id::Third, nothing, 403, 403),
    Row("GET", "/api/v1/admin/domain_blocks", Id::None, nothing, 403, 403),
    Row("POST", "/api/v1/admin/domain_blocks", Id::None, nothing, 403, 403),
    Row("GET", "/api/v1/admin/domain_blocks/{id}", Id::Third, nothing, 403, 403),
    Row("PUT", "/api/v1/admin/domain_blocks/{id}", Id::Third, nothing, 403, 403),
    Row("DELETE", "/api/v1/admin/domain_blocks/{id}", Id::Third, nothing, 403, 403),
    Row("POST", "/api/v1/media", Id::None, nothing, 422, 422),
    Row("POST", "/api/v2/media", Id::None, nothing, 422, 422),
    Row("GET", "/api/v1/media/{id}", Id::File, nothing, 404, 200),
    Row("PUT", "/api/v1/media/{id}", Id::File, nothing, 404, 200),
    Row("DELETE", "/api/v1/media/{id}", Id::File, nothing, 404, 200),
    Row("GET", "/api/v1/timelines/home", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/timelines/public", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/timelines/tag/{name}", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/favourites", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/bookmarks", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/accounts/{id}/lists", Id::Third, nothing, 200, 200),
    Row("GET", "/api/v1/timelines/list/{id}", Id::List, nothing, 404, 200),
    Row("GET", "/api/v1/lists", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/lists", Id::None, || json!({ "title": "Team" }), 200, 200),
    Row("GET", "/api/v1/lists/{id}", Id::List, nothing, 404, 200),
    Row("PUT", "/api/v1/lists/{id}", Id::List, nothing, 404, 200),
    Row("DELETE", "/api/v1/lists/{id}", Id::List, nothing, 404, 200),
    Row("GET", "/api/v1/lists/{id}/accounts", Id::List, nothing, 404, 200),
    Row("POST", "/api/v1/lists/{id}/accounts", Id::List, with_third, 404, 200),
    Row("DELETE", "/api/v1/lists/{id}/accounts", Id::List, with_third, 404, 200),
    Row("GET", "/api/v2/filters", Id::None, nothing, 200, 200),
    Row("POST", "/api/v2/filters", Id::None, filter, 200, 200),
    Row("GET", "/api/v2/filters/{id}", Id::Filter, nothing, 404, 200),
    Row("PUT", "/api/v2/filters/{id}", Id::Filter, nothing, 404, 200),
    Row("DELETE", "/api/v2/filters/{id}", Id::Filter, nothing, 404, 200),
    Row("GET", "/api/v2/filters/{id}/keywords", Id::Filter, nothing, 404, 200),
    Row("POST", "/api/v2/filters/{id}/keywords", Id::Filter, || json!({ "keyword": "wind" }), 404, 200),
    Row("GET", "/api/v2/filters/keywords/{id}", Id::FilterWord, nothing, 404, 200),
    Row("PUT", "/api/v2/filters/keywords/{id}", Id::FilterWord, nothing, 404, 200),
    Row("DELETE", "/api/v2/filters/keywords/{id}", Id::FilterWord, nothing, 404, 200),
    Row("GET", "/api/v2/filters/{id}/statuses", Id::Filter, nothing, 404, 200),
    Row("POST", "/api/v2/filters/{id}/statuses", Id::Filter, about_post, 404, 200),
    Row("GET", "/api/v2/filters/statuses/{id}", Id::FilterPost, nothing, 404, 200),
    Row("DELETE", "/api/v2/filters/statuses/{id}", Id::FilterPost, nothing, 404, 200),
    Row("GET", "/api/v1/filters", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/filters", Id::None, old_filter, 200, 200),
    Row("GET", "/api/v1/filters/{id}", Id::FilterWord, nothing, 404, 200),
    Row("PUT", "/api/v1/filters/{id}", Id::FilterWord, nothing, 404, 200),
    Row("DELETE", "/api/v1/filters/{id}", Id::FilterWord, nothing, 404, 200),
    Row("POST", "/api/v1/tags/{name}/follow", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/tags/{name}/unfollow", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/tags/{name}/feature", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/tags/{name}/unfeature", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/followed_tags", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/featured_tags", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/featured_tags", Id::None, || json!({ "name": "anders" }), 200, 200),
    Row("DELETE", "/api/v1/featured_tags/{id}", Id::FeaturedTag, nothing, 404, 200),
    Row("GET", "/api/v1/featured_tags/suggestions", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/accounts/{id}/featured_tags", Id::Third, nothing, 200, 200),
    Row("GET", "/api/v1/notifications", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/notifications/unread_count", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/notifications/clear", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/notifications/{id}", Id::Notice, nothing, 404, 200),
    Row("POST", "/api/v1/notifications/{id}/dismiss", Id::Notice, nothing, 200, 200),
    Row("POST", "/api/v1/notifications/dismiss", Id::None, || json!({ "id": "1" }), 200, 200),
    Row("DELETE", "/api/v1/notifications/destroy_multiple", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/notifications/policy", Id::None, nothing, 200, 200),
    Row("PUT", "/api/v1/notifications/policy", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/notifications/requests", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/notifications/requests/merged", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/notifications/requests/accept", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/notifications/requests/dismiss", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/notifications/requests/{id}", Id::NoticeRequest, nothing, 404, 200),
    Row("POST", "/api/v1/notifications/requests/{id}/dismiss", Id::NoticeRequest, nothing, 404, 200),
    Row("POST", "/api/v1/notifications/requests/{id}/accept", Id::NoticeRequest, nothing, 404, 200),
    Row("GET", "/api/v2/notifications", Id::None, nothing, 200, 200),
    Row("GET", "/api/v2/notifications/unread_count", Id::None, nothing, 200, 200),
    Row("POST", "/api/v2/notifications/clear", Id::None, nothing, 200, 200),
    Row("GET", "/api/v2/notifications/policy", Id::None, nothing, 200, 200),
    Row("PATCH", "/api/v2/notifications/policy", Id::None, nothing, 200, 200),
    Row("PUT", "/api/v2/notifications/policy", Id::None, nothing, 200, 200),
    Row("GET", "/api/v2/notifications/{group_key}", Id::NoticeGroup, nothing, 404, 200),
    Row("GET", "/api/v2/notifications/{group_key}/accounts", Id::NoticeGroup, nothing, 404, 200),
    Row("POST", "/api/v2/notifications/{group_key}/dismiss", Id::NoticeGroup, nothing, 200, 200),
    Row("GET", "/api/v1/markers", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/markers", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/statuses/{id}/mute", Id::Post, nothing, 404, 200),
    Row("POST", "/api/v1/statuses/{id}/unmute", Id::Post, nothing, 404, 200),
    Row("POST", "/api/v1/push/subscription", Id::None, device, 200, 200),
    Row("GET", "/api/v1/push/subscription", Id::None, nothing, 200, 200),
    Row("PUT", "/api/v1/push/subscription", Id::None, nothing, 200, 200),
    Row("PATCH", "/api/v1/push/subscription", Id::None, nothing, 200, 200),
    Row("DELETE", "/api/v1/push/subscription", Id::None, nothing, 200, 200),
    Row("GET", "/api/v1/meent/groups", Id::None, nothing, 200, 200),
    Row("POST", "/api/v1/meent/groups", Id::None, nothing, 422, 422),
    Row("GET", "/api/v1/meent/groups/{id}", Id::Group, nothing, 200, 200),
    Row("PATCH", "/api/v1/meent/groups/{id}", Id::Group, nothing, 403, 200),
    Row("DELETE", "/api/v1/meent/groups/{id}", Id::OwnGroup, nothing, 403, 200),
    Row("GET", "/api/v1/meent/groups/{id}/timeline", Id::Group, nothing, 200, 200),
    Row("GET", "/api/v1/meent/groups/{id}/members", Id::Group, nothing, 403, 200),
    Row("GET", "/api/v1/meent/groups/{id}/moderators", Id::Group, nothing, 200, 200),
    Row("GET", "/api/v1/meent/groups/{id}/log", Id::Group, nothing, 404, 200),
    Row("GET", "/api/v1/meent/groups/{id}/requests", Id::Group, nothing, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/requests/{account_id}/reject", Id::GroupAsked, nothing, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/requests/{account_id}/authorize", Id::GroupAsked, nothing, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/invite", Id::Group, about_third, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/moderators", Id::Group, about_third, 403, 200),
    Row("DELETE", "/api/v1/meent/groups/{id}/moderators", Id::Group, about_third, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/owners", Id::Group, about_third, 403, 200),
    Row("DELETE", "/api/v1/meent/groups/{id}/owners", Id::Group, about_third, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/pin", Id::Group, about_post, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/unpin", Id::Group, about_post, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/lock", Id::Group, about_post, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/unlock", Id::Group, about_post, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/restore", Id::Group, about_post, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/remove", Id::Group, about_third, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/ban", Id::Group, about_third, 403, 200),
    Row("POST", "/api/v1/meent/groups/{id}/unban", Id::Group, about_third, 403, 200),
    Row("GET", "/api/v1/suggestions", Id::None, nothing, 200, 200),
    Row("GET", "/api/v2/suggestions", Id::None, nothing, 200, 200),
    Row("DELETE", "/api/v1/suggestions/{id}", Id::Third, nothing, 200, 200),
    Row("GET", "/api/v1/directory", Id::None, nothing, 200, 200),
    Row("GET", "/api/v2/search", Id::None, || json!({ "q": "third" }), 200, 200),
    Row("GET", "/api/v1/tags/{name}", Id::None, nothing, 200, 200),
];

const LOCAL: &str = "public_url = 'http://localhost:3000'\ntest_mode = true";

/// The people of the table and what belongs to them.
struct World {
    unit: TestApp,
    owner: Member,
    stranger: Member,
    third: Member,
    asker: Member,
    group: String,
    /// In the group.
    group_post: String,
}

impl World {
    async fn new() -> Self {
        let unit = TestApp::with(LOCAL).await;
        let owner = unit.person("owner").await;
        let (stranger, third) = (unit.person("stranger").await, unit.person("third").await);
        let asker = unit.person("asker").await;
        unit.patch("/api/v1/accounts/update_credentials")
            .by(&owner)
            .json(json!({ "locked": true }))
            .await
            .ok();
        let mut world = Self {
            unit,
            owner,
            stranger,
            third,
            asker,
            group: String::new(),
            group_post: String::new(),
        };
        world.group = world.new_group("plannen").await;
        let invite = format!("/api/v1/meent/groups/{}/invite", world.group);
        let third = json!({ "account_id": world.third.api_id() });
        let (owner, unit) = (&world.owner, &world.unit);
        unit.post(&invite).by(owner).json(third).await.ok();
        let join = format!("/api/v1/accounts/{}/follow", world.group);
        unit.post(&join).by(&world.third).await.ok();
        let body = json!({ "status": "Iets", "group_id": world.group });
        let sent = unit.post("/api/v1/statuses").by(owner).json(body).await;
        world.group_post = id(&sent.ok().json()).to_owned();
        world
    }

    async fn new_group(&self, name: &str) -> String {
        let body = json!({ "name": name, "title": "Plannen", "access": "closed" });
        let call = self.unit.post("/api/v1/meent/groups").by(&self.owner);
        id(&call.json(body).await.ok().json()).to_owned()
    }

    /// What the owner made by this call.
    async fn made(&self, path: &str, body: Value) -> Value {
        let call = self.unit.post(path).by(&self.owner);
        call.json(body).await.ok().json()
    }

    async fn post(&self, visibility: &str) -> String {
        let body = json!({ "status": "Iets", "visibility": visibility });
        id(&self
            .unit
            .post("/api/v1/statuses")
            .by(&self.owner)
            .json(body)
            .await
            .ok()
            .json())
        .to_owned()
    }

    async fn make(&self, what: Id) -> String {
        match what {
            Id::None => "iets".to_owned(),
            Id::Post => self.post("private").await,
            Id::OpenPost => self.post("public").await,
            Id::Poll => {
                let poll = json!({ "options": ["a", "b"], "expires_in": 600 });
                let body = json!({ "status": "Wat?", "visibility": "private", "poll": poll });
                let sent = self
                    .unit
                    .post("/api/v1/statuses")
                    .by(&self.owner)
                    .json(body);
                id(&sent.await.ok().json()).to_owned()
            }
            Id::Third => self.third.api_id(),
            Id::Asker => {
                let path = format!("/api/v1/accounts/{}/follow", self.owner.api_id());
                self.unit.post(&path).by(&self.asker).await.ok();
                self.asker.api_id()
            }
            Id::Group => self.group.clone(),
            Id::GroupAsked => {
                let path = format!("/api/v1/accounts/{}/follow", self.group);
                self.unit.post(&path).by(&self.asker).await.ok();
                self.group.clone()
            }
            Id::OwnGroup => self.new_group("even").await,
            Id::List => {
                let path = format!("/api/v1/accounts/{}/follow", self.third.api_id());
                self.made(&path, json!({})).await;
                let list = self.made("/api/v1/lists", json!({ "title": "Team" }));
                id(&list.await).to_owned()
            }
            Id::Filter => id(&self.made("/api/v2/filters", filter()).await).to_owned(),
            Id::FilterWord => {
                let made = self.made("/api/v2/filters", filter()).await;
                id(&made["keywords"][0]).to_owned()
            }
            Id::FilterPost => {
                let made = self.made("/api/v2/filters", filter()).await;
                let path = format!("/api/v2/filters/{}/statuses", id(&made));
                let post = json!({ "status_id": self.group_post });
                id(&self.made(&path, post).await).to_owned()
            }
            Id::FeaturedTag => {
                let made = self.made("/api/v1/featured_tags", json!({ "name": "plek" }));
                id(&made.await).to_owned()
            }
            Id::Scheduled => {
                let body = json!({ "status": "Later", "scheduled_at": "2026-05-01T09:00:00Z" });
                let call = self.unit.post("/api/v1/statuses").by(&self.owner);
                id(&call.json(body).await.ok().json()).to_owned()
            }
            Id::Conversation => {
                let body = json!({ "status": "@owner psst", "visibility": "direct" });
                let call = self.unit.post("/api/v1/statuses").by(&self.third);
                call.json(body).await.ok();
                let list = self.unit.get("/api/v1/conversations").by(&self.owner);
                id(&list.await.ok().json()[0]).to_owned()
            }
            Id::Announcement => {
                let mut admin = self.third.person.clone();
                admin.user.role = meent::domain::Role::Admin;
                let new = meent::service::announcements::NewAnnouncement {
                    text: "Taart".to_owned(),
                    ..Default::default()
                };
                let made = meent::service::announcements::create(&self.unit.app, &admin, new);
                made.await.unwrap().to_string()
            }
            Id::File => {
                let upload = self.unit.post("/api/v2/media").by(&self.owner);
                id(&upload
                    .upload(("file", "a.png", &super::media::png()), &[])
                    .await
                    .ok()
                    .json())
                .to_owned()
            }
            Id::NoticeRequest => {
                // Who is followed is not held back.
                let path = format!("/api/v1/accounts/{}/unfollow", self.third.api_id());
                self.made(&path, json!({})).await;
                for choice in ["filter", "accept"] {
                    let policy = json!({ "for_not_following": choice });
                    let change = self
                        .unit
                        .put("/api/v2/notifications/policy")
                        .by(&self.owner);
                    change.json(policy).await.ok();
                    if choice == "filter" {
                        super::post(&self.unit, &self.third, "Dag @owner").await;
                    }
                }
                let list = self.unit.get("/api/v1/notifications/requests");
                id(&list.by(&self.owner).await.ok().json()[0]).to_owned()
            }
            Id::Notice | Id::NoticeGroup => {
                let post = self.post("public").await;
                self.unit
                    .post(&format!("/api/v1/statuses/{post}/favourite"))
                    .by(&self.third)
                    .await
                    .ok();
                let list = self
                    .unit
                    .get("/api/v1/notifications?limit=1")
                    .by(&self.owner)
                    .await
                    .ok()
                    .json();
                match what {
                    Id::NoticeGroup => list[0]["group_key"].as_str().unwrap().to_owned(),
                    _ => id(&list[0]).to_owned(),
                }
            }
        }
    }

    fn call(&self, row: &Row, id: &str) -> Call {
        let Row(method, path, _, body, ..) = row;
        let path = path
            .replace("{id}", id)
            .replace("{name}", id)
            .replace("{quoting}", id)
            .replace("{group_key}", id)
            .replace("{date}", "2026-03-02")
            .replace("{account_id}", &self.asker.api_id());
        let body = || {
            let text = body().to_string();
            let text = text.replace("{third}", &self.third.api_id());
            let body: Value =
                serde_json::from_str(&text.replace("{post}", &self.group_post)).unwrap();
            body
        };
        match *method {
            "GET" => {
                let query = serde_urlencoded::to_string(body().as_object().unwrap()).unwrap();
                self.unit.get(&format!("{path}?{query}"))
            }
            method => self.unit.call(method, &path).json(body()),
        }
    }
}

#[tokio::test]
async fn every_route_has_a_row() {
    let told: BTreeSet<(String, &str)> = ROWS.iter().map(|row| (row.0.to_owned(), row.1)).collect();
    let served: BTreeSet<(String, &str)> = routes(true)
        .iter()
        .map(|route| (route.method.to_string(), route.path))
        .collect();
    assert_eq!(told, served);
    assert_eq!(
        routes(true).len(),
        ROWS.len(),
        "a route stands twice in the table"
    );
}

#[tokio::test]
async fn routes_keep_to_their_table() {
    let world = World::new().await;
    let (stranger, owner) = (&world.stranger, &world.owner);
    let narrow = world.unit.token(owner.id(), "push").await;
    let other = world.unit.token(owner.id(), "write:reports").await;
    for row in ROWS {
        let route = routes(true)
            .into_iter()
            .find(|r| r.method == row.0 && r.path == row.1)
            .unwrap();
        let made = world.make(row.2).await;
        let name = format!("{} {}", row.0, row.1);
        let got = |answer: &crate::support::Answer| answer.status.as_u16();
        if route.access != Access::Open {
            assert_eq!(
                got(&world.call(row, &made).await),
                401,
                "{name} without a token"
            );
            assert_eq!(
                got(&world.call(row, &made).token("x").await),
                401,
                "{name} with an unknown token"
            );
            if !route.access.scopes().is_empty() {
                let lacking = match route.access.scopes().contains(&"push") {
                    true => &other,
                    false => &narrow,
                };
                assert_eq!(
                    got(&world.call(row, &made).token(lacking).await),
                    403,
                    "{name} without the scope"
                );
            }
        }
        assert_eq!(
            got(&world.call(row, &made).by(stranger).await),
            row.4,
            "{name} by a stranger"
        );
        assert_eq!(
            got(&world.call(row, &made).by(owner).await),
            row.5,
            "{name} by the owner"
        );
    }
}

#[tokio::test]
async fn a_suspended_person_is_out_at_once() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    unit.get("/api/v1/timelines/home").by(&anna).await.ok();
    meent::service::accounts::set_suspended(&unit.app, anna.id(), true)
        .await
        .unwrap();
    unit.get("/api/v1/timelines/home").by(&anna).await.is(401);
}
