//! The units of the network, for those who look after this one.

use askama::Template;

use super::frame::Frame;

/// How a unit stands to ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerState {
    Member,
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
}

impl PeerView {
    pub fn is_suspended(&self) -> bool {
        self.state == PeerState::Suspended
    }

    /// The class that colours the state.
    pub fn class(&self) -> &'static str {
        match self.state {
            PeerState::Member if self.late => "late",
            PeerState::Member => "good",
            PeerState::Suspended => "off",
        }
    }
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

/// "Really suspend / remove this unit?"
#[derive(Template)]
#[template(path = "peer_confirm.html")]
pub struct PeerConfirmPage {
    pub frame: Frame,
    pub heading: String,
    pub explanation: String,
    pub action: String,
    pub submit: String,
}
