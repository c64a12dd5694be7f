//! Where an activity is delivered: one inbox a peer wherever the peer has a shared one.

use std::collections::BTreeMap;

use crate::db::accounts::AccountRow;
use crate::db::{self, Conn};
use crate::domain::AccountId;
use crate::error::Result;

/// Inboxes that an activity goes to, each once. Whether the peer behind one may be spoken to is decided where the
/// deliveries are made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inboxes(BTreeMap<String, String>);

impl Inboxes {
    /// Adds one person; people of this unit and people who are gone have no inbox to deliver to.
    pub fn add(&mut self, account: &AccountRow) {
        if account.is_local() || account.deleted_at.is_some() {
            return;
        }
        let inbox = account
            .shared_inbox_url
            .as_ref()
            .unwrap_or(&account.inbox_url);
        self.insert(&account.host, inbox);
    }

    /// Adds the people of `ids`.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn add_ids(&mut self, conn: &mut Conn, ids: &[AccountId]) -> Result<()> {
        for account in db::accounts::by_ids(conn, ids).await? {
            self.add(&account);
        }
        Ok(())
    }

    /// Adds everybody elsewhere who follows `account`.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn add_followers(&mut self, conn: &mut Conn, account: AccountId) -> Result<()> {
        for (host, inbox) in db::follows::follower_inboxes(conn, account).await? {
            self.insert(&host, &inbox);
        }
        Ok(())
    }

    /// Adds every shared inbox that is known: for what all peers must hear, such as the deletion of a person.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn add_all_known(&mut self, conn: &mut Conn) -> Result<()> {
        for (host, inbox) in db::deliveries::shared_inboxes(conn).await? {
            self.insert(&host, &inbox);
        }
        Ok(())
    }

    /// (peer, inbox) pairs in a stable order.
    pub fn into_pairs(self) -> Vec<(String, String)> {
        self.0
            .into_iter()
            .map(|(inbox, authority)| (authority, inbox))
            .collect()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one inbox of a peer.
    pub fn insert(&mut self, authority: &str, inbox: &str) {
        if !inbox.is_empty() {
            self.0.insert(inbox.to_owned(), authority.to_owned());
        }
    }
}
