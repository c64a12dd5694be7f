//! What posts carry besides their text.

use super::Renderer;
use crate::db::emoji::EmojiRow;
use crate::domain::{Asker, Consent, QuoteState, Who};
use crate::http::api::entities::{
    CustomEmoji, Event, EventPlace, Poll, PollOption, Quote, QuoteApproval, Reaction,
};
use crate::service::bundle::Post;
use crate::service::{extras, quotes};
use crate::text::escape;

impl Renderer<'_> {
    /// The poll of a post; `None` where it has none.
    #[must_use]
    pub fn poll(&self, post: &Post) -> Option<Poll> {
        let poll = post.extras.poll.as_ref()?;
        let row = &poll.row;
        let expired = row.ended_at.is_some();
        let mine = self.viewer == Some(post.row.account_id);
        let hidden = row.hide_totals && !expired;
        Some(Poll {
            id: post.row.id.into(),
            expires_at: row.expires_at.map(Into::into),
            expired,
            multiple: row.multiple,
            votes_count: poll.options.iter().map(|option| option.votes_count).sum(),
            voters_count: row.voters_count,
            voted: self.viewer.map(|_| mine || !poll.own_votes.is_empty()),
            own_votes: self.viewer.map(|_| poll.own_votes.clone()),
            options: poll
                .options
                .iter()
                .map(|option| PollOption {
                    title: option.title.clone(),
                    votes_count: (!hidden).then_some(option.votes_count),
                })
                .collect(),
            emojis: self.emojis(&post.extras.emoji),
        })
    }

    /// Custom emoji, those whose picture is there.
    #[must_use]
    pub fn emojis(&self, rows: &[EmojiRow]) -> Vec<CustomEmoji> {
        let one = |row: &EmojiRow| {
            let url = self.urls.file(row.file_key.as_deref()?);
            Some(CustomEmoji {
                shortcode: row.shortcode.clone(),
                static_url: url.clone(),
                url,
                visible_in_picker: row.host.is_empty(),
                category: None,
            })
        };
        rows.iter().filter_map(one).collect()
    }

    pub(super) fn reactions(&self, post: &Post) -> Vec<Reaction> {
        let one = |reaction: &extras::Reaction| Reaction {
            name: reaction.content.clone(),
            count: reaction.count,
            url: reaction.file_key.as_deref().map(|key| self.urls.file(key)),
        };
        post.extras.reactions.iter().map(one).collect()
    }

    /// The quote in a post. Inside a quoted post, and where the quoted one may not be seen, it is only named. One by somebody
    /// whom the viewer does not want to see says so, for the app to hide it until it is asked for (as in Mastodon).
    pub(super) fn quote(&self, post: &Post) -> Option<Quote> {
        let quote = post.extras.quote.as_ref()?;
        if quote.shallow {
            return Some(Quote::Shallow {
                state: quote.state.name(),
                quoted_status_id: quote
                    .quoted_id
                    .filter(|_| quote.state == QuoteState::Accepted)
                    .map(Into::into),
            });
        }
        let state = match (quote.state, &quote.post) {
            (QuoteState::Accepted, None) => "unauthorized",
            (QuoteState::Accepted, Some(_)) if quote.aversion.blocks_unit => "blocked_domain",
            (QuoteState::Accepted, Some(_)) if quote.aversion.blocks => "blocked_account",
            (QuoteState::Accepted, Some(_)) if quote.aversion.mutes => "muted_account",
            (state, _) => state.name(),
        };
        Some(Quote::Full {
            state,
            quoted_status: quote
                .post
                .as_deref()
                .map(|quoted| Box::new(self.status(quoted))),
        })
    }

    /// Who may quote a post, and whether the viewer may.
    pub(super) fn quote_approval(&self, post: &Post) -> QuoteApproval {
        let rule = quotes::rule(&post.row, &post.extras.policy);
        let mine = self.viewer == Some(post.row.account_id);
        let Some(rule) = rule else {
            return QuoteApproval {
                automatic: Vec::new(),
                manual: Vec::new(),
                current_user: "unknown",
            };
        };
        let asker = Asker {
            uri: "",
            author: mine,
            follows: post.extras.follows,
            followed: post.extras.followed,
        };
        let current_user = match rule.decide(&asker) {
            _ if mine => "automatic",
            _ if !post.row.visibility.is_open() => "denied",
            Consent::Given => "automatic",
            Consent::Ask => "manual",
            // Who they are is left to the moment of quoting.
            Consent::Refused if rule.names_somebody() => "unknown",
            Consent::Refused => "denied",
        };
        QuoteApproval {
            automatic: names(&rule.automatic),
            manual: names(&rule.manual),
            current_user,
        }
    }

    pub(super) fn event(&self, post: &Post) -> Option<Event> {
        let event = post.extras.event.as_ref()?;
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Some(Event {
            start_time: event.start.map(Into::into),
            end_time: event.end.map(Into::into),
            timezone: text(&event.timezone),
            status: text(&event.status),
            places: event
                .places
                .iter()
                .map(|place| EventPlace {
                    name: text(&place.name),
                    address: text(&place.address),
                    url: place.url.clone(),
                    online: place.online,
                })
                .collect(),
            joinable: event.joinable,
            attendance: event.attendance.map(|state| state.name()),
        })
    }

    /// The text as apps show it: they know no titles and no events, so these stand in front of it.
    pub(super) fn content(&self, post: &Post) -> String {
        let mut out = String::new();
        if !post.row.title.is_empty() {
            out.push_str(&format!(
                "<p><strong>{}</strong></p>",
                escape(&post.row.title)
            ));
        }
        if let Some(event) = &post.extras.event {
            let times = [event.start, event.end].into_iter().flatten();
            let times: Vec<String> = times
                .map(|time| time.to_datetime().format("%F %R UTC").to_string())
                .collect();
            let places = event.places.iter().map(|place| place.name.clone());
            let facts: Vec<String> = [times.join(" – ")]
                .into_iter()
                .chain(places)
                .filter(|fact| !fact.is_empty())
                .collect();
            out.push_str(&format!("<p>{}</p>", escape(&facts.join(", "))));
        }
        out.push_str(&post.row.content);
        out
    }
}

/// The words of the client API for those whom a rule names.
fn names(list: &[Who]) -> Vec<&'static str> {
    let name = |who: &Who| match who {
        Who::Everybody => Some("public"),
        Who::Followers => Some("followers"),
        Who::Following => Some("following"),
        Who::Author => None,
        Who::Actor(_) => Some("unsupported_policy"),
    };
    let mut names: Vec<&'static str> = list.iter().filter_map(name).collect();
    names.dedup();
    names
}
