//! Where the client does not go.

use super::{
    peer::{Peer, document},
    *,
};
use crate::address::AllowedRange;

/// A policy like that of an intranet: one loopback range stands for it, on one port.
fn intranet(config: &mut ClientConfig, port: u16) {
    config.policy.localhost_names = false;
    config.policy.public = false;
    config.policy.allow = vec![AllowedRange {
        network: "127.0.0.0/24".parse().unwrap(),
        ports: vec![port],
    }];
    config.policy.deny = vec!["127.0.0.9/32".parse().unwrap()];
    config.policy.plain_http = vec!["*.example".parse().unwrap()];
}

fn url(name: &str, port: u16) -> Url {
    Url::parse(&format!("http://{name}:{port}/")).unwrap()
}

#[tokio::test]
async fn allowed_ranges_are_reached_by_name() {
    let peer = Peer::saying(document(b"{}")).await;
    let script = Script::new(&[("g.example", &[&["127.0.0.1"]])]);
    let (client, recorder) = client_with(|config| {
        intranet(config, peer.port());
        config.lookup = script.clone();
    });
    client
        .fetch_document(&url("g.example", peer.port()), None)
        .await
        .unwrap();
    assert_eq!(script.asked(), ["g.example"]);
    assert_eq!(
        recorder.dials(),
        [("g.example".to_owned(), vec!["127.0.0.1".parse().unwrap()])]
    );
    let (client, _) = client_with(|config| {
        intranet(config, peer.port());
        config
            .policy
            .hosts
            .insert("h.example".to_owned(), "127.0.0.1".parse().unwrap());
    });
    client
        .fetch_document(&url("h.example", peer.port()), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn denied_addresses_are_not_dialled() {
    let peer = Peer::saying(document(b"{}")).await;
    for answers in [
        &["10.0.0.1"][..],
        &["127.0.0.9"],
        &["127.0.0.1", "10.0.0.1"],
        &["10.0.0.1", "127.0.0.1"],
        &["127.0.0.1", "::1"],
        &["::ffff:127.0.0.1"],
        &["64:ff9b::7f00:1"],
        &["169.254.169.254"],
        &["0.0.0.0"],
        &["8.8.8.8"],
        &[],
    ] {
        let (client, recorder) = client_with(|config| {
            intranet(config, peer.port());
            config.lookup = Script::new(&[("e.example", &[answers])]);
        });
        let error = client
            .fetch_document(&url("e.example", peer.port()), None)
            .await
            .unwrap_err();
        assert!(
            matches!(error, FetchError::Policy(_)),
            "{answers:?}: {error:?}"
        );
        let posted = client
            .post(
                &url("e.example", peer.port()),
                "{}".into(),
                &signer(),
                &http::HeaderMap::new(),
            )
            .await;
        assert!(matches!(posted, Err(FetchError::Policy(_))));
        assert!(recorder.dials().is_empty(), "{answers:?}");
    }
    assert!(peer.asked().is_empty());
}

#[tokio::test]
async fn fixed_hosts_need_permission_too() {
    let (client, recorder) = client_with(|config| {
        config.policy.localhost_names = false;
        config
            .policy
            .hosts
            .insert("e.example".to_owned(), "127.0.0.1".parse().unwrap());
    });
    let outcome = client
        .fetch_document(&Url::parse("https://e.example/").unwrap(), None)
        .await;
    assert!(matches!(outcome, Err(FetchError::Policy(_))), "{outcome:?}");
    assert!(recorder.dials().is_empty());
}

#[tokio::test]
async fn a_name_that_changes_its_address_is_checked_again() {
    let peer = Peer::saying(document(b"{}")).await;
    let (client, recorder) = client_with(|config| {
        intranet(config, peer.port());
        config.lookup = Script::new(&[("e.example", &[&["127.0.0.1"], &["10.0.0.1"]])]);
    });
    let target = url("e.example", peer.port());
    client.fetch_document(&target, None).await.unwrap();
    assert!(matches!(
        client.fetch_document(&target, None).await,
        Err(FetchError::Policy(_))
    ));
    assert_eq!(recorder.dials().len(), 1);
}

#[tokio::test]
async fn an_open_port_does_not_open_another() {
    let open = Peer::saying(document(b"{}")).await;
    let closed = Peer::saying(document(b"{}")).await;
    let script = Script::new(&[("e.example", &[&["127.0.0.1"]])]);
    let (client, _) = client_with(|config| {
        intranet(config, open.port());
        config.lookup = script.clone();
        // The port is open somewhere, so the name is looked up; but not at the address that is found.
        config.policy.allow.push(AllowedRange {
            network: "10.0.0.0/8".parse().unwrap(),
            ports: vec![closed.port()],
        });
    });
    client
        .fetch_document(&url("e.example", open.port()), None)
        .await
        .unwrap();
    let outcome = client
        .fetch_document(&url("e.example", closed.port()), None)
        .await;
    assert!(matches!(outcome, Err(FetchError::Policy(_))), "{outcome:?}");
    assert!(closed.asked().is_empty());
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn nothing_is_looked_up_for_what_is_refused_by_its_url() {
    let script = Script::new(&[]);
    let (client, recorder) = client_with(|config| {
        config.policy.localhost_names = false;
        config.lookup = script.clone();
        config.gate = Arc::new(Nobody);
    });
    for text in [
        "https://g.example/",
        "http://g.example/",
        "https://localhost/",
        "https://a.localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://g.example:22/",
        "https://u@g.example/",
        "file:///etc/passwd",
        "ftp://g.example/",
        "data:application/activity+json,{}",
    ] {
        let url = Url::parse(text).unwrap();
        assert!(
            client.fetch_document(&url, Some(&signer())).await.is_err(),
            "{text}"
        );
        assert!(client.fetch_media(&url, 10).await.is_err(), "{text}");
        assert!(
            client
                .post(&url, "{}".into(), &signer(), &http::HeaderMap::new())
                .await
                .is_err(),
            "{text}"
        );
    }
    assert!(
        script.asked().is_empty() && recorder.requests().is_empty() && recorder.dials().is_empty()
    );
}

#[tokio::test]
async fn unknown_names_and_closed_ports_may_pass_later() {
    let (client, _) = client();
    let error = client
        .fetch_document(&Url::parse("https://missing.example/").unwrap(), None)
        .await
        .unwrap_err();
    assert!(
        matches!(error, FetchError::Policy(_)) && error.is_transient(),
        "{error:?}"
    );
    let port = Peer::saying(Vec::new()).await.port();
    tokio::task::yield_now().await;
    let gone = Url::parse(&format!("http://peer.localhost:{port}/")).unwrap();
    let error = client.fetch_document(&gone, None).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
}

#[test]
fn bad_settings_are_told_at_once() {
    let build = |change: fn(&mut ClientConfig)| {
        let mut config = ClientConfig::new(
            "Meent/test",
            Arc::new(|| DateTime::from_timestamp(NOW, 0).unwrap()),
        );
        change(&mut config);
        Client::new(config).map(|_| ())
    };
    assert!(build(|_| ()).is_ok());
    assert!(matches!(
        build(|config| config.extra_ca_pem = vec![b"garbage".to_vec()]),
        Err(ClientError::Authority)
    ));
    assert!(matches!(
        build(|config| config.extra_ca_pem = vec![Vec::new()]),
        Err(ClientError::Authority)
    ));
    assert!(matches!(
        build(|config| config.user_agent = "a\nb".to_owned()),
        Err(ClientError::Build(_))
    ));
    assert!(
        build(|config| {
            let ca = rcgen::generate_simple_self_signed(vec!["ca.example".to_owned()]).unwrap();
            config.extra_ca_pem = vec![ca.cert.pem().into_bytes()];
        })
        .is_ok()
    );
}

struct Nobody;

impl HostGate for Nobody {
    fn allows(&self, _: &str) -> bool {
        false
    }
}
