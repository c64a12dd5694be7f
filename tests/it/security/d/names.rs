//! Names that resolve to something else.

use super::*;

#[tokio::test]
async fn d7_names_of_this_machine() {
    let (row, net) = (Row::new("D7"), Net::new().await);
    for name in [
        "localhost",
        "sub.localhost",
        "localhost.localdomain",
        "ip6-localhost",
        "unit-server",
    ] {
        net.rig.trap.name(name, vec![vec![ip("127.0.0.1")]]);
    }
    for name in [
        "localhost",
        "localhost.",
        "LOCALHOST",
        "sub.localhost",
        "localhost.localdomain",
        "ip6-localhost",
        "unit-server",
    ] {
        for scheme in ["http", "https"] {
            net.aim(&format!("{scheme}://{name}:{}/secret", net.canary.port))
                .await;
        }
    }
    net.end(row).await;
}

#[tokio::test]
async fn d10_a_name_with_a_good_and_a_bad_address() {
    let (row, net) = (Row::new("D10"), Net::new().await);
    let good = net.rig.e.address.ip();
    for bad in ["127.0.0.1", "10.0.0.1", "::1"] {
        for pair in [vec![good, ip(bad)], vec![ip(bad), good]] {
            let name = net.name(vec![pair]);
            net.rig.e.forget();
            net.aim(&format!("http://{name}:{}/mixed", net.rig.e.address.port()))
                .await;
            assert_eq!(net.rig.e.count("/mixed"), 0, "{bad}");
        }
    }
    net.end(row).await;
}

#[tokio::test]
async fn d11_a_name_whose_second_answer_is_another() {
    let (row, net) = (Row::new("D11"), Net::new().await);
    let good = net.rig.e.address.ip();
    for bad in ["127.0.0.1", "10.0.0.1"] {
        // At the port of the canary E does not answer: the connection is refused, and the name looked up again.
        let name = net.name(vec![vec![good], vec![ip(bad)]]);
        net.aim(&format!("http://{name}:{}/rebound", net.canary.port))
            .await;
        let name = net.name(vec![vec![good], vec![ip(bad)], vec![good], vec![ip(bad)]]);
        net.aim(&format!(
            "http://{name}:{}/rebound",
            net.rig.e.address.port()
        ))
        .await;
    }
    net.end(row).await;
}

#[tokio::test]
async fn d12_a_redirect_from_a_good_address_to_a_bad_one() {
    let (row, net) = (Row::new("D12"), Net::new().await);
    let inside = net.name(vec![vec![ip("127.0.0.1")]]);
    let port = net.canary.port;
    for (number, target) in [
        format!("http://127.0.0.1:{port}/x"),
        format!("http://{inside}:{port}/x"),
        format!("http://localhost:{port}/x"),
        format!("http://[::1]:{port}/x"),
        format!("//127.0.0.1:{port}/x"),
    ]
    .iter()
    .enumerate()
    {
        for status in [301, 302, 303, 307, 308] {
            let path = format!("/hop/{number}/{status}");
            net.rig.e.reply(
                &path,
                Reply::Raw(answer(status, &[("Location", target)], b"")),
            );
            net.rig.find(&net.rig.alice, &net.rig.e.url(&path)).await;
            let mut note = net.note();
            note["attachment"] =
                json!([{"type": "Image", "mediaType": "image/png", "url": net.rig.e.url(&path)}]);
            net.rig
                .deliver(&net.rig.mallory(), &net.rig.e.create("mallory", &note))
                .await;
            let mut profile = net.rig.e.actor_document("mallory", &key(0));
            profile["icon"] = json!({"type": "Image", "url": net.rig.e.url(&path)});
            net.mallory_says("Update", profile).await;
            net.rig.work().await;
            assert!(
                net.rig.e.count(&path) >= 2,
                "asked for as post and as picture"
            );
        }
        // An inbox, the answers of WebFinger and of a key.
        let path = format!("/hop/{number}/inbox");
        let mut hopper = net.rig.e.actor_document("hopper", &key(0));
        hopper["inbox"] = json!(net.rig.e.url(&path));
        net.rig.e.serve("/u/hopper", &hopper);
        net.rig
            .e
            .reply(&path, Reply::Raw(answer(307, &[("Location", target)], b"")));
        net.rig
            .deliver(
                &net.rig.e.signer("hopper", &key(0)),
                &net.rig
                    .e
                    .activity("hopper", "Follow", json!(net.rig.actor("bob"))),
            )
            .await;
        net.rig
            .post(&net.rig.bob, json!({"status": "to a hopper"}))
            .await;
        net.rig.e.redirect(
            &format!(
                "/.well-known/webfinger?resource=acct%3Ahop{number}%40{}",
                net.rig.e.domain.replace(':', "%3A")
            ),
            target,
        );
        net.rig
            .find(
                &net.rig.alice,
                &format!("@hop{number}@{}", net.rig.e.domain),
            )
            .await;
    }
    net.end(row).await;
}
