//! Hashtags.

use super::Renderer;
use crate::db::accounts::AccountRow;
use crate::db::tag_days::TagDayRow;
use crate::db::tags::TagRow;
use crate::http::api::entities::{FeaturedTag, Id, Tag, TagDay, TagLink};
use crate::service::tags;

impl Renderer<'_> {
    /// A hashtag by itself.
    #[must_use]
    pub fn tag(&self, tag: &tags::Tag) -> Tag {
        Tag {
            id: match tag.row.id {
                0 => String::new(),
                id => id.to_string(),
            },
            name: tag.row.display_name.clone(),
            url: self.urls.tag(&tag.row.name),
            history: tag.history.iter().map(day).collect(),
            following: self.viewer.map(|_| tag.following),
            featuring: self.viewer.map(|_| tag.featuring),
        }
    }

    /// A hashtag on somebody's profile.
    #[must_use]
    pub fn featured_tag(&self, account: &AccountRow, tag: &tags::FeaturedTag) -> FeaturedTag {
        FeaturedTag {
            id: Id(tag.row.id),
            name: tag.row.name.clone(),
            url: self.urls.tagged(&account.username, &tag.key),
            statuses_count: tag.uses.to_string(),
            last_status_at: tag
                .last_at
                .map(|at| at.to_datetime().format("%Y-%m-%d").to_string()),
        }
    }

    pub(super) fn tag_link(&self, row: &TagRow) -> TagLink {
        TagLink {
            name: row.name.clone(),
            url: self.urls.tag(&row.name),
        }
    }
}

fn day(row: &TagDayRow) -> TagDay {
    TagDay {
        day: row.day.millis().div_euclid(1000).to_string(),
        accounts: row.accounts.to_string(),
        uses: row.uses.to_string(),
    }
}
