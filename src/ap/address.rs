//! How the audiences of posts are written as `to` and `cc`.

use meent_federation::vocab::write::Address;
use url::Url;

use crate::db::accounts::AccountRow;
use crate::domain::Visibility;
use crate::error::{Error, Result};

/// The two address lists of an activity or object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
}

impl Addresses {
    /// Who may see a post, in the form from which Mastodon computes the same audience again: Public in `to` is public,
    /// Public in `cc` unlisted, the followers in `to` private, and only people direct.
    pub fn of_post(visibility: Visibility, followers: Url, named: Vec<Url>) -> Self {
        let named = named.into_iter().map(Address::from);
        let followers = Address::Id(followers);
        let (to, mut cc) = match visibility {
            Visibility::Public => (vec![Address::Public], vec![followers]),
            Visibility::Unlisted => (vec![followers], vec![Address::Public]),
            Visibility::Private => (vec![followers], Vec::new()),
            Visibility::Direct => {
                return Self {
                    to: named.collect(),
                    cc: Vec::new(),
                };
            }
        };
        cc.extend(named);
        Self { to, cc }
    }
}

/// One of our stored ids or addresses as a URL.
///
/// # Errors
/// [`Error::Internal`]: what is stored has been read strictly or made by us.
pub fn url(text: &str) -> Result<Url> {
    Url::parse(text).map_err(|error| Error::internal(format!("stored address {text:?}: {error}")))
}

/// The followers collection of an account.
///
/// # Errors
/// As [`url()`].
pub fn followers(account: &AccountRow) -> Result<Url> {
    match &account.followers_url {
        Some(stored) => url(stored),
        None => url(&format!("{}/followers", account.uri)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn each_audience_has_its_form() {
        let followers = Url::parse("https://a.example/users/alice/followers").unwrap();
        let bob = Url::parse("https://b.example/users/bob").unwrap();
        let of = |visibility| Addresses::of_post(visibility, followers.clone(), vec![bob.clone()]);
        let (all, fans, named) = (
            Address::Public,
            Address::Id(followers.clone()),
            Address::Id(bob.clone()),
        );
        let public = of(Visibility::Public);
        assert_eq!(
            (public.to, public.cc),
            (vec![all.clone()], vec![fans.clone(), named.clone()])
        );
        let quiet = of(Visibility::Unlisted);
        assert_eq!(
            (quiet.to, quiet.cc),
            (vec![fans.clone()], vec![all, named.clone()])
        );
        let private = of(Visibility::Private);
        assert_eq!((private.to, private.cc), (vec![fans], vec![named.clone()]));
        let direct = of(Visibility::Direct);
        assert_eq!((direct.to, direct.cc), (vec![named], vec![]));
    }
}
