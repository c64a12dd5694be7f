#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use aws_lc_rs::{
    agreement::{ECDH_P256, PrivateKey},
    signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{seal::seal_with, *};

/// The example of RFC 8291, section 5 and appendix A.
const TEXT: &[u8] = b"When I grow up, I want to be a watermelon";
const SENDER: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
const DEVICE: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
const SALT: &str = "DGv6ra1nlYgDCS1FRnbzlw";
const STANDARD: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
/// The same message and keys in the older encoding, as an independent implementation writes it.
const LEGACY: &str =
    "4qwOLFm_mNy0vf1A8f3Bm6B5UD15y3aV_xZy14pixUhcPTIoZKHzq5i3dZ6PzqSMxBI_-VDUZ4jW04M";

fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

#[test]
fn messages_are_encrypted_as_the_standard_and_the_draft_say() {
    let device = Recipient::new(DEVICE, AUTH).unwrap();
    let sender = PrivateKey::from_private_key(&ECDH_P256, &bytes(SENDER)).unwrap();
    for (encoding, expected) in [(Encoding::Aes128Gcm, STANDARD), (Encoding::AesGcm, LEGACY)] {
        let salt = bytes(SALT).try_into().unwrap();
        let sealed = seal_with(encoding, &device, TEXT, &sender, salt, 0).unwrap();
        assert_eq!(seal::encode(&sealed.body), expected, "{encoding:?}");
    }
}

#[test]
fn lengths_tell_little_and_end_somewhere() {
    let device = Recipient::new(DEVICE, AUTH).unwrap();
    for encoding in [Encoding::Aes128Gcm, Encoding::AesGcm] {
        let length = |text: &[u8]| seal::seal(encoding, &device, text).unwrap().body.len();
        assert_eq!(length(b"short"), length(&[b'x'; 500]));
        assert_ne!(length(b"short"), length(&[b'x'; 513]));
        assert!(length(&[b'x'; LONGEST]) <= 4096);
        let long = seal::seal(encoding, &device, &[b'x'; LONGEST + 1]);
        assert_eq!(long.map(|_| ()).unwrap_err(), PushError::TooLong);
        // Nothing is used twice.
        let [one, two] = [(); 2].map(|()| seal::seal(encoding, &device, TEXT).unwrap());
        assert!(one.salt != two.salt && one.sender != two.sender && one.body != two.body);
    }
}

#[test]
fn only_points_of_the_curve_and_16_bytes_are_keys() {
    let device = Recipient::new(DEVICE, AUTH).unwrap();
    let padded = DEVICE.replace('-', "+").replace('_', "/") + "=";
    assert_eq!(
        Recipient::new(&padded, &format!("{AUTH}==")).unwrap(),
        device
    );
    let mut beside = bytes(DEVICE);
    beside[64] ^= 1;
    let mut zero = vec![0; 65];
    zero[0] = 4;
    let mut compressed = bytes(DEVICE)[..33].to_vec();
    compressed[0] = 2;
    for bad in [
        beside,
        zero,
        compressed,
        bytes(DEVICE)[1..].to_vec(),
        Vec::new(),
    ] {
        let bad = URL_SAFE_NO_PAD.encode(bad);
        assert_eq!(
            Recipient::new(&bad, AUTH),
            Err(PushError::PublicKey),
            "{bad}"
        );
    }
    for bad in ["", "AAAA", "not base64!", &format!("{AUTH}AA")] {
        assert_eq!(Recipient::new(DEVICE, bad), Err(PushError::Auth), "{bad}");
    }
    assert_eq!(format!("{device:?}"), "Recipient");
}

#[test]
fn the_server_shows_who_it_is_in_the_form_of_each_encoding() {
    let key = VapidKey::generate().unwrap();
    let again = VapidKey::from_text(&key.to_text().unwrap()).unwrap();
    assert_eq!(key.public(), again.public());
    assert_eq!(
        (key.public().len(), key.public().ends_with('=')),
        (88, true)
    );
    assert!(!format!("{key:?}").contains(&key.to_text().unwrap()));
    assert!(VapidKey::from_text("AAAA").is_err());

    let device = Recipient::new(DEVICE, AUTH).unwrap();
    let endpoint = Url::parse("https://push.example:8443/send/abc?x=1").unwrap();
    let mut message = Message {
        endpoint: &endpoint,
        recipient: &device,
        encoding: Encoding::Aes128Gcm,
        text: TEXT,
        ttl: 60,
        topic: "abc",
        subject: "https://hrm.example",
    };
    let (headers, _) = letter(&again, &message, 1_800_000_000).unwrap();
    let text = |headers: &HeaderMap, name: &str| {
        headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
            .to_owned()
    };
    let standard = text(&headers, "authorization");
    let (token, public) = standard
        .strip_prefix("vapid t=")
        .unwrap()
        .split_once(",k=")
        .unwrap();
    assert_eq!(public, key.public().trim_end_matches('='));
    let (signed, signature) = token.rsplit_once('.').unwrap();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes(public))
        .verify(signed.as_bytes(), &bytes(signature))
        .unwrap();
    let claims: serde_json::Value =
        serde_json::from_slice(&bytes(signed.split_once('.').unwrap().1)).unwrap();
    assert_eq!(
        claims,
        serde_json::json!({"aud": "https://push.example:8443", "exp": 1_800_043_200, "sub": "https://hrm.example"})
    );
    for (name, value) in [
        ("content-encoding", "aes128gcm"),
        ("ttl", "60"),
        ("topic", "abc"),
        ("urgency", "normal"),
        ("crypto-key", ""),
        ("encryption", ""),
    ] {
        assert_eq!(text(&headers, name), value, "{name}");
    }

    message.encoding = Encoding::AesGcm;
    let (headers, _) = letter(&key, &message, 1_800_000_000).unwrap();
    assert!(text(&headers, "authorization").starts_with("WebPush ey"));
    assert!(text(&headers, "encryption").starts_with("salt="));
    let keys = text(&headers, "crypto-key");
    assert!(keys.starts_with("dh=B") && keys.ends_with(&format!(";p256ecdsa={public}")));
}
