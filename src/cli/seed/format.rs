//! The file of `meent seed`: four lists, each of which may be left out, in TOML or JSON.
//!
//! ```toml
//! [[users]]
//! username = "admin"          # the only key that must be there
//! id = "1"                    # text or number; else a new one
//! password = "long and secret"
//! name = "Ada Admin"
//! email = "ada@company.internal"
//! role = "owner"              # member, moderator, admin, owner
//! language = "nl"             # of the pages: en, nl
//! bio = "At the desk by the door."
//! locked = false              # answers follow requests by hand
//!
//! [[apps]]
//! name = "Tests"
//! client_id = "known"
//! client_secret = "secret"
//! redirect_uris = ["urn:ietf:wg:oauth:2.0:oob"]
//! scopes = "read write follow push"
//!
//! [[tokens]]
//! token = "the access token itself"
//! user = "admin"              # left out: a token of the app alone
//! app = "known"               # client_id of an app of this file; left out: the command line's own
//! scopes = "read write"       # left out: all that the app has
//!
//! [[posts]]                   # made in this order
//! user = "admin"
//! text = "Welcome!"
//! id = "100"
//! in_reply_to = "99"
//! visibility = "public"       # public, unlisted, private, direct
//! local_only = false
//! spoiler_text = ""
//! language = "en"
//! markdown = false
//! ```
//!
//! An unknown key is an error. The first entry that cannot be made ends the command; what was made before stays.

use std::path::Path;

use serde::{Deserialize, Deserializer};

use crate::cli::{Done, Failure};
use crate::domain::Role;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedFile {
    pub users: Vec<SeedUser>,
    pub apps: Vec<SeedApp>,
    pub tokens: Vec<SeedToken>,
    pub posts: Vec<SeedPost>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedUser {
    pub username: String,
    pub id: Option<Id>,
    pub password: Option<String>,
    #[serde(default)]
    pub name: String,
    pub email: Option<String>,
    pub role: Option<SeedRole>,
    pub language: Option<String>,
    pub bio: Option<String>,
    #[serde(default)]
    pub locked: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedApp {
    pub name: String,
    pub client_id: String,
    pub client_secret: String,
    pub website: Option<String>,
    #[serde(default = "out_of_band")]
    pub redirect_uris: Vec<String>,
    #[serde(default = "all_scopes")]
    pub scopes: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedToken {
    pub token: String,
    pub user: Option<String>,
    pub app: Option<String>,
    #[serde(default)]
    pub scopes: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedPost {
    pub user: String,
    pub text: String,
    pub id: Option<Id>,
    pub in_reply_to: Option<Id>,
    pub visibility: Option<String>,
    pub local_only: Option<bool>,
    #[serde(default)]
    pub spoiler_text: String,
    pub language: Option<String>,
    #[serde(default)]
    pub markdown: bool,
}

/// The names of the roles, as the error of a wrong one lists them.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SeedRole {
    #[default]
    Member,
    Moderator,
    Admin,
    Owner,
}

impl From<SeedRole> for Role {
    fn from(role: SeedRole) -> Self {
        match role {
            SeedRole::Member => Self::Member,
            SeedRole::Moderator => Self::Moderator,
            SeedRole::Admin => Self::Admin,
            SeedRole::Owner => Self::Owner,
        }
    }
}

/// An id above 0. The client API writes ids as text, so both forms are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id(pub i64);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Number(i64),
            Text(String),
        }
        let id = match Form::deserialize(deserializer)? {
            Form::Number(number) => Some(number),
            Form::Text(text) => text.parse().ok(),
        };
        id.filter(|id| *id > 0)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("an id is a whole number above 0"))
    }
}

fn out_of_band() -> Vec<String> {
    vec![crate::service::apps::OUT_OF_BAND.to_owned()]
}

fn all_scopes() -> String {
    "read write follow push".to_owned()
}

impl SeedFile {
    /// Reads a file; the failure names the line.
    pub fn read(path: &Path) -> Done<Self> {
        let named =
            |error: &dyn std::fmt::Display| Failure::input(format!("{}: {error}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| named(&error))?;
        match path.extension().is_some_and(|ending| ending == "json") {
            true => serde_json::from_str(&text).map_err(|error| named(&error)),
            false => toml::from_str(&text).map_err(|error| named(&error)),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_file_is_read() {
        let document = include_str!("format.rs");
        let example: String = document
            .lines()
            .skip_while(|line| *line != "//! ```toml")
            .skip(1)
            .take_while(|line| *line != "//! ```")
            .map(|line| format!("{}\n", line.trim_start_matches("//!")))
            .collect();
        let file: SeedFile = toml::from_str(&example).unwrap();
        assert_eq!(file.users[0].id, Some(Id(1)));
        assert_eq!(file.posts[0].in_reply_to, Some(Id(99)));
        assert_eq!((file.apps.len(), file.tokens.len()), (1, 1));
    }

    #[test]
    fn json_ids_are_numbers_or_text_and_unknown_keys_are_told() {
        let file: SeedFile = serde_json::from_str(
            r#"{"posts":[{"user":"a","text":"b","id":7},{"user":"a","text":"c","id":"8"}]}"#,
        )
        .unwrap();
        assert_eq!(file.posts[1].id, Some(Id(8)));
        for bad in [
            r#"{"posts":[{"user":"a","text":"b","id":0}]}"#,
            r#"{"people":[]}"#,
            r#"{"users":[{"username":"a","role":"king"}]}"#,
        ] {
            assert!(serde_json::from_str::<SeedFile>(bad).is_err(), "{bad}");
        }
    }
}
