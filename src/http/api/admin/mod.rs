//! What moderation apps do: people, reports, other units. Who may is said in the route table.

pub mod accounts;
pub mod domains;
pub mod reports;

/// Items of a page, when nothing is asked for, and at most (Mastodon's numbers).
const PAGE: (i64, i64) = (100, 200);
