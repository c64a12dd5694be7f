//! Announcements.

use super::Show;
use crate::{
    db::announcements::AnnouncementRow,
    http::web::{reltime, views::unit::AnnouncementView},
};

impl Show {
    /// One announcement; `over`: it is not shown any more.
    pub fn announcement(&self, row: &AnnouncementRow, over: bool) -> AnnouncementView {
        let moment = |time: crate::domain::Timestamp| match row.all_day {
            true => reltime::date(self.lang, time.to_datetime()),
            false => self.time(time).full,
        };
        let times: Vec<String> = [row.starts_at, row.ends_at]
            .into_iter()
            .flatten()
            .map(moment)
            .collect();
        AnnouncementView {
            id: row.id.to_string(),
            html: row.content.clone(),
            when: times.join(" – "),
            time: self.time(row.published_at),
            over,
        }
    }
}
