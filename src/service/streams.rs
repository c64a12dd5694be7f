//! What open streams are told, and whom: the same posts to the same people as in the timelines. Only a boost of somebody whom
//! the reader has muted, which a timeline still shows, is not told.

use std::collections::{HashMap, HashSet};

use crate::app::App;
use crate::db;
use crate::db::Conn;
use crate::db::statuses::StatusRow;
use crate::domain::*;
use crate::error::Result;
use crate::service::bundle::{self, Notice, Post, unique};
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
    /// To whom it looks different: it shows what they did with it, or what it contains depends on the reader.
    pub own: HashMap<AccountId, Post>,
    pub targets: Vec<Target>,
}

/// Stands for any person of this unit who has done nothing with a post.
pub const ANYBODY: AccountId = AccountId(-1);

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
    let traits = Traits::load(&mut conn, row.clone(), &readers).await?;
    let readers: HashSet<AccountId> = readers.into_iter().collect();
    let targets: Vec<Target> = subscriptions(seats, |seat| readers.contains(&seat.account))
        .filter(|target| traits.fits(target))
        .collect();
    if targets.is_empty() {
        return Ok(None);
    }
    let people = unique(targets.iter().map(|target| target.account));
    let (common, own) = views(&mut conn, &row, &people).await?;
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
    tags: HashSet<String>,
    has_media: bool,
}

impl Traits {
    async fn load(conn: &mut Conn, row: StatusRow, readers: &[AccountId]) -> Result<Self> {
        let at_home = db::readers::at_home(conn, row.id, readers).await?;
        let tags = db::tags::of_statuses(conn, &[row.id]).await?;
        let media = db::media::of_statuses(conn, &[row.id]).await?;
        Ok(Self {
            row,
            at_home: at_home.into_iter().collect(),
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
            Channel::UserNotification => false,
        }
    }
}

/// The post as it looks to most of `people`, and as it looks to the others.
async fn views(
    conn: &mut Conn,
    row: &StatusRow,
    people: &[AccountId],
) -> Result<(Option<Post>, HashMap<AccountId, Post>)> {
    let shown = row.reblog_of_id.unwrap_or(row.id);
    let common = bundle::posts(conn, Some(ANYBODY), vec![row.clone()])
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
        if let Some(post) = bundle::posts(conn, Some(*person), vec![row.clone()])
            .await?
            .pop()
        {
            own.insert(*person, post);
        }
    }
    Ok((common.filter(looks_alike), own))
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
        Channel::User => true,
        Channel::Public { origin, .. } => open && origin.includes(row.local),
        Channel::Hashtag { local, .. } => open && (!local || row.local),
        Channel::UserNotification => false,
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
    let targets: Vec<Target> =
        subscriptions(seats, |seat| seat.account == to && seat.notifications)
            .filter(|target| matches!(target.channel, Channel::User | Channel::UserNotification))
            .collect();
    if targets.is_empty() {
        return Ok(None);
    }
    let mut conn = app.db.read().await?;
    let Some(row) = db::notifications::by_id(&mut conn, to, id).await? else {
        return Ok(None);
    };
    let notice = bundle::notices(&mut conn, to, vec![row]).await?.pop();
    Ok(notice.map(|notice| (notice, targets)))
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
