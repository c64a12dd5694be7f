//! What the moderators and admins of a unit do with people, reports and other units. Their power ends at the unit: people of
//! other units are only hidden here.

pub mod domains;
pub mod people;
pub mod reports;

use crate::error::{Error, Result};
use crate::service::auth::Person;

/// What Mastodon says to who may not.
fn not_allowed() -> Error {
    Error::forbidden("This action is not allowed")
}

fn moderates(by: &Person) -> Result<()> {
    match by.user.role.moderates() {
        true => Ok(()),
        false => Err(not_allowed()),
    }
}

fn manages_peers(by: &Person) -> Result<()> {
    match by.user.role.manages_peers() {
        true => Ok(()),
        false => Err(not_allowed()),
    }
}
