//! Bodies.

use super::*;

#[tokio::test]
async fn c7_bodies_that_are_too_long_lie_or_unpack() {
    let (row, rig) = (Row::new("C7"), rig().await);
    let limit = 1024 * 1024;
    let padded = |length: usize, id: &str, marker: &str| {
        let mut note = rig.e.note("mallory", 1, marker);
        note["id"] = json!(id);
        let text = note.to_string();
        format!("{}{}{text}", " ".repeat(length - text.len() - 1), "\n").into_bytes()
    };
    let typed = [("Content-Type", ACTIVITY)];
    let long = padded(limit + 1, &rig.e.url("/long"), "markerforged");
    rig.e.reply("/long", Reply::Raw(answer(200, &typed, &long)));
    let head = |more: &str| {
        format!("HTTP/1.1 200 X\r\nContent-Type: {ACTIVITY}\r\nConnection: close\r\n{more}\r\n")
            .into_bytes()
    };
    // Announced as short, and longer; announced as long, and shorter; without an end.
    let note = rig
        .e
        .note("mallory", 2, "markerforged")
        .to_string()
        .into_bytes();
    let with = |head: Vec<u8>, body: &[u8]| [head, body.to_vec()].concat();
    rig.e.reply(
        "/n/2",
        Reply::Raw(with(
            head(&format!("Content-Length: {}\r\n", note.len() - 10)),
            &note,
        )),
    );
    rig.e.reply(
        "/short",
        Reply::Raw(with(head("Content-Length: 900000\r\n"), &note)),
    );
    rig.e.reply(
        "/huge",
        Reply::Raw(with(head("Content-Length: 99999999999\r\n"), &note)),
    );
    rig.e.reply("/endless", Reply::Flood(head("")));
    let chunks = [
        head("Transfer-Encoding: chunked\r\n"),
        format!("{:x}\r\n", 64 * 1024 * 1024).into_bytes(),
    ]
    .concat();
    rig.e.reply("/chunked", Reply::Flood(chunks));
    rig.e.reply(
        "/bomb",
        Reply::Raw(answer(
            200,
            &[("Content-Type", ACTIVITY), ("Content-Encoding", "gzip")],
            &bomb(),
        )),
    );
    rig.e.reply(
        "/nested",
        Reply::Raw(answer(
            200,
            &[
                ("Content-Type", ACTIVITY),
                ("Content-Encoding", "gzip, gzip"),
            ],
            &bomb(),
        )),
    );
    for path in [
        "/long", "/n/2", "/short", "/huge", "/endless", "/chunked", "/bomb", "/nested",
    ] {
        let begin = Instant::now();
        rig.search(&rig.e.url(path)).await;
        assert!(
            begin.elapsed() < Duration::from_secs(5),
            "{path}: {:?}",
            begin.elapsed()
        );
        assert!(rig.e.count(path) > 0, "{path} was not asked for");
    }
    rig.nothing_of("bodies", "markerforged").await;
    rig.e.reply(
        "/full",
        Reply::Raw(answer(
            200,
            &typed,
            &padded(limit, &rig.e.url("/full"), "markertrue"),
        )),
    );
    rig.search(&rig.e.url("/full")).await;
    rig.something_of("a body of just the limit", "markertrue")
        .await;
    row.holds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c8_answers_that_never_come_to_an_end() {
    let (row, rig) = (Row::new("C8"), rig().await);
    rig.e.reply(
        "/drip",
        Reply::Drip(format!("HTTP/1.1 200 X\r\nContent-Type: {ACTIVITY}\r\n\r\n").into_bytes()),
    );
    rig.e
        .reply("/head", Reply::Drip(b"HTTP/1.1 200 X\r\nX-".to_vec()));
    rig.e.reply("/stall", Reply::Stall);
    let begin = Instant::now();
    // The last one never answers a TLS handshake.
    let urls = [
        rig.e.url("/drip"),
        rig.e.url("/head"),
        rig.e.url("/stall"),
        rig.e.url("/tls").replace("http:", "https:"),
    ];
    let slow = futures::future::join_all(urls.iter().map(|url| rig.search(url)));
    let meanwhile = async {
        for number in 0..3 {
            control(&rig, 90 + number, &format!("markertrue{number}")).await;
        }
        begin.elapsed()
    };
    let (_, others) = tokio::join!(slow, meanwhile);
    assert!(
        begin.elapsed() < Duration::from_secs(15),
        "{:?}",
        begin.elapsed()
    );
    assert!(others < Duration::from_secs(8), "others waited {others:?}");
    rig.healthy().await;
    row.holds();
}

#[tokio::test]
async fn c14_documents_that_parsers_stumble_over() {
    let (row, rig) = (Row::new("C14"), rig().await);
    let good = rig
        .e
        .create("mallory", &rig.e.note("mallory", 1, "markerforged"))
        .to_string();
    let with_content = |bytes: &[u8]| {
        let at = good.find("markerforged").unwrap();
        [&good.as_bytes()[..at], bytes, &good.as_bytes()[at..]].concat()
    };
    let deep = |open: &str, close: &str, depth: usize| {
        good.replacen(
            '{',
            &format!("{{\"x\":{}1{},", open.repeat(depth), close.repeat(depth)),
            1,
        )
        .into_bytes()
    };
    let broken: Vec<(&str, Vec<u8>)> = vec![
        ("invalid UTF-8", with_content(&[0xff, 0xfe, 0xc0, 0xaf])),
        ("a lone surrogate", with_content(b"\\ud800")),
        ("half a pair", with_content(b"\\udc00\\ud800")),
        ("an encoded surrogate", with_content(&[0xed, 0xa0, 0x80])),
        ("a raw control character", with_content(&[0x00])),
        ("a raw newline", with_content(b"\n")),
        ("a bad escape", with_content(b"\\x")),
        ("lists 10,000 deep", deep("[", "]", 10_000)),
        ("objects 10,000 deep", deep("{\"a\":", "}", 10_000)),
        ("an unclosed list", deep("[", "", 10_000)),
        ("1e999", good.replacen('{', "{\"x\":1e999,", 1).into_bytes()),
        (
            "a number with a million digits",
            good.replacen('{', &format!("{{\"x\":{},", "9".repeat(900_000)), 1)
                .into_bytes(),
        ),
        ("a comma too many", good.replacen('{', "{,", 1).into_bytes()),
        ("two documents", format!("{good}{good}").into_bytes()),
        ("a comment", format!("/* */{good}").into_bytes()),
        (
            "UTF-16",
            good.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        ("nothing", Vec::new()),
    ];
    let mut served = 100;
    for (what, body) in &broken {
        assert!(
            serde_json::from_slice::<Value>(body).is_err(),
            "{what} is fine"
        );
        for form in FORMS {
            let letter = Letter::unsigned(&rig, body.clone()).sign(&rig, &rig.mallory(), form);
            let status = letter.send(&rig).await.status;
            assert!(status < 500, "{what}: {status}");
            rig.work().await;
        }
        // The same as an answer.
        served += 1;
        let path = format!("/n/{served}");
        rig.e.reply(
            &path,
            Reply::Raw(answer(200, &[("Content-Type", ACTIVITY)], body)),
        );
        rig.search(&rig.e.url(&path)).await;
        rig.healthy().await;
    }
    rig.nothing_of("broken documents", "markerforged").await;
    // A name of 500 KB is only odd, and a NUL by escape is no character of a text.
    let odd = rig
        .e
        .create("mallory", &rig.e.note("mallory", 2, "markernul\u{0}end"))
        .to_string();
    let odd = odd.replacen('{', &format!("{{\"{}\":1,", "a".repeat(500_000)), 1);
    let status = Letter::unsigned(&rig, odd)
        .sign(&rig, &rig.mallory(), FORMS[0])
        .send(&rig)
        .await
        .status;
    assert!(status < 500, "{status}");
    rig.work().await;
    let kept = rig.stored(&rig.e.url("/n/2")).await;
    assert!(kept.is_none_or(|row| !row.content.contains('\u{0}')));
    control(&rig, 90, "markertrue").await;
    row.holds();
}
