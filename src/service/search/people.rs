//! Finding people and groups by half a name.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::Query;
use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::domain::AccountId;
use crate::domain::names::folded;
use crate::error::Result;
use crate::service::directory;

/// Longer texts are no names, in bytes.
const LONGEST: usize = 200;

/// A text that is looked for inside of words too has so many characters.
const SHORTEST_INSIDE: usize = 3;

/// So many of those whom the viewer follows are looked at besides.
const FOLLOWS: i64 = 5_000;

/// The name of the setting that says how [`db::account_words`] stand in the database, and today's form: without accents.
const FORM: (&str, &str) = ("account_words", "2");

/// Accounts whose words are written anew in one transaction.
const BATCH: i64 = 200;

/// People and groups that are known here, by half a handle or a name, without case and accents, as far as the viewer may know of them. Of
/// several words one may be of something else that is known of them: the name of their unit's host, what they do, a skill
/// (`fatma hr`). Exact names first, then whom the viewer follows, then the own unit; among those a name that begins so before
/// one with a later word that does, and that before one with it inside a word; then by followers.
///
/// At most eight queries, the cost of which does not depend on how many people are known: of a text that fits very many,
/// the first in the alphabet are looked at, and those whom the viewer follows.
///
/// # Errors
/// Those of the database.
pub async fn people(
    app: &AppRef,
    viewer: Option<AccountId>,
    query: &Query,
) -> Result<Vec<AccountRow>> {
    let text = query.text.trim().trim_start_matches('@');
    let text = text
        .strip_suffix(&format!("@{}", app.config.domain))
        .unwrap_or(text);
    if text.is_empty() || text.len() > LONGEST || text.contains('\0') {
        return Ok(Vec::new());
    }
    let wanted = Wanted::new(text);
    let mut conn = app.db.read().await?;
    let followed = match viewer {
        Some(viewer) => db::follows::followed_ids(&mut conn, viewer, FOLLOWS).await?,
        None => Vec::new(),
    };
    let mut ids = db::account_words::starting_with(&mut conn, &wanted.text).await?;
    let rarest = wanted.rarest();
    if wanted.words.len() > 1 {
        ids.extend(db::account_words::starting_with(&mut conn, rarest).await?);
    } else if rarest.chars().count() >= SHORTEST_INSIDE {
        ids.extend(db::account_words::inside(&mut conn, rarest).await?);
    }
    if !followed.is_empty() {
        ids.extend(db::account_words::among(&mut conn, rarest, &followed).await?);
    }
    ids.sort_unstable();
    ids.dedup();
    let viewer = viewer.unwrap_or(AccountId(0));
    let rows = db::accounts::findable(&mut conn, viewer, &ids).await?;
    let followed: HashSet<AccountId> = followed.into_iter().collect();
    let mut ranked: Vec<(Rank, AccountRow)> = rows
        .into_iter()
        .filter_map(|row| Some((wanted.rank(&row, &followed)?, row)))
        .filter(|(rank, _)| !query.following_only || rank.distance == 0)
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let skipped = usize::try_from(query.offset).unwrap_or(usize::MAX);
    let shown = usize::try_from(query.limit).unwrap_or(0);
    let page = ranked.into_iter().skip(skipped).take(shown);
    Ok(page.map(|(_, row)| row).collect())
}

/// The place of somebody among those found; the smallest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    other_name: bool,
    /// 0: followed by the viewer, 1: of this unit, 2: of another one.
    distance: u8,
    /// 0: the name begins so, 1: a later word of it or something else does, 2: it stands inside a word.
    place: u8,
    followers: Reverse<i64>,
    id: AccountId,
}

/// A text that people are looked for by, folded.
struct Wanted {
    text: String,
    words: Vec<String>,
}

impl Wanted {
    fn new(text: &str) -> Self {
        let text = folded(text);
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        Self {
            text: words.join(" "),
            words,
        }
    }

    /// The longest word: the one that the fewest people have.
    fn rarest(&self) -> &str {
        let longest = self.words.iter().max_by_key(|word| word.len());
        longest.map_or("", String::as_str)
    }

    fn rank(&self, row: &AccountRow, followed: &HashSet<AccountId>) -> Option<Rank> {
        let name = folded(&row.display_name);
        let text = self.text.as_str();
        let username = row.username.to_lowercase();
        let place = if row.handle.starts_with(text) || name.starts_with(text) {
            0
        } else if self.begins_words(row, &name) {
            1
        } else if parts(&name)
            .chain(parts(&username))
            .any(|word| word.contains(text))
        {
            2
        } else {
            return None;
        };
        Some(Rank {
            other_name: row.handle != text && username != text && name != text,
            distance: match row.is_local() {
                _ if followed.contains(&row.id) => 0,
                true => 1,
                false => 2,
            },
            place,
            followers: Reverse(row.followers_count),
            id: row.id,
        })
    }

    /// Is each word the beginning of one in the name, or of one that says what else is known of the person?
    fn begins_words(&self, row: &AccountRow, name: &str) -> bool {
        let mut known: Vec<String> = parts(name)
            .chain(parts(&row.handle))
            .map(str::to_owned)
            .collect();
        known.extend(name.split_whitespace().map(str::to_owned));
        if self.words.len() > 1 {
            let job = folded(&directory::job_title(row).unwrap_or_default());
            let skills = folded(&directory::skills(row).join(" "));
            known.extend(parts(&job).chain(parts(&skills)).map(str::to_owned));
        }
        let begins = |word: &String| known.iter().any(|known| known.starts_with(word.as_str()));
        self.words.iter().all(begins)
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// Writes anew by what people are found, where an older version wrote it. In the background, some at a time; does nothing
/// once that is done.
///
/// # Errors
/// Those of the database.
pub async fn fold_names(app: &AppRef) -> Result<()> {
    let (setting, form) = FORM;
    let known = db::settings::get(&mut *app.db.read().await?, setting).await?;
    if known.as_deref() == Some(form) {
        return Ok(());
    }
    let mut after = AccountId(0);
    loop {
        let rows = db::accounts::from(&mut *app.db.read().await?, after, BATCH).await?;
        let Some(last) = rows.last().map(|row| row.id) else {
            break;
        };
        after = last;
        app.db
            .write(move |conn| {
                Box::pin(async move {
                    for row in &rows {
                        // As it stands now: it may have been changed since it was read.
                        if let Some(row) = db::accounts::by_id(conn, row.id).await? {
                            db::account_words::write(conn, &row).await?;
                        }
                    }
                    Ok(())
                })
            })
            .await?;
    }
    app.db
        .write(move |conn| Box::pin(async move { db::settings::set(conn, setting, form).await }))
        .await
}
