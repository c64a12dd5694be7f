//! From a request that failed to what an admin can do about it.

use meent_federation::address::PolicyError;
use meent_federation::client::FetchError;

use crate::domain::findings::Finding;

/// Why a server was not reached, and who changes what.
pub fn finding(authority: &str, error: &FetchError) -> Finding {
    let text = format!("{authority}: {error}");
    match error {
        FetchError::Policy(PolicyError::Lookup { .. } | PolicyError::NoAddress(_)) => {
            Finding::failed("name", text).here(format!(
                "check that the name is right and that this machine's name server knows {authority}; \
                 [federation] hosts gives an answer of one's own"
            ))
        }
        FetchError::Policy(PolicyError::Address { address, .. }) => {
            Finding::failed("address", text).here(format!(
                "if the peer is meant to live there, list {address} in [federation] allow_cidrs"
            ))
        }
        FetchError::Policy(PolicyError::Port(port)) => Finding::failed("address", text).here(
            format!("list the port {port} in [federation] ports, or let the peer answer at 443"),
        ),
        FetchError::Policy(_) => {
            Finding::failed("address", text).here("look at [federation] in the configuration")
        }
        FetchError::Connect(reason) if is_about_certificates(reason) => certificate(text, reason),
        FetchError::Connect(_) => Finding::failed("connection", text).there(
            "start the unit and its proxy, and open the port for this unit in the firewall between",
        ),
        FetchError::Timeout => Finding::failed("connection", text).there(
            "nothing answers in time: look at the load there, and at the firewall between",
        ),
        _ => Finding::failed("connection", text).there("look at the log of the unit and its proxy"),
    }
}

fn is_about_certificates(reason: &str) -> bool {
    let reason = reason.to_ascii_lowercase();
    ["certificate", "tls", "handshake"]
        .iter()
        .any(|word| reason.contains(word))
}

fn certificate(text: String, reason: &str) -> Finding {
    let reason = reason.to_ascii_lowercase();
    let finding = Finding::failed("tls", text);
    if reason.contains("expired") {
        finding.there("renew the certificate")
    } else if reason.contains("notvalidforname") || reason.contains("not valid for name") {
        finding.there("get a certificate that names this host")
    } else if reason.contains("notvalidyet") {
        finding.here("the certificate is not valid yet: look at the clocks on both sides")
    } else if reason.contains("unknownissuer") || reason.contains("unknown issuer") {
        finding.here(
            "put the authority that signed the certificate into [tls] extra_ca; \
             or let the peer send the whole chain",
        )
    } else {
        finding.there("look at the certificate and the TLS settings of the proxy")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::findings::Side;

    #[test]
    fn each_trouble_is_laid_at_the_right_door() {
        let connect = |reason: &str| FetchError::Connect(reason.to_owned());
        for (error, check, side) in [
            (
                connect("invalid peer certificate: Expired"),
                "tls",
                Side::There,
            ),
            (
                connect("invalid peer certificate: UnknownIssuer"),
                "tls",
                Side::Here,
            ),
            (
                connect("invalid peer certificate: NotValidForName"),
                "tls",
                Side::There,
            ),
            (connect("Connection refused"), "connection", Side::There),
            (FetchError::Timeout, "connection", Side::There),
            (
                FetchError::Policy(PolicyError::Port(8443)),
                "address",
                Side::Here,
            ),
            (
                FetchError::Policy(PolicyError::NoAddress("it.example".to_owned())),
                "name",
                Side::Here,
            ),
        ] {
            let found = finding("it.example", &error);
            let found_side = found.advice.map(|advice| advice.side);
            assert_eq!((found.check.as_str(), found_side), (check, Some(side)));
        }
    }
}
