//! A page of a timeline costs a fixed number of statements, however much is on it.

use meent::db::Paging;
use meent::domain::ListId;
use meent::service::drafts::Draft;
use meent::service::lists::{self, ListChanges};
use meent::service::{boosts, marks, statuses};
use meent::service::{follows, media, timelines};

use crate::support::{Member, TestApp};

/// What one page may cost: the page itself, and one statement for each kind of thing that posts carry.
const STATEMENTS: u64 = 15;

/// Posts with everything on them: a mention, a tag, a file, a reply, a boost and marks.
async fn lively_day(unit: &TestApp, anna: &Member, bas: &Member) {
    for n in 0..5 {
        let upload = media::Upload {
            content: b"notes".to_vec().into(),
            ..media::Upload::default()
        };
        let file = media::upload(&unit.app, bas.id(), upload).await.unwrap();
        let draft = Draft {
            text: format!("Hoi @anna, plan {n} #koffie"),
            media: vec![file.id],
            ..Draft::default()
        };
        let post = statuses::create(&unit.app, &bas.person, draft)
            .await
            .unwrap();
        let answer = Draft {
            text: "Goed plan".to_owned(),
            in_reply_to: Some(post.row.id),
            ..Draft::default()
        };
        statuses::create(&unit.app, &anna.person, answer)
            .await
            .unwrap();
        marks::favourite(&unit.app, &anna.person, post.row.id)
            .await
            .unwrap();
        boosts::reblog(&unit.app, &anna.person, post.row.id)
            .await
            .unwrap();
        marks::set_bookmarked(&unit.app, &anna.person, post.row.id, true)
            .await
            .unwrap();
    }
}

async fn cost_of_home(unit: &TestApp, reader: &Member) -> (usize, u64) {
    let before = unit.statements();
    let page = timelines::home(&unit.app, reader.id(), Paging::first(40))
        .await
        .unwrap();
    (page.posts.len(), unit.statements() - before)
}

#[tokio::test]
async fn a_page_of_home_costs_the_same_for_few_posts_and_many() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    follows::follow(&unit.app, &anna.person, bas.id(), None, None)
        .await
        .unwrap();
    lively_day(&unit, &anna, &bas).await;
    let (few, cost) = cost_of_home(&unit, &anna).await;
    lively_day(&unit, &anna, &bas).await;
    let (many, cost_of_many) = cost_of_home(&unit, &anna).await;
    assert!(many > few && few >= 10, "{few}, {many}");
    assert_eq!(cost, cost_of_many);
    assert!(cost <= STATEMENTS, "{cost} statements");
}

async fn cost_of_list(unit: &TestApp, reader: &Member, list: ListId) -> (usize, u64) {
    let before = unit.statements();
    let page = timelines::list(&unit.app, reader.id(), list, Paging::first(40))
        .await
        .unwrap();
    (page.posts.len(), unit.statements() - before)
}

#[tokio::test]
async fn a_page_of_a_list_costs_the_same_for_few_posts_and_many() {
    let unit = TestApp::new().await;
    let (anna, bas) = (unit.person("anna").await, unit.person("bas").await);
    follows::follow(&unit.app, &anna.person, bas.id(), None, None)
        .await
        .unwrap();
    let new = ListChanges {
        title: Some("Team".to_owned()),
        ..ListChanges::default()
    };
    let list = lists::create(&unit.app, &anna.person, new).await.unwrap();
    lists::add(&unit.app, &anna.person, list.id, &[bas.id(), anna.id()])
        .await
        .unwrap();
    lively_day(&unit, &anna, &bas).await;
    let (few, cost) = cost_of_list(&unit, &anna, list.id).await;
    lively_day(&unit, &anna, &bas).await;
    let (many, cost_of_many) = cost_of_list(&unit, &anna, list.id).await;
    assert!(many > few && few >= 10, "{few}, {many}");
    assert_eq!(cost, cost_of_many);
    // One more than home: whose list it is.
    assert!(cost <= STATEMENTS + 1, "{cost} statements");
}
