//! Units tell each other whom they are with and who wants to be found.

use axum::http::StatusCode;
use meent::db;
use meent::domain::*;
use meent::service::profiles::{self, ProfileChanges};
use meent::service::{accounts, directory, invitations, network, peers, search};
use meent::worker;
use serde_json::json;
use url::Url;

use super::support::*;

async fn found(unit: &Unit, text: &str) -> Vec<String> {
    let query = search::Query {
        text: text.to_owned(),
        limit: 20,
        ..search::Query::default()
    };
    let rows = search::people(&unit.app, None, &query).await.unwrap();
    rows.into_iter().map(|row| row.acct()).collect()
}

async fn everybody(unit: &Unit) -> Vec<String> {
    let rows = directory::people(&unit.app, ("", ""), 100).await.unwrap();
    rows.into_iter().map(|row| row.acct()).collect()
}

/// Lets `unit` read its peers when their turn has come.
async fn read(unit: &Unit, clock: &meent::domain::time::Clock) {
    clock.advance_millis(8 * 3_600_000);
    worker::read_peers(&unit.app).await.unwrap();
}

async fn last_error(unit: &Unit, other: &Unit) -> Option<String> {
    let peer = peers::show(&unit.app, &other.domain).await.unwrap().peer;
    peers::facts(&unit.app, peer.id).await.unwrap().sync_error
}

#[tokio::test]
async fn a_colleague_whom_nobody_follows_is_found_by_half_a_name() {
    let clock = fake_clock();
    let (hrm, it) = (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
    );
    hrm.joins(&it).await;
    let fatma = hrm.person("fatma").await;
    let shy = hrm.person("faye").await;
    let hidden = ProfileChanges {
        discoverable: Some(false),
        ..ProfileChanges::default()
    };
    profiles::update_profile(&hrm.app, &shy, hidden.clone())
        .await
        .unwrap();
    let about = ProfileChanges {
        display_name: Some("Fatma Yılmaz".to_owned()),
        note: Some("Ask me about #verzuim and #cao".to_owned()),
        fields: Some(vec![("Functie".to_owned(), "Adviseur".to_owned())]),
        ..ProfileChanges::default()
    };
    let fatma = profiles::update_profile(&hrm.app, &fatma, about)
        .await
        .unwrap();
    it.person("bob").await;
    assert!(found(&it, "fa").await.is_empty());
    worker::read_peers(&it.app).await.unwrap();
    assert_eq!(last_error(&it, &hrm).await, None);
    let handle = format!("fatma@{}", hrm.domain);
    assert_eq!(found(&it, "fa").await, std::slice::from_ref(&handle));
    assert_eq!(found(&it, "yıl").await, std::slice::from_ref(&handle));
    // Own people first, then the other units; nobody who does not want to be found.
    assert_eq!(everybody(&it).await, ["bob", handle.as_str()]);
    let row = it.finds(&handle).await;
    assert_eq!(directory::job_title(&row).as_deref(), Some("Adviseur"));
    assert_eq!(directory::skills(&row), ["verzuim", "cao"]);
    assert!(row.avatar_remote_url.is_some());

    // What changes is read again, and only that.
    let row = ProfileChanges {
        display_name: Some("Fatma Y.".to_owned()),
        ..ProfileChanges::default()
    };
    clock.advance_millis(3_600_000);
    profiles::update_profile(&hrm.app, &fatma, row)
        .await
        .unwrap();
    let new = hrm.person("fadi").await;
    read(&it, &clock).await;
    assert_eq!(it.finds(&handle).await.display_name, "Fatma Y.");
    assert_eq!(found(&it, "fad").await.len(), 1);

    // Consent taken back, a suspension, a deletion: they are not found any more.
    profiles::update_profile(&hrm.app, &fatma, hidden)
        .await
        .unwrap();
    accounts::set_suspended(&hrm.app, new.account.id, true)
        .await
        .unwrap();
    read(&it, &clock).await;
    assert_eq!(last_error(&it, &hrm).await, None);
    assert!(
        found(&it, "fa").await.is_empty(),
        "{:?}",
        found(&it, "fa").await
    );
    assert_eq!(everybody(&it).await, ["bob"]);
    accounts::set_suspended(&hrm.app, new.account.id, false)
        .await
        .unwrap();
    read(&it, &clock).await;
    assert_eq!(found(&it, "fad").await.len(), 1);
}

#[tokio::test]
async fn a_colleague_whom_somebody_follows_stays_when_they_leave_the_directory() {
    let clock = fake_clock();
    let (hrm, it) = (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
    );
    hrm.joins(&it).await;
    let (fatma, bob) = (hrm.person("fatma").await, it.person("bob").await);
    worker::read_peers(&it.app).await.unwrap();
    let row = it.follows(&bob, &format!("fatma@{}", hrm.domain)).await;
    settle(&[&it, &hrm]).await;
    let hidden = ProfileChanges {
        discoverable: Some(false),
        ..ProfileChanges::default()
    };
    profiles::update_profile(&hrm.app, &fatma, hidden)
        .await
        .unwrap();
    read(&it, &clock).await;
    assert_eq!(everybody(&it).await, ["bob"]);
    let kept = accounts::show(&it.app, None, row.id).await.unwrap();
    assert!(kept.is_active() && !kept.discoverable);
}

/// Adds people to a unit without the work that real ones are.
async fn crowd(unit: &Unit, count: usize) {
    let model = unit.person("model").await.account;
    let app = unit.app.clone();
    unit.app
        .db
        .write(move |conn| {
            Box::pin(async move {
                for number in 0..count {
                    let name = format!("crowd{number:03}");
                    let uri = app.urls.actor(&name);
                    let row = db::accounts::AccountRow {
                        id: AccountId(app.next_id()),
                        username: name.clone(),
                        handle: name.clone(),
                        url: app.urls.profile(&name),
                        inbox_url: format!("{uri}/inbox"),
                        outbox_url: Some(format!("{uri}/outbox")),
                        followers_url: Some(format!("{uri}/followers")),
                        following_url: Some(format!("{uri}/following")),
                        featured_url: None,
                        key_id: format!("{uri}#main-key"),
                        avatar_key: None,
                        uri,
                        ..model.clone()
                    };
                    db::accounts::insert(conn, &row).await?;
                    db::directory::note(conn, row.id, app.next_id(), true).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn many_people_come_in_pages_and_are_shown_in_pages() {
    let clock = fake_clock();
    let (hrm, it) = (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
    );
    hrm.joins(&it).await;
    crowd(&hrm, 120).await;
    it.person("bob").await;
    worker::read_peers(&it.app).await.unwrap();
    assert_eq!(last_error(&it, &hrm).await, None);
    let (mut after, mut seen) = ((String::new(), String::new()), Vec::new());
    let mut costs = Vec::new();
    loop {
        let before = it.app.db.statements();
        let page = directory::people(&it.app, (&after.0, &after.1), 40)
            .await
            .unwrap();
        costs.push(it.app.db.statements() - before);
        let Some(last) = page.last() else { break };
        after = (last.host.clone(), last.handle.clone());
        seen.extend(page.into_iter().map(|row| row.handle));
    }
    assert_eq!(seen.len(), 122);
    assert_eq!(seen[0], "bob");
    let mut sorted = seen[1..].to_vec();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted, seen[1..], "each once, by handle");
    assert!(costs.iter().all(|cost| *cost <= 2), "{costs:?}");
    // The next time only what is new is read.
    clock.advance_millis(3_600_000);
    hrm.person("late").await;
    read(&it, &clock).await;
    let peer = peers::show(&it.app, &hrm.domain).await.unwrap().peer;
    let cursor = peers::facts(&it.app, peer.id)
        .await
        .unwrap()
        .directory_cursor
        .unwrap();
    let rest = directory::changes(&hrm.app, cursor.parse().ok(), None)
        .await
        .unwrap();
    let names: Vec<_> = rest
        .changes
        .iter()
        .map(|change| &change.account.username)
        .collect();
    assert_eq!(names, ["late"]);
    assert_eq!((rest.next, rest.cursor.to_string()), (None, cursor));
}

#[tokio::test]
async fn only_members_read_and_only_their_own_people_are_believed() {
    let clock = fake_clock();
    let hrm = Unit::start("hrm", &clock).await;
    let it = Unit::start("it", &clock).await;
    hrm.person("alice").await;
    let evil = Hostile::start("evil").await;
    for path in ["/actor/directory?since=0", "/actor/network", "/actor/probe"] {
        let unsigned = Delivery {
            method: http_types::Method::GET,
            path: path.to_owned(),
            headers: http_types::HeaderMap::new(),
            body: Vec::new(),
        };
        assert_eq!(
            unsigned.send(&hrm).await,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
    peers::add(&it.app, &hrm.domain).await.unwrap();
    worker::read_peers(&it.app).await.unwrap();
    assert!(last_error(&it, &hrm).await.is_some(), "not let in");
    assert!(found(&it, "al").await.is_empty());

    // A peer that tells of others' people, of nonsense, and of one of its own.
    peers::add(&hrm.app, &evil.domain).await.unwrap();
    evil.serve_actor("mallory");
    let own = evil.documents.lock().unwrap()["/u/mallory"].clone();
    let mut found_one = own.clone();
    found_one["discoverable"] = json!(true);
    let mut theirs = own.clone();
    theirs["id"] = json!("https://it.example/users/bob");
    let mut ours = own.clone();
    ours["id"] = json!(hrm.app.urls.actor("alice"));
    let mut mixed = own.clone();
    mixed["inbox"] = json!("https://it.example/inbox");
    mixed["id"] = json!(evil.actor("mixed"));
    evil.serve(
        "/directory",
        json!({
            "id": evil.url("/directory"), "type": "OrderedCollectionPage",
            "cursor": "x".repeat(10_000), "next": "https://elsewhere.example/next",
            "orderedItems": [7, null, {}, theirs, ours, mixed,
                {"id": hrm.app.urls.actor("alice"), "type": "Tombstone"}, found_one],
        }),
    );
    let peer = peers::show(&hrm.app, &evil.domain).await.unwrap().peer;
    let url = Url::parse(&evil.url("/directory")).unwrap();
    assert!(
        meent::ap::directory::read(&hrm.app, &peer, &url)
            .await
            .unwrap()
    );
    let mut people = everybody(&hrm).await;
    people.retain(|name| !name.starts_with("mixed@"));
    assert_eq!(
        people,
        ["alice".to_owned(), format!("mallory@{}", evil.domain)]
    );
    let facts = peers::facts(&hrm.app, peer.id).await.unwrap();
    assert_eq!(
        facts.directory_cursor, None,
        "no cursor of any length is kept"
    );
    // It may take back its own.
    evil.serve(
        "/directory",
        json!({
            "id": evil.url("/directory"), "type": "OrderedCollectionPage",
            "orderedItems": [{"id": evil.actor("mallory"), "type": "Tombstone"}],
        }),
    );
    meent::ap::directory::read(&hrm.app, &peer, &url)
        .await
        .unwrap();
    assert!(
        !everybody(&hrm)
            .await
            .contains(&format!("mallory@{}", evil.domain))
    );
}

#[tokio::test]
async fn the_network_is_known_and_a_missing_unit_can_be_invited() {
    let clock = fake_clock();
    let hrm = Unit::start("hrm", &clock).await;
    let (it, fac) = (
        Unit::start("it", &clock).await,
        Unit::start("fac", &clock).await,
    );
    hrm.joins(&it).await;
    it.joins(&fac).await;
    worker::read_peers(&it.app).await.unwrap();
    worker::read_peers(&hrm.app).await.unwrap();
    let map = network::map(&hrm.app).await.unwrap();
    let node = |name: &str| {
        map.iter()
            .find(|node| node.authority == name)
            .cloned()
            .unwrap()
    };
    assert_eq!(map.len(), 2);
    let missing = node(&fac.domain);
    assert!(missing.is_missing() && missing.state.is_none());
    assert_eq!(missing.with, std::slice::from_ref(&it.domain));
    assert!(
        missing.software.starts_with("meent"),
        "{}",
        missing.software
    );
    assert!(!node(&it.domain).is_missing());
    // Knowing it gives it nothing: it becomes a member by its own admin's yes only.
    assert!(peers::show(&hrm.app, &fac.domain).await.is_err());
    let made = invitations::invite(&hrm.app, Some(&fac.domain), 7)
        .await
        .unwrap();
    let map = network::map(&hrm.app).await.unwrap();
    let invited = map
        .iter()
        .find(|node| node.authority == fac.domain)
        .unwrap();
    assert_eq!(invited.state, Some(PeerState::Invited));
    meent::ap::invitations::accept(&fac.app, &made.link, None)
        .await
        .unwrap();
    worker::read_peers(&fac.app).await.unwrap();
    let map = network::map(&fac.app).await.unwrap();
    assert!(map.iter().all(|node| !node.is_missing()), "{map:?}");
}

#[tokio::test]
async fn a_hint_brings_changes_sooner() {
    let clock = fake_clock();
    let (hrm, it) = (
        Unit::start("hrm", &clock).await,
        Unit::start("it", &clock).await,
    );
    hrm.joins(&it).await;
    it.person("bob").await;
    for unit in [&hrm, &it] {
        worker::read_peers(&unit.app).await.unwrap();
        settle(&[&hrm, &it]).await;
    }
    // Both have read each other; nothing is due for hours.
    clock.advance_millis(30 * 60_000);
    hrm.person("fatma").await;
    worker::read_peers(&it.app).await.unwrap();
    assert!(found(&it, "fat").await.is_empty());
    // The unit says that there is something new, to every unit it knows; that is read when it arrives.
    hrm.finds(&format!("bob@{}", it.domain)).await;
    worker::read_peers(&hrm.app).await.unwrap();
    settle(&[&hrm, &it]).await;
    worker::read_peers(&it.app).await.unwrap();
    assert_eq!(found(&it, "fat").await, [format!("fatma@{}", hrm.domain)]);
}
