//! Groups: who may come in, who may write, who may decide. Pure rules.

use serde::{Deserialize, Serialize};

use super::id::{AccountId, StatusId};
use super::kinds::stored_enum;
use super::time::Timestamp;
use super::visibility::Visibility;

stored_enum! {
    /// Who may join and read a group.
    GroupAccess {
        /// Everybody reads, joins and writes.
        Open = 0 => "open",
        /// Everybody may know of it; members read and write; joining is asked for.
        Closed = 1 => "closed",
        /// As closed, and nobody but members and those invited may know that it exists.
        Secret = 2 => "secret",
        /// Everybody reads and joins; moderators write, members answer.
        Channel = 3 => "channel",
    }
}

impl GroupAccess {
    /// What is written there is for members only.
    pub fn is_private(self) -> bool {
        matches!(self, Self::Closed | Self::Secret)
    }

    /// The audience of posts in it, in the client API's words.
    pub fn visibility(self) -> Visibility {
        if self.is_private() {
            Visibility::Private
        } else {
            Visibility::Public
        }
    }

    /// May a group with this access be turned into one with `other`? What was open stays open: posts that everybody could
    /// read are on other servers, and a switch that seems to close them would lie.
    pub fn may_become(self, other: Self) -> bool {
        self.is_private() == other.is_private()
    }
}

stored_enum! {
    /// What somebody is in a group beside being a member or not.
    GroupRole {
        /// May come in without being asked again.
        Invited = 0 => "invited",
        Moderator = 1 => "moderator",
        Owner = 2 => "owner",
        /// May neither come in nor write.
        Banned = 3 => "banned",
    }
}

impl GroupRole {
    pub fn moderates(self) -> bool {
        matches!(self, Self::Moderator | Self::Owner)
    }
}

/// How somebody stands to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Their follow was accepted.
    pub member: bool,
    pub role: Option<GroupRole>,
}

impl Standing {
    pub fn moderates(self) -> bool {
        self.role.is_some_and(GroupRole::moderates)
    }

    pub fn owns(self) -> bool {
        self.role == Some(GroupRole::Owner)
    }

    pub fn banned(self) -> bool {
        self.role == Some(GroupRole::Banned)
    }
}

/// Why somebody may not write in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Banned,
    NotMember,
    /// Only moderators begin conversations there.
    ModeratorsOnly,
    /// The conversation is locked.
    Locked,
}

/// May somebody write there? `answer`: in an existing conversation; `locked`: which takes no more answers.
pub fn may_post(
    access: GroupAccess,
    standing: Standing,
    answer: bool,
    locked: bool,
) -> Result<(), Refusal> {
    if standing.banned() {
        return Err(Refusal::Banned);
    }
    if standing.moderates() {
        return Ok(());
    }
    if access.is_private() && !standing.member {
        return Err(Refusal::NotMember);
    }
    if locked {
        return Err(Refusal::Locked);
    }
    if access == GroupAccess::Channel && !answer {
        return Err(Refusal::ModeratorsOnly);
    }
    Ok(())
}

/// What happens to somebody who wants to come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Refused,
    AtOnce,
    /// A moderator decides.
    Asked,
}

/// How somebody who knocks is received.
pub fn entry(access: GroupAccess, role: Option<GroupRole>) -> Entry {
    match role {
        Some(GroupRole::Banned) => Entry::Refused,
        Some(_) => Entry::AtOnce,
        None if access.is_private() => Entry::Asked,
        None => Entry::AtOnce,
    }
}

stored_enum! {
    /// What moderators do, as it stands in the log.
    Deed {
        Approve = 0 => "approve",
        Reject = 1 => "reject",
        Invite = 2 => "invite",
        Expel = 3 => "expel",
        Ban = 4 => "ban",
        Unban = 5 => "unban",
        AddModerator = 6 => "add_moderator",
        RemoveModerator = 7 => "remove_moderator",
        Pin = 8 => "pin",
        Unpin = 9 => "unpin",
        Lock = 10 => "lock",
        Unlock = 11 => "unlock",
        Remove = 12 => "remove",
        Restore = 13 => "restore",
        Change = 14 => "change",
        AddOwner = 15 => "add_owner",
    }
}

/// An act of moderation that other servers hear of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    AddModerator {
        account: AccountId,
        owner: bool,
    },
    RemoveModerator {
        account: AccountId,
    },
    Pin {
        status: StatusId,
    },
    Unpin {
        status: StatusId,
    },
    Lock {
        status: StatusId,
    },
    Unlock {
        status: StatusId,
    },
    /// Hides a post from the group.
    Remove {
        status: StatusId,
        reason: String,
    },
    Restore {
        status: StatusId,
    },
    /// Ends a membership and keeps the person out, for good or until a time.
    Ban {
        account: AccountId,
        reason: String,
        until: Option<Timestamp>,
    },
    Unban {
        account: AccountId,
    },
}

impl Act {
    /// How it stands in the log.
    pub fn deed(&self) -> Deed {
        match self {
            Self::AddModerator { owner: true, .. } => Deed::AddOwner,
            Self::AddModerator { .. } => Deed::AddModerator,
            Self::RemoveModerator { .. } => Deed::RemoveModerator,
            Self::Pin { .. } => Deed::Pin,
            Self::Unpin { .. } => Deed::Unpin,
            Self::Lock { .. } => Deed::Lock,
            Self::Unlock { .. } => Deed::Unlock,
            Self::Remove { .. } => Deed::Remove,
            Self::Restore { .. } => Deed::Restore,
            Self::Ban { .. } => Deed::Ban,
            Self::Unban { .. } => Deed::Unban,
        }
    }

    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::AddModerator { account, .. }
            | Self::RemoveModerator { account }
            | Self::Ban { account, .. }
            | Self::Unban { account } => Some(*account),
            _ => None,
        }
    }

    pub fn status(&self) -> Option<StatusId> {
        match self {
            Self::Pin { status }
            | Self::Unpin { status }
            | Self::Lock { status }
            | Self::Unlock { status }
            | Self::Remove { status, .. }
            | Self::Restore { status } => Some(*status),
            _ => None,
        }
    }

    pub fn reason(&self) -> &str {
        match self {
            Self::Remove { reason, .. } | Self::Ban { reason, .. } => reason,
            _ => "",
        }
    }

    /// Only owners decide who moderates.
    pub fn needs_owner(&self) -> bool {
        matches!(
            self,
            Self::AddModerator { .. } | Self::RemoveModerator { .. }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBER: Standing = Standing {
        member: true,
        role: None,
    };
    const STRANGER: Standing = Standing {
        member: false,
        role: None,
    };

    fn with(role: GroupRole) -> Standing {
        Standing {
            member: true,
            role: Some(role),
        }
    }

    #[test]
    fn who_may_write_where() {
        use GroupAccess::{Channel, Closed, Open, Secret};
        for access in [Open, Closed, Secret, Channel] {
            for answer in [false, true] {
                assert_eq!(
                    may_post(access, with(GroupRole::Banned), answer, false),
                    Err(Refusal::Banned)
                );
                assert_eq!(
                    may_post(access, with(GroupRole::Moderator), answer, true),
                    Ok(())
                );
            }
            assert_eq!(
                may_post(access, MEMBER, true, true),
                Err(Refusal::Locked),
                "{access:?}"
            );
        }
        assert_eq!(may_post(Open, STRANGER, false, false), Ok(()));
        assert_eq!(
            may_post(Closed, STRANGER, true, false),
            Err(Refusal::NotMember)
        );
        assert_eq!(may_post(Secret, MEMBER, false, false), Ok(()));
        assert_eq!(
            may_post(Channel, MEMBER, false, false),
            Err(Refusal::ModeratorsOnly)
        );
        assert_eq!(may_post(Channel, STRANGER, true, false), Ok(()));
    }

    #[test]
    fn who_comes_in_how() {
        assert_eq!(entry(GroupAccess::Open, None), Entry::AtOnce);
        assert_eq!(entry(GroupAccess::Channel, None), Entry::AtOnce);
        assert_eq!(entry(GroupAccess::Closed, None), Entry::Asked);
        assert_eq!(
            entry(GroupAccess::Secret, Some(GroupRole::Invited)),
            Entry::AtOnce
        );
        assert_eq!(
            entry(GroupAccess::Open, Some(GroupRole::Banned)),
            Entry::Refused
        );
        assert!(!GroupAccess::Open.may_become(GroupAccess::Closed));
        assert!(GroupAccess::Closed.may_become(GroupAccess::Secret));
        assert!(GroupAccess::Open.may_become(GroupAccess::Channel));
    }
}
