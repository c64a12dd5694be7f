//! What the unit tells of itself at length, and what is going on in it.

use serde::Serialize;

use super::Time;

/// A text of the unit: ExtendedDescription, PrivacyPolicy.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct UnitText {
    /// Null while nothing has been written.
    pub updated_at: Option<Time>,
    /// HTML.
    pub content: String,
}

/// TermsOfService.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct TermsOfService {
    pub effective_date: chrono::NaiveDate,
    pub effective: bool,
    /// HTML.
    pub content: String,
    /// When the next version began to hold.
    pub succeeded_by: Option<chrono::NaiveDate>,
}

/// A week of the unit, in numbers that are texts.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ActivityWeek {
    /// Seconds since 1970 of its first moment.
    pub week: String,
    pub statuses: String,
    pub logins: String,
    pub registrations: String,
}

/// DomainBlock: a unit that this one has shut out.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ShutOut {
    pub domain: String,
    /// SHA-256 of the domain, in hexadecimal.
    pub digest: String,
    pub severity: &'static str,
    pub comment: String,
}

/// A language that posts can be marked with.
#[derive(Debug, Clone, Copy, Serialize, schemars::JsonSchema)]
pub struct Language {
    pub code: &'static str,
    pub name: &'static str,
}
