//! What a service wants said to other units. Written to the outbox table in the service's own transaction; the
//! publish worker lets `ap::build` turn it into an activity and its deliveries.

use serde::{Deserialize, Serialize};

use super::groups::Act;
use super::id::{AccountId, FollowId, ReportId, StampId, StatusId};
use super::kinds::StampKind;

/// An outgoing event. Ids of rows where the row still exists when it is published, copies of what it needs where the
/// row is gone by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Outgoing {
    /// A new post.
    Create {
        status: StatusId,
    },
    /// An edited post.
    Update {
        status: StatusId,
    },
    /// A deleted post; its row stays as a tombstone.
    Delete {
        status: StatusId,
    },
    /// A boost; `status` is the boost's own row.
    Announce {
        status: StatusId,
    },
    UndoAnnounce {
        status: StatusId,
    },
    Like {
        account: AccountId,
        status: StatusId,
        serial: i64,
    },
    UndoLike {
        account: AccountId,
        status: StatusId,
        serial: i64,
    },
    Follow {
        follow: FollowId,
        account: AccountId,
        target: AccountId,
    },
    /// `uri` is the id of the Follow that is taken back.
    UndoFollow {
        account: AccountId,
        target: AccountId,
        uri: String,
    },
    /// Our person `account` accepts the Follow `uri` of the remote `follower`.
    AcceptFollow {
        account: AccountId,
        follower: AccountId,
        uri: String,
    },
    /// Refuses a request, or removes a follower.
    RejectFollow {
        account: AccountId,
        follower: AccountId,
        uri: String,
    },
    Block {
        account: AccountId,
        target: AccountId,
        serial: i64,
    },
    UndoBlock {
        account: AccountId,
        target: AccountId,
        serial: i64,
    },
    /// A profile changed.
    UpdateActor {
        account: AccountId,
    },
    /// An actor has new keys.
    NewKeys {
        account: AccountId,
    },
    /// A person has another account from now on.
    Move {
        account: AccountId,
        target: AccountId,
    },
    /// A person was deleted.
    DeleteActor {
        account: AccountId,
    },
    /// A report about somebody elsewhere is passed on to their unit.
    Flag {
        report: ReportId,
    },
    Pin {
        account: AccountId,
        status: StatusId,
    },
    Unpin {
        account: AccountId,
        status: StatusId,
    },
    /// One choice in a peer's poll; `vote` is its row.
    Vote {
        account: AccountId,
        vote: i64,
    },
    /// Our post asks for consent to quote, or to answer.
    AskConsent {
        kind: StampKind,
        status: StatusId,
    },
    /// The author of our post `status` answers the request of `asker` for consent; no stamp is a no.
    GiveConsent {
        kind: StampKind,
        status: StatusId,
        asker: AccountId,
        /// The id of the request.
        request: String,
        /// The post that asks.
        object: String,
        stamp: Option<StampId>,
    },
    /// Consent given to `asker` by `account` is taken back; `stamp` is its address.
    WithdrawConsent {
        account: AccountId,
        asker: AccountId,
        stamp: String,
    },
    /// Somebody here goes to an event.
    Join {
        account: AccountId,
        status: StatusId,
        serial: i64,
    },
    /// Somebody here does not go after all.
    Leave {
        account: AccountId,
        status: StatusId,
        serial: i64,
    },
    /// `account` does not take part in what `asker` proposed: nothing follows from it.
    Ignore {
        account: AccountId,
        asker: AccountId,
        request: String,
    },
    /// A group of this unit passes an activity on to its members; `activity` is its JSON, as it came or went.
    Relay {
        group: AccountId,
        activity: String,
    },
    /// A group of this unit shows the beginning of a conversation to those who know only boosts (FEP-1b12).
    Show {
        group: AccountId,
        status: StatusId,
    },
    /// A closed group of this unit writes a copy of a post for members on servers that know only posts of people.
    Mirror {
        group: AccountId,
        status: StatusId,
        deed: MirrorDeed,
    },
    /// A group of this unit invites somebody elsewhere; `by` is the moderator.
    Invite {
        group: AccountId,
        by: AccountId,
        account: AccountId,
    },
    /// A moderator of this unit decided something in a group, here or elsewhere.
    Moderate {
        group: AccountId,
        by: AccountId,
        #[serde(flatten)]
        act: Act,
    },
}

/// What happens to a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MirrorDeed {
    Create,
    Update,
    Delete,
}

impl Outgoing {
    /// The person who speaks, or `None` where the post's author or the unit does.
    pub fn speaker(&self) -> Option<AccountId> {
        match self {
            Self::Create { .. }
            | Self::Update { .. }
            | Self::Delete { .. }
            | Self::Announce { .. }
            | Self::UndoAnnounce { .. }
            | Self::Flag { .. }
            | Self::AskConsent { .. }
            | Self::GiveConsent { .. } => None,
            Self::Like { account, .. }
            | Self::UndoLike { account, .. }
            | Self::Follow { account, .. }
            | Self::UndoFollow { account, .. }
            | Self::AcceptFollow { account, .. }
            | Self::RejectFollow { account, .. }
            | Self::Block { account, .. }
            | Self::UndoBlock { account, .. }
            | Self::UpdateActor { account }
            | Self::NewKeys { account }
            | Self::Move { account, .. }
            | Self::DeleteActor { account }
            | Self::Pin { account, .. }
            | Self::Unpin { account, .. }
            | Self::Vote { account, .. }
            | Self::WithdrawConsent { account, .. }
            | Self::Join { account, .. }
            | Self::Leave { account, .. }
            | Self::Ignore { account, .. } => Some(*account),
            Self::Relay { group, .. } | Self::Show { group, .. } | Self::Mirror { group, .. } => {
                Some(*group)
            }
            Self::Invite { by, .. } | Self::Moderate { by, .. } => Some(*by),
        }
    }
}
