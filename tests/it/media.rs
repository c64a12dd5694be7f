//! Stored files over HTTP.

use meent::service::media::{self, Upload};

use crate::support::TestApp;

fn path(key: Option<String>) -> String {
    format!("/media/{}", key.expect("a file"))
}

async fn text_file(unit: &TestApp) -> String {
    let anna = unit.person("anna").await;
    let upload = Upload {
        content: b"0123456789".to_vec().into(),
        file_name: Some("Notulen \u{e9}\u{e9}n.html".to_owned()),
        ..Upload::default()
    };
    let row = media::upload(&unit.app, anna.id(), upload).await.unwrap();
    path(row.file_key)
}

#[tokio::test]
async fn documents_are_downloads_that_run_nothing() {
    let unit = TestApp::new().await;
    let path = text_file(&unit).await;
    let answer = unit.get(&path).await.ok();
    assert_eq!(answer.body, b"0123456789");
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(answer.header("content-length"), "10");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-site");
    assert!(answer.header("content-security-policy").contains("sandbox"));
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename*=UTF-8''Notulen%20%C3%A9%C3%A9n%2Ehtml"
    );
    unit.call("HEAD", &path).await.ok();
}

#[tokio::test]
async fn parts_are_sent_when_asked_for() {
    let unit = TestApp::new().await;
    let path = text_file(&unit).await;
    for (range, status, body, said) in [
        ("bytes=2-4", 206, "234", "bytes 2-4/10"),
        ("bytes=7-", 206, "789", "bytes 7-9/10"),
        ("bytes=-2", 206, "89", "bytes 8-9/10"),
        ("bytes=0-99", 206, "0123456789", "bytes 0-9/10"),
        ("bytes=0-1,4-5", 200, "0123456789", ""),
        ("nonsense", 200, "0123456789", ""),
    ] {
        let answer = unit.get(&path).header("range", range).await.is(status);
        assert_eq!(answer.text(), body, "{range}");
        assert_eq!(answer.header("content-range"), said, "{range}");
    }
    unit.get(&path).header("range", "bytes=10-").await.is(416);
    let other_version = unit
        .get(&path)
        .header("range", "bytes=2-4")
        .header("if-range", "\"old\"");
    assert_eq!(other_version.await.ok().body.len(), 10);
}

#[tokio::test]
async fn what_the_browser_has_is_not_sent_again() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let path = path(anna.person.account.avatar_key.clone());
    let first = unit.get(&path).await.ok();
    assert_eq!(first.header("content-type"), "image/png");
    assert_eq!(first.header("content-disposition"), "");
    let again = unit
        .get(&path)
        .header("if-none-match", first.header("etag"))
        .await
        .is(304);
    assert!(again.body.is_empty());
}

#[tokio::test]
async fn deleted_files_and_odd_names_are_not_found() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let upload = Upload {
        content: b"text".to_vec().into(),
        ..Upload::default()
    };
    let row = media::upload(&unit.app, anna.id(), upload).await.unwrap();
    media::delete(&unit.app, anna.id(), row.id).await.unwrap();
    unit.get(&path(row.file_key)).await.is(404);
    for odd in [
        "../meent.sqlite",
        "%2e%2e/meent.sqlite",
        "people/%2e%2e/%2e%2e/meent.sqlite",
        "posts/2026/03/1-a/file.html",
        "x",
        "people//a.png",
    ] {
        unit.get(&format!("/media/{odd}")).await.is(404);
    }
}
