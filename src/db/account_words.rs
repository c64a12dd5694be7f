//! By what people are found: their handle, and their name from each of its words on. Written with the accounts themselves.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::accounts::AccountRow;
use super::connection::{Conn, on};
use super::schema::account_words;
use crate::domain::*;
use crate::error::Result;

/// Words of a name that it is found by, and the longest text that is kept of each, in characters.
const WORDS: usize = 6;
const LONGEST: usize = 60;

/// People looked at for one search, of this unit and of all others.
const OWN: i64 = 200;
const OTHERS: i64 = 300;

/// The texts that somebody is found by.
fn texts(row: &AccountRow) -> Vec<String> {
    let name = row.display_name.to_lowercase();
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut found = vec![row.handle.clone()];
    for start in 0..words.len().min(WORDS) {
        let rest = words.get(start..).unwrap_or_default().join(" ");
        found.push(rest.chars().take(LONGEST).collect());
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Writes down what somebody is found by, in place of what was there.
pub(super) async fn write(conn: &mut Conn, row: &AccountRow) -> Result<()> {
    erase(conn, row.id).await?;
    if row.kind == ActorKind::Application || row.deleted_at.is_some() {
        return Ok(());
    }
    for text in texts(row) {
        on!(conn, c => diesel::insert_into(account_words::table)
            .values((
                account_words::remote.eq(!row.is_local()),
                account_words::word.eq(&text),
                account_words::account_id.eq(row.id),
            ))
            .on_conflict_do_nothing()
            .execute(c)
            .await)?;
    }
    Ok(())
}

/// Somebody is not found any more.
pub(super) async fn erase(conn: &mut Conn, account: AccountId) -> Result<()> {
    on!(conn, c => diesel::delete(account_words::table.filter(account_words::account_id.eq(account)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Who is found by a text in lower case: some of this unit, and some of others.
pub(super) async fn starting_with(conn: &mut Conn, text: &str) -> Result<Vec<AccountId>> {
    let end = format!("{text}\u{10ffff}");
    let mut found = Vec::new();
    for (remote, limit) in [(false, OWN), (true, OTHERS)] {
        let some: Vec<AccountId> = on!(conn, c => account_words::table
            .filter(account_words::remote.eq(remote))
            .filter(account_words::word.ge(text))
            .filter(account_words::word.lt(&end))
            .order((account_words::word, account_words::account_id))
            .limit(limit)
            .select(account_words::account_id)
            .load(c)
            .await)?;
        found.extend(some);
    }
    Ok(found)
}
