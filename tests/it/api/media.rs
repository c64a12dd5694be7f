//! Attachments.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use serde_json::json;

use super::{id, ids, send};
use crate::support::TestApp;

/// A picture of 50 by 60 pixels.
pub fn png() -> Vec<u8> {
    let picture = RgbImage::from_fn(50, 60, |x, y| {
        Rgb([200, 5 * x.to_le_bytes()[0], 4 * y.to_le_bytes()[0]])
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

#[tokio::test]
async fn an_upload_is_complete_at_once_and_can_be_described() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    for path in ["/api/v1/media", "/api/v2/media"] {
        let upload = unit
            .post(path)
            .by(&anna)
            .upload(("file", "a.png", &png()), &[("focus", "0.5,-0.5")]);
        let media = upload.await.ok().json();
        assert_eq!(media["type"], "image");
        assert_eq!(media["meta"]["original"]["size"], "50x60");
        assert_eq!(media["meta"]["focus"], json!({ "x": 0.5, "y": -0.5 }));
        assert!(media["description"].is_null() && media["blurhash"].is_string());
        for url in ["url", "preview_url"] {
            assert!(
                media[url]
                    .as_str()
                    .unwrap()
                    .starts_with("https://hrm.example/media/"),
                "{url}"
            );
        }
        let one = format!("/api/v1/media/{}", id(&media));
        let described = unit
            .put(&one)
            .by(&anna)
            .form(&[("description", "Een vlag")])
            .await
            .ok()
            .json();
        assert_eq!(
            (&described["description"], &described["meta"]["focus"]["x"]),
            (&json!("Een vlag"), &json!(0.5))
        );
        unit.put(&one)
            .by(&anna)
            .form(&[("focus", "2,0")])
            .await
            .is(422);
        assert_eq!(unit.delete(&one).by(&anna).await.ok().json(), json!({}));
        unit.get(&one).by(&anna).await.is(404);
    }
}

#[tokio::test]
async fn a_post_carries_its_files_in_order() {
    let unit = TestApp::new().await;
    let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
    let mut files = Vec::new();
    for n in 1..=2 {
        let text = format!("Plaatje {n}");
        let upload = unit
            .post("/api/v2/media")
            .by(&anna)
            .upload(("file", "a.png", &png()), &[("description", &text)]);
        files.push(id(&upload.await.ok().json()).to_owned());
    }
    files.reverse();
    let body = json!({ "media_ids": files });
    unit.post("/api/v1/statuses")
        .by(&bram)
        .json(body.clone())
        .await
        .is(422);
    let status = send(&unit, &anna, body).await;
    assert_eq!(ids(&status["media_attachments"]), files);
    assert_eq!(status["content"], "");
    let path = format!("/api/v1/statuses/{}", id(&status));
    let edit = json!({
        "status": "Eén blijft",
        "media_ids": [files[1]],
        "media_attributes": [{ "id": files[1], "description": "Nieuw" }],
    });
    let edited = unit.put(&path).by(&anna).json(edit).await.ok().json();
    assert_eq!(ids(&edited["media_attachments"]), [files[1].as_str()]);
    assert_eq!(edited["media_attachments"][0]["description"], "Nieuw");
    unit.delete(&format!("/api/v1/media/{}", files[1]))
        .by(&anna)
        .await
        .is(422);
}

#[tokio::test]
async fn what_is_no_file_is_refused_with_a_reason() {
    let unit = TestApp::new().await;
    let anna = unit.person("anna").await;
    let answer = unit
        .post("/api/v2/media")
        .by(&anna)
        .upload(("file", "a.png", b"<svg onload=x>"), &[])
        .await
        .is(422);
    assert!(
        answer.json()["error"]
            .as_str()
            .unwrap()
            .starts_with("Validation failed"),
        "{}",
        answer.text()
    );
    unit.post("/api/v2/media")
        .by(&anna)
        .json(json!({ "file": "x" }))
        .await
        .is(400);
    let large = vec![0; 17 * 1024 * 1024];
    unit.post("/api/v2/media")
        .by(&anna)
        .upload(("file", "a.png", &large), &[])
        .await
        .is(422);
    let larger = vec![0; meent::http::extract::body::UPLOAD_LIMIT + 1];
    unit.post("/api/v2/media")
        .by(&anna)
        .upload(("file", "a.png", &larger), &[])
        .await
        .is(413);
}
