//! What moderators and admins are shown.

use super::Renderer;
use super::accounts::role;
use crate::http::api::entities::{
    AdminAccount, AdminReport, DomainAllow, DomainBlock, Empty, Rule,
};
use crate::service::moderation::domains::Domain;
use crate::service::moderation::people::Known;
use crate::service::moderation::reports::Case;
use crate::service::{pages, secret};

impl Renderer<'_> {
    /// Somebody, as moderators see them. Nobody is ever silenced or marked as sensitive here, and everybody who has an account
    /// was let in.
    #[must_use]
    pub fn admin_account(&self, known: &Known) -> AdminAccount {
        let (account, user) = (&known.account, known.user.as_ref());
        AdminAccount {
            id: account.id.into(),
            username: account.username.clone(),
            domain: Some(account.host.clone()).filter(|host| !host.is_empty()),
            created_at: account.created_at.into(),
            email: user.and_then(|user| user.email.clone()),
            ip: None,
            ips: [],
            locale: user
                .map(|user| user.locale.clone())
                .filter(|locale| !locale.is_empty()),
            invite_request: None,
            role: user.map(|user| role(user.role)),
            confirmed: user.map(|_| true),
            approved: user.map(|_| true),
            disabled: user.map(|user| user.disabled_at.is_some()),
            silenced: false,
            suspended: account.suspended_at.is_some(),
            sensitized: false,
            account: self.account(account),
        }
    }

    /// A report, as moderators see it.
    #[must_use]
    pub fn admin_report(&self, case: &Case) -> AdminReport {
        let row = &case.row;
        AdminReport {
            id: row.id.into(),
            action_taken: row.resolved_at.is_some(),
            action_taken_at: row.resolved_at.map(Into::into),
            category: row.category.name(),
            comment: row.comment.clone(),
            forwarded: row.forwarded,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.unwrap_or(row.created_at).into(),
            account: self.admin_account(&case.by),
            target_account: self.admin_account(&case.target),
            assigned_account: case.assigned_to.as_deref().map(|by| self.admin_account(by)),
            action_taken_by_account: case.resolved_by.as_deref().map(|by| self.admin_account(by)),
            statuses: self.statuses(&case.posts),
            rules: case.rules.iter().cloned().map(rule).collect(),
        }
    }
}

/// A rule of the unit.
#[must_use]
pub fn rule(rule: pages::Rule) -> Rule {
    Rule {
        id: rule.id.to_string(),
        text: rule.text,
        hint: rule.hint,
        translations: Empty {},
    }
}

/// A unit of the network.
#[must_use]
pub fn domain_allow(domain: &Domain) -> DomainAllow {
    DomainAllow {
        id: domain.peer.id.into(),
        domain: domain.peer.authority.clone(),
        created_at: domain.peer.created_at.into(),
    }
}

/// A unit that is shut out: altogether, since there is no milder measure.
#[must_use]
pub fn domain_block(domain: &Domain) -> DomainBlock {
    let comment = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    DomainBlock {
        id: domain.peer.id.into(),
        domain: domain.peer.authority.clone(),
        digest: secret::hex_digest(&domain.peer.authority),
        created_at: domain.peer.updated_at.into(),
        severity: "suspend",
        reject_media: true,
        reject_reports: true,
        private_comment: comment(&domain.note.private_comment),
        public_comment: comment(&domain.note.public_comment),
        obfuscate: false,
    }
}
