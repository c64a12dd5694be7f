//! The people and posts that are measured on, made with the program's own database functions.

use std::sync::Arc;

use meent::app::AppRef;
use meent::db::accounts::AccountRow;
use meent::db::follows::FollowRow;
use meent::db::statuses::StatusRow;
use meent::db::tags::TagRow;
use meent::db::users::UserRow;
use meent::db::{self, Conn};
use meent::domain::id::IdGenerator;
use meent::domain::*;
use meent::error::Result;
use meent::service::peers;
use meent_federation::signature::{PrivateKey, Signer};

use crate::rig::Outcome;
use crate::rig::people::{self, Holder, holders};

/// People who read, each with a token.
pub const READERS: usize = 8;
/// People who write; half of them at other units.
pub const AUTHORS: usize = 400;
/// So many of the authors each reader follows.
pub const FOLLOWS: usize = 200;
/// Units that the authors from elsewhere belong to.
const HOSTS: usize = 8;
/// Posts in one transaction.
const BATCH: usize = 500;
/// Between two posts, in milliseconds.
const PACE: i64 = 20_000;

/// Everybody in the measured unit.
pub struct Town {
    pub readers: Vec<Holder>,
    /// Authors of this unit, some with tokens.
    pub writers: Vec<Holder>,
    /// Authors at other units, with what is needed to sign for them.
    pub strangers: Vec<(AccountRow, Signer)>,
    authors: Arc<Vec<AccountRow>>,
    ids: Arc<IdGenerator>,
    begin: Timestamp,
    made: usize,
}

/// Makes the people and their follows. `peer_port` is where the other units would be. Posts made later lie before now,
/// room is left for `room` of them.
pub async fn settle(app: &AppRef, peer_port: u16, room: usize) -> Outcome<Town> {
    let first = people::settle(app, "person").await?;
    let (_, user) = db::users::by_id(&mut *app.db.read().await?, first.id)
        .await?
        .ok_or("the first person is gone")?;
    let key = PrivateKey::from_pkcs8_pem(first.private_key.as_deref().unwrap_or_default())?;
    let local = |name: String| neighbour(app, &first, &name);
    let readers: Vec<AccountRow> = (0..READERS).map(|n| local(format!("reader{n}"))).collect();
    let (mut authors, mut strangers) = (Vec::new(), Vec::new());
    for n in 0..AUTHORS {
        if n % 2 == 0 {
            authors.push(local(format!("author{n}")));
        } else {
            let host = format!("unit{}.localhost:{peer_port}", n / 2 % HOSTS);
            let row = stranger(app, &first, &format!("author{n}"), &host);
            let signer = Signer {
                key_id: row.key_id.clone(),
                key: key.clone(),
            };
            authors.push(row.clone());
            strangers.push((row, signer));
        }
    }
    for n in 0..HOSTS {
        peers::add(app, &format!("unit{n}.localhost:{peer_port}")).await?;
    }
    store_people(app, readers.iter().chain(&authors).cloned().collect(), user).await?;
    for (n, reader) in readers.iter().enumerate() {
        // Windows that overlap, so that a post comes into some home timelines and not into others.
        let followed =
            (0..FOLLOWS).filter_map(|k| authors.get((n * AUTHORS / READERS + k) % AUTHORS));
        follow(app, reader.id, followed.map(|row| row.id).collect()).await?;
    }
    let writers = authors
        .iter()
        .filter(|row| row.is_local())
        .take(READERS)
        .cloned()
        .collect();
    Ok(Town {
        readers: holders(app, readers).await?,
        writers: holders(app, writers).await?,
        strangers,
        authors: Arc::new(authors),
        ids: Arc::new(IdGenerator::new(63)),
        begin: app
            .now()
            .plus_millis(-PACE.saturating_mul(i64::try_from(room)? + 10)),
        made: 0,
    })
}

/// Somebody who writes, and people of this unit who follow them, each with a token.
pub async fn crowd(app: &AppRef, followers: usize) -> Outcome<(Holder, Vec<Holder>)> {
    let first = people::settle(app, "person").await?;
    let (_, user) = db::users::by_id(&mut *app.db.read().await?, first.id)
        .await?
        .ok_or("the first person is gone")?;
    let rows: Vec<AccountRow> = (0..followers)
        .map(|n| neighbour(app, &first, &format!("follower{n}")))
        .collect();
    store_people(app, rows.clone(), user).await?;
    for row in &rows {
        follow(app, row.id, vec![first.id]).await?;
    }
    let author = holders(app, vec![first]).await?.pop().ok_or("no author")?;
    Ok((author, holders(app, rows).await?))
}

/// Another person of this unit with the profile and the key of `first`: making keys takes longer than anything else here.
pub fn neighbour(app: &AppRef, first: &AccountRow, name: &str) -> AccountRow {
    let part = |part: &str| app.urls.actor_part(name, part);
    AccountRow {
        id: AccountId(app.next_id()),
        username: name.to_owned(),
        handle: name.to_owned(),
        uri: app.urls.actor(name),
        url: app.urls.profile(name),
        display_name: format!("Person {name}"),
        inbox_url: part("inbox"),
        outbox_url: Some(part("outbox")),
        followers_url: Some(part("followers")),
        following_url: Some(part("following")),
        featured_url: Some(part("collections/featured")),
        key_id: format!("{}#main-key", app.urls.actor(name)),
        ..first.clone()
    }
}

/// A person of another unit, with the public half of the key of `first`.
pub fn stranger(app: &AppRef, first: &AccountRow, name: &str, host: &str) -> AccountRow {
    let uri = format!("http://{host}/users/{name}");
    AccountRow {
        id: AccountId(app.next_id()),
        username: name.to_owned(),
        host: host.to_owned(),
        handle: format!("{name}@{host}"),
        url: uri.clone(),
        display_name: format!("Person {name}"),
        inbox_url: format!("{uri}/inbox"),
        shared_inbox_url: Some(format!("http://{host}/inbox")),
        outbox_url: None,
        followers_url: Some(format!("{uri}/followers")),
        following_url: None,
        featured_url: None,
        key_id: format!("{uri}#main-key"),
        private_key: None,
        fetched_at: Some(app.now()),
        uri,
        ..first.clone()
    }
}

async fn store_people(app: &AppRef, people: Vec<AccountRow>, user: UserRow) -> Result<()> {
    app.db
        .write(move |conn| {
            Box::pin(async move {
                for row in &people {
                    db::accounts::insert(conn, row).await?;
                    if row.is_local() {
                        let user = UserRow {
                            account_id: row.id,
                            ..user.clone()
                        };
                        db::users::insert(conn, &user).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

/// Stores accepted follows with their counts.
pub async fn follow(app: &AppRef, by: AccountId, targets: Vec<AccountId>) -> Result<()> {
    let (ids, now) = (app.clone(), app.now());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                for target in targets {
                    let id = FollowId(ids.next_id());
                    let row = FollowRow {
                        id,
                        account_id: by,
                        target_id: target,
                        state: FollowState::Accepted,
                        uri: format!("{}/follows/{id}", ids.urls.base()),
                        show_reblogs: true,
                        notify: false,
                        created_at: now,
                    };
                    if db::follows::insert(conn, &row).await? {
                        db::accounts::count(conn, by, 0, 0, 1).await?;
                        db::accounts::count(conn, target, 0, 1, 0).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

impl Town {
    /// Writes posts until there are `total`: of ten, eight plain ones (every fourth with a hashtag), one answer, and in
    /// every second ten a boost.
    pub async fn grow(&mut self, app: &AppRef, total: usize) -> Result<()> {
        while self.made < total {
            let count = BATCH.min(total - self.made);
            let (authors, ids) = (self.authors.clone(), self.ids.clone());
            let (urls, begin, made) = (app.urls.clone(), self.begin, self.made);
            app.db
                .write(move |conn| {
                    Box::pin(async move {
                        let mut batch: Vec<StatusRow> = Vec::with_capacity(count);
                        for n in made..made + count {
                            let now = begin
                                .plus_millis(PACE.saturating_mul(i64::try_from(n).unwrap_or(0)));
                            let id = StatusId(ids.next(now));
                            // A step that shares no factor with the number of authors: all write, in no plain order.
                            let Some(author) = authors.get(n.wrapping_mul(173) % authors.len())
                            else {
                                continue;
                            };
                            let earlier = batch
                                .get(batch.len().wrapping_sub(7))
                                .filter(|row| row.reblog_of_id.is_none());
                            let row = post(&urls, author, id, n, now, earlier);
                            store(conn, &row, author, n, earlier).await?;
                            batch.push(row);
                        }
                        for author in authors.iter() {
                            let last = batch.iter().rev().find(|row| row.account_id == author.id);
                            let Some(last) = last else { continue };
                            let written = batch
                                .iter()
                                .filter(|row| row.account_id == author.id)
                                .count();
                            db::accounts::note_posted(conn, author.id, last.created_at).await?;
                            let others = i64::try_from(written).unwrap_or(1) - 1;
                            db::accounts::count(conn, author.id, others, 0, 0).await?;
                        }
                        Ok(())
                    })
                })
                .await?;
            self.made += count;
            if self.made.is_multiple_of(BATCH * 20) {
                meent::service::timelines::prune_homes(app).await?;
            }
        }
        meent::service::timelines::prune_homes(app).await.map(drop)
    }
}

const WORDS: [&str; 24] = [
    "vergadering",
    "rooster",
    "the",
    "new",
    "kantine",
    "release",
    "on",
    "Thursday",
    "collega's",
    "budget",
    "and",
    "planning",
    "van",
    "het",
    "team",
    "with",
    "questions",
    "about",
    "onboarding",
    "in",
    "de",
    "workshop",
    "update",
    "thanks",
];

fn text(n: usize) -> String {
    let words = 12 + n % 40;
    let word = |k: usize| WORDS.get(n.wrapping_mul(31).wrapping_add(k * k + k * 7) % WORDS.len());
    let words: Vec<&str> = (0..words).filter_map(word).copied().collect();
    format!("{n}: {}", words.join(" "))
}

fn is_boost(n: usize, earlier: Option<&StatusRow>) -> bool {
    n % 20 == 19 && earlier.is_some()
}

fn post(
    urls: &urls::Urls,
    author: &AccountRow,
    id: StatusId,
    n: usize,
    now: Timestamp,
    earlier: Option<&StatusRow>,
) -> StatusRow {
    let uri = if author.is_local() {
        urls.status(&author.username, id)
    } else {
        format!("{}/statuses/{id}", author.uri)
    };
    let boost = earlier.filter(|_| is_boost(n, earlier));
    let parent = earlier.filter(|_| n % 10 == 4);
    let text = if boost.is_some() {
        String::new()
    } else {
        text(n)
    };
    StatusRow {
        id,
        url: uri.clone(),
        uri,
        account_id: author.id,
        local: author.is_local(),
        in_reply_to_id: parent.map(|row| row.id),
        in_reply_to_account_id: parent.map(|row| row.account_id),
        in_reply_to_uri: parent.map(|row| row.uri.clone()),
        thread_id: parent.map_or(id, |row| row.thread_id),
        reblog_of_id: boost.map(|row| row.id),
        content: if text.is_empty() {
            String::new()
        } else {
            format!("<p>{text}</p>")
        },
        text: if author.is_local() {
            text
        } else {
            String::new()
        },
        text_format: TextFormat::Plain,
        title: String::new(),
        spoiler_text: String::new(),
        sensitive: false,
        language: Some("nl".to_owned()),
        visibility: Visibility::Public,
        local_only: false,
        app_id: None,
        replies_count: 0,
        reblogs_count: 0,
        favourites_count: 0,
        created_at: now,
        edited_at: None,
        deleted_at: None,
        group_id: None,
        removed_at: None,
    }
}

async fn store(
    conn: &mut Conn,
    row: &StatusRow,
    author: &AccountRow,
    n: usize,
    earlier: Option<&StatusRow>,
) -> Result<()> {
    db::statuses::insert(conn, row).await?;
    if let Some(of) = row.reblog_of_id {
        db::statuses::count(conn, of, 0, 1, 0).await?;
    }
    if let (Some(parent), Some(earlier)) = (row.in_reply_to_id, earlier) {
        db::statuses::count(conn, parent, 1, 0, 0).await?;
        db::statuses::insert_mentions(conn, row.id, &[earlier.account_id]).await?;
    }
    if n.is_multiple_of(4) && row.reblog_of_id.is_none() {
        let name = format!("tag{}", n % 97);
        let tag = TagRow {
            id: row.id.0,
            name: name.clone(),
            display_name: name,
        };
        db::tags::attach(conn, row.id, &[tag]).await?;
    }
    let answered = row
        .in_reply_to_account_id
        .filter(|parent| *parent != author.id);
    let boost = row.reblog_of_id.is_some();
    db::homes::add_to_homes(conn, row.id, author.id, author.is_local(), boost, answered).await
}
