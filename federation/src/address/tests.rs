#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};
use proptest::prelude::*;

use super::*;

fn policy(change: impl FnOnce(&mut PolicyConfig)) -> AddressPolicy {
    let mut config = PolicyConfig::default();
    change(&mut config);
    AddressPolicy::new(config).unwrap()
}

fn range(network: &str, ports: &[u16]) -> AllowedRange {
    AllowedRange {
        network: network.parse().unwrap(),
        ports: ports.to_vec(),
    }
}

fn permits(policy: &AddressPolicy, address: &str, port: u16) -> bool {
    policy.permits(address.parse().unwrap(), &policy.port_class(port))
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[test]
fn every_special_block_is_closed_from_its_first_to_its_last_address() {
    let standard = policy(|_| ());
    let v4 = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "255.255.255.255/32",
    ];
    for block in v4.map(|text| text.parse::<Ipv4Net>().unwrap()) {
        for address in [block.network(), block.broadcast()] {
            assert!(!permits(&standard, &address.to_string(), 443), "{address}");
        }
    }
    let v6 = [
        "::/128",
        "::1/128",
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "100:0:0:1::/64",
        "2001::/23",
        "2001::/32",
        "2001:2::/48",
        "2001:10::/28",
        "2001:20::/28",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3ffe::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    ];
    for block in v6.map(|text| text.parse::<Ipv6Net>().unwrap()) {
        for address in [block.network(), block.broadcast()] {
            assert!(!permits(&standard, &address.to_string(), 443), "{address}");
        }
    }
}

#[test]
fn neighbours_of_the_blocks_are_public() {
    let standard = policy(|_| ());
    for address in [
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2001:db7:ffff::1",
        "2001:db9::1",
        "2003::1",
        "2620:4f:7fff::1",
        "2a01:4f8::1",
        "3ffd::1",
        "3fff:1000::1",
    ] {
        assert!(permits(&standard, address, 443), "{address}");
    }
}

#[test]
fn ranges_open_their_ports_only_and_deny_wins() {
    let intranet = policy(|config| {
        config.public = false;
        config.allow = vec![
            range("127.0.10.0/24", &[443, 8443]),
            range("10.0.0.0/8", &[]),
            range("fd00::/8", &[443]),
        ];
        config.deny = vec![
            "127.0.0.1/32".parse().unwrap(),
            "10.9.0.0/16".parse().unwrap(),
        ];
    });
    for (address, port, open) in [
        ("127.0.10.1", 443, true),
        ("127.0.10.1", 8443, true),
        ("127.0.10.1", 80, false),
        ("127.0.10.1", 8444, false),
        ("127.0.11.1", 443, false),
        ("127.0.0.1", 443, false),
        ("10.1.2.3", 443, true),
        ("10.1.2.3", 80, true),
        ("10.1.2.3", 8443, false),
        ("10.9.2.3", 443, false),
        ("fd00::1", 443, true),
        ("fc00::1", 443, false),
        ("::ffff:10.1.2.3", 443, false),
        ("::10.1.2.3", 443, false),
        ("64:ff9b::10.1.2.3", 443, false),
        ("8.8.8.8", 443, false),
        ("192.168.0.1", 443, false),
    ] {
        assert_eq!(permits(&intranet, address, port), open, "{address} {port}");
    }
}

#[test]
fn an_opened_translation_prefix_opens_no_inner_address() {
    let translated = policy(|config| {
        config.allow = vec![
            range("64:ff9b::/96", &[]),
            range("::ffff:0:0/96", &[]),
            range("2002::/16", &[]),
        ];
        config.deny = vec!["8.8.4.4/32".parse().unwrap()];
    });
    for (address, open) in [
        ("64:ff9b::8.8.8.8", true),
        ("64:ff9b::7f00:1", false),
        ("64:ff9b::10.0.0.1", false),
        ("64:ff9b::8.8.4.4", false),
        ("::ffff:127.0.0.1", false),
        ("::ffff:8.8.8.8", true),
        ("2002:7f00:1::", false),
        ("2002:808:808::1", true),
        ("64:ff9b:1::1", false),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", false),
        ("2a01:4f8::5efe:7f00:1", false),
        ("2a01:4f8::200:5efe:10.0.0.1", false),
    ] {
        assert_eq!(permits(&translated, address, 443), open, "{address}");
    }
}

#[test]
fn urls_are_names_with_open_schemes_and_ports() {
    let standard = policy(|config| {
        config.plain_http = vec!["*.lab.example".parse().unwrap()];
        config.deny_names = vec![
            "bad.example".parse().unwrap(),
            "*.bad.example".parse().unwrap(),
        ];
    });
    for text in [
        "https://g.example/",
        "https://g.example:443/",
        "http://a.lab.example/",
        "https://g.example:80/",
        "https://intranet/",
    ] {
        assert!(standard.check_url(&url(text)).is_ok(), "{text}");
    }
    use PolicyError as E;
    for (text, error) in [
        ("file:///etc/passwd", E::Scheme("file".to_owned())),
        ("gopher://g.example/", E::Scheme("gopher".to_owned())),
        ("ftp://g.example/", E::Scheme("ftp".to_owned())),
        ("data:text/plain,x", E::Scheme("data".to_owned())),
        ("unix:/run/docker.sock", E::Scheme("unix".to_owned())),
        ("jar:https://g.example/x!/", E::Scheme("jar".to_owned())),
        ("https://8.8.8.8/", E::IpLiteral),
        ("https://0x7f.1/", E::IpLiteral),
        ("https://2130706433/", E::IpLiteral),
        ("https://[::1]/", E::IpLiteral),
        ("https://[2a01:4f8::1]/", E::IpLiteral),
        ("https://localhost/", E::Localhost("localhost".to_owned())),
        ("https://LOCALHOST/", E::Localhost("localhost".to_owned())),
        ("https://localhost./", E::Name("localhost.".to_owned())),
        ("https://g.example./", E::Name("g.example.".to_owned())),
        (
            "https://a.localhost/",
            E::Localhost("a.localhost".to_owned()),
        ),
        (
            "https://localhost.localdomain/",
            E::Localhost("localhost.localdomain".to_owned()),
        ),
        (
            "https://ip6-localhost/",
            E::Localhost("ip6-localhost".to_owned()),
        ),
        (
            "https://bad.example/",
            E::DeniedName("bad.example".to_owned()),
        ),
        (
            "https://x.y.bad.example/",
            E::DeniedName("x.y.bad.example".to_owned()),
        ),
        ("http://g.example/", E::PlainHttp("g.example".to_owned())),
        (
            "http://lab.example/",
            E::PlainHttp("lab.example".to_owned()),
        ),
        (
            "http://evillab.example/",
            E::PlainHttp("evillab.example".to_owned()),
        ),
        ("https://g.example:8443/", E::Port(8443)),
        ("https://g.example:22/", E::Port(22)),
    ] {
        assert_eq!(standard.check_url(&url(text)), Err(error), "{text}");
    }
}

#[test]
fn localhost_names_are_open_when_switched_on() {
    let demo = policy(|config| config.localhost_names = true);
    for text in [
        "http://hrm.localhost:8080/",
        "https://hrm.localhost:1/",
        "http://localhost/",
    ] {
        assert!(demo.check_url(&url(text)).is_ok(), "{text}");
    }
    for text in [
        "http://127.0.0.1:8080/",
        "http://localhost.localdomain/",
        "http://ip6-loopback/",
        "http://g.example/",
    ] {
        assert!(demo.check_url(&url(text)).is_err(), "{text}");
    }
    assert!(!permits(&demo, "127.0.0.1", 443), "only by its name");
    assert_eq!(demo.schemes("hrm.localhost"), ["http", "https"]);
    assert_eq!(demo.schemes("g.example"), ["https"]);
}

#[test]
fn configuration_is_checked() {
    for host in ["a b", "g.example:443", "10.0.0.1", ""] {
        let mut config = PolicyConfig::default();
        config
            .hosts
            .insert(host.to_owned(), IpAddr::from([10, 0, 0, 1]));
        let outcome = AddressPolicy::new(config);
        // The default port is dropped by the reader of authorities: the name is plain again.
        assert_eq!(outcome.is_ok(), host == "g.example:443", "{host}");
    }
    for pattern in ["*", "*.", "a.*.b", "g.example:8080", "10.0.0.0/8"] {
        assert!(pattern.parse::<NamePattern>().is_err(), "{pattern}");
    }
    let text =
        r#"{"allow":[{"network":"10.0.0.0/8","ports":[443]}],"plain_http":["*.Lab.example"]}"#;
    let config: PolicyConfig = serde_json::from_str(text).unwrap();
    assert_eq!(config.plain_http[0].to_string(), "*.lab.example");
    assert!(config.public);
    assert!(serde_json::from_str::<PolicyConfig>(r#"{"alow":[]}"#).is_err());
}

proptest! {
    /// An independent statement of what is public, from the standard library.
    #[test]
    fn nothing_special_in_v4_is_permitted(bits: u32) {
        let address = Ipv4Addr::from(bits);
        let [a, b, ..] = address.octets();
        let special = address.is_private() || address.is_loopback() || address.is_link_local() || address.is_multicast()
            || address.is_broadcast() || address.is_documentation() || address.is_unspecified()
            || a == 0 || a >= 240 || (a == 100 && b & 0xc0 == 64) || (a == 198 && b & 0xfe == 18);
        if special {
            prop_assert!(!permits(&policy(|_| ()), &address.to_string(), 443));
        }
    }

    #[test]
    fn v4_in_any_disguise_is_not_permitted(bits: u32, prefix in 0usize..5) {
        let [a, b, c, d] = bits.to_be_bytes();
        let (h, l) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        let address = match prefix {
            0 => Ipv4Addr::from(bits).to_ipv6_mapped(),
            1 => Ipv6Addr::new(0, 0, 0, 0, 0, 0, h, l),
            2 => Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, h, l),
            3 => Ipv6Addr::new(0x2002, h, l, 0, 0, 0, 0, 1),
            _ => Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, !h, !l),
        };
        prop_assert!(!permits(&policy(|_| ()), &address.to_string(), 443));
    }

    #[test]
    fn nothing_outside_global_unicast_is_permitted(bits: u128) {
        let address = Ipv6Addr::from(bits);
        if permits(&policy(|_| ()), &address.to_string(), 443) {
            prop_assert_eq!(address.segments()[0] >> 13, 1);
            prop_assert!(!address.is_loopback() && !address.is_multicast() && !address.is_unspecified());
        }
    }

    #[test]
    fn what_is_denied_stays_denied(bits: u32, prefix in 0u8..=32) {
        let address = Ipv4Addr::from(bits);
        let denied = policy(|config| {
            config.allow = vec![range("0.0.0.0/0", &[]), range("::/0", &[])];
            config.deny = vec![IpNet::new(address.into(), prefix).unwrap()];
        });
        prop_assert!(!permits(&denied, &address.to_string(), 443));
        prop_assert!(!permits(&denied, &address.to_ipv6_mapped().to_string(), 443));
    }
}
