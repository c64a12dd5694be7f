//! The other units, in words for those who look after this one.

use super::Show;
use crate::{
    ap::{cards::fingerprint_of, invitations::Agreement},
    db::peer_facts::PeerFacts,
    domain::PeerState as State,
    http::web::{
        lang::Lang,
        reltime,
        views::peers::{PeerAbout, PeerState, PeerView},
    },
    service::peers::PeerReport,
};

/// Posts that wait longer than this are worth a look: a healthy unit takes them within seconds.
const LATE_MILLIS: i64 = 5 * 60 * 1000;

impl Show {
    /// One unit.
    pub fn peer(&self, report: &PeerReport) -> PeerView {
        let (peer, queue) = (&report.peer, &report.queue);
        let state = match peer.state {
            State::Member => PeerState::Member,
            State::Suspended => PeerState::Suspended,
            State::Invited => PeerState::Invited,
            State::Paused | State::PausedOut | State::PausedIn => PeerState::Paused,
            State::Left => PeerState::Left,
        };
        let waited = queue
            .oldest
            .map(|oldest| self.now.timestamp_millis() - oldest.millis());
        let delivery = match (queue.waiting + queue.parked, waited) {
            (0, _) => self.lang.t("peers-up-to-date"),
            (count, None) => self.lang.n("peers-waiting", count),
            (count, Some(waited)) => {
                let since = reltime::duration(self.lang, waited / 1000);
                format!(
                    "{}, {}",
                    self.lang.n("peers-waiting", count),
                    self.lang.w("peers-waiting-since", &since)
                )
            }
        };
        let member = state == PeerState::Member;
        let failing = member && peer.failures > 0;
        PeerView {
            host: peer.authority.clone(),
            name: self.unit(&peer.authority).to_owned(),
            state,
            state_label: self.peer_state(peer.state),
            waits: queue.waiting + queue.parked > 0,
            delivery,
            late: failing || waited.is_some_and(|waited| waited > LATE_MILLIS),
            trouble: peer
                .last_error
                .as_deref()
                .filter(|_| failing)
                .map(|error| trouble(self.lang, error)),
            heard: peer.last_received_at.map(|at| self.time(at).text),
            next_try: failing.then(|| self.next_try(peer.next_attempt_at.millis())),
            software: peer.software.clone(),
        }
    }

    /// What a unit is to ours, in a word.
    pub fn peer_state(&self, state: State) -> String {
        self.lang.t(match state {
            State::Member => "peer-state-member",
            State::Suspended => "peer-state-suspended",
            State::Invited => "peer-state-invited",
            State::Paused => "peer-state-paused",
            State::PausedOut => "peer-state-paused-out",
            State::PausedIn => "peer-state-paused-in",
            State::Left => "peer-state-left",
        })
    }

    /// What is known of a unit besides its queue.
    pub fn peer_about(&self, facts: &PeerFacts, agreement: Option<&Agreement>) -> PeerAbout {
        let fingerprint = fingerprint_of(&facts.public_key);
        let agreed_with = agreement.and_then(|agreement| {
            let keys = agreement.other_than(&self.app.config.domain);
            keys.and_then(|unit| agreement.fingerprint_of(unit))
        });
        PeerAbout {
            contact: facts.contact.clone(),
            key_changed: agreed_with.is_some_and(|agreed| *agreed != fingerprint),
            exchange: agreement
                .map(|agreement| self.exchange(&agreement.exchange))
                .unwrap_or_default(),
            agreed: agreement.zip(facts.agreed_at).map(|(agreement, at)| {
                let by = match agreement.invited_by == self.app.config.domain {
                    true => self.unit(""),
                    false => self.unit(&agreement.invited_by),
                };
                format!(
                    "{}. {}",
                    self.time(at).full,
                    self.lang.w("agreed-invited", by)
                )
            }),
            holds: agreement.map(|agreement| agreement.holds),
            read: facts.synced_at.map(|at| self.time(at).text),
            fingerprint,
        }
    }

    fn next_try(&self, at_millis: i64) -> String {
        let left = (at_millis - self.now.timestamp_millis()) / 1000;
        if left <= 0 {
            return self.lang.t("peers-next-now");
        }
        self.lang
            .w("peers-next-try", &reltime::duration(self.lang, left))
    }
}

/// What went wrong, for somebody who is not an operator. The error itself stands in `meent peer show`.
fn trouble(lang: Lang, error: &str) -> String {
    let error = error.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| error.contains(word));
    if says(&["certificate", "tls", "handshake"]) {
        lang.t("trouble-tls")
    } else if says(&[
        "dns",
        "resolve",
        "lookup",
        "no such host",
        "name or service",
    ]) {
        lang.t("trouble-name")
    } else if says(&["timed out", "timeout", "deadline", "too long"]) {
        lang.t("trouble-slow")
    } else if says(&["410", "gone"]) {
        lang.t("trouble-gone")
    } else if says(&[
        "401",
        "403",
        "unauthorized",
        "forbidden",
        "rejected",
        "refused by",
    ]) {
        lang.t("trouble-refused")
    } else if says(&["500", "502", "503", "504"]) {
        lang.t("trouble-their-error")
    } else {
        lang.t("trouble-unreachable")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_in_plain_words() {
        for (error, key) in [
            ("HTTP 401 Unauthorized", "trouble-refused"),
            (
                "error trying to connect: invalid peer certificate: UnknownIssuer",
                "trouble-tls",
            ),
            ("failed to lookup address information", "trouble-name"),
            ("operation timed out", "trouble-slow"),
            ("connection refused", "trouble-unreachable"),
            ("HTTP 503 Service Unavailable", "trouble-their-error"),
        ] {
            assert_eq!(trouble(Lang::En, error), Lang::En.t(key), "{error}");
        }
    }
}
