//! Who may be spoken to, as the guarded client asks before every request.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

use meent_federation::client::HostGate;

use super::outside::Listed;
use crate::config::{Config, Reach};

/// The allow-list, or with reach `internet` the block-list, as the client asks it before every request.
pub(super) struct Gate {
    own: String,
    reach: Reach,
    /// With reach `network` the members, with reach `internet` those shut out.
    named: RwLock<HashSet<String>>,
    members: RwLock<HashSet<String>>,
}

impl Gate {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            own: config.domain.clone(),
            reach: config.reach,
            named: RwLock::default(),
            members: RwLock::default(),
        }
    }

    /// Takes over the peers as they stand now.
    pub(super) fn load(&self, named: HashSet<String>, members: HashSet<String>) {
        *self.named.write().unwrap_or_else(PoisonError::into_inner) = named;
        *self.members.write().unwrap_or_else(PoisonError::into_inner) = members;
    }
}

/// Lets the pages of members and of listed hosts be looked at.
pub(super) struct Pages {
    pub(super) members: Arc<Gate>,
    pub(super) listed: Listed,
}

impl HostGate for Pages {
    fn allows(&self, authority: &str) -> bool {
        let members = &self.members.members;
        let members = members.read().unwrap_or_else(PoisonError::into_inner);
        self.listed.allows(authority) || members.contains(authority)
    }
}

impl HostGate for Gate {
    fn allows(&self, authority: &str) -> bool {
        let named = self
            .named
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(authority);
        authority != self.own && (named == (self.reach == Reach::Network))
    }
}

/// Lets nobody but one peer be spoken to.
pub(super) struct Only(pub(super) String);

impl HostGate for Only {
    fn allows(&self, authority: &str) -> bool {
        authority == self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(reach: Reach, named: &str) -> Gate {
        Gate {
            own: "hrm.example".to_owned(),
            reach,
            named: RwLock::new(HashSet::from([named.to_owned()])),
            members: RwLock::default(),
        }
    }

    #[test]
    fn a_network_speaks_to_members_and_the_internet_to_all_but_those_shut_out() {
        let network = gate(Reach::Network, "it.example");
        assert!(network.allows("it.example"));
        assert!(!network.allows("it.example:8443") && !network.allows("evil.example"));
        let internet = gate(Reach::Internet, "evil.example");
        assert!(internet.allows("it.example"));
        assert!(!internet.allows("evil.example") && !internet.allows("hrm.example"));
    }
}
