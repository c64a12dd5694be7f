//! The pages of the units, between two units over real sockets; and the people of the network.

use meent::domain::{PeerState, Role};
use meent::service::peers;

use crate::support::network::Network;
use crate::support::{Answer, Member, TestApp};

async fn post(unit: &TestApp, who: &Member, path: &str, form: &[(&str, &str)]) -> Answer {
    let mut form = form.to_vec();
    form.push(("csrf", &who.csrf));
    unit.post(path)
        .session(who)
        .header("origin", unit.app.urls.base())
        .form(&form)
        .await
}

async fn page(unit: &TestApp, who: &Member, path: &str) -> String {
    unit.get(path).session(who).await.ok().text()
}

/// The value of an input of a page.
fn input(page: &str, id: &str) -> String {
    let rest = page
        .split(&format!("id=\"{id}\""))
        .nth(1)
        .expect("an input");
    let rest = rest.split("value=\"").nth(1).expect("a value");
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_admin_invites_and_another_accepts_on_the_pages() {
    let network = Network::new(&["hrm", "it"]).await;
    let (hrm, it) = (&network[0], &network[1]);
    peers::remove(&hrm.app, &it.app.config.domain)
        .await
        .unwrap();
    peers::remove(&it.app, &hrm.app.config.domain)
        .await
        .unwrap();
    let olga = hrm.person_with("olga", Role::Owner).await;
    let ivo = it.person_with("ivo", Role::Owner).await;
    let anna = hrm.person("anna").await;
    post(hrm, &anna, "/admin/peers/invite", &[("host", "")])
        .await
        .is(403);

    let host = it.app.config.domain.clone();
    let made = post(hrm, &olga, "/admin/peers/invite", &[("host", &host)])
        .await
        .ok();
    let link = input(&made.text(), "link");
    assert!(link.contains("/peers/invitation/"), "{link}");
    assert!(page(hrm, &olga, "/admin/peers").await.contains("invited"));
    // Whoever opens the link in a browser is told what to do with it.
    let path = link.strip_prefix(hrm.app.urls.base()).unwrap();
    let shown = hrm.get(path).header("accept", "text/html").await.is(303);
    hrm.get(
        shown
            .header("location")
            .strip_prefix(hrm.app.urls.base())
            .unwrap(),
    )
    .header("accept", "text/html")
    .await
    .ok();

    let offer = post(it, &ivo, "/admin/peers/look", &[("link", &link)])
        .await
        .ok()
        .text();
    let key = meent::ap::cards::own_fingerprint(&hrm.app).await.unwrap();
    assert!(offer.contains(&key) && offer.contains(&hrm.app.config.domain));
    assert!(offer.contains("olga@"), "whom to ask");
    post(
        it,
        &anna_of(it).await,
        "/admin/peers/accept",
        &[("link", &link)],
    )
    .await
    .is(403);
    let other_key = meent::ap::cards::own_fingerprint(&it.app).await.unwrap();
    let wrong = [("link", link.as_str()), ("fingerprint", other_key.as_str())];
    let refused = post(it, &ivo, "/admin/peers/accept", &wrong)
        .await
        .is(422)
        .text();
    assert!(refused.contains("not the one that was shown"));
    let right = [("link", link.as_str()), ("fingerprint", key.as_str())];
    let done = post(it, &ivo, "/admin/peers/accept", &right).await.is(303);
    assert_eq!(
        done.header("location"),
        format!("/admin/peers/{}", hrm.app.config.domain)
    );
    for (unit, who, other) in [(hrm, &olga, it), (it, &ivo, hrm)] {
        let domain = &other.app.config.domain;
        let report = peers::show(&unit.app, domain).await.unwrap();
        assert_eq!(report.peer.state, PeerState::Member);
        let shown = page(unit, who, &format!("/admin/peers/{domain}")).await;
        let theirs = meent::ap::cards::own_fingerprint(&other.app).await.unwrap();
        assert!(shown.contains(&theirs) && shown.contains("the people and groups"));
    }
    let again = post(hrm, &olga, "/admin/peers/look", &[("link", &link)])
        .await
        .is(422)
        .text();
    assert!(again.contains("of this unit itself"));
}

async fn anna_of(unit: &TestApp) -> Member {
    unit.person("anna").await
}

#[tokio::test]
async fn an_admin_pauses_resumes_retries_and_leaves() {
    let network = Network::new(&["hrm", "it"]).await;
    let (hrm, it) = (&network[0], &network[1]);
    let olga = hrm.person_with("olga", Role::Owner).await;
    let host = it.app.config.domain.clone();
    let state = async || peers::show(&hrm.app, &host).await.unwrap().peer.state;
    for (deed, expected) in [
        ("pause", PeerState::Paused),
        ("resume", PeerState::Member),
        ("pause-out", PeerState::PausedOut),
        ("pause-in", PeerState::PausedIn),
        ("retry", PeerState::PausedIn),
        ("suspend", PeerState::Suspended),
        ("resume", PeerState::Member),
        ("leave", PeerState::Left),
    ] {
        let path = format!("/admin/peers/{host}/{deed}");
        let asked = hrm.get(&path).session(&olga).await;
        let asks = ["suspend", "resume", "leave"].contains(&deed);
        assert_eq!(
            asked.status.as_u16(),
            if asks { 200 } else { 404 },
            "{deed}"
        );
        post(hrm, &olga, &path, &[]).await.is(303);
        assert_eq!(state().await, expected, "{deed}");
        page(hrm, &olga, &format!("/admin/peers/{host}")).await;
        page(hrm, &olga, "/admin/peers").await;
    }
    let map = page(hrm, &olga, "/admin/network").await;
    assert!(map.contains(&host));
    post(hrm, &olga, &format!("/admin/peers/{host}/remove"), &[])
        .await
        .is(303);
    assert!(peers::show(&hrm.app, &host).await.is_err());
    network.run_workers().await;
}

#[tokio::test]
async fn people_are_there_to_be_browsed_and_so_they_are_for_apps() {
    let network = Network::new(&["hrm", "it"]).await;
    let (hrm, it) = (&network[0], &network[1]);
    let (anna, _) = (hrm.person("anna").await, hrm.person("bas").await);
    it.person("chris").await;
    it.person("dana").await;
    meent::worker::read_peers(&hrm.app).await.unwrap();
    network.run_workers().await;
    let shown = page(hrm, &anna, "/people").await;
    let place = |name: &str| shown.find(&format!("@{name}")).unwrap_or(usize::MAX);
    let chris = format!("chris@{}", it.app.config.domain);
    assert!(
        place("anna") < place(&chris) && place("bas") < place(&chris),
        "own unit first"
    );
    assert!(page(hrm, &anna, "/people?q=chr").await.contains(&chris));
    let list = async |query: &str| -> Vec<String> {
        let answer = hrm
            .get(&format!("/api/v1/directory?{query}"))
            .by(&anna)
            .await
            .ok();
        let accounts = answer.json().as_array().unwrap().clone();
        accounts
            .iter()
            .map(|row| row["acct"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(list("order=new&local=true").await, ["bas", "anna"]);
    assert_eq!(list("order=new").await.len(), 4);
    assert_eq!(list("order=active&limit=2&offset=2").await.len(), 2);
    assert_eq!(list("offset=20000").await.len(), 0);
    hrm.get("/api/v1/directory?order=x").by(&anna).await.is(400);
}
