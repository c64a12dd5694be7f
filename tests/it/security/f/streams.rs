//! What is told without being asked for.

use super::*;

/// The part of F8 about open streams.
pub async fn sweep() {
    let mut house = House::empty().await;
    house.part().await;
    let mut streams = Vec::new();
    for name in ["alice", "bob", "ada", "carol", "eva", "piet", "dirk"] {
        for path in [
            "user",
            "user/notification",
            "public",
            "public/local",
            "public/remote",
            "public?only_media=true",
            "hashtag?tag=marker",
            "hashtag/local?tag=marker",
            "direct",
        ] {
            let stream = house.rig.s.listen(path, house.member(name)).await;
            streams.push((name, path, stream));
        }
    }
    house.write().await;
    house.rig.s.tell_streams().await;
    for name in ["alice", "bob", "ada", "carol", "eva", "piet", "dirk"] {
        let own = streams.iter_mut().filter(|(owner, ..)| *owner == name);
        let seen: Vec<Seen> = own
            .map(|(_, path, stream)| Seen {
                reader: name.to_owned(),
                path: (*path).to_owned(),
                text: format!("{:?}", stream.told()),
            })
            .collect();
        house.judge(name, |post| post.readers.contains(&name), &seen, ALL);
    }
    house.rig.healthy().await;
}
