//! Inviting units, accepting their invitations, and the map of the network.

use askama::Template;

use super::frame::Frame;

/// A new invitation, whose link is shown once.
#[derive(Template)]
#[template(path = "invited.html")]
pub struct InvitedPage {
    pub frame: Frame,
    /// The unit it is for, or `None`: whoever has the link.
    pub whom: Option<String>,
    pub link: String,
    pub until: String,
    pub fingerprint: String,
}

/// An invitation of another unit.
#[derive(Clone, Debug)]
pub struct OfferView {
    pub name: String,
    pub host: String,
    pub software: String,
    pub contact: String,
    pub fingerprint: String,
    /// What will be exchanged, in words.
    pub exchange: Vec<String>,
    pub until: String,
}

/// "Do you want to be in a network with this unit?"
#[derive(Template)]
#[template(path = "accept.html")]
pub struct AcceptPage {
    pub frame: Frame,
    pub link: String,
    pub offer: Option<OfferView>,
    pub trouble: Option<String>,
}

/// A unit of the network as a row.
#[derive(Clone, Debug)]
pub struct NodeView {
    pub host: String,
    pub name: String,
    pub software: String,
    pub state_label: String,
    pub class: &'static str,
    /// Is it a peer of ours, with a page?
    pub known: bool,
    pub missing: bool,
    /// The names of the units that are with it.
    pub with: String,
}

/// `/admin/network`.
#[derive(Template)]
#[template(path = "network.html")]
pub struct NetworkPage {
    pub frame: Frame,
    pub units: Vec<NodeView>,
}

/// What a person sees who opens the link of an invitation.
#[derive(Template)]
#[template(path = "invitation.html")]
pub struct InvitationPage {
    pub frame: Frame,
    pub link: String,
}
