//! A group that two units own together, with people from three units in it and a fourth outside.

use std::path::Path;

use meent::ap::resolve;
use meent::db;
use meent::db::accounts::AccountRow;
use meent::db::statuses::StatusRow;
use meent::domain::groups::{Act, GroupAccess};
use meent::domain::*;
use meent::service::auth::Person;
use meent::service::drafts::Draft;
use meent::service::groups::{self, Group, NewGroup, members, moderation};
use meent::service::{follows, media, peers, statuses};

use super::support::*;

/// What stands in posts of the group, and nowhere else.
const MARK: &str = "zonnebloem-4711";

struct World {
    hrm: Unit,
    it: Unit,
    facilities: Unit,
    legal: Unit,
    noor: Person,
    iris: Person,
    fay: Person,
    group: Group,
}

fn new_group(name: &str, access: GroupAccess) -> NewGroup {
    NewGroup {
        name: name.to_owned(),
        title: "Plans".to_owned(),
        note: "What we **plan**".to_owned(),
        access,
        rules: vec!["Be kind".to_owned()],
    }
}

fn draft(group: AccountId, text: &str) -> Draft {
    Draft {
        text: text.to_owned(),
        visibility: Some(Visibility::Public),
        group: Some(group),
        ..Draft::default()
    }
}

impl World {
    /// Noor of HRM makes the group; Iris of IT and Fay of Facilities ask to come in; Iris becomes an owner too.
    async fn new(access: GroupAccess) -> Self {
        let clock = fake_clock();
        let hrm = Unit::start("hrm", &clock).await;
        let it = Unit::start("it", &clock).await;
        let facilities = Unit::start("facilities", &clock).await;
        let legal = Unit::start("legal", &clock).await;
        let units = [&hrm, &it, &facilities, &legal];
        for (position, one) in units.iter().enumerate() {
            for other in units.iter().skip(position + 1) {
                one.joins(other).await;
            }
        }
        let (noor, iris, fay) = (
            hrm.person("noor").await,
            it.person("iris").await,
            facilities.person("fay").await,
        );
        let group = groups::create(&hrm.app, &noor, new_group("plans", access))
            .await
            .unwrap();
        let world = Self {
            hrm,
            it,
            facilities,
            legal,
            noor,
            iris,
            fay,
            group,
        };
        for (unit, person) in [(&world.it, &world.iris), (&world.facilities, &world.fay)] {
            unit.follows(person, &world.handle()).await;
            world.settle().await;
            if access.is_private() {
                let asked = members::requests(
                    &world.hrm.app,
                    &world.noor,
                    world.group.id(),
                    db::Paging::first(10),
                )
                .await
                .unwrap();
                assert_eq!(asked.len(), 1);
                assert!(asked[0].first_of_unit, "the first of this unit");
                let who = asked[0].account.id;
                members::authorize(&world.hrm.app, &world.noor, world.group.id(), who)
                    .await
                    .unwrap();
                world.settle().await;
            }
        }
        let iris_here = world.at(&world.hrm, &world.iris.account.uri).await;
        let act = Act::AddModerator {
            account: iris_here.id,
            owner: true,
        };
        moderation::act(&world.hrm.app, &world.noor, world.group.id(), act)
            .await
            .unwrap();
        world.settle().await;
        world
    }

    fn handle(&self) -> String {
        format!("plans@{}", self.hrm.domain)
    }

    async fn settle(&self) {
        settle(&[&self.hrm, &self.it, &self.facilities, &self.legal]).await;
    }

    async fn at(&self, unit: &Unit, uri: &str) -> AccountRow {
        let mut conn = unit.app.db.read().await.unwrap();
        db::accounts::by_uri(&mut conn, uri)
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("{uri} is not known at {}", unit.domain))
    }

    async fn group_at(&self, unit: &Unit) -> AccountId {
        self.at(unit, &self.group.account.uri).await.id
    }

    async fn write(&self, unit: &Unit, by: &Person, text: &str) -> StatusRow {
        let group = self.group_at(unit).await;
        let post = statuses::create(&unit.app, by, draft(group, text))
            .await
            .unwrap();
        self.settle().await;
        post.row
    }

    async fn seen(&self, unit: &Unit, by: &Person, uri: &str) -> bool {
        let Some(row) = unit.living(uri).await else {
            return false;
        };
        statuses::show(&unit.app, Some(by.account.id), row.id)
            .await
            .is_ok()
    }
}

/// Does any file of a unit hold these bytes?
fn holds(folder: &Path, mark: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => holds(&path, mark),
            false => {
                let bytes = std::fs::read(&path).unwrap();
                bytes
                    .windows(mark.len())
                    .any(|window| window == mark.as_bytes())
            }
        }
    })
}

#[tokio::test]
async fn a_closed_group_reaches_its_members_and_nobody_else() {
    let world = World::new(GroupAccess::Closed).await;
    let (hrm, it, facilities, legal) = (&world.hrm, &world.it, &world.facilities, &world.legal);
    let lena = legal.person("lena").await;
    // The outsider's unit knows the group, and follows one of its members.
    legal.follows(&lena, &world.handle()).await;
    legal
        .follows(&lena, &format!("fay@{}", facilities.domain))
        .await;
    world.settle().await;

    let post = world
        .write(facilities, &world.fay, &format!("{MARK} is for us"))
        .await;
    assert_eq!(post.visibility, Visibility::Private);
    assert!(world.seen(hrm, &world.noor, &post.uri).await, "at HRM");
    assert!(world.seen(it, &world.iris, &post.uri).await, "at IT");
    let mine = statuses::show(&facilities.app, Some(world.fay.account.id), post.id).await;
    assert!(mine.is_ok());

    // An answer from IT, and one from HRM.
    let copy = it.living(&post.uri).await.unwrap();
    assert_eq!(copy.visibility, Visibility::Private);
    let answer = Draft {
        text: format!("{MARK} again"),
        in_reply_to: Some(copy.id),
        visibility: Some(Visibility::Public),
        ..Draft::default()
    };
    let answer = statuses::create(&it.app, &world.iris, answer)
        .await
        .unwrap();
    world.settle().await;
    assert_eq!(answer.row.visibility, Visibility::Private);
    assert!(world.seen(facilities, &world.fay, &answer.row.uri).await);
    assert!(world.seen(hrm, &world.noor, &answer.row.uri).await);

    // Nothing of it is at the fourth unit: not in its database, not in its files.
    assert!(legal.living(&post.uri).await.is_none());
    if legal.app.db.is_sqlite() {
        assert!(holds(&facilities.app.config.data_dir, MARK));
        assert!(!holds(&legal.app.config.data_dir, MARK));
    }
    // Nor can it be had by asking, at the author's unit or at the group's.
    for uri in [&post.uri, &answer.row.uri] {
        let id = url::Url::parse(uri).unwrap();
        assert!(resolve::document(&legal.app, &id).await.is_err(), "{uri}");
    }
    // A member's unit may ask the author's, which asks the group.
    let id = url::Url::parse(&post.uri).unwrap();
    resolve::document(&it.app, &id).await.unwrap();
    // Being named does not let anybody in.
    let named = format!("@lena@{} {MARK}", legal.domain);
    facilities.finds(&format!("lena@{}", legal.domain)).await;
    let naming = world.write(facilities, &world.fay, &named).await;
    assert!(legal.living(&naming.uri).await.is_none());
}

#[tokio::test]
async fn who_is_removed_gets_nothing_from_the_next_post_on() {
    let world = World::new(GroupAccess::Closed).await;
    let (hrm, facilities) = (&world.hrm, &world.facilities);
    let before = world.write(hrm, &world.noor, "before").await;
    assert!(world.seen(facilities, &world.fay, &before.uri).await);
    let fay = world.at(hrm, &world.fay.account.uri).await;
    members::expel(&hrm.app, &world.noor, world.group.id(), fay.id)
        .await
        .unwrap();
    let after = statuses::create(
        &hrm.app,
        &world.noor,
        draft(world.group.id(), &format!("{MARK} after")),
    )
    .await
    .unwrap();
    world.settle().await;
    assert!(!world.seen(facilities, &world.fay, &before.uri).await);
    assert!(facilities.living(&after.row.uri).await.is_none());
    assert!(world.seen(&world.it, &world.iris, &after.row.uri).await);
    if facilities.app.db.is_sqlite() {
        assert!(!holds(&facilities.app.config.data_dir, MARK));
    }
    // Writing there is over too, and so is reading by address.
    let group = world.group_at(facilities).await;
    let refused = statuses::create(&facilities.app, &world.fay, draft(group, "hello?")).await;
    assert!(refused.is_err());
    let id = url::Url::parse(&after.row.uri).unwrap();
    assert!(resolve::document(&facilities.app, &id).await.is_err());
}

#[tokio::test]
async fn a_moderator_of_another_unit_removes_a_post_of_a_third() {
    let world = World::new(GroupAccess::Closed).await;
    let (hrm, it, facilities) = (&world.hrm, &world.it, &world.facilities);
    let post = world.write(facilities, &world.fay, "not nice").await;
    let copy = it.living(&post.uri).await.unwrap();
    let act = Act::Remove {
        status: copy.id,
        reason: "not nice".to_owned(),
    };
    let group = world.group_at(it).await;
    moderation::act(&it.app, &world.iris, group, act)
        .await
        .unwrap();
    world.settle().await;
    for unit in [hrm, it, facilities] {
        let row = unit.living(&post.uri).await.unwrap();
        assert!(row.removed_at.is_some(), "{}", unit.domain);
    }
    let hidden = statuses::show(&facilities.app, Some(world.fay.account.id), post.id).await;
    assert!(hidden.is_err());
    let act = Act::Restore { status: copy.id };
    moderation::act(&it.app, &world.iris, group, act)
        .await
        .unwrap();
    world.settle().await;
    for unit in [hrm, it, facilities] {
        assert!(unit.living(&post.uri).await.unwrap().removed_at.is_none());
    }
    // A member who moderates nothing can do none of that, nor pretend to.
    let group = world.group_at(facilities).await;
    let own = facilities.living(&post.uri).await.unwrap();
    let act = Act::Lock { status: own.id };
    let refused = moderation::act(&facilities.app, &world.fay, group, act).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn pins_locks_and_bans_travel() {
    let world = World::new(GroupAccess::Closed).await;
    let (hrm, it, facilities) = (&world.hrm, &world.it, &world.facilities);
    let post = world.write(hrm, &world.noor, "read this").await;
    let id = world.group.id();
    for act in [Act::Pin { status: post.id }, Act::Lock { status: post.id }] {
        moderation::act(&hrm.app, &world.noor, id, act)
            .await
            .unwrap();
    }
    world.settle().await;
    let copy = facilities.living(&post.uri).await.unwrap();
    let group = world.group_at(facilities).await;
    let mut conn = facilities.app.db.read().await.unwrap();
    let pinned = db::timelines::pinned(&mut conn, world.fay.account.id, group)
        .await
        .unwrap();
    drop(conn);
    assert_eq!(pinned.len(), 1);
    let answer = Draft {
        text: "but".to_owned(),
        in_reply_to: Some(copy.id),
        ..Draft::default()
    };
    let refused = statuses::create(&facilities.app, &world.fay, answer).await;
    assert!(refused.is_err(), "the conversation is locked");

    let fay = world.at(hrm, &world.fay.account.uri).await;
    let act = Act::Ban {
        account: fay.id,
        reason: "enough".to_owned(),
        until: None,
    };
    moderation::act(&hrm.app, &world.noor, id, act)
        .await
        .unwrap();
    world.settle().await;
    let mut conn = facilities.app.db.read().await.unwrap();
    let follow = db::follows::find(&mut conn, world.fay.account.id, group)
        .await
        .unwrap();
    drop(conn);
    assert!(follow.is_none());
    // Asking again is refused.
    follows::follow(&facilities.app, &world.fay, group, None, None)
        .await
        .ok();
    world.settle().await;
    let mut conn = hrm.app.db.read().await.unwrap();
    assert!(
        db::follows::find(&mut conn, fay.id, id)
            .await
            .unwrap()
            .is_none()
    );
    drop(conn);
    let log = groups::read_log(&hrm.app, world.noor.account.id, id, db::Paging::first(20))
        .await
        .unwrap();
    assert!(log.iter().any(|row| row.reason == "enough"));
    let _ = it;
}

#[tokio::test]
async fn an_open_group_takes_what_mentions_it_and_shows_it_to_all() {
    let world = World::new(GroupAccess::Open).await;
    let (hrm, it, facilities) = (&world.hrm, &world.it, &world.facilities);
    // As any app writes there: by naming the group.
    let text = format!("@{} lunch?", world.handle());
    let post = statuses::create(
        &facilities.app,
        &world.fay,
        Draft {
            text,
            visibility: Some(Visibility::Public),
            ..Draft::default()
        },
    )
    .await
    .unwrap();
    world.settle().await;
    let copy = it.living(&post.row.uri).await.unwrap();
    assert_eq!(copy.group_id, Some(world.group_at(it).await));
    assert_eq!(copy.visibility, Visibility::Public);
    assert!(world.seen(hrm, &world.noor, &post.row.uri).await);
    let mut conn = it.app.db.read().await.unwrap();
    let home = db::timelines::home(&mut conn, world.iris.account.id, db::Paging::first(20))
        .await
        .unwrap();
    drop(conn);
    let shown: Vec<_> = home
        .iter()
        .filter(|row| row.id == copy.id || row.reblog_of_id == Some(copy.id))
        .collect();
    assert_eq!(shown.len(), 1, "once, not also as a boost of the group");
}

/// Ids of what a group has passed on.
async fn passed_on(unit: &Unit, mark: &str) -> Vec<url::Url> {
    let mut conn = unit.app.db.read().await.unwrap();
    let mut ids = Vec::new();
    for peer in db::peers::all(&mut conn).await.unwrap() {
        for due in db::deliveries::head(&mut conn, peer.id, 50).await.unwrap() {
            let document: serde_json::Value = serde_json::from_str(&due.body).unwrap();
            if document["type"] == "Announce" && due.body.contains(mark) {
                ids.push(document["id"].as_str().unwrap().parse().unwrap());
            }
        }
    }
    ids
}

#[tokio::test]
async fn what_a_group_passed_on_is_told_no_longer_than_the_post_is_there() {
    let mut world = World::new(GroupAccess::Open).await;
    // What cannot be delivered can be looked at.
    world.it.go_offline();
    let hrm = &world.hrm;
    let post = statuses::create(&hrm.app, &world.noor, draft(world.group.id(), MARK))
        .await
        .unwrap();
    meent::worker::drain(&hrm.app).await.unwrap();
    let ids = passed_on(hrm, MARK).await;
    assert!(!ids.is_empty());
    for id in &ids {
        resolve::document(&world.it.app, id).await.unwrap();
    }
    statuses::delete(&hrm.app, &world.noor, post.row.id)
        .await
        .unwrap();
    meent::worker::drain(&hrm.app).await.unwrap();
    for id in &ids {
        assert!(resolve::document(&world.it.app, id).await.is_err(), "{id}");
    }
}

#[tokio::test]
async fn a_secret_group_is_not_there_for_those_outside() {
    let world = World::new(GroupAccess::Closed).await;
    let hrm = &world.hrm;
    let secret = groups::create(
        &hrm.app,
        &world.noor,
        new_group("quiet", GroupAccess::Secret),
    )
    .await
    .unwrap();
    let id = url::Url::parse(&secret.account.uri).unwrap();
    assert!(resolve::document(&world.legal.app, &id).await.is_err());
    let emma = hrm.person("emma").await;
    let hidden = groups::show(&hrm.app, emma.account.id, secret.id()).await;
    assert!(hidden.is_err());
    assert!(
        follows::follow(&hrm.app, &emma, secret.id(), None, None)
            .await
            .is_err()
    );
    // Fay of Facilities is invited: her unit may look now, and she comes in at once.
    let fay = world.at(hrm, &world.fay.account.uri).await;
    members::invite(&hrm.app, &world.noor, secret.id(), fay.id)
        .await
        .unwrap();
    world.settle().await;
    let there = world.at(&world.facilities, &secret.account.uri).await;
    follows::follow(&world.facilities.app, &world.fay, there.id, None, None)
        .await
        .unwrap();
    world.settle().await;
    let standing = groups::show(&world.facilities.app, world.fay.account.id, there.id)
        .await
        .unwrap()
        .1;
    assert!(standing.member);
    assert!(resolve::document(&world.legal.app, &id).await.is_err());
    resolve::document(&world.facilities.app, &id).await.unwrap();
}

#[tokio::test]
async fn files_of_a_closed_group_are_lent_to_its_members() {
    use tower::ServiceExt;

    let world = World::new(GroupAccess::Closed).await;
    let hrm = &world.hrm;
    let file = media::Upload {
        content: MARK.as_bytes().to_vec().into(),
        file_name: Some("plan.txt".to_owned()),
        ..media::Upload::default()
    };
    let file = media::upload(&hrm.app, world.noor.account.id, file)
        .await
        .unwrap();
    let post = Draft {
        media: vec![file.id],
        ..draft(world.group.id(), "the plan")
    };
    let post = statuses::create(&hrm.app, &world.noor, post).await.unwrap();
    world.settle().await;
    // A member's unit is told an address that was lent to it.
    let copy = world.it.living(&post.row.uri).await.unwrap();
    let mut conn = world.it.app.db.read().await.unwrap();
    let there = db::media::of_statuses(&mut conn, &[copy.id]).await.unwrap();
    drop(conn);
    let told = there[0].remote_url.clone().unwrap();
    assert!(told.contains("proof="), "{told}");
    let open = hrm.app.urls.file(&file.file_key.unwrap());
    let lent = hrm.app.urls.lent(&open, 1);
    for (address, status) in [
        (open.clone(), 404),
        (
            format!("{open}?until=9999999999&proof={}", "0".repeat(64)),
            404,
        ),
        (lent, 200),
        (told, 200),
    ] {
        let path = hrm.app.urls.local_path(&address).unwrap().to_owned();
        let request = axum::http::Request::builder()
            .uri(&path)
            .header("host", &hrm.domain)
            .body(axum::body::Body::empty())
            .unwrap();
        let answer = meent::http::router::router(hrm.app.clone())
            .oneshot(request)
            .await
            .unwrap();
        assert_eq!(answer.status(), status, "{path}");
    }
    let _ = peers::list(&hrm.app).await.unwrap();
}
