#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use rsa::{RsaPrivateKey, pkcs8::EncodePrivateKey};

use super::*;
use crate::signature::tests::{alice, mallory};

fn spki(modulus: &BigUint, exponent: u32) -> String {
    let key = pkcs1_der(modulus, exponent);
    let mut der = Vec::new();
    let algorithm = [
        0x30, 0x0d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0,
    ];
    let mut bits = vec![0];
    bits.extend_from_slice(&key);
    der.extend_from_slice(&algorithm);
    der.extend_from_slice(&tlv(3, &bits));
    pem("PUBLIC KEY", &tlv(0x30, &der))
}

fn pkcs1_der(modulus: &BigUint, exponent: u32) -> Vec<u8> {
    let mut inner = tlv(2, &unsigned(&modulus.to_bytes_be()));
    inner.extend_from_slice(&tlv(2, &unsigned(&BigUint::from(exponent).to_bytes_be())));
    tlv(0x30, &inner)
}

fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let mut out = if bytes[0] & 0x80 == 0 {
        vec![]
    } else {
        vec![0]
    };
    out.extend_from_slice(bytes);
    out
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short @ 0..=0x7f) => out.push(short),
        Ok(byte) => out.extend_from_slice(&[0x81, byte]),
        _ => {
            out.push(0x82);
            out.extend_from_slice(&u16::try_from(content.len()).unwrap().to_be_bytes());
        }
    }
    out.extend_from_slice(content);
    out
}

fn pem(label: &str, der: &[u8]) -> String {
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        STANDARD.encode(der)
    )
}

fn modulus(bits: usize) -> BigUint {
    (BigUint::from(1u8) << (bits - 1)) + BigUint::from(12_345u32)
}

#[test]
fn keys_survive_pem_and_sign() {
    let key = PrivateKey::generate().unwrap();
    let again = PrivateKey::from_pkcs8_pem(&key.to_pkcs8_pem().unwrap()).unwrap();
    let public = PublicKey::from_pem(&key.public_key().unwrap().to_pem().unwrap()).unwrap();
    assert_eq!(again.public_key().unwrap(), public);
    let signature = again.sign(b"text").unwrap();
    assert_eq!(signature.len(), 256);
    assert_eq!(public.verify(b"text", &signature), Ok(()));
    assert_eq!(public.verify(b"texT", &signature), Err(BadSignature));
    assert_eq!(public.verify(b"text", &signature[1..]), Err(BadSignature));
    assert_eq!(public.verify(b"text", &[]), Err(BadSignature));
    assert_eq!(
        mallory().public_key().unwrap().verify(b"text", &signature),
        Err(BadSignature)
    );
}

#[test]
fn the_other_library_reads_our_keys_and_we_read_its() {
    let ours = alice().to_pkcs8_pem().unwrap();
    let theirs = <RsaPrivateKey as rsa::pkcs8::DecodePrivateKey>::from_pkcs8_pem(&ours).unwrap();
    let back = PrivateKey::from_pkcs8_pem(&theirs.to_pkcs8_pem(LineEnding::CRLF).unwrap()).unwrap();
    assert_eq!(back.public_key().unwrap(), alice().public_key().unwrap());
}

#[test]
fn pkcs1_and_edited_white_space_are_read() {
    let public = alice().public_key().unwrap();
    let spki_pem = public.to_pem().unwrap();
    let pkcs1_pem =
        rsa::pkcs1::EncodeRsaPublicKey::to_pkcs1_pem(&public.0.rsa, LineEnding::LF).unwrap();
    for text in [
        pkcs1_pem,
        spki_pem.replace('\n', "\r\n"),
        format!("\n  {spki_pem}\n\n"),
        spki_pem.trim().to_owned(),
        spki_pem.replace('\n', "\n\n"),
        spki_pem
            .replace('\n', " ")
            .replace("BEGIN PUBLIC KEY----- ", "BEGIN PUBLIC KEY-----"),
    ] {
        assert_eq!(PublicKey::from_pem(&text).unwrap(), public, "{text:?}");
    }
}

#[test]
fn weak_huge_and_foreign_keys_are_refused() {
    assert!(PublicKey::from_pem(&spki(&modulus(2048), 65_537)).is_ok());
    assert!(PublicKey::from_pem(&spki(&modulus(4096), 3)).is_ok());
    for (bits, exponent, error) in [
        (512, 65_537, KeyError::Size(512)),
        (1024, 65_537, KeyError::Size(1024)),
        (2047, 65_537, KeyError::Size(2047)),
        (4097, 65_537, KeyError::Size(4097)),
        (16_384, 65_537, KeyError::Size(16_384)),
        (2048, 1, KeyError::Exponent),
        (2048, 0, KeyError::Exponent),
        (2048, 65_536, KeyError::Exponent),
    ] {
        assert_eq!(
            PublicKey::from_pem(&spki(&modulus(bits), exponent)),
            Err(error.clone()),
            "{error}"
        );
        assert!(
            PublicKey::from_pem(&pem("RSA PUBLIC KEY", &pkcs1_der(&modulus(bits), exponent)))
                .is_err()
        );
    }
    let even = modulus(2048) + BigUint::from(1u8);
    assert_eq!(
        PublicKey::from_pem(&spki(&even, 65_537)),
        Err(KeyError::NotRsa)
    );
}

#[test]
fn garbage_and_other_kinds_of_keys_are_refused() {
    let ec = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYD54V/vp+54P9DXarYqx4MPcm+HK\n\
              RIQzNasYSoRQHQ/6S6Ps8tpMcT+KvIIC8W/e9k0W7Cm72M1P9jU7SLf/vg==\n-----END PUBLIC KEY-----";
    assert_eq!(PublicKey::from_pem(ec), Err(KeyError::NotRsa));
    assert_eq!(
        PublicKey::from_pem(&ec.replace("PUBLIC", "RSA PUBLIC")),
        Err(KeyError::NotRsa)
    );
    let private = alice().to_pkcs8_pem().unwrap();
    let public = alice().public_key().unwrap().to_pem().unwrap();
    for text in [
        "",
        "garbage",
        "-----BEGIN PUBLIC KEY-----",
        private.as_str(),
        &"A".repeat(100_000),
    ] {
        assert!(
            matches!(PublicKey::from_pem(text), Err(KeyError::Pem { .. })),
            "{text}"
        );
    }
    for text in [
        public.replacen('M', "*", 1),
        public.replace("END PUBLIC", "END RSA PUBLIC"),
        pem("PUBLIC KEY", b""),
        pem("PUBLIC KEY", &[0x30; 300]),
    ] {
        assert!(PublicKey::from_pem(&text).is_err(), "{text}");
    }
    assert!(PrivateKey::from_pkcs8_pem(&public).is_err());
    assert!(PrivateKey::from_pkcs8_pem(&private.replacen("MII", "MIA", 1)).is_err());
}

#[test]
fn nothing_secret_is_formatted() {
    assert_eq!(format!("{:?}", alice()), "PrivateKey(..)");
    assert_eq!(
        format!("{:?}", alice().public_key().unwrap()),
        "PublicKey(2048 bits)"
    );
}
