//! Headers that are malformed, and signatures that are none.

use super::{SignatureError as E, gate::fails, *};

#[test]
fn the_public_key_is_no_hmac_secret() {
    let pem = alice().public_key().unwrap().to_pem().unwrap();
    let fake = aws_lc_rs::hmac::sign(
        &aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, pem.as_bytes()),
        b"(request-target): post /inbox",
    );
    let line = format!(
        r#"keyId="{KEY_ID}",algorithm="hs2019",headers="(request-target) host date digest",signature="{}""#,
        STANDARD.encode(fake)
    );
    fails(
        "hmac",
        Builder::post().header("signature", line),
        &E::Invalid,
    );
}

#[test]
fn malformed_headers() {
    let whole = Builder::post().signed().header_map()["signature"]
        .to_str()
        .unwrap()
        .to_owned();
    for line in [
        "",
        " ",
        ",",
        "x",
        "keyId",
        "keyId=",
        r#"keyId="https://g.example/k"#,
        r#"keyId="https://g.example/k" headers="date""#,
        r#"keyId="https://g.example/k",headers="host\" date",signature="AAAA""#,
        r#"sig1=("@method");created=1"#,
        &whole.replace("signature=\"", "signature=\"*"),
        &whole.replace("keyId=", "key id="),
        &format!("{whole},"),
        &format!("{whole},,"),
        &whole.replace(
            "headers=\"(request-target) host date digest\"",
            "headers=\"\"",
        ),
        &whole.replace("headers=\"(request-target) host date digest\",", ""),
        &format!("{whole},created=1.5"),
        &format!("{whole},created=-5"),
        &format!("{whole},expires=99999999999999999999"),
        &format!("{whole},x=\"{}\"", "a".repeat(9000)),
    ] {
        let outcome = Builder::post().header("signature", line).outcome();
        assert!(
            matches!(
                outcome,
                Err(E::Syntax(_) | E::MissingParameter(_) | E::RepeatedParameter(_))
            ),
            "{line:?}: {outcome:?}"
        );
    }
    let spaced = whole
        .replace(',', " , ")
        .replace("algorithm=", "unknown=\"x\", algorithm=");
    assert_eq!(
        Builder::post().header("signature", spaced).outcome(),
        Ok(())
    );
}
