//! Articles, events, reactions, pinned posts, and what no program knows.

use super::*;

#[tokio::test]
async fn an_article_arrives_whole() {
    let (hrm, it, alice, bob) = friends().await;
    let long = Draft {
        title: "The garden".to_owned(),
        text: format!("# Beds\n\n{}", "Beans and more. ".repeat(60)),
        format: meent::text::compose::Format::Markdown,
        ..draft("")
    };
    let post = statuses::create(&it.app, &bob, long).await.unwrap();
    settle(&[&it, &hrm]).await;
    let seen = copy(&hrm, &alice, &post.row.uri).await;
    assert_eq!(seen.row.title, "The garden");
    assert_eq!(seen.row.content, post.row.content);
    assert!(seen.row.spoiler_text.is_empty(), "a lede is no warning");
}

#[tokio::test]
async fn reactions_are_shown_counted_and_taken_back() {
    let rig = rig().await;
    let post = statuses::create(&rig.unit.app, &rig.alice, draft("React"))
        .await
        .unwrap();
    let react = |name: &str, kind: &str, number: u32, content: &str| {
        let mut like = rig.act(name, kind, number, json!(post.row.uri));
        like["content"] = json!(content);
        like
    };
    rig.send("victim", react("victim", "EmojiReact", 1, "👍"))
        .await;
    rig.send("victim", react("victim", "EmojiReact", 2, "🎉"))
        .await;
    rig.send("mallory", react("mallory", "Like", 1, "👍")).await;
    rig.send(
        "mallory",
        react("mallory", "EmojiReact", 2, "buy my things"),
    )
    .await;
    let seen = rig.shown(&post.row.uri).await;
    let all: Vec<(String, i64)> = seen
        .extras
        .reactions
        .iter()
        .map(|reaction| (reaction.content.clone(), reaction.count))
        .collect();
    assert_eq!(all, [("👍".to_owned(), 2), ("🎉".to_owned(), 1)]);
    assert_eq!(seen.row.favourites_count, 2);
    rig.send(
        "victim",
        rig.act("victim", "Undo", 3, react("victim", "EmojiReact", 1, "👍")),
    )
    .await;
    let seen = rig.shown(&post.row.uri).await;
    assert_eq!(
        (seen.extras.reactions.len(), seen.row.favourites_count),
        (2, 2)
    );
    let by_id = json!(format!("{}/a/2", rig.hostile.actor("victim")));
    rig.send("victim", rig.act("victim", "Undo", 4, by_id))
        .await;
    let seen = rig.shown(&post.row.uri).await;
    assert_eq!(
        (seen.extras.reactions.len(), seen.row.favourites_count),
        (1, 1)
    );
}

#[tokio::test]
async fn an_event_is_shown_and_one_goes_there() {
    let rig = rig().await;
    let event = json!({
        "type": "Event", "name": "Harvest", "startTime": "2026-10-01T10:00:00Z", "endTime": "2026-10-01T12:00:00Z",
        "joinMode": "restricted", "location": {"type": "Place", "name": "The yard"},
    });
    rig.create("victim", 1, event).await;
    let post = rig.shown(&rig.note(1)).await;
    let shown = post.extras.event.as_ref().unwrap();
    assert_eq!(
        (post.row.title.as_str(), shown.places[0].name.as_str()),
        ("Harvest", "The yard")
    );
    let state = async || {
        rig.shown(&rig.note(1))
            .await
            .extras
            .event
            .unwrap()
            .attendance
    };
    events::join(&rig.unit.app, &rig.alice, post.row.id)
        .await
        .unwrap();
    meent::worker::drain(&rig.unit.app).await.unwrap();
    assert_eq!(state().await, Some(AttendanceState::Pending));
    let join = json!({ "type": "Join", "actor": rig.alice.account.uri, "object": rig.note(1) });
    rig.send("mallory", rig.act("mallory", "Accept", 1, join.clone()))
        .await;
    assert_eq!(state().await, Some(AttendanceState::Pending));
    rig.send("victim", rig.act("victim", "Accept", 1, join))
        .await;
    assert_eq!(state().await, Some(AttendanceState::Accepted));
    events::leave(&rig.unit.app, &rig.alice, post.row.id)
        .await
        .unwrap();
    assert_eq!(state().await, None);

    let own = statuses::create(&rig.unit.app, &rig.alice, draft("No event"))
        .await
        .unwrap();
    meent::worker::drain(&rig.unit.app).await.unwrap();
    let before = rig.hostile.requests().len();
    rig.send("victim", rig.act("victim", "Join", 2, json!(own.row.uri)))
        .await;
    assert!(rig.hostile.requests()[before..].contains(&"/u/victim/inbox".to_owned()));
}

#[tokio::test]
async fn an_unknown_type_is_a_card() {
    let rig = rig().await;
    let album = json!({
        "type": "Album", "name": "Songs <script>x</script>", "summary": "Twelve of them", "content": null,
        "url": rig.hostile.url("/albums/1"),
    });
    rig.create("victim", 1, album).await;
    let post = rig.shown(&rig.note(1)).await;
    assert_eq!(post.extras.kind, "Album");
    assert!(post.row.title.starts_with("Songs") && !post.row.title.contains("script"));
    assert!(post.row.content.contains("Twelve of them") && post.row.content.contains("/albums/1"));
}

#[tokio::test]
async fn pinned_posts_of_somebody_elsewhere_are_read_and_follow_their_changes() {
    let rig = rig().await;
    for number in [1, 2] {
        rig.create("victim", number, json!({})).await;
    }
    rig.create("mallory", 3, json!({})).await;
    let items = [rig.note(1), rig.note(3), rig.note(404)];
    let featured = rig.hostile.url("/u/victim/featured");
    let collection = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection", "id": featured,
        "orderedItems": items,
    });
    rig.hostile.serve("/u/victim/featured", collection);
    let mut conn = rig.unit.app.db.read().await.unwrap();
    let victim = db::accounts::by_uri(&mut conn, &rig.hostile.actor("victim"))
        .await
        .unwrap();
    drop(conn);
    let victim = victim.unwrap();
    let pinned = async || {
        let me = Some(rig.alice.account.id);
        let posts = timelines::pinned(&rig.unit.app, me, victim.id)
            .await
            .unwrap();
        posts
            .into_iter()
            .map(|post| post.row.uri)
            .collect::<Vec<_>>()
    };
    resolve::look_at_pins(&rig.unit.app, &victim).await.unwrap();
    meent::worker::drain(&rig.unit.app).await.unwrap();
    assert_eq!(pinned().await, [rig.note(1)]);
    let change = |name: &str, kind: &str, number: u32, post: u32, of: &str| {
        let mut change = rig.act(name, kind, number, json!(rig.note(post)));
        change["target"] = json!(rig.hostile.url(&format!("/u/{of}/featured")));
        change
    };
    rig.send("victim", change("victim", "Add", 1, 2, "victim"))
        .await;
    rig.send("victim", change("victim", "Remove", 2, 1, "victim"))
        .await;
    rig.send("mallory", change("mallory", "Remove", 3, 2, "victim"))
        .await;
    rig.send("mallory", change("mallory", "Add", 4, 1, "mallory"))
        .await;
    assert_eq!(pinned().await, [rig.note(2)]);
}
