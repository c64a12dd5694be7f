use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

use crate::origin::{Authority, IdError, parse_id};

/// Longest user part, in characters. Nobody has names of this length; it bounds what is stored and sent.
const MAX_USER: usize = 128;

/// Why a text is not a handle.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HandleError {
    /// Not `user@host`.
    #[error("a handle looks like name@server.example")]
    Form,
    /// The user part is empty, too long, or has characters that names do not have.
    #[error("the name before the @ may have letters, digits and _ . - ~ + only")]
    User,
    /// The part after the `@` is no server name.
    #[error("the part after the @ is not a server name: {0}")]
    Server(#[from] IdError),
}

/// `user@host[:port]`, the name people know an actor by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Handle {
    user: String,
    authority: Authority,
}

impl Handle {
    /// Puts a handle together.
    ///
    /// Errors: [`HandleError::User`].
    pub fn new(user: &str, authority: Authority) -> Result<Self, HandleError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '~' | '+');
        if user.is_empty() || user.len() > MAX_USER || !user.chars().all(plain) {
            return Err(HandleError::User);
        }
        Ok(Self {
            user: user.to_owned(),
            authority,
        })
    }

    /// Reads `user@host`, `@user@host` or `acct:user@host`.
    ///
    /// Errors: see [`HandleError`]; among them every character in the server part that would change the URL it is put
    /// into (CR, LF, space, `#`, `?`, `/`, a second `@`). Nothing is sent before this check.
    pub fn parse(text: &str) -> Result<Self, HandleError> {
        let text = text.strip_prefix("acct:").unwrap_or(text);
        let text = text.strip_prefix('@').unwrap_or(text);
        let (user, server) = text.split_once('@').ok_or(HandleError::Form)?;
        Self::new(user, Authority::parse(server)?)
    }

    /// The part before the `@`.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The server.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// `acct:user@host`, the form of WebFinger subjects.
    pub fn acct(&self) -> String {
        format!("acct:{self}")
    }

    /// Whether two handles are of the same person: the case of the user part does not matter.
    pub fn same_as(&self, other: &Self) -> bool {
        self.authority == other.authority && self.user.eq_ignore_ascii_case(&other.user)
    }

    /// The URL at which the server is asked about the handle.
    pub(super) fn question(&self, scheme: &str) -> Result<Url, IdError> {
        let mut url = self.authority.root(scheme)?;
        url.set_path("/.well-known/webfinger");
        url.query_pairs_mut().append_pair("resource", &self.acct());
        Ok(url)
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.user, self.authority)
    }
}

impl FromStr for Handle {
    type Err = HandleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Handle {
    type Error = HandleError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Handle> for String {
    fn from(handle: Handle) -> Self {
        handle.to_string()
    }
}

/// What a WebFinger question of a peer is about: the value of its `resource` parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// `acct:user@host` (the prefix may be missing).
    Account(Handle),
    /// The URL of an actor or profile page, or of the server itself (FEP-d556).
    Url(Url),
}

impl Resource {
    /// Reads a `resource` parameter.
    ///
    /// Errors: see [`HandleError`].
    pub fn parse(text: &str) -> Result<Self, HandleError> {
        match parse_id(text) {
            Ok(url) => Ok(Self::Url(url)),
            Err(IdError::Scheme) => Handle::parse(text).map(Self::Account),
            Err(error) => Err(error.into()),
        }
    }
}
