//! Who may see a post: the pure rule. `db::visible` holds the same rule in SQL, and a test keeps the two equal.

use super::kinds::stored_enum;

stored_enum! {
    /// The audience of a post, in the client API's words. `Unit` posts are `Public` with `local_only` set.
    Visibility {
        Public = 0 => "public",
        /// As public, but not in the unit and network timelines.
        Unlisted = 1 => "unlisted",
        /// Accepted followers and those named; in a group, its members.
        Private = 2 => "private",
        /// Those named.
        Direct = 3 => "direct",
    }
}

impl Visibility {
    /// Everybody who can read at all may read it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Public | Self::Unlisted)
    }
}

/// Who is looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewerKind {
    /// Nobody is logged in and no peer signed.
    Anonymous,
    /// A person of this unit.
    Local,
    /// A peer, by a signed request. The facts are about any person of that peer.
    Peer,
}

/// What the rule needs to know of a post and its viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub visibility: Visibility,
    /// Must not leave the unit.
    pub local_only: bool,
    pub deleted: bool,
    /// Hidden by a moderator of its group.
    pub removed: bool,
    /// Written in a group. `Private` then means its members, and `follows` is about the group.
    pub in_group: bool,
    pub author_suspended: bool,
    /// The viewer wrote it (for a peer: the author lives there).
    pub is_author: bool,
    /// The viewer's follow of the author (or of the group) was accepted (for a peer: somebody's there).
    pub follows: bool,
    /// The viewer is named in it (for a peer: somebody there is).
    pub mentioned: bool,
    /// The author has blocked the viewer (never a fact about a whole peer).
    pub blocked: bool,
}

/// May this viewer see this post at all, on any surface?
///
/// The audiences are those of the product's word list; blocks hide an author's posts from whom they block, as in
/// Mastodon.
pub fn may_see(viewer: ViewerKind, facts: &Facts) -> bool {
    if facts.deleted || facts.removed || facts.author_suspended || facts.blocked {
        return false;
    }
    if facts.local_only && viewer != ViewerKind::Local {
        return false;
    }
    match (viewer, facts.visibility) {
        (_, Visibility::Public | Visibility::Unlisted) => true,
        (ViewerKind::Anonymous, _) => false,
        (_, Visibility::Private) if facts.in_group => facts.is_author || facts.follows,
        (_, Visibility::Private) => facts.is_author || facts.follows || facts.mentioned,
        (_, Visibility::Direct) => facts.is_author || facts.mentioned,
    }
}

/// How a reader stands to an author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Aversion {
    pub mutes: bool,
    pub blocks: bool,
    /// Blocks the author's whole unit.
    pub blocks_unit: bool,
}

/// Does the reader want to see what the author writes? What somebody may see and does not want is left out of lists.
pub fn is_wanted(aversion: &Aversion) -> bool {
    !(aversion.mutes || aversion.blocks || aversion.blocks_unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Facts = Facts {
        visibility: Visibility::Public,
        local_only: false,
        deleted: false,
        removed: false,
        in_group: false,
        author_suspended: false,
        is_author: false,
        follows: false,
        mentioned: false,
        blocked: false,
    };

    #[test]
    fn each_audience_reaches_whom_it_names() {
        let private = Facts {
            visibility: Visibility::Private,
            ..OPEN
        };
        let direct = Facts {
            visibility: Visibility::Direct,
            ..OPEN
        };
        assert!(may_see(ViewerKind::Anonymous, &OPEN));
        assert!(!may_see(ViewerKind::Local, &private));
        assert!(may_see(
            ViewerKind::Local,
            &Facts {
                follows: true,
                ..private
            }
        ));
        assert!(may_see(
            ViewerKind::Peer,
            &Facts {
                mentioned: true,
                ..private
            }
        ));
        assert!(!may_see(
            ViewerKind::Local,
            &Facts {
                follows: true,
                ..direct
            }
        ));
        assert!(may_see(
            ViewerKind::Local,
            &Facts {
                mentioned: true,
                ..direct
            }
        ));
        assert!(!may_see(
            ViewerKind::Anonymous,
            &Facts {
                follows: true,
                ..private
            }
        ));
    }

    #[test]
    fn a_unit_post_never_leaves_and_blocks_always_hide() {
        let unit = Facts {
            local_only: true,
            ..OPEN
        };
        assert!(may_see(ViewerKind::Local, &unit));
        assert!(!may_see(ViewerKind::Peer, &unit));
        assert!(!may_see(ViewerKind::Anonymous, &unit));
        assert!(!may_see(
            ViewerKind::Local,
            &Facts {
                blocked: true,
                ..OPEN
            }
        ));
        assert!(!may_see(
            ViewerKind::Local,
            &Facts {
                deleted: true,
                is_author: true,
                ..OPEN
            }
        ));
    }
}
