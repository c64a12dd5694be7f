//! Looking at a server rather than at what it says: what it answers, by which clock, with which certificate. For the doctor.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use http::{HeaderValue, Method, StatusCode, header};
use url::Url;

use super::{Client, FetchError, body::read_beginning, media_type::ACCEPT_ACTIVITY, send::excerpt};
use crate::{
    origin::{document_of, parse_id},
    signature::{Form, Signer, sign_get},
};

/// How much of an answer is looked at, in bytes.
const LOOKED_AT: usize = 4 * 1024;

/// What one request showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The status, whatever it is; redirects are not followed.
    pub status: StatusCode,
    /// The `Date` of the answer: the clock of the server.
    pub date: Option<DateTime<Utc>>,
    /// When its certificate ends; `None` without TLS, and for a client that does not look ([`super::ClientConfig::tls_info`]).
    pub certificate_ends: Option<DateTime<Utc>>,
    /// The beginning of the answer in one line, for our admin, where it is no success.
    pub excerpt: String,
}

impl Client {
    /// Asks for a document once and tells what came, signed in the given form or not at all.
    ///
    /// Errors: no answer came, see [`FetchError`].
    pub async fn probe(
        &self,
        url: &Url,
        signer: Option<(&Signer, Form)>,
    ) -> Result<Probe, FetchError> {
        match tokio::time::timeout(self.0.config.deadline, self.probe_once(url, signer)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(FetchError::Timeout),
        }
    }

    async fn probe_once(
        &self,
        url: &Url,
        signer: Option<(&Signer, Form)>,
    ) -> Result<Probe, FetchError> {
        let url = document_of(&parse_id(url.as_str())?);
        self.check(&url)?;
        let mut request = self.request(Method::GET, &url);
        if let Some((signer, form)) = signer {
            *request.headers_mut() = sign_get(signer, &url, self.now(), form)?;
        }
        request
            .headers_mut()
            .insert(header::ACCEPT, HeaderValue::from_static(ACCEPT_ACTIVITY));
        let response = self.execute(request).await?;
        let date = response.headers().get(header::DATE);
        let date = date
            .and_then(|value| httpdate::parse_http_date(value.to_str().ok()?).ok())
            .map(DateTime::<Utc>::from);
        let tls = response.extensions().get::<reqwest::tls::TlsInfo>();
        let certificate_ends = tls
            .and_then(reqwest::tls::TlsInfo::peer_certificate)
            .and_then(certificate_end);
        let status = response.status();
        let body = read_beginning(response, LOOKED_AT).await;
        Ok(Probe {
            status,
            date,
            certificate_ends,
            excerpt: match status.is_success() {
                true => String::new(),
                false => excerpt(&body),
            },
        })
    }
}

/// When a certificate in DER form ends: `notAfter` of RFC 5280, section 4.1. Only for showing: whether a certificate is good is
/// decided by the TLS library. `None` for what is not of that form.
pub fn certificate_end(der: &[u8]) -> Option<DateTime<Utc>> {
    const SEQUENCE: u8 = 0x30;
    let (_, certificate, _) = element(der)?;
    let (_, mut rest, _) = element(certificate)?;
    // Version (where it is given), serial number, algorithm and issuer come before the validity.
    loop {
        let (tag, content, after) = element(rest)?;
        rest = after;
        if tag != SEQUENCE {
            continue;
        }
        let Some((first, _, then)) = element(content) else {
            continue;
        };
        // The validity is the sequence of two times.
        if first == 0x17 || first == 0x18 {
            let (tag, text, _) = element(then)?;
            return time(tag, std::str::from_utf8(text).ok()?);
        }
    }
}

/// Tag, content and what follows the first element.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x83 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = digits
                .iter()
                .fold(0, |length, digit| (length << 8) | usize::from(*digit));
            (length, rest)
        }
        _ => return None,
    };
    let (content, after) = rest.split_at_checked(length)?;
    Some((*tag, content, after))
}

/// UTCTime (years 1950 to 2049) or GeneralizedTime.
fn time(tag: u8, text: &str) -> Option<DateTime<Utc>> {
    let text = text.strip_suffix('Z')?;
    let (year, rest) = match tag {
        0x17 => {
            let (year, rest) = text.split_at_checked(2)?;
            let year: i32 = year.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        0x18 => {
            let (year, rest) = text.split_at_checked(4)?;
            (year.parse().ok()?, rest)
        }
        _ => return None,
    };
    let part = |at: usize| rest.get(at..at + 2)?.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(year, part(0)?, part(2)?)?;
    let moment: NaiveDateTime = date.and_hms_opt(part(4)?, part(6)?, part(8)?)?;
    Some(moment.and_utc())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_end_of_a_certificate_is_read_and_nonsense_is_not() {
        let mut parameters = rcgen::CertificateParams::new(vec!["it.example".to_owned()]).unwrap();
        for (year, expected) in [(2027, "2027-03-02"), (2061, "2061-03-02")] {
            parameters.not_after = rcgen::date_time_ymd(year, 3, 2);
            let key = rcgen::KeyPair::generate().unwrap();
            let certificate = parameters.clone().self_signed(&key).unwrap();
            let end = certificate_end(certificate.der()).unwrap();
            assert_eq!(end.date_naive().to_string(), expected);
            let broken = certificate.der().get(..40).unwrap();
            assert_eq!(certificate_end(broken), None);
        }
        for nonsense in [
            &b""[..],
            b"\x30",
            b"\x30\x84\xff\xff\xff\xff",
            b"\x30\x02\x30\x00",
        ] {
            assert_eq!(certificate_end(nonsense), None);
        }
    }
}
