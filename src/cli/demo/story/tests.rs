//! The story holds together.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::HashSet;

use super::*;
use crate::domain::groups::GroupAccess;

#[test]
fn everybody_and_every_post_that_the_story_names_is_there() {
    let story = Story::read().expect("the story can be read");
    let people: Vec<&PersonPart> = story.units.iter().flat_map(|unit| &unit.people).collect();
    let names: HashSet<&str> = people
        .iter()
        .map(|person| person.username.as_str())
        .collect();
    assert_eq!(names.len(), people.len(), "usernames are given once");
    let mut ids = HashSet::new();
    let mut hours = f64::MAX;
    for person in &people {
        assert!(
            person
                .follows
                .iter()
                .all(|name| names.contains(name.as_str())),
            "{person:?}"
        );
        assert!(Role::from_name(&person.role).is_some(), "{person:?}");
    }
    let mut groups = HashSet::new();
    for group in &story.groups {
        let mut named = group.members.iter().chain(&group.asking);
        assert!(named.all(|name| names.contains(name.as_str())), "{group:?}");
        for owner in [&group.by, &group.with] {
            assert!(names.contains(owner.as_str()), "{group:?}");
        }
        assert!(GroupAccess::from_name(&group.access).is_some(), "{group:?}");
        assert!(!names.contains(group.name.as_str()), "{group:?}");
        groups.insert(group.name.as_str());
    }
    for post in &story.posts {
        let group = post.group.as_deref();
        assert!(group.is_none_or(|name| groups.contains(name)), "{post:?}");
        let voters = post.poll.iter().flat_map(|poll| poll.votes.keys());
        let named = post.favourites.iter().chain(&post.boosts).chain([&post.by]);
        let mut named = named.chain(voters);
        let mut mentioned = post
            .text
            .split('{')
            .skip(1)
            .map(|rest| rest.split_once('}').unwrap().0);
        assert!(named.all(|name| names.contains(name.as_str())), "{post:?}");
        assert!(mentioned.all(|name| names.contains(name)), "{post:?}");
        let mut others = post.answers.iter().chain(&post.quotes);
        assert!(others.all(|id| ids.contains(id)), "{post:?}");
        if let Some(poll) = &post.poll {
            let mut choices = poll.votes.values();
            assert!(choices.all(|one| *one < poll.options.len()), "{post:?}");
        }
        assert!(post.hours <= hours, "in the order of time: {post:?}");
        assert!(
            post.picture.is_some() == post.alt.is_some(),
            "pictures are described: {post:?}"
        );
        hours = post.hours;
        ids.extend(post.id.clone());
    }
}
