//! The words of filters one by one: as parts of a filter, and as the filters of old apps (version 1), which know words only.

use super::{
    Filter, FilterChanges, KeywordChange, begin, change_keywords, changed, hold, load, own,
    with_changes, wrong,
};
use crate::app::AppRef;
use crate::db;
use crate::db::filters::{FilterRow, KeywordRow};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::surface::Context;

/// A word with the filter that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub filter: FilterRow,
    pub row: KeywordRow,
}

/// A word of one of a person's own filters.
///
/// # Errors
/// `NotFound` for one that does not exist or is in somebody else's filter.
pub async fn show(app: &AppRef, owner: AccountId, id: i64) -> Result<Word> {
    find(&mut *app.db.read().await?, owner, id).await
}

async fn find(conn: &mut db::Conn, owner: AccountId, id: i64) -> Result<Word> {
    let (filter, row) = db::filters::find_keyword(conn, owner, id)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Word { filter, row })
}

/// All words of a person, by filter.
pub async fn all(app: &AppRef, owner: AccountId) -> Result<Vec<Word>> {
    let filters = load(&mut *app.db.read().await?, owner).await?;
    let words = |filter: Filter| {
        let row = filter.row;
        filter.keywords.into_iter().map(move |word| Word {
            filter: row.clone(),
            row: word,
        })
    };
    Ok(filters.into_iter().flat_map(words).collect())
}

/// Adds a word to a filter. Without `whole_word` it counts as a whole word only.
///
/// # Errors
/// `NotFound` for a filter that is not one's own, `Invalid` for a word that is empty or too long, and for too many.
pub async fn add(
    app: &AppRef,
    by: &Person,
    filter: FilterId,
    word: KeywordChange,
) -> Result<KeywordRow> {
    let (me, ctx) = (by.account.id, Context::new(app));
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                let row = own(conn, me, filter).await?;
                let word = KeywordChange {
                    keyword: Some(word.keyword.unwrap_or_default()),
                    whole_word: Some(word.whole_word.unwrap_or(true)),
                    ..KeywordChange::default()
                };
                change_keywords(conn, &ctx, &row, &[word], true).await?;
                changed(conn, &ctx, me).await?;
                let words = db::filters::keywords(conn, &[filter]).await?;
                words.into_iter().next_back().ok_or(Error::NotFound)
            })
        })
        .await
}

/// Changes a word.
///
/// # Errors
/// `NotFound` as [`show`], `Invalid` as [`add`].
pub async fn change(app: &AppRef, by: &Person, id: i64, word: KeywordChange) -> Result<KeywordRow> {
    let (me, ctx) = (by.account.id, Context::new(app));
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                let old = find(conn, me, id).await?;
                let word = KeywordChange {
                    id: Some(id),
                    destroy: false,
                    ..word
                };
                change_keywords(conn, &ctx, &old.filter, &[word], true).await?;
                changed(conn, &ctx, me).await?;
                Ok(find(conn, me, id).await?.row)
            })
        })
        .await
}

/// Takes a word out of its filter, which stays.
///
/// # Errors
/// `NotFound` as [`show`].
pub async fn remove(app: &AppRef, by: &Person, id: i64) -> Result<()> {
    end(app, by, id, false).await
}

/// Takes a word out of its filter, and deletes a filter that nothing is left in: for old apps, which see words only.
///
/// # Errors
/// `NotFound` as [`show`].
pub async fn delete(app: &AppRef, by: &Person, id: i64) -> Result<()> {
    end(app, by, id, true).await
}

async fn end(app: &AppRef, by: &Person, id: i64, with_filter: bool) -> Result<()> {
    let (me, ctx) = (by.account.id, Context::new(app));
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                let word = find(conn, me, id).await?;
                db::filters::delete_keyword(conn, id).await?;
                let ids = [word.filter.id];
                if with_filter && db::filters::keywords(conn, &ids).await?.is_empty() {
                    db::filters::delete(conn, word.filter.id).await?;
                }
                changed(conn, &ctx, me).await
            })
        })
        .await
}

/// Makes a filter of one word, which is its title too. For old apps.
///
/// # Errors
/// `Invalid` as those of [`super::create`].
pub async fn create_filter(
    app: &AppRef,
    by: &Person,
    word: KeywordChange,
    filter: FilterChanges,
) -> Result<Word> {
    let (me, ctx) = (by.account.id, Context::new(app));
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                let text = word.keyword.clone().unwrap_or_default();
                let filter = FilterChanges {
                    title: Some(text.trim().chars().take(super::TITLE_CHARACTERS).collect()),
                    ..filter
                };
                let row = begin(conn, &ctx, me, &filter).await?;
                let word = KeywordChange {
                    id: None,
                    destroy: false,
                    ..word
                };
                change_keywords(conn, &ctx, &row, &[word], true).await?;
                changed(conn, &ctx, me).await?;
                let words = db::filters::keywords(conn, &[row.id]).await?;
                let word = words.into_iter().next().ok_or(Error::NotFound)?;
                Ok(Word {
                    filter: row,
                    row: word,
                })
            })
        })
        .await
}

/// Changes a word and its filter. For old apps.
///
/// # Errors
/// `NotFound` as [`show`]; `Invalid` as those of [`super::create`], and where a change would count for other words of the
/// filter too, of which the old app does not know.
pub async fn change_filter(
    app: &AppRef,
    by: &Person,
    id: i64,
    word: KeywordChange,
    changes: FilterChanges,
) -> Result<Word> {
    let (me, ctx) = (by.account.id, Context::new(app));
    app.db
        .write(move |conn| {
            Box::pin(async move {
                hold(conn, me).await?;
                let old = find(conn, me, id).await?;
                let words = db::filters::keywords(conn, &[old.filter.id]).await?;
                let shared = words.len() > 1;
                let new = with_changes(&old.filter, &changes, ctx.now)?;
                if shared && new != old.filter {
                    return Err(wrong(
                        "These parameters cannot be changed from this application because they apply to more than one \
                         filter keyword. Use a more recent application or the web interface.",
                    ));
                }
                if !shared {
                    let title = word.keyword.as_deref().map(str::trim);
                    let title = title.filter(|title| !title.is_empty());
                    let new = FilterRow {
                        title: title.map_or(new.title.clone(), |title| {
                            title.chars().take(super::TITLE_CHARACTERS).collect()
                        }),
                        ..new
                    };
                    db::filters::update(conn, &new).await?;
                }
                let word = KeywordChange {
                    id: Some(id),
                    destroy: false,
                    ..word
                };
                change_keywords(conn, &ctx, &old.filter, &[word], true).await?;
                changed(conn, &ctx, me).await?;
                find(conn, me, id).await
            })
        })
        .await
}
