//! Polls, quotes, events, and the emoji under posts.

use super::{Show, links::lead_here, page_of, posts::pages};
use crate::{
    domain::{AttendanceState, QuoteState, visibility::is_wanted},
    http::web::views::extras::{
        EventView, PlaceView, PollOptionView, PollView, QuoteView, ReactionView,
    },
    service::{
        bundle::Post,
        extras::{Event, Place, Poll, Quote, Reaction},
        filters::Verdict,
    },
    text::emoji,
};

impl Show {
    /// The text of a post, with links to our own pages and with its custom emoji as pictures.
    pub fn html(&self, post: &Post) -> String {
        let html = lead_here(&post.row.content, &pages(post));
        if post.extras.emoji.is_empty() {
            return html;
        }
        let pictures: Vec<(&str, String)> = post
            .extras
            .emoji
            .iter()
            .filter_map(|row| {
                let key = row.file_key.as_deref()?;
                Some((row.shortcode.as_str(), self.app.urls.file(key)))
            })
            .collect();
        emoji::with_pictures(&html, |code| {
            let found = pictures.iter().find(|(name, _)| *name == code);
            found.map(|(_, address)| address.as_str())
        })
    }

    pub(super) fn poll(&self, post: &Post, poll: &Poll) -> PollView {
        let row = &poll.row;
        let ended = row.ended_at.is_some();
        let mine = self.viewer == Some(post.row.account_id);
        let hidden = row.hide_totals && !ended;
        let all: i64 = poll.options.iter().map(|option| option.votes_count).sum();
        let option = |option: &crate::db::polls::OptionRow| PollOptionView {
            position: option.position,
            title: option.title.clone(),
            percent: (!hidden).then(|| {
                let votes = option.votes_count.max(0).saturating_mul(100);
                votes.checked_div(all).unwrap_or(0).min(100)
            }),
            chosen: poll.own_votes.contains(&option.position),
        };
        let word = match ended {
            true => self.lang.t("poll-ended"),
            false => self.lang.t("poll-ends"),
        };
        PollView {
            open: self.viewer.is_some() && !ended && !mine && poll.own_votes.is_empty(),
            multiple: row.multiple,
            options: poll.options.iter().map(option).collect(),
            voters: self.lang.n("poll-voters", row.voters_count.unwrap_or(all)),
            end: row.expires_at.map(|at| (word, self.time(at))),
        }
    }

    pub(super) fn quote(&self, quote: &Quote) -> QuoteView {
        let link = match quote.uri.starts_with("http") {
            true => quote.uri.clone(),
            false => String::new(),
        };
        let Some(post) = &quote.post else {
            let note = match quote.state {
                QuoteState::Pending => self.lang.t("quote-pending"),
                QuoteState::Deleted => self.lang.t("quote-deleted"),
                QuoteState::Accepted => self.lang.t("quote-hidden"),
                QuoteState::Rejected | QuoteState::Revoked => self.lang.t("quote-refused"),
            };
            return QuoteView {
                note: Some(note),
                href: link,
                ..QuoteView::default()
            };
        };
        QuoteView {
            note: None,
            href: page_of(&post.author, post.row.id),
            author: Some(self.person(&post.author)),
            time: self.time(post.row.created_at),
            warning: match self.verdict(post) {
                _ if !is_wanted(&quote.aversion) => Some(self.lang.t("quote-unwanted")),
                Verdict::Warn(title) | Verdict::Hide(title) => {
                    Some(self.lang.w("post-filtered", title))
                }
                _ => Some(post.row.spoiler_text.clone()).filter(|text| !text.is_empty()),
            },
            html: self.html(post),
        }
    }

    pub(super) fn event(&self, event: &Event) -> EventView {
        let times = [event.start, event.end].into_iter().flatten();
        let times: Vec<String> = times.map(|time| self.time(time).full).collect();
        let attendance = event.attendance.map(|state| match state {
            AttendanceState::Pending => self.lang.t("event-asked"),
            AttendanceState::Accepted => self.lang.t("event-coming"),
            AttendanceState::Rejected => self.lang.t("event-refused"),
        });
        EventView {
            when: times.join(" – "),
            places: event.places.iter().map(place).collect(),
            cancelled: event.status == "CANCELLED",
            joinable: self.viewer.is_some() && event.joinable,
            attendance,
        }
    }

    pub(super) fn reactions(&self, reactions: &[Reaction]) -> Vec<ReactionView> {
        let one = |reaction: &Reaction| ReactionView {
            name: reaction.content.clone(),
            picture: reaction
                .file_key
                .as_deref()
                .map(|key| self.app.urls.file(key)),
            count: reaction.count,
        };
        reactions.iter().map(one).collect()
    }
}

fn place(place: &Place) -> PlaceView {
    let parts = [place.name.as_str(), place.address.as_str()];
    let text: Vec<&str> = parts.into_iter().filter(|text| !text.is_empty()).collect();
    let href = place
        .url
        .clone()
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    PlaceView {
        text: match (text.is_empty(), &href) {
            (true, Some(href)) => href.clone(),
            _ => text.join(", "),
        },
        href,
    }
}
