//! By what people are found: their handle, their name from each of its words on, and the ends of those words. Without case
//! and accents. Written with the accounts themselves.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::accounts::AccountRow;
use super::connection::{Conn, on};
use super::one_of::one_of;
use super::schema::{account_parts, account_words};
use crate::domain::names::folded;
use crate::domain::*;
use crate::error::Result;

/// Words of a name that it is found by, and the longest text that is kept of each, in characters.
const WORDS: usize = 6;
const LONGEST: usize = 60;

/// Ends of words that are kept of one name, the shortest and the longest of them, in characters.
const PARTS: usize = 40;
const SHORTEST_PART: usize = 3;
const LONGEST_PART: usize = 16;

/// People looked at for one search, of this unit and of all others.
const OWN: i64 = 200;
const OTHERS: i64 = 300;

/// The texts that somebody is found by from their beginning.
fn texts(row: &AccountRow) -> Vec<String> {
    let name = folded(&row.display_name);
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut found = vec![row.handle.clone()];
    let later = words_of(&row.username).skip(1);
    found.extend(later.map(|word| clipped(&word, LONGEST)));
    for start in 0..words.len().min(WORDS) {
        let rest = words.get(start..).unwrap_or_default().join(" ");
        found.push(clipped(&rest, LONGEST));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The ends of the words of a handle and a name, without the words themselves.
fn parts(row: &AccountRow) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let name = folded(&row.display_name);
    let words = words_of(&row.username).chain(words_of(&name));
    for word in words.take(WORDS * 2) {
        let length = word.chars().count();
        for (at, _) in word.char_indices().skip(1) {
            let end = word.get(at..).unwrap_or_default();
            if length >= SHORTEST_PART && end.chars().count() >= SHORTEST_PART {
                found.push(clipped(end, LONGEST_PART));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(PARTS);
    found
}

fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(folded)
}

fn clipped(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

/// Writes down what somebody is found by, in place of what was there.
pub async fn write(conn: &mut Conn, row: &AccountRow) -> Result<()> {
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
    for part in parts(row) {
        on!(conn, c => diesel::insert_into(account_parts::table)
            .values((
                account_parts::remote.eq(!row.is_local()),
                account_parts::part.eq(&part),
                account_parts::account_id.eq(row.id),
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
    on!(conn, c => diesel::delete(account_parts::table.filter(account_parts::account_id.eq(account)))
        .execute(c)
        .await)?;
    Ok(())
}

/// Just above everything that begins with `text`, in the order of characters: the columns that are asked by it have
/// `COLLATE "C"` on PostgreSQL.
pub(super) fn end_of(text: &str) -> String {
    format!("{text}\u{10ffff}")
}

/// Who is found by the beginning of a name, given without case and accents: some of this unit, and some of others.
pub async fn starting_with(conn: &mut Conn, text: &str) -> Result<Vec<AccountId>> {
    let end = end_of(text);
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

/// As [`starting_with`], by what stands inside a word.
pub async fn inside(conn: &mut Conn, text: &str) -> Result<Vec<AccountId>> {
    let text = clipped(text, LONGEST_PART);
    let end = end_of(&text);
    let mut found = Vec::new();
    for (remote, limit) in [(false, OWN), (true, OTHERS)] {
        let some: Vec<AccountId> = on!(conn, c => account_parts::table
            .filter(account_parts::remote.eq(remote))
            .filter(account_parts::part.ge(&text))
            .filter(account_parts::part.lt(&end))
            .order((account_parts::part, account_parts::account_id))
            .limit(limit)
            .select(account_parts::account_id)
            .load(c)
            .await)?;
        found.extend(some);
    }
    Ok(found)
}

/// Those of `people` who are found by the beginning of a name, or by what stands inside a word: what [`starting_with`] and
/// [`inside`] may leave out where very many are found.
pub async fn among(conn: &mut Conn, text: &str, people: &[AccountId]) -> Result<Vec<AccountId>> {
    let end = end_of(text);
    let mut found: Vec<AccountId> = on!(conn, c => account_words::table
        .filter(one_of(account_words::account_id, people))
        .filter(account_words::word.ge(text))
        .filter(account_words::word.lt(&end))
        .select(account_words::account_id)
        .load(c)
        .await)?;
    let part = clipped(text, LONGEST_PART);
    let end = end_of(&part);
    let inside: Vec<AccountId> = on!(conn, c => account_parts::table
        .filter(one_of(account_parts::account_id, people))
        .filter(account_parts::part.ge(&part))
        .filter(account_parts::part.lt(&end))
        .select(account_parts::account_id)
        .load(c)
        .await)?;
    found.extend(inside);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
