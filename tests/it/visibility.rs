//! The rule about who sees what is written twice: as a function and as SQL. Both are asked about every case there is.

use std::collections::BTreeSet;

use meent::db::accounts::AccountRow;
use meent::db::follows::FollowRow;
use meent::db::statuses::StatusRow;
use meent::db::{self, Conn};
use meent::domain::visibility::{Facts, ViewerKind, may_see};
use meent::domain::*;
use meent::error::Result;
use meent::service::search;

use crate::support::{START, TestApp};

const PEER: &str = "it.example";

/// Who wrote a post, and how they stand to the readers.
#[derive(Debug, Clone, Copy)]
struct Author {
    id: AccountId,
    at_peer: bool,
    suspended: bool,
    /// Followed by the reader of this unit, and by the one at the peer. Who does not follow has asked to.
    followed: bool,
    followed_there: bool,
    blocks_reader: bool,
}

/// A group, and who of the readers is in it. Who is not has asked to.
#[derive(Debug, Clone, Copy)]
struct Group {
    id: AccountId,
    member: bool,
    member_there: bool,
}

#[derive(Debug, Clone, Copy)]
struct Case {
    id: StatusId,
    author: Author,
    group: Option<Group>,
    removed: bool,
    visibility: Visibility,
    local_only: bool,
    deleted: bool,
    names_reader: bool,
    names_reader_there: bool,
}

impl Case {
    fn facts(&self, is_author: bool, follows: bool, mentioned: bool, blocked: bool) -> Facts {
        Facts {
            visibility: self.visibility,
            local_only: self.local_only,
            deleted: self.deleted,
            removed: self.removed,
            in_group: self.group.is_some(),
            author_suspended: self.author.suspended,
            is_author,
            follows,
            mentioned,
            blocked,
        }
    }

    fn seen_by_nobody(&self) -> bool {
        may_see(
            ViewerKind::Anonymous,
            &self.facts(false, false, false, false),
        )
    }

    fn seen_by(&self, reader: AccountId) -> bool {
        let Author {
            id,
            followed,
            blocks_reader,
            ..
        } = self.author;
        let follows = self.group.map_or(followed, |group| group.member);
        let facts = self.facts(id == reader, follows, self.names_reader, blocks_reader);
        may_see(ViewerKind::Local, &facts)
    }

    /// By the peer itself, or by its reader.
    fn seen_at_peer(&self, by_reader: bool) -> bool {
        let Author {
            at_peer,
            followed_there,
            ..
        } = self.author;
        let follows = self
            .group
            .map_or(followed_there, |group| group.member_there && by_reader);
        let facts = self.facts(at_peer, follows, self.names_reader_there, false);
        may_see(ViewerKind::Peer, &facts)
    }
}

/// Every combination of so many yes and no.
fn flags<const N: usize>() -> impl Iterator<Item = [bool; N]> {
    (0..1_u32 << N).map(|bits| std::array::from_fn(|n| bits & (1 << n) != 0))
}

/// What the cases are about: the readers, the authors and all their posts.
struct World {
    people: Vec<AccountRow>,
    authors: Vec<Author>,
    groups: Vec<Group>,
    cases: Vec<Case>,
    reader: AccountId,
    reader_there: AccountId,
}

impl World {
    fn new(model: &AccountRow) -> Self {
        let mut world = Self {
            people: Vec::new(),
            authors: Vec::new(),
            groups: Vec::new(),
            cases: Vec::new(),
            reader: AccountId(0),
            reader_there: AccountId(0),
        };
        world.reader = world.account(model, "", false);
        world.reader_there = world.account(model, PEER, false);
        let reader = world.reader;
        world.authors.push(Author {
            id: reader,
            at_peer: false,
            suspended: false,
            followed: false,
            followed_there: false,
            blocks_reader: false,
        });
        for [at_peer, suspended, followed, followed_there, blocks_reader] in flags() {
            let id = world.account(model, if at_peer { PEER } else { "" }, suspended);
            world.authors.push(Author {
                id,
                at_peer,
                suspended,
                followed,
                followed_there,
                blocks_reader,
            });
        }
        for [member, member_there] in flags() {
            let id = world.account(model, "", false);
            world.groups.push(Group {
                id,
                member,
                member_there,
            });
        }
        let groups = world.groups.iter().copied().map(Some);
        for group in [None].into_iter().chain(groups) {
            for author in &world.authors {
                for visibility in Visibility::ALL {
                    for [local_only, gone, names_reader, names_reader_there] in flags() {
                        let id = StatusId(10_000 + i64::try_from(world.cases.len()).unwrap());
                        // What is gone from a group was deleted by its author, or removed by a moderator.
                        let removed = gone && group.is_some_and(|group| group.member);
                        world.cases.push(Case {
                            id,
                            author: *author,
                            group,
                            removed,
                            visibility: *visibility,
                            local_only,
                            deleted: gone && !removed,
                            names_reader,
                            names_reader_there,
                        });
                    }
                }
            }
        }
        world
    }

    fn account(&mut self, model: &AccountRow, host: &str, suspended: bool) -> AccountId {
        let number = 100 + i64::try_from(self.people.len()).unwrap();
        self.people.push(AccountRow {
            id: AccountId(number),
            username: format!("p{number}"),
            host: host.to_owned(),
            handle: handle::key(&format!("p{number}"), host),
            uri: format!("https://{host}/users/p{number}"),
            suspended_at: suspended.then_some(START),
            ..model.clone()
        });
        AccountId(number)
    }

    async fn store(self, conn: &mut Conn) -> Result<()> {
        for person in &self.people {
            db::accounts::insert(conn, person).await?;
        }
        let mut number = 1;
        let authors = self
            .authors
            .iter()
            .filter(|author| author.id != self.reader)
            .map(|author| (author.id, author.followed, author.followed_there));
        let groups = self
            .groups
            .iter()
            .map(|group| (group.id, group.member, group.member_there));
        for (followed, here, there) in authors.chain(groups) {
            for (follower, accepted) in [(self.reader, here), (self.reader_there, there)] {
                number += 1;
                let state = if accepted {
                    FollowState::Accepted
                } else {
                    FollowState::Pending
                };
                let follow = FollowRow {
                    id: FollowId(number),
                    account_id: follower,
                    target_id: followed,
                    state,
                    uri: format!("https://hrm.example/follows/{number}"),
                    show_reblogs: true,
                    notify: false,
                    created_at: START,
                };
                db::follows::insert(conn, &follow).await?;
            }
        }
        for author in self.authors.iter().filter(|author| author.blocks_reader) {
            let (blocker, blocked) = (author.id, self.reader);
            db::relations::insert_block(conn, blocker.0, blocker, blocked, None, START).await?;
        }
        for case in &self.cases {
            db::statuses::insert(conn, &row(case)).await?;
            let named = [
                (case.names_reader, self.reader),
                (case.names_reader_there, self.reader_there),
            ];
            let named: Vec<_> = named
                .into_iter()
                .filter(|(yes, _)| *yes)
                .map(|(_, id)| id)
                .collect();
            db::statuses::insert_mentions(conn, case.id, &named).await?;
        }
        Ok(())
    }
}

fn row(case: &Case) -> StatusRow {
    let uri = format!("https://hrm.example/posts/{}", case.id);
    StatusRow {
        id: case.id,
        url: uri.clone(),
        uri,
        account_id: case.author.id,
        local: !case.author.at_peer,
        in_reply_to_id: None,
        in_reply_to_account_id: None,
        in_reply_to_uri: None,
        thread_id: case.id,
        reblog_of_id: None,
        content: "<p>zoekwoord</p>".to_owned(),
        text: String::new(),
        text_format: TextFormat::Plain,
        title: String::new(),
        spoiler_text: String::new(),
        sensitive: false,
        language: None,
        visibility: case.visibility,
        local_only: case.local_only,
        app_id: None,
        replies_count: 0,
        reblogs_count: 0,
        favourites_count: 0,
        created_at: START,
        edited_at: None,
        deleted_at: case.deleted.then_some(START),
        group_id: case.group.map(|group| group.id),
        removed_at: case.removed.then_some(START),
    }
}

/// Fails with the first case about which rule and database differ.
fn compare(cases: &[Case], who: &str, rule: impl Fn(&Case) -> bool, found: &BTreeSet<StatusId>) {
    for case in cases {
        assert_eq!(found.contains(&case.id), rule(case), "{who}: {case:?}");
    }
    let seen = cases.iter().filter(|case| rule(case)).count();
    assert!(
        seen > 0 && seen < cases.len(),
        "{who} sees {seen} of {}",
        cases.len()
    );
}

#[tokio::test]
async fn the_rule_and_its_twin_in_the_database_agree() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let world = World::new(&anna.person.account);
    let (cases, reader) = (world.cases.clone(), world.reader);
    let (there, stranger) = (world.reader_there, world.authors[0].id);
    assert_eq!(cases.len(), 5 * 33 * 4 * 16);
    unit.app
        .db
        .write(move |conn| Box::pin(world.store(conn)))
        .await
        .unwrap();

    let ids: Vec<StatusId> = cases.iter().map(|case| case.id).collect();
    let mut conn = unit.app.db.read().await.unwrap();
    for (who, viewer) in [("nobody", AccountId(0)), ("the reader", reader)] {
        let rows = db::statuses::visible_by_ids(&mut conn, viewer, &ids)
            .await
            .unwrap();
        let found: BTreeSet<_> = rows.into_iter().map(|row| row.id).collect();
        match viewer {
            AccountId(0) => compare(&cases, who, Case::seen_by_nobody, &found),
            _ => compare(&cases, who, |case| case.seen_by(reader), &found),
        }
    }
    for (who, signer) in [
        ("the peer", AccountId(0)),
        ("the reader there", there),
        ("another one there", stranger),
    ] {
        let mut found = BTreeSet::new();
        for id in &ids {
            let row = db::statuses::visible_at_peer(&mut conn, PEER, signer, *id)
                .await
                .unwrap();
            found.extend(row.map(|row| row.id));
        }
        compare(
            &cases,
            who,
            |case| case.seen_at_peer(signer != stranger),
            &found,
        );
    }
}

/// A search offers those posts to its reader that the rule allows, each once and newest first, and no others.
#[tokio::test]
async fn searching_finds_what_the_rule_allows() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let world = World::new(&anna.person.account);
    let (cases, reader) = (world.cases.clone(), world.reader);
    let stranger = anna.id();
    unit.app
        .db
        .write(move |conn| Box::pin(world.store(conn)))
        .await
        .unwrap();
    unit.run_workers().await;
    for (who, viewer) in [("the reader", reader), ("a stranger", stranger)] {
        let mut found: Vec<StatusId> = Vec::new();
        loop {
            let query = search::Query {
                text: "zoekwoord".to_owned(),
                kinds: search::Kinds {
                    posts: true,
                    ..search::Kinds::default()
                },
                max_id: found.last().map(|id| id.0),
                limit: 500,
                ..search::Query::default()
            };
            let page = search::search(&unit.app, Some(viewer), &query)
                .await
                .unwrap();
            if page.posts.is_empty() {
                break;
            }
            found.extend(page.posts.iter().map(|post| post.row.id));
        }
        assert!(found.windows(2).all(|pair| pair[0] > pair[1]), "{who}");
        let found: BTreeSet<StatusId> = found.into_iter().collect();
        let stands = |case: &Case| match viewer == reader {
            true => case.seen_by(reader),
            false => may_see(ViewerKind::Local, &case.facts(false, false, false, false)),
        };
        compare(&cases, who, stands, &found);
    }
}
