//! What every page has around its content: who reads, in which language, at which unit.

use super::people::PersonView;
use crate::http::web::{assets, lang::Lang};

/// The entry of the main menu that the reader is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    Home,
    Network,
    Unit,
    Notifications,
    People,
    Groups,
    #[default]
    Elsewhere,
}

/// The person who is signed in.
#[derive(Clone, Debug, Default)]
pub struct Viewer {
    pub person: PersonView,
    pub unread: i64,
    pub follow_requests: i64,
    /// May see and change which units belong to the network.
    pub admin: bool,
    /// May see and settle what was reported.
    pub moderator: bool,
}

/// One sentence about what has just been done, shown once.
#[derive(Clone, Debug)]
pub struct Flash {
    pub text: String,
    pub bad: bool,
}

/// The frame around a page.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub lang: Lang,
    /// Of the page; the unit's name is put behind it.
    pub title: String,
    pub unit_name: String,
    pub unit_host: String,
    pub viewer: Option<Viewer>,
    /// The token that every form of this page sends along.
    pub csrf: String,
    /// Path and query of this page: where a small form brings the reader back to.
    pub here: String,
    pub place: Place,
    pub flash: Option<Flash>,
}

impl Frame {
    /// The text named `key`.
    pub fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    /// The text named `key` for a number.
    pub fn n(&self, key: &str, count: &i64) -> String {
        self.lang.n(key, *count)
    }

    /// The text named `key` around a name.
    pub fn w(&self, key: &str, name: &str) -> String {
        self.lang.w(key, name)
    }

    /// The path of an asset.
    pub fn asset(&self, name: &str) -> String {
        assets::path(name)
    }

    /// The path of a symbol in the icon sheet.
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", assets::path("icons.svg"))
    }

    /// The languages of the switch: code, own name, whether it is the one in use.
    pub fn languages(&self) -> Vec<(&'static str, &'static str, bool)> {
        Lang::ALL
            .iter()
            .map(|l| (l.code(), l.endonym(), *l == self.lang))
            .collect()
    }

    /// `aria-current` for the menu entry of this page.
    pub fn is(&self, place: &str) -> bool {
        matches!(
            (place, self.place),
            ("home", Place::Home)
                | ("network", Place::Network)
                | ("unit", Place::Unit)
                | ("notifications", Place::Notifications)
                | ("people", Place::People)
                | ("groups", Place::Groups)
        )
    }
}
