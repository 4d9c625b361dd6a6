//! Which network an address belongs to, by IANA's registries of special-purpose addresses.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Who can be reached at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// A host on the internet.
    Public,
    /// This machine.
    Loopback,
    /// A host on a private network.
    Private,
    /// Nobody, everybody on a link, or the services of the machine's own cloud: never a client's key set.
    Never,
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "a public address",
            Self::Loopback => "this machine",
            Self::Private => "a private address",
            Self::Never => "an address that no key set is fetched from",
        })
    }
}

impl Reach {
    pub(super) fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => v4(address),
            IpAddr::V6(address) => v6(address),
        }
    }
}

/// <https://www.iana.org/assignments/iana-ipv4-special-registry>
fn v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        [127, ..] => Reach::Loopback,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Reach::Private,
        // Alibaba's and Azure's services for the machine itself; those of the others are link-local.
        [100, 100, 100, 200] | [168, 63, 129, 16] => Reach::Never,
        [100, 64..=127, ..] => Reach::Private,
        // This network, link-local, protocol assignments, documentation, the 6to4 relay, benchmarks, multicast, reserved.
        [0, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _]
        | [224..=255, ..] => Reach::Never,
        _ => Reach::Public,
    }
}

/// <https://www.iana.org/assignments/iana-ipv6-special-registry>
fn v6(address: Ipv6Addr) -> Reach {
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] => Reach::Loopback,
        // IPv4 under another name: mapped, and behind a NAT64.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            embedded(high, low)
        }
        // Amazon's services for the machine itself.
        [0xfd00, 0x0ec2, ..] => Reach::Never,
        [0xfc00..=0xfdff, ..] => Reach::Private,
        // Protocol assignments with Teredo among them, documentation, 6to4, documentation again.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => {
            Reach::Never
        }
        [0x2000..=0x3fff, ..] => Reach::Public,
        // Nothing else is assigned to hosts of the internet.
        _ => Reach::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(reach: Reach, addresses: &[&str]) {
        for address in addresses {
            assert_eq!(Reach::of(address.parse().expect(address)), reach, "{address}");
        }
    }

    #[test]
    fn hosts_of_the_internet_are_public() {
        let addresses =
            ["1.1.1.1", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111"];
        check(Reach::Public, &addresses);
        // RFC 6052 §2.4: what a host without IPv4 connects to for 1.1.1.1.
        check(Reach::Public, &["64:ff9b::101:101"]);
    }

    #[test]
    fn private_addresses_are_told_in_every_spelling() {
        check(Reach::Loopback, &["127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1"]);
        check(
            Reach::Private,
            &["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1"],
        );
        check(Reach::Private, &["fc00::1", "fd12:3456::1", "::ffff:10.0.0.1", "64:ff9b::c0a8:101"]);
    }

    #[test]
    fn what_is_no_host_is_never_asked() {
        check(
            Reach::Never,
            &[
                "0.0.0.0",
                "169.254.169.254",
                "192.0.0.192",
                "192.0.2.1",
                "198.51.100.1",
                "203.0.113.9",
            ],
        );
        check(
            Reach::Never,
            &[
                "224.0.0.1",
                "255.255.255.255",
                "240.0.0.1",
                "198.18.0.1",
                "100.100.100.200",
                "168.63.129.16",
            ],
        );
        check(
            Reach::Never,
            &["::", "fe80::1", "ff02::1", "fd00:ec2::254", "2001:db8::1", "2001::1", "3fff::1"],
        );
        check(
            Reach::Never,
            &[
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:7f00:1::",
                "64:ff9b:1::1",
                "::7f00:1",
            ],
        );
    }
}
