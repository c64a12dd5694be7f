//! Groups.

use super::Show;
use crate::{
    db::accounts::AccountRow,
    domain::groups::{Deed, GroupAccess, GroupRole, Refusal},
    error::Error,
    http::web::{
        errors::WebError,
        lang::Lang,
        views::{
            groups::{GroupRow, GroupView},
            members::{LogRow, MemberRow, RequestRow},
            people::Relation,
        },
    },
    service::groups::{
        lists::{Logged, Shown},
        members::Request,
        refusals::Refused,
    },
    text::plain,
};

impl Show {
    /// A group with everything about it. `waiting` to be let in are so many.
    pub fn group(&self, shown: &Shown, waiting: i64) -> GroupView {
        let (account, access) = (&shown.group.account, shown.group.row.access);
        let standing = shown.standing;
        GroupView {
            person: self.person(account),
            access: access_word(self.lang, access),
            access_text: access_text(self.lang, access),
            asks: access.is_private(),
            html: account.note.clone(),
            rules: shown.group.rules(),
            members: account.followers_count,
            relation: standing_to(shown),
            invited: shown.invited(),
            banned: standing.banned(),
            role: match standing.role {
                Some(GroupRole::Owner) => Some(self.lang.t("group-you-own")),
                Some(GroupRole::Moderator) => Some(self.lang.t("group-you-moderate")),
                _ => None,
            },
            reads: shown.reads(),
            moderates: standing.moderates(),
            owns: standing.owns(),
            local: account.is_local(),
            waiting,
            origin: (!account.is_local()).then(|| account.url.clone()),
        }
    }

    /// A group in a list.
    pub fn group_row(&self, shown: &Shown, waiting: i64) -> GroupRow {
        let account = &shown.group.account;
        GroupRow {
            person: self.person(account),
            about: plain::excerpt(&account.note, 200),
            access: access_word(self.lang, shown.group.row.access),
            relation: standing_to(shown),
            waiting,
        }
    }

    /// Somebody who is in a group. `manages`: the reader may decide about them.
    pub fn member(
        &self,
        group: &GroupView,
        row: &AccountRow,
        role: Option<GroupRole>,
        manages: bool,
    ) -> MemberRow {
        let manages = manages && self.viewer != Some(row.id);
        MemberRow {
            person: self.person(row),
            role: role.map(|role| role_word(self.lang, role)),
            manage: manages.then(|| group.path(&format!("members/{}", row.id))),
        }
    }

    /// Somebody who asks to come in.
    pub fn request(&self, request: &Request) -> RequestRow {
        let account = &request.account;
        let warning = request.first_of_unit.then(|| {
            let unit = self.unit(&account.host);
            self.lang.w("group-first-of-unit", unit)
        });
        RequestRow {
            row: self.person_row(account, None),
            warning,
        }
    }

    /// Something that a moderator did.
    pub fn logged(&self, group: &GroupView, logged: &Logged) -> LogRow {
        let row = &logged.row;
        let again = group.moderates && row.deed == Deed::Remove && logged.hidden;
        let restore = row.status_id.filter(|_| again);
        let manage = row.account_id.filter(|_| group.moderates);
        LogRow {
            time: self.time(row.created_at),
            moderator: self.person(&logged.moderator),
            what: deed_words(self.lang, row.deed),
            person: logged.account.as_ref().map(|row| self.person(row)),
            reason: row.reason.clone(),
            manage: manage.map(|id| group.path(&format!("members/{id}"))),
            restore: restore.map(|id| group.path(&format!("posts/{id}/restore"))),
        }
    }
}

fn standing_to(shown: &Shown) -> Relation {
    if shown.standing.member {
        Relation::Following
    } else if shown.requested {
        Relation::Requested
    } else if shown.standing.banned() {
        Relation::Oneself
    } else {
        Relation::None
    }
}

/// What somebody is in a group.
pub fn role_word(lang: Lang, role: GroupRole) -> String {
    match role {
        GroupRole::Owner => lang.t("group-role-owner"),
        GroupRole::Moderator => lang.t("group-role-moderator"),
        GroupRole::Invited => lang.t("group-role-invited"),
        GroupRole::Banned => lang.t("group-role-banned"),
    }
}

fn access_word(lang: Lang, access: GroupAccess) -> String {
    match access {
        GroupAccess::Open => lang.t("group-open"),
        GroupAccess::Closed => lang.t("group-closed"),
        GroupAccess::Secret => lang.t("group-secret"),
        GroupAccess::Channel => lang.t("group-channel"),
    }
}

/// Who reads a group and who comes in, in one sentence.
pub fn access_text(lang: Lang, access: GroupAccess) -> String {
    match access {
        GroupAccess::Open => lang.t("group-open-text"),
        GroupAccess::Closed => lang.t("group-closed-text"),
        GroupAccess::Secret => lang.t("group-secret-text"),
        GroupAccess::Channel => lang.t("group-channel-text"),
    }
}

/// What was done, in front of to whom.
fn deed_words(lang: Lang, deed: Deed) -> String {
    match deed {
        Deed::Approve => lang.t("deed-approve"),
        Deed::Reject => lang.t("deed-reject"),
        Deed::Invite => lang.t("deed-invite"),
        Deed::Expel => lang.t("deed-expel"),
        Deed::Ban => lang.t("deed-ban"),
        Deed::Unban => lang.t("deed-unban"),
        Deed::AddModerator => lang.t("deed-add-moderator"),
        Deed::AddOwner => lang.t("deed-add-owner"),
        Deed::RemoveModerator => lang.t("deed-remove-moderator"),
        Deed::Pin => lang.t("deed-pin"),
        Deed::Unpin => lang.t("deed-unpin"),
        Deed::Lock => lang.t("deed-lock"),
        Deed::Unlock => lang.t("deed-unlock"),
        Deed::Remove => lang.t("deed-remove"),
        Deed::Restore => lang.t("deed-restore"),
        Deed::Change => lang.t("deed-change"),
    }
}

/// Why somebody may not write in a group.
pub fn no_writing(lang: Lang, refusal: Refusal) -> String {
    match refusal {
        Refusal::Banned => lang.t("group-write-banned"),
        Refusal::NotMember => lang.t("group-write-members"),
        Refusal::ModeratorsOnly => lang.t("group-write-moderators"),
        Refusal::Locked => lang.t("group-write-locked"),
    }
}

/// What was refused, in the reader's language.
pub fn refused(lang: Lang, refused: Refused) -> String {
    match refused {
        Refused::NameTaken => lang.t("group-name-taken"),
        Refused::NameBad => lang.t("group-name-bad"),
        Refused::NameReserved => lang.t("group-name-reserved"),
        Refused::TitleEmpty => lang.t("group-title-empty"),
        Refused::TitleLong => lang.t("group-title-long"),
        Refused::RulesLong => lang.t("group-rules-long"),
        Refused::AccessFixed => lang.t("group-access-fixed"),
        Refused::OnlyOwner => lang.t("group-only-owner"),
        Refused::NotModerator => lang.t("group-not-moderator"),
        Refused::NotOwner => lang.t("group-not-owner"),
        Refused::NotMember => lang.t("group-not-member"),
        Refused::Banned => lang.t("group-invite-banned"),
        Refused::NotPerson => lang.t("group-invite-person"),
        Refused::KeptOut => lang.t("group-kept-out"),
        Refused::Narrower => lang.t("group-narrower"),
    }
}

/// An error for the page of errors: a refusal says in the reader's language what to change.
pub fn said(lang: Lang, error: Error) -> WebError {
    match Refused::of(&error) {
        Some(why) => Error::invalid(refused(lang, why)).into(),
        None => error.into(),
    }
}
