//! What some posts carry besides their text: polls, quotes, emoji and reactions, the time and place of an event.

mod quotes;

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::db::accounts::AccountRow;
use crate::db::emoji::EmojiRow;
use crate::db::extras::ExtrasRow;
use crate::db::follows::FollowRow;
use crate::db::polls::{OptionRow, PollRow};
use crate::db::quotes::QuoteRow;
use crate::db::statuses::StatusRow;
use crate::db::{self, Conn};
use crate::domain::visibility::Aversion;
use crate::domain::*;
use crate::error::Result;
use crate::service::bundle::Post;
use crate::text::{emoji, limits, sanitise};

/// What one post carries besides its text.
#[derive(Debug, Clone, Default)]
pub struct Extras {
    /// The type that its author's server gave it, where it is none of ours.
    pub kind: String,
    pub poll: Option<Poll>,
    pub quote: Option<Quote>,
    /// Posts that quote this one with consent.
    pub quotes_count: i64,
    pub reactions: Vec<Reaction>,
    /// The custom emoji in its texts and in its author's name, those whose picture is there.
    pub emoji: Vec<EmojiRow>,
    pub event: Option<Event>,
    /// The rules that came with it or were set for it.
    pub policy: Policy,
    /// It waits for consent to answer; only its author sees it.
    pub waiting: bool,
    /// The viewer follows its author, or is followed; looked up where a rule of the post depends on it.
    pub follows: bool,
    pub followed: bool,
}

/// A poll, from the viewer's side.
#[derive(Debug, Clone)]
pub struct Poll {
    pub row: PollRow,
    /// Options in order; their titles are harmless text.
    pub options: Vec<OptionRow>,
    /// Positions that the viewer voted for.
    pub own_votes: Vec<i32>,
}

/// A quote of another post.
#[derive(Debug, Clone)]
pub struct Quote {
    pub state: QuoteState,
    /// Where the quoted post is at home.
    pub uri: String,
    pub quoted_id: Option<StatusId>,
    /// This is a quote inside a quoted post: it is named and never shown.
    pub shallow: bool,
    /// The quoted post, where the quote is allowed and the viewer may see it; never with a quote of its own inside.
    pub post: Option<Box<Post>>,
    /// How the viewer stands to its author.
    pub aversion: Aversion,
}

/// One emoji under a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// The emoji, or a code between colons.
    pub content: String,
    /// Where the picture of a code is kept.
    pub file_key: Option<String>,
    pub count: i64,
}

/// Time and place of an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
    /// The time zone it is planned in, as a name.
    pub timezone: String,
    pub places: Vec<Place>,
    /// `CONFIRMED`, `TENTATIVE`, `CANCELLED`, or nothing.
    pub status: String,
    /// Its server takes joins.
    pub joinable: bool,
    /// How far the viewer's going has come.
    #[serde(skip)]
    pub attendance: Option<AttendanceState>,
}

/// A place of an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    pub name: String,
    pub address: String,
    pub url: Option<String>,
    pub online: bool,
}

/// What hangs on the posts of one page.
pub(super) struct Loaded {
    rows: HashMap<StatusId, ExtrasRow>,
    polls: HashMap<StatusId, PollRow>,
    options: HashMap<StatusId, Vec<OptionRow>>,
    votes: HashMap<StatusId, Vec<i32>>,
    quotes: HashMap<StatusId, QuoteRow>,
    quoted: HashMap<StatusId, Post>,
    /// Authors of quoted posts of whom the viewer does not want to see anything.
    averse: HashMap<AccountId, Aversion>,
    reactions: HashMap<StatusId, Vec<Reaction>>,
    emoji: Vec<EmojiRow>,
    attendances: HashMap<StatusId, AttendanceState>,
    waiting: HashSet<StatusId>,
    /// Whom the viewer follows, and who follows the viewer, of authors whose rules depend on it.
    follows: HashSet<AccountId>,
    followed: HashSet<AccountId>,
    deep: bool,
}

/// Loads the extras of `posts` in a number of queries that depends on the kinds of extras and not on the number of posts.
/// `deep`: quoted posts are loaded too.
///
/// # Errors
/// Those of the database.
pub(super) async fn load(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    posts: &[&StatusRow],
    people: &HashMap<AccountId, std::sync::Arc<AccountRow>>,
    deep: bool,
) -> Result<Loaded> {
    let ids: Vec<StatusId> = posts.iter().map(|row| row.id).collect();
    let rows: HashMap<StatusId, ExtrasRow> = db::extras::of_statuses(conn, &ids)
        .await?
        .into_iter()
        .map(|row| (row.status_id, row))
        .collect();
    let those = |wanted: fn(&ExtrasRow) -> bool| -> Vec<StatusId> {
        rows.values()
            .filter(|row| wanted(row))
            .map(|row| row.status_id)
            .collect()
    };
    let mut loaded = Loaded {
        polls: HashMap::new(),
        options: HashMap::new(),
        votes: HashMap::new(),
        quotes: HashMap::new(),
        quoted: HashMap::new(),
        averse: HashMap::new(),
        reactions: HashMap::new(),
        emoji: Vec::new(),
        attendances: HashMap::new(),
        waiting: HashSet::new(),
        follows: HashSet::new(),
        followed: HashSet::new(),
        rows: HashMap::new(),
        deep,
    };
    let with_poll = those(|row| row.has_poll);
    if !with_poll.is_empty() {
        loaded.load_polls(conn, viewer, &with_poll).await?;
    }
    let with_quote = those(|row| row.has_quote);
    if !with_quote.is_empty() {
        loaded.load_quotes(conn, viewer, &with_quote, deep).await?;
    }
    let liked: Vec<StatusId> = posts
        .iter()
        .filter(|row| row.favourites_count > 0)
        .map(|row| row.id)
        .collect();
    if !liked.is_empty() {
        loaded.load_reactions(conn, &liked).await?;
    }
    let events = those(|row| row.event.is_some());
    if let Some(viewer) = viewer.filter(|_| !events.is_empty()) {
        loaded.attendances = db::events::among(conn, viewer, &events)
            .await?
            .into_iter()
            .collect();
    }
    // A reply that waits is stored as one to nobody, by somebody of this unit.
    let may_wait = |row: &&&StatusRow| {
        row.local
            && viewer == Some(row.account_id)
            && row.visibility == Visibility::Direct
            && row.in_reply_to_id.is_some()
    };
    let may_wait: Vec<StatusId> = posts.iter().filter(may_wait).map(|row| row.id).collect();
    if !may_wait.is_empty() {
        let waiting = db::stamps::waiting_among(conn, &may_wait).await?;
        loaded.waiting = waiting.into_iter().collect();
    }
    let depends = |row: &&&StatusRow| {
        let own = rows.get(&row.id).filter(|row| row.policy.is_some());
        let rule = own.and_then(|row| row.rules().quote);
        rule.is_some_and(|rule| rule.is_about_follows())
    };
    let authors: Vec<AccountId> = posts
        .iter()
        .filter(depends)
        .map(|row| row.account_id)
        .collect();
    if let Some(viewer) = viewer.filter(|_| !authors.is_empty()) {
        loaded.load_follows(conn, viewer, &authors).await?;
    }
    loaded.rows = rows;
    loaded.load_emoji(conn, posts, people).await?;
    Ok(loaded)
}

impl Loaded {
    async fn load_polls(
        &mut self,
        conn: &mut Conn,
        viewer: Option<AccountId>,
        ids: &[StatusId],
    ) -> Result<()> {
        let polls = db::polls::of_statuses(conn, ids).await?;
        self.polls = polls.into_iter().map(|row| (row.status_id, row)).collect();
        for mut option in db::polls::options(conn, ids).await? {
            option.title = sanitise::remote_text_within(&option.title, limits::OPTION_CHARACTERS);
            self.options
                .entry(option.status_id)
                .or_default()
                .push(option);
        }
        if let Some(viewer) = viewer {
            for (poll, position) in db::polls::votes_among(conn, viewer, ids).await? {
                self.votes.entry(poll).or_default().push(position);
            }
        }
        Ok(())
    }

    async fn load_follows(
        &mut self,
        conn: &mut Conn,
        viewer: AccountId,
        authors: &[AccountId],
    ) -> Result<()> {
        let accepted = |row: &FollowRow| row.state == FollowState::Accepted;
        let towards = db::follows::towards(conn, viewer, authors).await?;
        let from = db::follows::from_any(conn, authors, viewer).await?;
        let towards = towards.into_iter().filter(accepted);
        self.follows = towards.map(|row| row.target_id).collect();
        let from = from.into_iter().filter(accepted);
        self.followed = from.map(|row| row.account_id).collect();
        Ok(())
    }

    async fn load_reactions(&mut self, conn: &mut Conn, ids: &[StatusId]) -> Result<()> {
        let tallies = db::reactions::tallies(conn, ids).await?;
        let pictures: Vec<EmojiId> = tallies.iter().filter_map(|tally| tally.emoji).collect();
        let files: HashMap<EmojiId, Option<String>> = match pictures.is_empty() {
            true => HashMap::new(),
            false => db::emoji::by_ids(conn, &pictures)
                .await?
                .into_iter()
                .map(|row| (row.id, row.file_key))
                .collect(),
        };
        for tally in tallies {
            let file_key = tally.emoji.and_then(|id| files.get(&id)).cloned().flatten();
            self.reactions
                .entry(tally.status)
                .or_default()
                .push(Reaction {
                    content: tally.content,
                    file_key,
                    count: tally.count,
                });
        }
        Ok(())
    }

    /// Looks up the codes that stand in the texts of the page, at the hosts of their authors.
    async fn load_emoji(
        &mut self,
        conn: &mut Conn,
        posts: &[&StatusRow],
        people: &HashMap<AccountId, std::sync::Arc<AccountRow>>,
    ) -> Result<()> {
        let mut hosts: Vec<String> = Vec::new();
        let mut wanted: Vec<String> = Vec::new();
        for row in posts {
            let Some(author) = people.get(&row.account_id) else {
                continue;
            };
            let codes = codes_of(row, author, self.options.get(&row.id));
            if !codes.is_empty() {
                hosts.push(author.host.clone());
                wanted.extend(codes);
            }
        }
        for list in [&mut hosts, &mut wanted] {
            list.sort_unstable();
            list.dedup();
        }
        if !wanted.is_empty() {
            self.emoji = db::emoji::by_names(conn, &hosts, &wanted).await?;
            self.emoji.retain(|row| row.file_key.is_some());
        }
        Ok(())
    }

    /// The extras of one post.
    pub fn of(&self, row: &StatusRow, author: &AccountRow) -> Extras {
        let id = row.id;
        let blank = ExtrasRow::blank(id);
        let own = self.rows.get(&id).unwrap_or(&blank);
        let options = self.options.get(&id);
        let emoji = match self.emoji.is_empty() {
            true => Vec::new(),
            false => {
                let codes = codes_of(row, author, options);
                let fits = |known: &&EmojiRow| {
                    known.host == author.host && codes.contains(&known.shortcode)
                };
                self.emoji.iter().filter(fits).cloned().collect()
            }
        };
        Extras {
            kind: own.kind.clone(),
            poll: self.polls.get(&id).map(|poll| Poll {
                row: poll.clone(),
                options: options.cloned().unwrap_or_default(),
                own_votes: self.votes.get(&id).cloned().unwrap_or_default(),
            }),
            quote: self.quotes.get(&id).map(|quote| self.quote(quote)),
            quotes_count: own.quotes_count,
            reactions: self.reactions.get(&id).cloned().unwrap_or_default(),
            emoji,
            event: own.event.as_deref().and_then(event).map(|event| Event {
                attendance: self.attendances.get(&id).copied(),
                ..event
            }),
            policy: own.rules(),
            waiting: self.waiting.contains(&id),
            follows: self.follows.contains(&row.account_id),
            followed: self.followed.contains(&row.account_id),
        }
    }
}

/// Reads a stored event; what cannot be read counts as none.
fn event(text: &str) -> Option<Event> {
    serde_json::from_str(text).ok()
}

/// The codes in the texts of a post and in its author's name.
fn codes_of(row: &StatusRow, author: &AccountRow, options: Option<&Vec<OptionRow>>) -> Vec<String> {
    let texts = [
        &row.content,
        &row.spoiler_text,
        &row.title,
        &author.display_name,
    ];
    let titles = options.into_iter().flatten().map(|option| &option.title);
    let mut codes: Vec<String> = texts
        .into_iter()
        .chain(titles)
        .filter(|text| text.contains(':'))
        .flat_map(|text| emoji::codes(text))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A post goes: all that hung on it goes, and posts that quote it show that it is gone.
pub(super) async fn clear(conn: &mut Conn, post: &StatusRow) -> Result<()> {
    if let Some(quote) = db::quotes::of_status(conn, post.id).await?
        && quote.state == QuoteState::Accepted
        && let Some(quoted) = quote.quoted_id
    {
        db::extras::count_quote(conn, quoted, -1).await?;
    }
    db::quotes::clear(conn, post.id).await?;
    db::quotes::quoted_is_gone(conn, post.id).await?;
    db::polls::clear(conn, post.id).await?;
    db::reactions::clear(conn, post.id).await?;
    db::events::clear(conn, post.id).await?;
    db::stamps::clear(conn, post.id).await?;
    db::extras::clear(conn, post.id).await
}
