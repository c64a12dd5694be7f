//! From what the services loaded to what the templates need. Pure, but for the names of the other units, which are read
//! once for a page.

mod announcements;
mod extras;
pub mod groups;
mod links;
mod network;
mod notifications;
mod peers;
mod people;
mod posts;
pub mod reports;
mod search;

pub use people::state;
pub use posts::{audience, page_of};

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{
    lang::Lang,
    reltime::TimeView,
    views::{Link, Paging},
};
use crate::{
    app::AppRef,
    db,
    domain::{AccountId, FilterContext, StatusId, Timestamp},
    error::Result,
    service::{
        bundle::Post,
        filters::{self, Verdict},
        peers as units, unit,
    },
};

/// Shows things to one reader.
pub struct Show {
    app: AppRef,
    lang: Lang,
    viewer: Option<AccountId>,
    now: DateTime<Utc>,
    own_name: String,
    /// Names of the other units by host.
    names: HashMap<String, String>,
    /// The group that the reader moderates, and the posts at its top.
    moderates: Option<(AccountId, Vec<StatusId>)>,
    /// The group whose page this is: its posts need not say so.
    within: Option<AccountId>,
    /// Which of the reader's filters count on this page.
    filters: Option<FilterContext>,
}

impl Show {
    /// Reads the names of the units.
    pub async fn new(app: &AppRef, lang: Lang, viewer: Option<AccountId>) -> Result<Show> {
        Ok(Show {
            app: app.clone(),
            lang,
            viewer,
            now: app.now().to_datetime(),
            own_name: unit::about(app).await?.title,
            names: units::names(app).await?,
            moderates: None,
            within: None,
            filters: None,
        })
    }

    /// With what moderators of a group may do at its posts; `pinned` stand at its top.
    pub fn moderating(self, group: AccountId, pinned: Vec<StatusId>) -> Show {
        Show {
            moderates: Some((group, pinned)),
            ..self
        }
    }

    /// On the page of a group.
    pub fn within(self, group: AccountId) -> Show {
        Show {
            within: Some(group),
            ..self
        }
    }

    /// On a page where the reader's filters for this place count.
    pub fn filtering(self, place: FilterContext) -> Show {
        Show {
            filters: Some(place),
            ..self
        }
    }

    /// What the reader's filters say of a post on this page; nothing of the reader's own.
    pub(super) fn verdict<'a>(&self, post: &'a Post) -> Verdict<'a> {
        match self.filters {
            Some(place) if self.viewer != Some(post.shown().row.account_id) => {
                filters::verdict(&post.filtered, place)
            }
            _ => Verdict::Show,
        }
    }

    /// Whether the reader does not want to see a post on this page at all.
    pub fn hides(&self, post: &Post) -> bool {
        matches!(self.verdict(post), Verdict::Hide(_))
    }

    /// A moment.
    pub fn time(&self, then: Timestamp) -> TimeView {
        TimeView::new(self.lang, then.to_datetime(), self.now)
    }

    /// The name of the unit at `host`; empty is our own.
    pub fn unit<'a>(&'a self, host: &'a str) -> &'a str {
        match host {
            "" => &self.own_name,
            host => self.names.get(host).map_or(host, String::as_str),
        }
    }
}

/// The links below a list at `path`. `shown` entries are on the page; `ends` are the positions of its newest and oldest
/// entry as they were read, before any were left out.
pub fn paging(
    path: &str,
    shown: usize,
    ends: (Option<i64>, Option<i64>),
    asked: db::Paging,
) -> Paging {
    let at_start = asked.max.is_none() && asked.min.is_none();
    // A page that lost some entries to the reader's rights is still a page to go on from; one that is not even half full
    // is the last.
    let last = asked.min.is_none() && i64::try_from(shown).unwrap_or(i64::MAX) < asked.limit / 2;
    Paging {
        newer: ends
            .0
            .filter(|_| !at_start)
            .map(|id| format!("{path}?min_id={id}")),
        older: ends
            .1
            .filter(|_| !last)
            .map(|id| format!("{path}?max_id={id}")),
    }
}

/// A link with its words.
pub fn link(href: impl Into<String>, label: impl Into<String>) -> Link {
    Link {
        href: href.into(),
        label: label.into(),
    }
}
