//! Who may call an endpoint: declared beside the route, decided in one place.

use crate::domain::Role;
use crate::domain::scope::Scopes;
use crate::http::api::error::ApiError;

/// What a route asks of its caller. The scopes are alternatives: one of them is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, with no look at a token: discovery, app registration, OAuth.
    Open,
    /// Any living token, also that of an app alone.
    Client(&'static [&'static str]),
    /// A token with a scope, or nobody in particular where the unit is open to the internet.
    Reader(&'static [&'static str]),
    /// A person's token with a scope.
    Person(&'static [&'static str]),
    /// The same, of a person with this role or a higher one.
    Staff(Role, &'static [&'static str]),
}

/// What Mastodon says to a person whose role does not let them.
pub const NOT_ALLOWED: &str = "This action is not allowed";

/// What a token that was sent turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presented<'a> {
    /// No token was sent.
    Nothing,
    /// A token that is unknown, revoked or expired, or whose person is suspended.
    Invalid,
    /// A token of an app that nobody has logged in with.
    App(&'a Scopes),
    /// A token of a person of this role.
    Person(&'a Scopes, Role),
}

impl Access {
    /// Decides. `closed` says that anonymous readers are not served (`reach = "network"`).
    ///
    /// An invalid token is refused also where none is needed, so that a client learns that its login has ended.
    ///
    /// # Errors
    /// 401, 403 or 422, as [`ApiError`] says.
    pub fn check(self, presented: &Presented<'_>, closed: bool) -> Result<(), ApiError> {
        let scopes = match (self, presented) {
            (Self::Open, _) => return Ok(()),
            (_, Presented::Invalid) | (Self::Client(_), Presented::Nothing) => {
                return Err(ApiError::InvalidToken);
            }
            (Self::Reader(_), Presented::Nothing) if !closed => return Ok(()),
            (Self::Reader(_), Presented::Nothing) => return Err(ApiError::NeedsPerson),
            (Self::Reader(_), Presented::App(_)) if closed => return Err(ApiError::NotAPerson),
            (Self::Person(_) | Self::Staff(..), Presented::Nothing) => {
                return Err(ApiError::InvalidToken);
            }
            (Self::Staff(role, wanted), Presented::Person(held, has)) => {
                return match (granted(wanted, held), *has >= role) {
                    (false, _) => Err(ApiError::OutOfScope),
                    (true, false) => Err(ApiError::Forbidden(NOT_ALLOWED.to_owned())),
                    (true, true) => Ok(()),
                };
            }
            (
                Self::Client(wanted) | Self::Reader(wanted),
                Presented::App(held) | Presented::Person(held, _),
            )
            | (Self::Person(wanted), Presented::Person(held, _)) => (wanted, held),
            (Self::Person(wanted) | Self::Staff(_, wanted), Presented::App(held)) => {
                match granted(wanted, held) {
                    true => return Err(ApiError::NotAPerson),
                    false => return Err(ApiError::OutOfScope),
                }
            }
        };
        match granted(scopes.0, scopes.1) {
            true => Ok(()),
            false => Err(ApiError::OutOfScope),
        }
    }

    /// The scopes that open the route; empty where none is asked for.
    #[must_use]
    pub fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Open => &[],
            Self::Client(scopes)
            | Self::Reader(scopes)
            | Self::Person(scopes)
            | Self::Staff(_, scopes) => scopes,
        }
    }
}

/// An empty list of alternatives asks for nothing but the token.
fn granted(wanted: &[&str], held: &Scopes) -> bool {
    wanted.is_empty() || wanted.iter().any(|scope| held.allow(scope))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_whole_table() {
        const READ: &[&str] = &["read:statuses"];
        let (good, bad): (Scopes, Scopes) = (
            Scopes::parse("read").unwrap(),
            Scopes::parse("write").unwrap(),
        );
        let callers = [
            Presented::Nothing,
            Presented::Invalid,
            Presented::App(&good),
            Presented::App(&bad),
            Presented::Person(&good, Role::Member),
            Presented::Person(&bad, Role::Owner),
            Presented::Person(&good, Role::Moderator),
            Presented::Person(&good, Role::Admin),
        ];
        // One row per access and reach; one column per caller, in the order above.
        let table: [(Access, bool, [u16; 8]); 8] = [
            (Access::Open, true, [200; 8]),
            (
                Access::Client(&[]),
                true,
                [401, 401, 200, 200, 200, 200, 200, 200],
            ),
            (
                Access::Client(READ),
                true,
                [401, 401, 200, 403, 200, 403, 200, 200],
            ),
            (
                Access::Reader(READ),
                false,
                [200, 401, 200, 403, 200, 403, 200, 200],
            ),
            (
                Access::Reader(READ),
                true,
                [401, 401, 422, 422, 200, 403, 200, 200],
            ),
            (
                Access::Person(READ),
                false,
                [401, 401, 422, 403, 200, 403, 200, 200],
            ),
            (
                Access::Staff(Role::Moderator, READ),
                false,
                [401, 401, 422, 403, 403, 403, 200, 200],
            ),
            (
                Access::Staff(Role::Admin, READ),
                true,
                [401, 401, 422, 403, 403, 403, 403, 200],
            ),
        ];
        for (access, closed, expected) in table {
            for (caller, status) in callers.iter().zip(expected) {
                let got = access
                    .check(caller, closed)
                    .map_or_else(|error| error.status().as_u16(), |()| 200);
                assert_eq!(got, status, "{access:?} closed={closed} {caller:?}");
            }
        }
    }
}
