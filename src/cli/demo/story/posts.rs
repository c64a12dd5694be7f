//! The posts of the story: what people write, and what others do with it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Figure, Stage};
use crate::ap::resolve;
use crate::app::AppRef;
use crate::cli::Done;
use crate::cli::demo::drawing;
use crate::domain::{MediaId, StatusId};
use crate::error::Error;
use crate::service::auth::Person;
use crate::service::drafts::Draft;
use crate::service::media::Upload;
use crate::service::polls::{self, PollDraft};
use crate::service::{boosts, marks, media, statuses};
use crate::text::compose::Format;

/// Somebody reacts so long after the one before, in milliseconds.
const PAUSE: i64 = 40_000;

/// How long people may vote, in seconds: it goes on when the story ends.
const POLL_SECONDS: i64 = 3 * 24 * 3600;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostPart {
    /// By which other posts answer it.
    pub id: Option<String>,
    pub by: String,
    /// How long ago, in hours.
    pub hours: f64,
    language: String,
    pub text: String,
    #[serde(default)]
    warning: String,
    #[serde(default)]
    markdown: bool,
    /// Stays in the unit.
    #[serde(default)]
    local: bool,
    /// The group that it is written in; answers are where the question is.
    pub group: Option<String>,
    pub answers: Option<String>,
    pub picture: Option<String>,
    pub alt: Option<String>,
    pub quotes: Option<String>,
    pub poll: Option<PollPart>,
    #[serde(default)]
    pub favourites: Vec<String>,
    #[serde(default)]
    pub boosts: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PollPart {
    pub options: Vec<String>,
    /// Who chose which of them, counted from 0.
    pub votes: BTreeMap<String, usize>,
}

impl<'a> Stage<'a> {
    /// Publishes a post, and lets others react to it.
    pub(super) async fn publish(&mut self, part: &'a PostPart) -> Done {
        let author = self.figure(&part.by)?.clone();
        let app = self.app(author.unit)?;
        let draft = Draft {
            text: self.with_mentions(part.text.trim(), author.unit)?,
            format: if part.markdown {
                Format::Markdown
            } else {
                Format::Plain
            },
            local_only: Some(part.local),
            group: match &part.group {
                Some(name) => Some(self.group_seen_from(author.unit, name).await?),
                None => None,
            },
            spoiler_text: part.warning.clone(),
            language: Some(part.language.clone()),
            in_reply_to: match &part.answers {
                Some(id) => Some(self.post_seen_from(author.unit, id).await?),
                None => None,
            },
            media: match &part.picture {
                Some(name) => vec![hang(app, &author.person, name, part.alt.clone()).await?],
                None => Vec::new(),
            },
            quote: match &part.quotes {
                Some(id) => Some(self.post_seen_from(author.unit, id).await?),
                None => None,
            },
            poll: part.poll.as_ref().map(|poll| PollDraft {
                options: poll.options.clone(),
                expires_in: POLL_SECONDS,
                ..PollDraft::default()
            }),
            ..Draft::default()
        };
        resolve::find_mentioned(app, &draft.text, draft.format).await;
        let post = statuses::create(app, &author.person, draft).await?;
        let uri = post.row.uri.clone();
        self.settle().await?;
        for name in &part.favourites {
            let (fan, id) = self.reader(name, &uri).await?;
            marks::favourite(self.app(fan.unit)?, &fan.person, id).await?;
        }
        for name in &part.boosts {
            let (fan, id) = self.reader(name, &uri).await?;
            boosts::reblog(self.app(fan.unit)?, &fan.person, id).await?;
        }
        for (name, choice) in part.poll.iter().flat_map(|poll| &poll.votes) {
            let (voter, id) = self.reader(name, &uri).await?;
            let choice = i64::try_from(*choice).map_err(Error::internal)?;
            polls::vote(self.app(voter.unit)?, &voter.person, id, &[choice]).await?;
        }
        if let Some(id) = &part.id {
            self.posts.insert(id, uri);
        }
        self.settle().await
    }

    /// Somebody who reacts to a post a little later, and the post as their unit knows it.
    async fn reader(&self, username: &str, uri: &str) -> Done<(Figure, StatusId)> {
        if self.behind() > PAUSE {
            self.turn(PAUSE);
        }
        let figure = self.figure(username)?.clone();
        Ok((figure.clone(), self.known(figure.unit, uri).await?))
    }

    async fn post_seen_from(&self, unit: usize, id: &str) -> Done<StatusId> {
        let uri = self
            .posts
            .get(id)
            .ok_or_else(|| Error::internal(format!("no post before has the id {id}")))?;
        self.known(unit, uri).await
    }

    /// The post as a unit knows it; an error when it did not arrive there.
    async fn known(&self, unit: usize, uri: &str) -> Done<StatusId> {
        let app = self.app(unit)?;
        let known = resolve::known_post(app, uri).await?;
        let row = known.ok_or_else(|| {
            Error::internal(format!("{uri} did not arrive at {}", app.config.domain))
        })?;
        Ok(row.id)
    }

    /// Puts handles in the place of the names in braces, as somebody of the unit would write them.
    fn with_mentions(&self, text: &str, unit: usize) -> Done<String> {
        let mut written = String::new();
        let mut rest = text;
        while let Some((before, (name, after))) = rest
            .split_once('{')
            .and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            written.push_str(before);
            written.push_str(&format!("@{}", self.handle(name, unit)?));
            rest = after;
        }
        written.push_str(rest);
        Ok(written)
    }
}

/// Draws a picture and uploads it.
async fn hang(app: &AppRef, by: &Person, name: &str, alt: Option<String>) -> Done<MediaId> {
    let drawn = name.to_owned();
    let bytes = app.heavy(move || drawing::picture(&drawn)).await??;
    let upload = Upload {
        content: bytes.into(),
        file_name: Some(format!("{name}.png")),
        description: alt,
        ..Upload::default()
    };
    Ok(media::upload(app, by.account.id, upload).await?.id)
}
