//! Reports: to the moderators here, from other units, and passed on to them.

use meent::app::AppRef;
use meent::db::Paging;
use meent::domain::*;
use meent::error::Error;
use meent::service::auth::Person;
use meent::service::bundle::Post;
use meent::service::drafts::Draft;
use meent::service::reports::{self, NewReport, Report};
use meent::service::{accounts, moderation, statuses};
use serde_json::{Value, json};

use super::support::*;
use crate::support::TestApp;

async fn moderator(unit: &Unit) -> Person {
    let person = unit.person("moderator").await;
    accounts::set_role(&unit.app, person.account.id, Role::Moderator)
        .await
        .unwrap();
    accounts::by_user_id(&unit.app, person.account.id)
        .await
        .unwrap()
}

async fn open(app: &AppRef, by: &Person) -> Vec<Report> {
    reports::open(app, by, Paging::first(20)).await.unwrap()
}

async fn post(unit: &Unit, by: &Person, text: &str, visibility: Visibility) -> Post {
    let draft = Draft {
        text: text.to_owned(),
        visibility: Some(visibility),
        ..Draft::default()
    };
    statuses::create(&unit.app, by, draft).await.unwrap()
}

fn report(target: AccountId, statuses: Vec<StatusId>, forward: bool) -> NewReport {
    NewReport {
        target,
        statuses,
        comment: "This is not nice".to_owned(),
        category: ReportCategory::Violation,
        rules: Vec::new(),
        forward,
    }
}

#[tokio::test]
async fn a_report_is_passed_on_by_the_unit_and_not_by_the_person() {
    let (hrm, it, alice, bob) = pair(&fake_clock()).await;
    let there = hrm.finds(&format!("bob@{}", it.domain)).await;
    let rude = post(&it, &bob, "rude", Visibility::Public).await;
    settle(&[&it, &hrm]).await;
    let copy = hrm.living(&rude.row.uri).await.unwrap();
    let (ours, theirs) = (moderator(&hrm).await, moderator(&it).await);

    let kept = reports::create(&hrm.app, &alice, report(there.id, vec![copy.id], false))
        .await
        .unwrap();
    settle(&[&hrm, &it]).await;
    assert!(
        open(&it.app, &theirs).await.is_empty(),
        "it was not asked to be passed on"
    );
    let told = reports::create(&hrm.app, &alice, report(there.id, vec![copy.id], true))
        .await
        .unwrap();
    assert!(told.row.forwarded && !kept.row.forwarded);
    settle(&[&hrm, &it]).await;
    let list = open(&it.app, &theirs).await;
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].by.uri, hrm.app.urls.instance_actor());
    assert_eq!(list[0].target.id, bob.account.id);
    assert_eq!(list[0].row.comment, "This is not nice");
    assert_eq!(list[0].posts[0].id, rude.row.id);

    let list = open(&hrm.app, &ours).await;
    assert_eq!(list.len(), 2);
    assert_eq!(list[0].by.id, alice.account.id);
    assert!(matches!(
        reports::open(&hrm.app, &alice, Paging::first(20)).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        moderation::reports::resolve(&hrm.app, &alice, list[0].row.id).await,
        Err(Error::Forbidden(_))
    ));
    for _ in 0..2 {
        moderation::reports::resolve(&hrm.app, &ours, list[0].row.id)
            .await
            .unwrap();
    }
    assert_eq!(open(&hrm.app, &ours).await.len(), 1);
}

#[tokio::test]
async fn a_report_of_what_one_may_not_see_is_no_way_to_see_it() {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let (alice, bob) = (unit.person("alice").await, unit.person("bob").await);
    let (secret, shown) = (
        post(&unit, &bob, "secret", Visibility::Direct).await,
        post(&unit, &bob, "shown", Visibility::Public).await,
    );
    let own = post(&unit, &alice, "mine", Visibility::Public).await;
    for (what, statuses) in [
        ("unseen", vec![shown.row.id, secret.row.id]),
        ("by somebody else", vec![own.row.id]),
        ("not there", vec![StatusId(1)]),
    ] {
        let made =
            reports::create(&unit.app, &alice, report(bob.account.id, statuses, false)).await;
        assert!(matches!(made, Err(Error::NotFound)), "{what}");
    }
    let long = NewReport {
        comment: "x".repeat(1001),
        ..report(bob.account.id, vec![], false)
    };
    assert!(reports::create(&unit.app, &alice, long).await.is_err());
    let good = report(bob.account.id, vec![shown.row.id], false);
    reports::create(&unit.app, &alice, good).await.unwrap();
    let moderator = moderator(&unit).await;
    assert_eq!(open(&unit.app, &moderator).await.len(), 1);
}

#[tokio::test]
async fn what_a_peer_reports_is_bounded_and_counts_once() {
    let unit = Unit::start("hrm", &fake_clock()).await;
    let bob = unit.person("bob").await;
    let hostile = Hostile::start("evil").await;
    hostile.serve_actor("mallory");
    meent::service::peers::add(&unit.app, &hostile.domain)
        .await
        .unwrap();
    let (shown, hidden) = (
        post(&unit, &bob, "shown", Visibility::Public).await,
        post(&unit, &bob, "hidden", Visibility::Private).await,
    );
    let moderator = moderator(&unit).await;
    let send = async |number: u32, objects: Value, content: Value| {
        let document = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": hostile.url(&format!("/flags/{number}")), "type": "Flag",
            "actor": hostile.actor("mallory"), "content": content, "object": objects,
        });
        let sent = Delivery::signed(&unit, &hostile.signer("mallory"), &document);
        assert!(sent.send(&unit).await.is_success());
        settle(&[&unit]).await;
    };
    let mut many = vec![
        json!(bob.account.uri),
        json!(hidden.row.uri),
        json!(shown.row.uri),
    ];
    many.extend((0..150).map(|n| json!(format!("https://a.example/{n}"))));
    let long = format!("<script>alert(1)</script>{}", "x".repeat(5000));
    for _ in 0..2 {
        send(1, json!(many), json!(long)).await;
    }
    let list = open(&unit.app, &moderator).await;
    assert_eq!(list.len(), 1);
    let posts: Vec<StatusId> = list[0].posts.iter().map(|post| post.id).collect();
    assert_eq!(posts, [shown.row.id], "the hidden one is not named");
    assert_eq!(list[0].row.statuses(), posts);
    assert!(!list[0].row.comment.contains('<') && list[0].row.comment.chars().count() <= 1001);

    send(2, json!("https://a.example/users/somebody"), json!("?")).await;
    assert_eq!(open(&unit.app, &moderator).await.len(), 1, "nobody here");
    send(3, json!(shown.row.uri), json!(null)).await;
    let list = open(&unit.app, &moderator).await;
    assert_eq!(list.len(), 2, "a post alone means its author");
    assert_eq!(list[0].target.id, bob.account.id);
}

#[tokio::test]
async fn apps_report_and_moderators_settle_on_their_page() {
    let unit = TestApp::new().await;
    let (anna, bert) = (unit.person("anna").await, unit.person("bert").await);
    let chief = unit.person_with("chief", Role::Moderator).await;
    let made = unit
        .post("/api/v1/reports")
        .by(&anna)
        .json(json!({"account_id": bert.api_id(), "comment": "Hij <b>roept</b>", "category": "spam", "forward": true}))
        .await
        .ok()
        .json();
    assert_eq!(made["target_account"]["id"], json!(bert.api_id()));
    assert_eq!(made["category"], json!("spam"));
    assert_eq!(
        made["forwarded"],
        json!(false),
        "there is nobody to pass it on to"
    );
    assert_eq!(made["action_taken"], json!(false));
    for body in [
        json!({}),
        json!({"account_id": "1"}),
        json!({"account_id": bert.api_id(), "status_ids": ["1"]}),
    ] {
        let answer = unit.post("/api/v1/reports").by(&anna).json(body).await;
        assert!(answer.status.is_client_error());
    }

    let page = unit.get("/admin/reports").session(&chief).await.ok().text();
    assert!(page.contains("Hij &#60;b&#62;roept"), "{page}");
    unit.get("/admin/reports").session(&anna).await.is(403);
    let path = format!("/admin/reports/{}/resolve", made["id"].as_str().unwrap());
    let form = |csrf: &str| {
        unit.post(&path)
            .form(&[("csrf", csrf)])
            .header("origin", "https://hrm.example")
    };
    form(&anna.csrf).session(&anna).await.is(403);
    form(&chief.csrf).session(&chief).await.is(303);
    let page = unit.get("/admin/reports").session(&chief).await.ok().text();
    assert!(!page.contains("roept"));
    let home = unit.get("/home").session(&chief).await.ok().text();
    assert!(home.contains("/admin/reports"));
    assert!(
        !unit
            .get("/home")
            .session(&anna)
            .await
            .ok()
            .text()
            .contains("/admin/reports")
    );
}

#[tokio::test]
async fn people_report_on_a_page() {
    let unit = TestApp::new().await;
    let (anna, bert) = (unit.person("anna").await, unit.person("bert").await);
    let chief = unit.person_with("chief", Role::Moderator).await;
    let post = unit
        .post("/api/v1/statuses")
        .by(&bert)
        .json(json!({"status": "Koop nu"}))
        .await
        .ok()
        .json();
    let number = post["id"].as_str().unwrap();
    let path = format!("/people/{}/report", bert.api_id());
    let about = format!("{path}?post={number}");
    let seen = unit.get(&format!("/@bert/{number}")).session(&anna).await;
    assert!(seen.ok().text().contains(&about));
    let page = unit.get(&about).session(&anna).await.ok().text();
    assert!(page.contains("Koop nu") && !page.contains("name=\"forward\""));
    let own = format!("/people/{}/report", anna.api_id());
    unit.get(&own).session(&anna).await.is(404);
    let other = format!("{path}?post=1");
    unit.get(&other).session(&anna).await.is(404);

    let send = |comment: &str| {
        let form = [
            ("csrf", anna.csrf.as_str()),
            ("post", number),
            ("category", "violation"),
            ("comment", comment),
        ];
        unit.post(&path)
            .form(&form)
            .header("origin", "https://hrm.example")
            .session(&anna)
    };
    let long = "te lang ".repeat(200);
    let again = send(&long).await.is(422).text();
    assert!(again.contains(&long) && again.contains("Koop nu"));
    let list = open(&unit.app, &chief.person).await;
    assert!(list.is_empty());
    let done = send("Dit is <b>reclame</b>").await.is(303);
    assert_eq!(done.header("location"), "/@bert");
    let list = open(&unit.app, &chief.person).await;
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].row.category, ReportCategory::Violation);
    assert_eq!(list[0].posts[0].id.to_string(), number);
}
