//! Account, and what its owner sees besides (CredentialAccount).

use super::{CustomEmoji, Id, Time};
use serde::Serialize;

/// A person, a group or a service, as everybody sees it; with `source` and `role` it is the CredentialAccount.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Account {
    pub id: Id,
    pub username: String,
    /// `username` for people of this unit, `username@host` for others.
    pub acct: String,
    pub display_name: String,
    pub locked: bool,
    pub bot: bool,
    pub discoverable: Option<bool>,
    pub indexable: bool,
    pub group: bool,
    /// Midnight of the day.
    pub created_at: Time,
    /// HTML.
    pub note: String,
    /// The page for people.
    pub url: String,
    /// The ActivityPub id.
    pub uri: String,
    /// Never empty: who has no picture gets the drawn default.
    pub avatar: String,
    pub avatar_static: String,
    pub header: String,
    pub header_static: String,
    pub followers_count: i64,
    pub following_count: i64,
    pub statuses_count: i64,
    /// `YYYY-MM-DD`.
    pub last_status_at: Option<chrono::NaiveDate>,
    pub hide_collections: Option<bool>,
    /// People of this unit only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noindex: Option<bool>,
    /// Only on suspended accounts, and then true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Box<Source>>,
    pub emojis: Vec<CustomEmoji>,
    /// People of this unit only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Role>>,
    pub fields: Vec<Field>,
    /// Where the account has moved to; where one account is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Box<Account>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Box<CredentialRole>>,
}

/// One row of the table on a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Field {
    pub name: String,
    /// HTML in the account, plain text in its source.
    pub value: String,
    pub verified_at: Option<Time>,
}

/// What its owner typed, and the defaults for new posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Source {
    pub privacy: &'static str,
    pub sensitive: bool,
    pub language: Option<String>,
    pub note: String,
    pub fields: Vec<Field>,
    pub follow_requests_count: i64,
    pub hide_collections: Option<bool>,
    pub discoverable: Option<bool>,
    pub indexable: bool,
    pub attribution_domains: Vec<String>,
    pub quote_policy: &'static str,
}

/// A role as everybody sees it on the profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Role {
    pub id: String,
    pub name: String,
    pub color: String,
}

/// A role as its holder sees it. Members have one too, without a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CredentialRole {
    pub id: String,
    pub name: String,
    /// A bit set as a decimal string.
    pub permissions: String,
    pub color: String,
    pub highlighted: bool,
}
