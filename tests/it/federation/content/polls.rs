//! Polls between units.

use meent::service::polls;

use super::*;

#[tokio::test]
async fn a_poll_is_voted_in_from_another_unit() {
    let (hrm, it, alice, bob) = friends().await;
    let poll = PollDraft {
        options: vec!["Soup".to_owned(), "Bread".to_owned()],
        expires_in: 3600,
        ..PollDraft::default()
    };
    let asked = Draft {
        poll: Some(poll),
        ..draft("Lunch?")
    };
    let post = statuses::create(&it.app, &bob, asked).await.unwrap();
    settle(&[&it, &hrm]).await;
    let seen = copy(&hrm, &alice, &post.row.uri).await;
    let options = &seen.extras.poll.as_ref().unwrap().options;
    assert_eq!(options[1].title, "Bread");
    assert!(!seen.row.content.contains("Bread"), "a poll is no text");

    polls::vote(&hrm.app, &alice, seen.row.id, &[1])
        .await
        .unwrap();
    settle(&[&hrm, &it]).await;
    let at_home = copy(&it, &bob, &post.row.uri).await.extras.poll.unwrap();
    assert_eq!(
        (at_home.options[1].votes_count, at_home.row.voters_count),
        (1, Some(1))
    );
    // Its own numbers come back after a while, and are no edit.
    it.app.clock.advance_millis(200_000);
    settle(&[&it, &hrm]).await;
    let seen = copy(&hrm, &alice, &post.row.uri).await;
    let poll = seen.extras.poll.as_ref().unwrap();
    assert_eq!(
        (poll.options[1].votes_count, &poll.own_votes),
        (1, &vec![1])
    );
    assert!(seen.row.edited_at.is_none());
    let (mut conn, id) = (hrm.app.db.read().await.unwrap(), seen.row.id);
    assert!(db::statuses::edits(&mut conn, id).await.unwrap().is_empty());
    drop(conn);

    it.app.clock.advance_millis(3_600_000);
    settle(&[&it, &hrm]).await;
    let ended = copy(&hrm, &alice, &post.row.uri).await.extras.poll.unwrap();
    assert!(ended.row.ended_at.is_some());
    assert_eq!(told(&hrm, &alice, NotificationKind::Poll).await, 1);
    assert_eq!(told(&it, &bob, NotificationKind::Poll).await, 1);
    assert_eq!((hrm.waiting().await, it.waiting().await), ((0, 0), (0, 0)));
}

#[tokio::test]
async fn votes_count_once_and_only_while_the_poll_is_open() {
    let rig = rig().await;
    let post = rig.asked().await;
    let vote = |name: &str, number: u32, option: &str| {
        let actor = rig.hostile.actor(name);
        json!({
            "id": format!("{actor}/v/{number}"), "type": "Note", "name": option, "attributedTo": actor,
            "inReplyTo": post.row.uri, "to": [rig.alice.account.uri],
        })
    };
    let tally = async || {
        let poll = rig.shown(&post.row.uri).await.extras.poll.unwrap();
        let votes: Vec<i64> = poll.options.iter().map(|o| o.votes_count).collect();
        (votes, poll.row.voters_count.unwrap())
    };
    // All votes of a server in one Create, among them one for nothing.
    let several = json!([
        vote("victim", 1, "B"),
        vote("victim", 2, "A"),
        vote("victim", 3, "C")
    ]);
    rig.send("victim", rig.act("victim", "Create", 1, several))
        .await;
    assert_eq!(tally().await, (vec![0, 1], 1));
    rig.send(
        "victim",
        rig.act("victim", "Create", 2, vote("victim", 1, "B")),
    )
    .await;
    // In the name of somebody else.
    rig.send(
        "mallory",
        rig.act("mallory", "Create", 3, vote("victim", 4, "A")),
    )
    .await;
    assert_eq!(tally().await, (vec![0, 1], 1));
    assert!(
        rig.unit
            .status_by_uri(&rig.hostile.url("/u/victim/v/1"))
            .await
            .is_none()
    );
    rig.unit.app.clock.advance_millis(3_600_000);
    rig.send(
        "mallory",
        rig.act("mallory", "Create", 4, vote("mallory", 5, "A")),
    )
    .await;
    assert_eq!(tally().await, (vec![0, 1], 1));
}

#[tokio::test]
async fn the_numbers_of_a_peers_poll_are_no_edit_and_other_options_are() {
    let rig = rig().await;
    let question = |first: &str, votes: u32| {
        json!({
            "type": "Question", "endTime": "2030-01-01T00:00:00Z", "votersCount": votes,
            "oneOf": [
                {"type": "Note", "name": first, "replies": {"type": "Collection", "totalItems": votes}},
                {"type": "Note", "name": "no", "replies": {"type": "Collection", "totalItems": 0}},
            ],
        })
    };
    rig.create("victim", 1, question("yes", 0)).await;
    let update = |name: &str, number: u32, more: Value| {
        let mut create = rig.hostile.create("victim", 1, "<p>text</p>");
        for (key, value) in more.as_object().unwrap() {
            create["object"][key] = value.clone();
        }
        rig.act(name, "Update", number, create["object"].clone())
    };
    let post = rig.shown(&rig.note(1)).await;
    polls::vote(&rig.unit.app, &rig.alice, post.row.id, &[0])
        .await
        .unwrap();
    rig.send("victim", update("victim", 2, question("yes", 7)))
        .await;
    rig.send("mallory", update("mallory", 3, question("yes", 99)))
        .await;
    let seen = rig.shown(&rig.note(1)).await;
    let poll = seen.extras.poll.as_ref().unwrap();
    assert_eq!((poll.options[0].votes_count, poll.own_votes.len()), (7, 1));
    assert!(seen.row.edited_at.is_none());
    let mut other = question("maybe", 0);
    other["updated"] = json!("2026-09-22T00:00:00Z");
    rig.unit.app.clock.advance_millis(48 * 3_600_000);
    rig.send("victim", update("victim", 4, other)).await;
    let poll = rig.shown(&rig.note(1)).await.extras.poll.unwrap();
    assert_eq!(
        (poll.options[0].title.as_str(), poll.own_votes.len()),
        ("maybe", 0)
    );
}
