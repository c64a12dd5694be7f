//! Addresses that are not places on the open internet.
//!
//! Source: the IANA registries of special-purpose addresses for IPv4 and IPv6 and of multicast. Also blocks that the
//! registry calls globally reachable are closed (anycast relays, AS112): no unit lives there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(a: u16, b: u16, c: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), prefix)
}

/// Every special block of IPv4.
pub(super) const SPECIAL_V4: [Ipv4Net; 18] = [
    v4(0, 0, 0, 0, 8),       // this network
    v4(10, 0, 0, 0, 8),      // private
    v4(100, 64, 0, 0, 10),   // shared by carriers
    v4(127, 0, 0, 0, 8),     // loopback
    v4(169, 254, 0, 0, 16),  // link-local, cloud metadata
    v4(172, 16, 0, 0, 12),   // private
    v4(192, 0, 0, 0, 24),    // protocol assignments
    v4(192, 0, 2, 0, 24),    // documentation
    v4(192, 31, 196, 0, 24), // AS112
    v4(192, 52, 193, 0, 24), // AMT
    v4(192, 88, 99, 0, 24),  // 6to4 relays
    v4(192, 168, 0, 0, 16),  // private
    v4(192, 175, 48, 0, 24), // AS112
    v4(198, 18, 0, 0, 15),   // benchmarking
    v4(198, 51, 100, 0, 24), // documentation
    v4(203, 0, 113, 0, 24),  // documentation
    v4(224, 0, 0, 0, 4),     // multicast
    v4(240, 0, 0, 0, 4),     // reserved, broadcast
];

/// The only part of IPv6 that is handed out for use on the internet. Everything else is special by that alone:
/// unspecified, loopback, mapped and compatible IPv4, NAT64, discard-only, SRv6, unique local, link- and site-local,
/// multicast.
pub(super) const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 0, 3);

/// The special blocks inside [`GLOBAL_V6`].
pub(super) const SPECIAL_V6: [Ipv6Net; 6] = [
    v6(0x2001, 0, 0, 23), // protocol assignments: Teredo, benchmarking, ORCHID and others
    v6(0x2001, 0xdb8, 0, 32), // documentation
    v6(0x2002, 0, 0, 16), // 6to4
    v6(0x2620, 0x4f, 0x8000, 48), // AS112
    v6(0x3ffe, 0, 0, 16), // 6bone
    v6(0x3fff, 0, 0, 20), // documentation
];

/// Whether an address is anything but a plain public unicast address.
pub(super) fn is_special(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => SPECIAL_V4.iter().any(|block| block.contains(&address)),
        IpAddr::V6(address) => {
            !GLOBAL_V6.contains(&address) || SPECIAL_V6.iter().any(|block| block.contains(&address))
        }
    }
}

/// The IPv4 address that an IPv6 address is a way of writing, or that a translator or tunnel would reach through it.
pub(super) fn embedded_v4(address: IpAddr) -> Option<Ipv4Addr> {
    let IpAddr::V6(address) = address else {
        return None;
    };
    let low = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match address.segments() {
        // Compatible; the unspecified and the loopback address have nothing inside.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        // Compatible, mapped and SIIT-translated addresses.
        [0, 0, 0, 0, 0, 0 | 0xffff, h, l] | [0, 0, 0, 0, 0xffff, 0, h, l] => Some(low(h, l)),
        // NAT64: the well-known prefix and the one for local use.
        [0x64, 0xff9b, 0, 0, 0, 0, h, l] | [0x64, 0xff9b, 1, _, _, _, h, l] => Some(low(h, l)),
        // 6to4 and Teredo (which hides the client's address by inverting it).
        [0x2002, h, l, ..] => Some(low(h, l)),
        [0x2001, 0, _, _, _, _, h, l] => Some(low(!h, !l)),
        // ISATAP, in any prefix.
        [_, _, _, _, 0 | 0x200, 0x5efe, h, l] => Some(low(h, l)),
        _ => None,
    }
}
