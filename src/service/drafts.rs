//! What somebody is about to publish: checking it and turning it into HTML.

use std::collections::HashMap;

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::tags::TagRow;
use crate::domain::handle;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::groups;
use crate::service::polls::{self, PollDraft};
use crate::text::compose::{self, Composed, Entities, Format};
use crate::text::{limits, sanitise};

/// Attachments of one post.
pub const MAX_MEDIA: usize = 4;

/// A post that somebody wants to write, or the new version of one.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Draft {
    pub text: String,
    pub format: Format,
    /// `None`: the person's default.
    pub visibility: Option<Visibility>,
    /// Stays in this unit. `None`: the person's default.
    pub local_only: Option<bool>,
    pub spoiler_text: String,
    pub sensitive: Option<bool>,
    /// ISO 639.
    pub language: Option<String>,
    pub in_reply_to: Option<StatusId>,
    /// The group to write in. `None`: that of the post it answers, else the first one the text mentions.
    pub group: Option<AccountId>,
    pub media: Vec<MediaId>,
    /// Makes it an article.
    pub title: String,
    pub poll: Option<PollDraft>,
    /// An edit leaves the poll as it is.
    pub keep_poll: bool,
    /// The post that it quotes.
    pub quote: Option<StatusId>,
    /// `None`: the default for its audience.
    pub quote_policy: Option<QuotePolicy>,
    pub app: Option<AppId>,
    /// A post made before with the same key within the hour is returned instead of a second one.
    pub idempotency_key: Option<String>,
    /// Takes this id instead of a new one; for test data.
    pub id: Option<StatusId>,
    /// It waited for its time as this scheduled post, which goes when it is published.
    #[serde(skip)]
    pub scheduled: Option<i64>,
}

/// The text of a draft, checked and turned into HTML.
pub(super) struct Written {
    pub title: String,
    pub poll: Option<PollDraft>,
    pub composed: Composed,
    pub mentioned: Vec<AccountRow>,
    pub tags: Vec<TagRow>,
    pub language: Option<String>,
}

/// People and groups already known here among those that `text` mentions, by mention key. Unknown ones of other units are
/// looked up before, by `ap::resolve`; secret groups that the author may not know of count as unknown.
pub(super) async fn known_people(
    app: &AppRef,
    author: Option<AccountId>,
    text: &str,
    format: Format,
) -> Result<HashMap<String, AccountRow>> {
    let handles = compose::mentioned(text, format);
    if handles.is_empty() {
        return Ok(HashMap::new());
    }
    let own = app.config.domain.as_str();
    let key_of = |found: &compose::Handle| {
        let host = found
            .host
            .as_deref()
            .filter(|host| !host.eq_ignore_ascii_case(own))
            .unwrap_or_default();
        handle::key(&found.user, host)
    };
    let keys: Vec<String> = handles.iter().map(key_of).collect();
    let mut conn = app.db.read().await?;
    let rows = db::accounts::by_handles(&mut conn, &keys).await?;
    let hidden = groups::lists::hidden(&mut conn, author, rows.iter()).await?;
    drop(conn);
    let mut people = HashMap::new();
    for (found, key) in handles.iter().zip(&keys) {
        if let Some(row) = rows
            .iter()
            .find(|row| &row.handle == key && row.is_active() && !hidden.contains(&row.id))
        {
            people.insert(found.key.clone(), row.clone());
        }
    }
    Ok(people)
}

/// A language code as it is stored. `Invalid` for what cannot be one.
pub(super) fn checked_language(language: Option<&str>) -> Result<Option<String>> {
    let Some(language) = language.map(str::trim).filter(|l| !l.is_empty()) else {
        return Ok(None);
    };
    let shape = (2..=12).contains(&language.len())
        && language
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if shape {
        Ok(Some(language.to_owned()))
    } else {
        Err(Error::invalid(format!(
            "Validation failed: {language} is not a language code"
        )))
    }
}

pub(super) async fn write_up(app: &AppRef, author: AccountId, draft: &Draft) -> Result<Written> {
    if draft.text.trim().is_empty() && draft.media.is_empty() && draft.quote.is_none() {
        return Err(Error::invalid("Validation failed: Text can't be blank"));
    }
    if draft.text.len() > limits::STATUS_BYTES
        || limits::count_characters(&draft.text) + draft.spoiler_text.chars().count()
            > limits::STATUS_CHARACTERS
    {
        return Err(Error::invalid(format!(
            "Validation failed: Text character limit of {} exceeded",
            limits::STATUS_CHARACTERS
        )));
    }
    if draft.spoiler_text.chars().count() > limits::WARNING_CHARACTERS {
        return Err(Error::invalid(format!(
            "Validation failed: The content warning has at most {} characters",
            limits::WARNING_CHARACTERS
        )));
    }
    if draft.media.len() > MAX_MEDIA {
        return Err(Error::invalid(format!(
            "Validation failed: Cannot attach more than {MAX_MEDIA} files"
        )));
    }
    let title = sanitise::remote_text_within(&draft.title, limits::TITLE_CHARACTERS + 1);
    if title.chars().count() > limits::TITLE_CHARACTERS {
        return Err(Error::invalid(format!(
            "Validation failed: The title has at most {} characters",
            limits::TITLE_CHARACTERS
        )));
    }
    if draft.poll.is_some() && !draft.media.is_empty() {
        return Err(Error::invalid(
            "Validation failed: A poll and files do not fit into one post",
        ));
    }
    let poll = draft.poll.as_ref().map(polls::checked).transpose()?;
    let language = checked_language(draft.language.as_deref())?;
    let people = known_people(app, Some(author), &draft.text, draft.format).await?;
    let links = people
        .iter()
        .map(|(key, row)| {
            (
                key.clone(),
                compose::Person {
                    url: row.url.clone(),
                    handle: row.username.clone(),
                },
            )
        })
        .collect();
    let tag_url = |tag: &str| app.urls.tag(tag);
    let composed = compose::compose(
        &draft.text,
        draft.format,
        &Entities {
            people: &links,
            tag_url: &tag_url,
        },
    );
    let mut mentioned: Vec<AccountRow> = Vec::new();
    for row in composed.people.iter().filter_map(|key| people.get(key)) {
        if !mentioned.iter().any(|known| known.id == row.id) {
            mentioned.push(row.clone());
        }
    }
    let tags = composed
        .tags
        .iter()
        .map(|tag| TagRow {
            id: app.next_id(),
            name: tag.key.clone(),
            display_name: tag.name.clone(),
        })
        .collect();
    Ok(Written {
        title,
        poll,
        composed,
        mentioned,
        tags,
        language,
    })
}

pub(super) fn stored_format(format: Format) -> TextFormat {
    match format {
        Format::Plain => TextFormat::Plain,
        Format::Markdown => TextFormat::Markdown,
    }
}
