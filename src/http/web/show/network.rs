//! Invitations and the map of the network, in words for those who look after this unit.

use super::Show;
use crate::{
    ap::invitations::Offer,
    domain::PeerState,
    http::web::views::network::{NodeView, OfferView},
    service::network::Node,
};

impl Show {
    /// An invitation of another unit.
    pub fn offer(&self, offer: &Offer) -> OfferView {
        let card = &offer.card;
        OfferView {
            name: match card.title.is_empty() {
                true => card.authority.clone(),
                false => card.title.clone(),
            },
            host: card.authority.clone(),
            software: card.software.clone(),
            contact: card.contact.clone(),
            fingerprint: offer.fingerprint.clone(),
            exchange: self.exchange(&offer.exchange),
            until: self.time(offer.expires_at).full,
        }
    }

    /// What units exchange, in words. What this unit does not know stands as the other one writes it.
    pub fn exchange(&self, kinds: &[String]) -> Vec<String> {
        let words = kinds.iter().map(|kind| match kind.as_str() {
            "posts" => self.lang.t("exchange-posts"),
            "profiles" => self.lang.t("exchange-profiles"),
            "directory" => self.lang.t("exchange-directory"),
            "network" => self.lang.t("exchange-network"),
            other => other.to_owned(),
        });
        words.collect()
    }

    /// A unit on the map.
    pub fn node(&self, node: &Node) -> NodeView {
        let with: Vec<&str> = node.with.iter().map(|host| self.unit(host)).collect();
        NodeView {
            host: node.authority.clone(),
            name: match node.title.is_empty() {
                true => node.authority.clone(),
                false => node.title.clone(),
            },
            software: node.software.clone(),
            state_label: match node.state {
                None => self.lang.t("network-map-missing"),
                Some(state) => self.peer_state(state),
            },
            class: match node.state {
                Some(PeerState::Member) => "good",
                Some(PeerState::Suspended | PeerState::Left) => "off",
                _ => "late",
            },
            known: node.state.is_some(),
            missing: node.is_missing(),
            with: with.join(", "),
        }
    }
}
