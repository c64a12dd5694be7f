//! Other ways out.

use super::*;

#[tokio::test]
async fn d14_other_schemes() {
    let (row, net) = (Row::new("D14"), Net::new().await);
    let port = net.canary.port;
    for url in [
        "file:///etc/passwd".to_owned(),
        format!("gopher://127.0.0.1:{port}/x"),
        format!("ftp://127.0.0.1:{port}/x"),
        "data:application/activity+json,{}".to_owned(),
        "unix:///var/run/x.sock".to_owned(),
        format!("jar:http://127.0.0.1:{port}/x!/y"),
        format!("ws://127.0.0.1:{port}/x"),
        format!("http+unix://127.0.0.1:{port}/x"),
        format!("HTTP://127.0.0.1:{port}/x"),
        "about:blank".to_owned(),
    ] {
        net.aim(&url).await;
    }
    assert!(
        net.rig
            .trap
            .requested()
            .iter()
            .all(|url| url.starts_with("http://"))
    );
    net.end(row).await;
}

#[tokio::test]
async fn d15_handles_with_characters_of_urls() {
    let (row, net) = (Row::new("D15"), Net::new().await);
    let (good, port) = (net.rig.e.domain.clone(), net.canary.port);
    net.rig.e.forget();
    for handle in [
        format!("@x@{good}\r\nX-Injected: yes"),
        format!("@x@{good} 127.0.0.1"),
        format!("@x@{good}#@127.0.0.1:{port}"),
        format!("@x@{good}?x=1"),
        format!("@x@{good}/../"),
        format!("@x@127.0.0.1:{port}"),
        format!("@x@localhost:{port}"),
        format!("@x@user@127.0.0.1:{port}"),
        format!("@x%0d%0a@{good}"),
        format!("@x\r\ny@{good}"),
        format!("@x@[::1]:{port}"),
        format!("@x@{good}:99999"),
        format!("@../../admin@{good}"),
        format!("@x&y=1@{good}"),
    ] {
        net.rig.find(&net.rig.alice, &handle).await;
        net.rig
            .s
            .post("/api/v1/statuses")
            .by(&net.rig.alice)
            .json(json!({"status": format!("hello {handle}")}))
            .await;
        net.rig.work().await;
    }
    for asked in net.rig.e.asked() {
        assert!(
            !asked.head.to_lowercase().contains("\nx-injected"),
            "{}",
            asked.head
        );
        let fine = asked.method == "POST"
            || asked
                .target
                .starts_with("/.well-known/webfinger?resource=acct%3A");
        assert!(
            fine && !asked.target.contains("..") && asked.target.matches('&').count() == 0,
            "{}",
            asked.target
        );
    }
    net.end(row).await;
}

#[tokio::test]
async fn d18_parameters_that_some_helper_could_read() {
    let (row, net) = (Row::new("D18"), Net::new().await);
    let port = net.canary.port;
    for query in [
        format!("?file_type=x&proxy=http://127.0.0.1:{port}"),
        format!("?url=http://127.0.0.1:{port}/x"),
        format!("?x#http://127.0.0.1:{port}/"),
    ] {
        let path = format!("/file{query}");
        let mut note = net.note();
        note["attachment"] =
            json!([{"type": "Image", "mediaType": "image/png", "url": net.rig.e.url(&path)}]);
        net.rig
            .deliver(&net.rig.mallory(), &net.rig.e.create("mallory", &note))
            .await;
        let sent = path.split('#').next().unwrap();
        assert!(net.rig.e.count(sent) > 0, "{sent} goes to E as it stands");
    }
    // S's own addresses take no address to fetch.
    let member = &net.rig.alice;
    for path in [
        "/media/remote/1",
        "/media/posts/x.png",
        "/pictures/avatar.png",
        "/api/v1/media/1",
    ] {
        net.rig
            .s
            .get(&format!(
                "{path}?url=http://127.0.0.1:{port}/x&proxy=http://127.0.0.1:{port}"
            ))
            .by(member)
            .await;
    }
    net.end(row).await;
}

/// A real process with every variable that HTTP libraries read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d19_a_proxy_in_the_environment() {
    let row = Row::new("D19");
    let canary = Canary::start().await;
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (
        Place::new("here", &folder.path().join("here"), None).unwrap(),
        Place::new("there", &folder.path().join("there"), None).unwrap(),
    );
    let mut reader = None;
    for (place, other, name) in [(&here, &there, "anna"), (&there, &here, "bas")] {
        let app = place.open().await.unwrap();
        let account = people::settle(&app, name).await.unwrap();
        meent::service::peers::add(&app, &other.host).await.unwrap();
        let holder = people::holders(&app, vec![account])
            .await
            .unwrap()
            .remove(0);
        reader = reader.or(Some(holder));
    }
    let proxy = format!("http://127.0.0.1:{}", canary.port);
    let names = [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ];
    let variables: Vec<(&str, String)> = names.iter().map(|name| (*name, proxy.clone())).collect();
    let (mut one, mut two) = (
        here.start(crate::crash::program(), &variables).unwrap(),
        there.start(crate::crash::program(), &variables).unwrap(),
    );
    one.ready("/healthz", None).await.unwrap();
    two.ready("/healthz", None).await.unwrap();
    let reader = reader.unwrap();
    let mut wire = Wire::new(here.address);
    // Control: the way there, there and back, works.
    reader
        .follow(&mut wire, &here, &format!("bas@{}", there.host))
        .await
        .unwrap();
    let path = "/api/v2/search?resolve=true&q=http%3A%2F%2F127.0.0.1%2Fx";
    wire.send(&wire::get(&here.host, path, Some(&reader.token)))
        .await
        .unwrap();
    canary.unseen();
    row.holds();
}
