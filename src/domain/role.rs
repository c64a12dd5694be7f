//! What a person may do in their unit beyond posting.

use super::kinds::stored_enum;

stored_enum! {
    /// Roles, lowest first; a higher one includes the lower.
    Role {
        Member = 0 => "member",
        Moderator = 1 => "moderator",
        Admin = 2 => "admin",
        Owner = 3 => "owner",
    }
}

impl Role {
    /// May see and change the peers of the unit.
    pub fn manages_peers(self) -> bool {
        self >= Self::Admin
    }

    /// May act on somebody of that role: on those below only.
    pub fn stands_over(self, other: Self) -> bool {
        self > other
    }

    /// May act on other people's posts and accounts.
    pub fn moderates(self) -> bool {
        self >= Self::Moderator
    }
}
