//! The units of the network, for those who look after this one.

use askama::Template;

use super::frame::Frame;

/// How a unit stands to ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerState {
    Member,
    Invited,
    Paused,
    Left,
    Suspended,
}

/// One unit.
#[derive(Clone, Debug)]
pub struct PeerView {
    pub host: String,
    pub name: String,
    pub state: PeerState,
    pub state_label: String,
    /// "All posts have arrived", or how many wait and since when.
    pub delivery: String,
    /// Posts wait for longer than a healthy unit would need.
    pub late: bool,
    /// What the other side said last when it did not work, in plain words.
    pub trouble: Option<String>,
    /// "Last heard from 5 minutes ago".
    pub heard: Option<String>,
    pub next_try: Option<String>,
    /// "Meent 0.1.0", or nothing when not known yet.
    pub software: String,
    /// Something waits, or was given up: it can be tried again.
    pub waits: bool,
}

impl PeerView {
    pub fn is_member(&self) -> bool {
        self.state == PeerState::Member
    }

    /// Can it be let back in?
    pub fn can_resume(&self) -> bool {
        matches!(
            self.state,
            PeerState::Paused | PeerState::Left | PeerState::Suspended
        )
    }

    pub fn can_suspend(&self) -> bool {
        self.state != PeerState::Suspended && self.state != PeerState::Invited
    }

    pub fn in_network(&self) -> bool {
        matches!(self.state, PeerState::Member | PeerState::Paused)
    }

    /// The class that colours the state.
    pub fn class(&self) -> &'static str {
        match self.state {
            PeerState::Member if self.late => "late",
            PeerState::Member => "good",
            PeerState::Paused | PeerState::Invited => "late",
            PeerState::Suspended | PeerState::Left => "off",
        }
    }
}

/// What is known of a unit besides how deliveries fare.
#[derive(Clone, Debug, Default)]
pub struct PeerAbout {
    pub contact: String,
    pub fingerprint: String,
    pub key_changed: bool,
    /// What is exchanged, in words.
    pub exchange: Vec<String>,
    /// "IT invited, HRM accepted, on 2 March".
    pub agreed: Option<String>,
    /// `Some(false)`: what was written down has been changed since.
    pub holds: Option<bool>,
    pub read: Option<String>,
}

/// `/admin/peers`.
#[derive(Template)]
#[template(path = "peers.html")]
pub struct PeersPage {
    pub frame: Frame,
    pub peers: Vec<PeerView>,
    pub host: String,
    pub error: Option<String>,
}

/// `/admin/peers/{host}`.
#[derive(Template)]
#[template(path = "peer.html")]
pub struct PeerPage {
    pub frame: Frame,
    pub peer: PeerView,
    pub about: PeerAbout,
}

/// "Really suspend / remove this unit?"
#[derive(Template)]
#[template(path = "peer_confirm.html")]
pub struct PeerConfirmPage {
    pub frame: Frame,
    pub heading: String,
    pub explanation: String,
    pub action: String,
    pub back: String,
    pub submit: String,
}
