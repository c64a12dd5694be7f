//! What moderators and admins are shown: Admin::Account, Admin::Report, Admin::DomainAllow, Admin::DomainBlock.

use super::{Account, CredentialRole, Id, Rule, Status, Time};
use serde::Serialize;

/// Somebody, with what only their unit knows. What is null is not known of people of other units.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct AdminAccount {
    pub id: Id,
    pub username: String,
    pub domain: Option<String>,
    pub created_at: Time,
    pub email: Option<String>,
    /// Addresses are not kept.
    pub ip: Option<String>,
    pub ips: [&'static str; 0],
    pub locale: Option<String>,
    pub invite_request: Option<String>,
    pub role: Option<CredentialRole>,
    pub confirmed: Option<bool>,
    pub approved: Option<bool>,
    pub disabled: Option<bool>,
    pub silenced: bool,
    pub suspended: bool,
    pub sensitized: bool,
    pub account: Account,
}

/// A report as moderators see it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct AdminReport {
    pub id: Id,
    pub action_taken: bool,
    pub action_taken_at: Option<Time>,
    pub category: &'static str,
    pub comment: String,
    pub forwarded: bool,
    pub created_at: Time,
    pub updated_at: Time,
    pub account: AdminAccount,
    pub target_account: AdminAccount,
    pub assigned_account: Option<AdminAccount>,
    pub action_taken_by_account: Option<AdminAccount>,
    pub statuses: Vec<Status>,
    pub rules: Vec<Rule>,
}

/// A unit of the network.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct DomainAllow {
    pub id: Id,
    pub domain: String,
    pub created_at: Time,
}

/// A unit that is shut out.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct DomainBlock {
    pub id: Id,
    pub domain: String,
    /// SHA-256 of the domain, in hexadecimal.
    pub digest: String,
    pub created_at: Time,
    pub severity: &'static str,
    pub reject_media: bool,
    pub reject_reports: bool,
    pub private_comment: Option<String>,
    pub public_comment: Option<String>,
    pub obfuscate: bool,
}
