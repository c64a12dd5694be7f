//! Groups.

use super::Renderer;
use crate::db::accounts::AccountRow;
use crate::domain::groups::GroupRole;
use crate::http::api::entities::{Group, GroupLogEntry, GroupMember, GroupRequest, Id};
use crate::service::groups::lists::{Logged, Shown};
use crate::service::groups::members::Request;

impl Renderer<'_> {
    /// A group.
    #[must_use]
    pub fn group(&self, shown: &Shown) -> Group {
        let (account, standing) = (&shown.group.account, shown.standing);
        Group {
            account: self.account(account),
            access: shown.group.row.access.name(),
            rules: shown.group.rules(),
            mirror: shown.group.row.mirror,
            member: standing.member,
            requested: shown.requested,
            invited: shown.invited(),
            role: standing.role.and_then(role),
            note_text: (standing.moderates() && account.is_local())
                .then(|| account.note_source.clone()),
        }
    }

    /// Somebody who is in a group.
    #[must_use]
    pub fn group_member(&self, row: &AccountRow, held: Option<GroupRole>) -> GroupMember {
        GroupMember {
            account: self.account(row),
            group_role: held.and_then(role),
        }
    }

    /// Somebody who asks to come into a group.
    #[must_use]
    pub fn group_request(&self, request: &Request) -> GroupRequest {
        GroupRequest {
            account: self.account(&request.account),
            first_of_unit: request.first_of_unit,
        }
    }

    /// Something that a moderator did.
    #[must_use]
    pub fn group_log_entry(&self, logged: &Logged) -> GroupLogEntry {
        let row = &logged.row;
        GroupLogEntry {
            id: Id(row.id),
            created_at: row.created_at.into(),
            deed: row.deed.name(),
            moderator: self.account(&logged.moderator),
            account: logged.account.as_ref().map(|row| self.account(row)),
            status_id: row.status_id.map(Into::into),
            reason: row.reason.clone(),
        }
    }
}

/// Those who moderate have a role; to be invited or banned is none.
fn role(role: GroupRole) -> Option<&'static str> {
    role.moderates().then(|| role.name())
}
