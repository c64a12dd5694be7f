#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use proptest::prelude::*;
use url::Url;

use super::*;

fn url(text: &str) -> Url {
    parse_id(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
fn ordinary_ids_are_accepted_in_one_form() {
    for (given, canonical) in [
        ("https://g.example/users/1", "https://g.example/users/1"),
        ("https://G.Example/Users/1", "https://g.example/Users/1"),
        ("HTTPS://g.example", "https://g.example/"),
        ("https://g.example:443/x", "https://g.example/x"),
        ("http://hrm.localhost:8080/x", "http://hrm.localhost:8080/x"),
        ("https://g.example/?p=1", "https://g.example/?p=1"),
        (
            "https://g.example/users/a#main-key",
            "https://g.example/users/a#main-key",
        ),
        (
            "https://g.example/users/josé",
            "https://g.example/users/jos%C3%A9",
        ),
        (
            "https://xn--mnchen-3ya.example/",
            "https://xn--mnchen-3ya.example/",
        ),
        ("https://my_host.example/", "https://my_host.example/"),
        ("https://g.example/a/../b", "https://g.example/b"),
        (
            "https://g.example/@alice@other.example",
            "https://g.example/@alice@other.example",
        ),
    ] {
        assert_eq!(url(given).as_str(), canonical, "{given}");
    }
}

#[test]
fn odd_hosts_are_refused() {
    for given in [
        "https://g.example./x",
        "https://g.example.:443/x",
        "https://%67.example/x",
        "https://g%2eexample/x",
        "https://ｇ.example/x",
        "https://g。example/x",
        "https://münchen.example/",
        "https://xn--example-.example/",
        "https://xn--g.example/",
        "https://xn--.example/",
        "https://xn--example/",
        "https://g..example/x",
        "https://.g.example/x",
        "https:///g.example/x",
        "https://:443/x",
        "https://0x7f.1/x",
        "https://2130706433/x",
        "https://127.1/x",
        "https://0177.0.0.1/x",
        "https://g!.example/",
        "https://g,h.example/",
        "https://[::ffff:127.0.0.1]/",
    ] {
        assert!(
            parse_id(given).is_err(),
            "{given} gave {:?}",
            parse_id(given)
        );
    }
    let long = format!("https://{}.example/", "a".repeat(64));
    assert!(parse_id(&long).is_err());
}

#[test]
fn userinfo_backslash_and_invisible_characters_are_refused() {
    for given in [
        "https://G@E/1",
        "https://g.example:pw@e.example/1",
        "https://@e.example/",
        r"https://E\@G/1",
        r"https:\\e.example\1",
        "https://g.example/a\tb",
        "https://g.exa\nmple/",
        "https://g.example/a\r\nHost: x",
        " https://g.example/",
        "https://g.example/ ",
        "https://g.example/a b",
        "https://g\u{200B}.example/",
        "https://g.example/\u{200D}x",
        "https://g.example/\u{202E}gpj",
        "https://g.example/\u{FEFF}",
        "https://g.example/\u{0}",
        "https://g\u{AD}.example/",
        "https://g.example/\u{00A0}",
    ] {
        assert!(parse_id(given).is_err(), "{given:?}");
    }
}

#[test]
fn other_schemes_are_refused() {
    for given in [
        "file:///etc/passwd",
        "gopher://g.example/",
        "ftp://g.example/",
        "data:text/html,x",
        "unix:/run/x",
        "jar:https://g.example/x!/",
        "acct:alice@g.example",
        "did:key:z6Mk",
        "ap://did:key:z6Mk/actor",
        "javascript:alert(1)",
        "//g.example/x",
        "https:/g.example/x",
        "https:g.example",
        "alice",
        "1",
        "",
    ] {
        assert!(parse_id(given).is_err(), "{given}");
    }
}

#[test]
fn ports_and_length_are_bounded() {
    for given in [
        "https://g.example:0/",
        "https://g.example:/",
        "https://g.example:65536/",
        "https://g.example:+80/",
    ] {
        assert!(parse_id(given).is_err(), "{given}");
    }
    let fits = format!("https://g.example/{}", "a".repeat(MAX_ID_LENGTH - 18));
    assert_eq!(fits.len(), MAX_ID_LENGTH);
    assert!(parse_id(&fits).is_ok());
    assert_eq!(parse_id(&format!("{fits}a")), Err(IdError::TooLong));
}

#[test]
fn origin_is_scheme_host_and_port() {
    let id = url("https://g.example/1");
    for (other, same) in [
        ("https://g.example/2", true),
        ("https://g.example:443/2#x", true),
        ("https://G.EXAMPLE/2", true),
        ("https://g.example:8443/2", false),
        ("http://g.example/2", false),
        ("http://g.example:443/2", false),
        ("https://a.g.example/2", false),
        ("https://example/2", false),
    ] {
        assert_eq!(same_origin(&id, &url(other)), same, "{other}");
    }
    let data = Url::parse("data:text/plain,x").unwrap();
    assert!(!same_origin(&data, &data));
    assert_eq!(
        Origin::of(&id).unwrap().to_string(),
        "https://g.example:443"
    );
    assert_eq!(
        document_of(&url("https://g.example/a#k")).as_str(),
        "https://g.example/a"
    );
}

#[test]
fn authority_leaves_default_ports_out() {
    for (given, expected) in [
        ("https://hrm.example/users/a", "hrm.example"),
        ("https://hrm.example:443/", "hrm.example"),
        ("https://hrm.example:8443/", "hrm.example:8443"),
        ("http://hrm.localhost:8080/x", "hrm.localhost:8080"),
        ("http://hrm.localhost/x", "hrm.localhost"),
    ] {
        assert_eq!(authority_of(&url(given)).unwrap().as_str(), expected);
    }
    assert_eq!(authority_of(&url("https://10.0.0.1/")), None);
}

#[test]
fn authority_of_a_handle_is_canonical_or_refused() {
    for (given, expected) in [
        ("hrm.example", "hrm.example"),
        ("HRM.Example", "hrm.example"),
        ("hrm.example:443", "hrm.example"),
        ("hrm.localhost:8080", "hrm.localhost:8080"),
        ("münchen.example", "xn--mnchen-3ya.example"),
    ] {
        assert_eq!(
            Authority::parse(given).unwrap().as_str(),
            expected,
            "{given}"
        );
    }
    for given in [
        "",
        "a b",
        "a\r\nb",
        "a\nHost: x",
        "a#b",
        "a?b",
        "a@b",
        "a/b",
        r"a\b",
        "a%2fb",
        "a.",
        "10.0.0.1",
        "0x7f.1",
        "[::1]",
        "::1",
        "a:0",
        "a:b",
        "a:",
        ":80",
        "a..b",
    ] {
        assert!(
            Authority::parse(given).is_err(),
            "{given:?} gave {:?}",
            Authority::parse(given)
        );
    }
    let authority = Authority::parse("hrm.localhost:8080").unwrap();
    assert_eq!(authority.host(), "hrm.localhost");
    assert_eq!(
        authority.root("http").unwrap().as_str(),
        "http://hrm.localhost:8080/"
    );
    assert!(authority.root("ftp").is_err());
}

proptest! {
    #[test]
    fn parsing_never_panics_and_is_idempotent(text in "\\PC*") {
        if let Ok(once) = parse_id(&text) {
            prop_assert_eq!(parse_id(once.as_str()).unwrap(), once);
        }
        let _ = Authority::parse(&text);
    }

    /// Whatever is accepted names the host that stands literally in the text.
    #[test]
    fn the_host_is_the_one_that_is_written(
        scheme in "(http|https)", host in "[a-zA-Z0-9.%@\\\\_-]{1,20}", rest in "[/?#:@a-z0-9.%]{0,20}"
    ) {
        let text = format!("{scheme}://{host}{rest}");
        if let Ok(parsed) = parse_id(&text) {
            let after = text.split_once("://").unwrap().1.to_ascii_lowercase();
            prop_assert!(after.starts_with(parsed.host_str().unwrap()), "{} became {}", text, parsed);
        }
    }
}
