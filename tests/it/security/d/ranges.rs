//! Addresses.

use super::*;

#[tokio::test]
async fn d4_private_ranges_that_are_not_on_our_list() {
    addresses(
        Row::new("D4"),
        &[
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.254",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.169.254",
            "127.0.0.1",
            "127.0.11.1",
        ],
    )
    .await;
}

#[tokio::test]
async fn d5_addresses_inside_addresses() {
    addresses(
        Row::new("D5"),
        &[
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::7f00:1",
            "::1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001:0:7f00:1::1",
        ],
    )
    .await;
}

#[tokio::test]
async fn d6_ranges_that_are_nobodys() {
    addresses(
        Row::new("D6"),
        &[
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "ff02::1",
            "::",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "198.18.0.1",
            "0.0.0.0",
            "192.0.2.1",
            "2001:db8::1",
        ],
    )
    .await;
}

#[tokio::test]
async fn d8_our_own_name_and_our_own_address() {
    let (row, net) = (Row::new("D8"), Net::new().await);
    let alias = net.name(vec![vec![net.rig.address.ip()]]);
    let port = net.rig.address.port();
    // At ports that are open to peers, S is not behind any of its names.
    for url in [
        "https://s.example/actor".to_owned(),
        "http://s.example/actor".to_owned(),
        format!("http://127.0.10.1:{port}/actor"),
        format!("http://{alias}:{port}/actor"),
        format!("https://{alias}/actor"),
    ] {
        net.aim(&url).await;
    }
    let own = |url: &String| {
        url.starts_with("https://s.example")
            || url.starts_with("http://s.example")
            || url.contains("127.0.10.1")
    };
    assert!(
        !net.rig.trap.requested().iter().any(own),
        "{:?}",
        net.rig.trap.requested()
    );
    net.end(row).await;
}

#[tokio::test]
async fn d9_addresses_in_place_of_names() {
    let (row, net) = (Row::new("D9"), Net::new().await);
    let port = net.rig.e.address.port();
    net.rig
        .e
        .serve("/n/2", &net.rig.e.note("mallory", 2, "markerforged"));
    net.rig.e.forget();
    for host in [
        "127.0.10.2",
        "0x7f.0.10.2",
        "2130708994",
        "127.2562",
        "0177.0.10.2",
        "[::ffff:127.0.10.2]",
        "127.0.10.2.",
    ] {
        net.rig
            .find(&net.rig.alice, &format!("http://{host}:{port}/n/2"))
            .await;
        net.mallory_says("Announce", json!(format!("http://{host}:{port}/n/2")))
            .await;
    }
    net.rig.work().await;
    assert_eq!(net.rig.e.count("/n/2"), 0, "by address");
    net.end(row).await;
}

#[tokio::test]
async fn d20_private_ranges_that_are_on_our_list() {
    let row = Row::new("D20");
    let net = Net::with(Setup {
        ranges: vec!["10.20.0.0/16".to_owned()],
        ..Setup::default()
    })
    .await;
    let beside = net.name(vec![vec![ip("10.21.0.5")]]);
    net.aim(&format!("http://{beside}/n/1")).await;
    assert_eq!(net.rig.trap.caught(), Vec::<String>::new());
    // The connection would be made: the test stops it there, since no packet may leave.
    let inside = net.name(vec![vec![ip("10.20.0.5")]]);
    let answer = net
        .rig
        .find(&net.rig.alice, &format!("http://{inside}/n/1"))
        .await;
    assert!(
        net.rig
            .trap
            .caught()
            .iter()
            .all(|what| what.contains("10.20.0.5"))
    );
    assert!(
        !net.rig.trap.caught().is_empty(),
        "control: {}",
        answer.text()
    );
    net.canary.unseen();
    row.holds();
}
