//! Too much and too slow.

use super::{
    peer::{Peer, Reply, answer, document, head},
    *,
};

const LIMIT: usize = 64 * 1024;
const TYPE: (&str, &str) = ("content-type", "application/activity+json");

#[tokio::test]
async fn the_limit_is_exact() {
    for (length, fits) in [(LIMIT, true), (LIMIT + 1, false)] {
        let peer = Peer::saying(document(&vec![b' '; length])).await;
        let outcome = client().0.fetch_document(&peer.url("/"), None).await;
        assert_eq!(outcome.is_ok(), fits, "{length}");
        let mut unannounced = head("200 OK", &[TYPE]);
        unannounced.extend(vec![b' '; length]);
        let peer = Peer::saying(unannounced).await;
        match client().0.fetch_document(&peer.url("/"), None).await {
            Ok(fetched) => assert!(fits && fetched.body.len() == length),
            Err(error) => assert!(
                !fits && matches!(error, FetchError::TooLarge(LIMIT)),
                "{error:?}"
            ),
        }
    }
}

#[tokio::test]
async fn announced_and_endless_bodies_end_at_the_limit() {
    let huge =
        Peer::start(|_| Reply::Stall(head("200 OK", &[TYPE, ("content-length", "99999999999")])))
            .await;
    let endless = Peer::start(|_| {
        let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000)).into_bytes();
        Reply::Endless(
            head("200 OK", &[TYPE, ("transfer-encoding", "chunked")]),
            chunk,
        )
    })
    .await;
    for peer in [huge, endless] {
        let outcome = client().0.fetch_document(&peer.url("/"), None).await;
        assert!(
            matches!(outcome, Err(FetchError::TooLarge(LIMIT))),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_length_that_lies_breaks_the_exchange() {
    let mut short = head("200 OK", &[TYPE, ("content-length", "100")]);
    short.extend_from_slice(b"{}");
    let peer = Peer::saying(short).await;
    let outcome = client().0.fetch_document(&peer.url("/"), None).await;
    assert!(
        matches!(outcome, Err(FetchError::Transport(_))),
        "{outcome:?}"
    );
    let peer = Peer::saying(b"SSH-2.0-OpenSSH\r\n".to_vec()).await;
    let outcome = client().0.fetch_document(&peer.url("/"), None).await;
    assert!(
        matches!(outcome, Err(FetchError::Transport(_))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn compressed_bodies_count_unpacked() {
    for (length, fits) in [(1 + 258 * 100, true), (1 + 258 * 40_000, false)] {
        let packed = gzip_of_spaces(length);
        assert!(packed.len() * 100 < length || fits);
        let peer = Peer::saying(answer(
            "200 OK",
            &[TYPE, ("content-encoding", "gzip")],
            &packed,
        ))
        .await;
        match client().0.fetch_document(&peer.url("/"), None).await {
            Ok(fetched) => assert!(fits && fetched.body.len() == length),
            Err(error) => assert!(
                !fits && matches!(error, FetchError::TooLarge(LIMIT)),
                "{error:?}"
            ),
        }
        assert_eq!(peer.asked()[0].headers["accept-encoding"], "gzip,br");
    }
}

#[tokio::test]
async fn the_deadline_covers_everything() {
    let stalls: [fn() -> Reply; 4] = [
        || Reply::Stall(Vec::new()),
        || Reply::Stall(b"HTTP/1.1 200 OK\r\ncontent-ty".to_vec()),
        || Reply::Stall(head("200 OK", &[TYPE, ("content-length", "10")])),
        || Reply::Drip(head("200 OK", &[TYPE])),
    ];
    for (index, stall) in stalls.into_iter().enumerate() {
        let peer = Peer::start(move |_| stall()).await;
        let (client, _) = client_with(|config| config.deadline = Duration::from_millis(150));
        let outcome = client.fetch_document(&peer.url("/"), None).await;
        assert!(
            matches!(outcome, Err(FetchError::Timeout)),
            "{index}: {outcome:?}"
        );
        assert!(outcome.unwrap_err().is_transient());
    }
    let peer = Peer::start(|_| Reply::Stall(Vec::new())).await;
    let (client, _) = client_with(|config| config.deadline = Duration::from_millis(150));
    assert!(matches!(
        client
            .post(
                &peer.url("/"),
                "{}".into(),
                &signer(),
                &http::HeaderMap::new()
            )
            .await,
        Err(FetchError::Timeout)
    ));
}

/// A gzip file of `1 + 258 n` spaces: one literal, then matches of the greatest length (RFC 1951, section 3.2.6).
fn gzip_of_spaces(length: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = vec![true, true, false];
    let mut code =
        |value: u32, width: u32| bits.extend((0..width).rev().map(|bit| value >> bit & 1 == 1));
    code(0x30 + u32::from(b' '), 8);
    for _ in 0..(length - 1) / 258 {
        code(0b1100_0101, 8);
        code(0, 5);
    }
    code(0, 7);
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    file.extend(bits.chunks(8).map(|byte| {
        byte.iter()
            .enumerate()
            .fold(0, |sum, (i, bit)| sum | u8::from(*bit) << i)
    }));
    let mut crc = !0u32;
    for _ in 0..length {
        crc ^= u32::from(b' ');
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    file.extend_from_slice(&(!crc).to_le_bytes());
    file.extend_from_slice(&u32::try_from(length).unwrap().to_le_bytes());
    file
}
