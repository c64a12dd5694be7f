//! What open streams are told, and whom: the same posts to the same people as in the timelines.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::app::{App, AppRef};
use crate::db;
use crate::db::statuses::StatusRow;
use crate::db::{Conn, Paging};
use crate::domain::*;
use crate::error::Result;
use crate::service::announcements::{self, Announcement};
use crate::service::auth::Person;
use crate::service::bundle::{self, Notice, Post};
use crate::service::conversations::{self, Conversation};
use crate::service::{filters, lists};
use crate::stream::{Channel, Seat};
use crate::text::tag;

/// A subscription that something is told to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub seat: u64,
    pub account: AccountId,
    pub channel: Channel,
}

/// A post on its way to those who listen.
#[derive(Debug, Clone)]
pub struct Spread {
    /// As it looks to most.
    pub common: Option<Post>,
    /// To whom it looks different: it shows what they did with it or filter, or what it contains depends on the reader.
    pub own: HashMap<AccountId, Post>,
    pub targets: Vec<Target>,
}

/// Stands for any person of this unit who has done nothing with a post.
const ANYBODY: AccountId = AccountId(-1);

/// Whom a post or boost (new, or edited) is told to. `None` when nobody who listens sees it. A fixed number of queries,
/// and a few for each reader to whom it looks different.
///
/// # Errors
/// Those of the database.
pub async fn posted(app: &App, id: StatusId, seats: &[Seat]) -> Result<Option<Spread>> {
    let people = unique(seats.iter().map(|seat| seat.account));
    let mut conn = app.db.read().await?;
    let Some(row) = db::statuses::by_id(&mut conn, id).await? else {
        return Ok(None);
    };
    let mut readers = db::readers::of_status(&mut conn, id, &people).await?;
    if let Some(original) = row.reblog_of_id {
        readers = db::readers::of_status(&mut conn, original, &readers).await?;
    }
    if readers.is_empty() {
        return Ok(None);
    }
    let traits = Traits::load(&mut conn, row.clone(), &readers, seats).await?;
    let readers: HashSet<AccountId> = readers.into_iter().collect();
    let targets: Vec<Target> = subscriptions(seats, |seat| readers.contains(&seat.account))
        .filter(|target| traits.fits(target))
        .collect();
    if targets.is_empty() {
        return Ok(None);
    }
    let people = unique(targets.iter().map(|target| target.account));
    let (common, own) = views(app, &mut conn, &row, &people).await?;
    Ok(Some(Spread {
        common,
        own,
        targets,
    }))
}

/// What decides on which streams a post stands.
struct Traits {
    row: StatusRow,
    at_home: HashSet<AccountId>,
    on_lists: HashSet<i64>,
    tags: HashSet<String>,
    has_media: bool,
}

impl Traits {
    async fn load(
        conn: &mut Conn,
        row: StatusRow,
        readers: &[AccountId],
        seats: &[Seat],
    ) -> Result<Self> {
        let at_home = db::readers::at_home(conn, row.id, readers).await?;
        let lists = seats.iter().flat_map(|seat| &seat.channels);
        let lists = unique(lists.filter_map(|channel| match channel {
            Channel::List(list) => Some(ListId(*list)),
            _ => None,
        }));
        let on_lists = match lists.is_empty() {
            true => Vec::new(),
            false => db::lists::holding(conn, &lists, row.id).await?,
        };
        let tags = db::tags::of_statuses(conn, &[row.id]).await?;
        let media = db::media::of_statuses(conn, &[row.id]).await?;
        Ok(Self {
            row,
            at_home: at_home.into_iter().collect(),
            on_lists: on_lists.into_iter().map(|list| list.0).collect(),
            tags: tags.into_iter().map(|(_, tag)| tag.name).collect(),
            has_media: !media.is_empty(),
        })
    }

    fn fits(&self, target: &Target) -> bool {
        let open = self.row.visibility == Visibility::Public && self.row.reblog_of_id.is_none();
        match &target.channel {
            Channel::User => self.at_home.contains(&target.account),
            Channel::Public { origin, media } => {
                open && origin.includes(self.row.local) && (!media || self.has_media)
            }
            Channel::Hashtag { tag, local } => {
                open && (!local || self.row.local) && self.tags.contains(&tag::key(tag))
            }
            Channel::List(list) => self.on_lists.contains(list),
            Channel::UserNotification | Channel::Direct => false,
        }
    }
}

/// The post as it looks to most of `people`, and as it looks to the others.
async fn views(
    app: &App,
    conn: &mut Conn,
    row: &StatusRow,
    people: &[AccountId],
) -> Result<(Option<Post>, HashMap<AccountId, Post>)> {
    let shown = row.reblog_of_id.unwrap_or(row.id);
    let common = bundle::posts(app, conn, Some(ANYBODY), vec![row.clone()])
        .await?
        .pop();
    let special: HashSet<AccountId> = match &common {
        Some(post) if looks_alike(post) => {
            let marked = db::readers::with_marks(conn, shown, people).await?;
            marked
                .into_iter()
                .chain([post.shown().row.account_id])
                .collect()
        }
        // Nobody in particular does not see it: it is not open.
        _ => people.iter().copied().collect(),
    };
    let mut own = HashMap::new();
    for person in people.iter().filter(|person| special.contains(person)) {
        if let Some(post) = bundle::posts(app, conn, Some(*person), vec![row.clone()])
            .await?
            .pop()
        {
            own.insert(*person, post);
        }
    }
    let common = common.filter(looks_alike);
    if let Some(common) = &common {
        for (person, post) in filters::marked(app, conn, common, people).await? {
            own.entry(person).or_insert(post);
        }
    }
    Ok((common, own))
}

/// Does a post look the same to everybody who sees it and has done nothing with it?
fn looks_alike(post: &Post) -> bool {
    let shown = post.shown();
    let extras = &shown.extras;
    shown.row.visibility.is_open()
        && extras.poll.is_none()
        && extras.quote.is_none()
        && extras.event.is_none()
        && extras.reactions.is_empty()
        && extras.policy == Policy::default()
}

/// Whom the end of a post or boost is told to: everybody whom it was for, on each stream that may have shown it.
///
/// # Errors
/// Those of the database.
pub async fn gone(app: &App, id: StatusId, seats: &[Seat]) -> Result<Vec<Target>> {
    let people = unique(seats.iter().map(|seat| seat.account));
    let mut conn = app.db.read().await?;
    let Some(row) = db::statuses::by_id(&mut conn, id).await? else {
        return Ok(Vec::new());
    };
    let readers: HashSet<AccountId> = db::readers::of_gone(&mut conn, id, &people)
        .await?
        .into_iter()
        .collect();
    let open = row.visibility == Visibility::Public && row.reblog_of_id.is_none();
    let shown_on = |channel: &Channel| match channel {
        Channel::User | Channel::List(_) => true,
        Channel::Public { origin, .. } => open && origin.includes(row.local),
        Channel::Hashtag { local, .. } => open && (!local || row.local),
        Channel::UserNotification | Channel::Direct => false,
    };
    Ok(subscriptions(seats, |seat| readers.contains(&seat.account))
        .filter(|target| shown_on(&target.channel))
        .collect())
}

/// A notification with whom it is told to: its owner's streams that may hear of notifications.
///
/// # Errors
/// Those of the database.
pub async fn notified(
    app: &App,
    to: AccountId,
    id: NotificationId,
    seats: &[Seat],
) -> Result<Option<(Notice, Vec<Target>)>> {
    let targets = of_notifications(to, seats);
    if targets.is_empty() {
        return Ok(None);
    }
    let mut conn = app.db.read().await?;
    let Some(row) = db::notifications::by_id(&mut conn, to, id).await? else {
        return Ok(None);
    };
    let notice = bundle::notices(app, &mut conn, to, vec![row]).await?.pop();
    Ok(notice.map(|notice| (notice, targets)))
}

/// The streams that are told of a person's notifications.
#[must_use]
pub fn of_notifications(to: AccountId, seats: &[Seat]) -> Vec<Target> {
    subscriptions(seats, |seat| seat.account == to && seat.notifications)
        .filter(|target| matches!(target.channel, Channel::User | Channel::UserNotification))
        .collect()
}

/// May this person listen to that?
///
/// # Errors
/// [`crate::error::Error::NotFound`] for a list of somebody else; those of the database.
pub async fn check(app: &AppRef, person: &Person, channel: &Channel) -> Result<()> {
    match channel {
        Channel::List(list) => lists::show(app, person.account.id, ListId(*list))
            .await
            .map(drop),
        _ => Ok(()),
    }
}

/// A person's conversation as it stands after a post, with the streams that it is told to.
///
/// # Errors
/// Those of the database.
pub async fn conversed(
    app: &AppRef,
    to: AccountId,
    status: StatusId,
    seats: &[Seat],
) -> Result<Option<(Conversation, Vec<Target>)>> {
    let targets = of(seats, to, &Channel::Direct);
    if targets.is_empty() {
        return Ok(None);
    }
    let page = Paging {
        max: Some(status.0 + 1),
        ..Paging::first(1)
    };
    let found = conversations::page(app, to, page).await?.pop();
    let found = found.filter(|conversation| conversation.row.last_status_id == status);
    Ok(found.map(|conversation| (conversation, targets)))
}

/// The streams that are told of a person's own settings.
#[must_use]
pub fn own(to: AccountId, seats: &[Seat]) -> Vec<Target> {
    of(seats, to, &Channel::User)
}

/// The streams that are told what concerns everybody in the unit.
#[must_use]
pub fn everybody(seats: &[Seat]) -> Vec<Target> {
    subscriptions(seats, |_| true)
        .filter(|target| target.channel == Channel::User)
        .collect()
}

/// An announcement as it looks to somebody who has done nothing with it.
///
/// # Errors
/// Those of the database.
pub async fn announced(app: &AppRef, id: i64) -> Result<Option<Announcement>> {
    let all = announcements::list(app, ANYBODY, true).await?;
    Ok(all.into_iter().find(|one| one.row.id == id))
}

fn of(seats: &[Seat], to: AccountId, channel: &Channel) -> Vec<Target> {
    subscriptions(seats, |seat| seat.account == to)
        .filter(|target| target.channel == *channel)
        .collect()
}

/// The tokens among those of `seats` that have been revoked, or whose person or app may not enter any more.
///
/// # Errors
/// Those of the database.
pub async fn ended(app: &App, seats: &[Seat]) -> Result<HashSet<TokenId>> {
    let mut tokens: HashSet<TokenId> = seats.iter().map(|seat| seat.token).collect();
    let asked: Vec<TokenId> = tokens.iter().copied().collect();
    for living in db::oauth::living(&mut *app.db.read().await?, &asked).await? {
        tokens.remove(&living);
    }
    Ok(tokens)
}

fn subscriptions<'a>(
    seats: &'a [Seat],
    among: impl Fn(&Seat) -> bool + 'a,
) -> impl Iterator<Item = Target> + 'a {
    seats
        .iter()
        .filter(move |seat| among(seat))
        .flat_map(|seat| {
            seat.channels.iter().map(|channel| Target {
                seat: seat.id,
                account: seat.account,
                channel: channel.clone(),
            })
        })
}

fn unique<T: Copy + Eq + Hash>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    values.filter(|value| seen.insert(*value)).collect()
}
