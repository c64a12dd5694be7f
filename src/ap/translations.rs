//! Machine translation of posts, by a service inside the network that speaks LibreTranslate's protocol. Off unless one is
//! configured: no text leaves for anybody whom the unit's admin has not named.
//!
//! Behaviour as Mastodon's: only open posts are translated, what was translated is kept for a day.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use meent_federation::client::{Client, FetchError, Fetched};
use moka::sync::Cache;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use url::Url;

use crate::app::{App, AppRef};
use crate::config::Config;
use crate::domain::{AccountId, MediaId, StatusId};
use crate::error::{Error, Result};
use crate::service::bundle::Post;
use crate::service::statuses;
use crate::text::{escape, limits, plain, sanitise};

/// How long a translation is kept.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// Translations kept at once.
const MOST: u64 = 2_000;

/// How long the list of languages is believed.
const LANGUAGES_KEPT: Duration = Duration::from_secs(3600);

/// Who translated, as clients show it.
const PROVIDER: &str = "LibreTranslate";

/// Source languages, each with those it can be translated into. Those of `und` are for posts that name no language.
pub type Languages = BTreeMap<String, Vec<String>>;

/// The service that translates.
pub struct Translator {
    url: Url,
    key: String,
    client: OnceCell<Client>,
    kept: Cache<String, Arc<Translated>>,
    languages: Cache<(), Arc<Languages>>,
}

/// Texts as they came back, in the order in which they were sent.
#[derive(Debug)]
struct Translated {
    texts: Vec<String>,
    detected: String,
}

/// A post in another language. Markup is harmless, texts are plain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    pub content: String,
    pub spoiler_text: String,
    pub poll: Option<(StatusId, Vec<String>)>,
    /// Alt texts.
    pub media: Vec<(MediaId, String)>,
    pub language: String,
    pub detected: String,
    pub provider: &'static str,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "translatedText")]
    texts: Vec<String>,
    /// One for each text, where the source was not named.
    #[serde(rename = "detectedLanguage", default)]
    detected: Vec<Detected>,
}

#[derive(Deserialize)]
struct Detected {
    language: String,
}

#[derive(Deserialize)]
struct Offered {
    code: String,
    targets: Vec<String>,
}

impl Translator {
    /// The one that the configuration names, if any.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an address that is none.
    pub fn new(config: &Config) -> Result<Option<Self>> {
        let text = config.translation.url.trim().trim_end_matches('/');
        if text.is_empty() {
            return Ok(None);
        }
        let url = Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.domain().is_some())
            .ok_or_else(|| {
                Error::invalid(
                    "translation.url: write it as https://translate.example, by its name and with the path where there is one",
                )
            })?;
        Ok(Some(Self {
            url,
            key: config.translation.key.clone(),
            client: OnceCell::new(),
            kept: Cache::builder()
                .max_capacity(MOST)
                .time_to_live(KEPT)
                .build(),
            languages: Cache::builder().time_to_live(LANGUAGES_KEPT).build(),
        }))
    }

    async fn client(&self, app: &App) -> Result<&Client> {
        let make = || async { app.network.client_of_service(&self.url) };
        self.client.get_or_try_init(make).await
    }

    fn endpoint(&self, name: &str) -> Result<Url> {
        let text = format!("{}/{name}", self.url.as_str().trim_end_matches('/'));
        Url::parse(&text).map_err(Error::internal)
    }

    async fn languages(&self, app: &App) -> Result<Arc<Languages>> {
        if let Some(known) = self.languages.get(&()) {
            return Ok(known);
        }
        let url = self.endpoint("languages")?;
        let fetched = self.client(app).await?.fetch_json(&url).await;
        let offered: Vec<Offered> = read(fetched)?;
        let mut languages = Languages::new();
        for Offered { code, mut targets } in offered {
            targets.retain(|target| *target != code);
            languages.insert(code, targets);
        }
        let mut all: Vec<String> = languages.values().flatten().cloned().collect();
        all.sort_unstable();
        all.dedup();
        languages.insert("und".to_owned(), all);
        let languages = Arc::new(languages);
        self.languages.insert((), languages.clone());
        Ok(languages)
    }

    async fn translate(
        &self,
        app: &App,
        texts: Vec<String>,
        source: Option<&str>,
        target: &str,
    ) -> Result<Arc<Translated>> {
        let asked = json!({
            "q": texts,
            "source": source.unwrap_or("auto"),
            "target": target,
            "format": "html",
        });
        let name = format!("{:x}", Sha256::digest(asked.to_string().as_bytes()));
        if let Some(known) = self.kept.get(&name) {
            return Ok(known);
        }
        let mut body = asked;
        if let Value::Object(members) = &mut body
            && !self.key.is_empty()
        {
            members.insert("api_key".to_owned(), json!(self.key));
        }
        let url = self.endpoint("translate")?;
        let client = self.client(app).await?;
        let answer: Answer = read(client.ask_json(&url, Bytes::from(body.to_string())).await)?;
        if answer.texts.len() != texts.len() {
            return Err(unavailable("as many texts as were sent are expected"));
        }
        let detected = answer.detected.into_iter().next();
        let detected = detected.map(|detected| detected.language);
        let translated = Arc::new(Translated {
            texts: answer.texts,
            detected: detected.or(source.map(str::to_owned)).unwrap_or_default(),
        });
        self.kept.insert(name, translated.clone());
        Ok(translated)
    }
}

/// What Mastodon tells clients; the cause is for the log.
fn unavailable(cause: impl std::fmt::Display) -> Error {
    tracing::warn!(%cause, "the translation service failed");
    Error::unavailable("There was a temporary problem serving your request, please try again")
}

fn read<T: serde::de::DeserializeOwned>(fetched: Result<Fetched, FetchError>) -> Result<T> {
    match fetched.and_then(|fetched| fetched.json()) {
        Ok(value) => Ok(value),
        Err(FetchError::Unavailable { status, .. }) if status.as_u16() == 429 => {
            Err(Error::unavailable(
                "There have been too many requests to the translation service recently.",
            ))
        }
        Err(FetchError::Refused(status)) if status.as_u16() == 403 => Err(Error::unavailable(
            "The server-wide usage quota for the translation service has been exceeded.",
        )),
        Err(error) => Err(unavailable(error)),
    }
}

/// Which languages can be translated into which; empty where no service is configured.
///
/// # Errors
/// [`Error::Unavailable`] when the service does not answer.
pub async fn languages(app: &App) -> Result<Arc<Languages>> {
    match &app.network.translator {
        Some(translator) => translator.languages(app).await,
        None => Ok(Arc::default()),
    }
}

/// Translates a post for somebody who may see it. `target`: a language, with or without its region.
///
/// # Errors
/// [`Error::NotFound`] for a post that the viewer may not see, and where no service is configured; [`Error::Forbidden`] for a
/// post that is not for everybody, and for languages that the service does not translate; [`Error::Unavailable`] when it does
/// not answer.
pub async fn post(
    app: &AppRef,
    viewer: AccountId,
    id: StatusId,
    target: &str,
) -> Result<Translation> {
    let post = statuses::show(app, Some(viewer), id).await?;
    let translator = app.network.translator.as_ref().ok_or(Error::NotFound)?;
    let post = post.shown();
    let refused = || Error::forbidden("This action is not allowed");
    if !post.row.visibility.is_open() || post.row.local_only {
        return Err(refused());
    }
    let languages = translator.languages(app).await?;
    let source = post.row.language.as_deref();
    let targets = languages.get(source.unwrap_or("und"));
    let offered =
        |target: &&str| targets.is_some_and(|targets| targets.iter().any(|known| known == target));
    let primary = target.split(['-', '_']).next().unwrap_or_default();
    let found = [target, primary].into_iter().find(offered);
    let target = found.ok_or_else(refused)?;
    let texts = texts_of(post);
    let translated = translator.translate(app, texts, source, target).await?;
    Ok(put_together(post, &translated, target))
}

/// All texts of a post, as HTML.
fn texts_of(post: &Post) -> Vec<String> {
    let mut texts = vec![post.row.content.clone(), escape(&post.row.spoiler_text)];
    if let Some(poll) = &post.extras.poll {
        texts.extend(poll.options.iter().map(|option| escape(&option.title)));
    }
    let described = post.media.iter();
    texts.extend(described.map(|file| escape(file.description.as_deref().unwrap_or_default())));
    texts
}

/// The texts in their places, each made harmless as if a peer had sent it: what comes back may hold anything.
fn put_together(post: &Post, translated: &Translated, target: &str) -> Translation {
    let mut texts = translated.texts.iter();
    let mut next = || texts.next().map(String::as_str).unwrap_or_default();
    let line = |html: &str, limit| sanitise::remote_text_within(&plain::from_html(html), limit);
    Translation {
        content: sanitise::remote_html(next()),
        spoiler_text: line(next(), limits::WARNING_CHARACTERS),
        poll: post.extras.poll.as_ref().map(|poll| {
            let titles = poll.options.iter();
            let titles = titles.map(|_| line(next(), limits::OPTION_CHARACTERS));
            (poll.row.status_id, titles.collect())
        }),
        media: post
            .media
            .iter()
            .map(|file| (file.id, line(next(), limits::ALT_CHARACTERS)))
            .collect(),
        language: target.to_owned(),
        detected: translated.detected.clone(),
        provider: PROVIDER,
    }
}
