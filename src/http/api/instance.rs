//! The unit about itself.

use axum::Json;
use axum::extract::State;

use super::answer::Answer;
use super::entities::{
    AccountLimits, ActiveUsers, ApiVersions, Contact, CustomEmoji, FeedAccess, Icon, InstanceV1,
    InstanceV2, MediaLimits, PollLimits, Registrations, Rule, Stats, StatusLimits, Thumbnail,
    TimelinesAccess, Translation, Usage, V1Configuration, V1Urls, V2Configuration, V2Urls, Vapid,
};
use super::error::ApiError;
use super::render::{DEFAULT_HEADER, Renderer};
use super::unit;
use crate::app::App;
use crate::app::AppRef;
use crate::config::Reach;
use crate::media::recordings;
use crate::service::facts::{self, Facts};
use crate::service::{drafts, emoji, marks, media, pages, polls, tags};
use crate::text::limits;

/// Clients read the part before the `+` to decide which features of Mastodon to use; the form with "compatible" in
/// brackets breaks Phanpy's parser.
const VERSION: &str = concat!("4.5.0+meent-", env!("CARGO_PKG_VERSION"));
/// The bundle of features of Mastodon's API that is complete here: that of Mastodon 4.5. From 8 on it would promise collections.
const API_VERSION: u32 = 7;
/// Languages of the pages.
const LANGUAGES: &[&str] = &["en", "nl"];
/// Most pixels of a picture that is accepted.
const PIXELS: u64 = 40_000_000;
/// What clients offer to choose from.
const FILES: &[&str] = &[
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "video/webm",
    "video/mp4",
    "video/quicktime",
    "audio/wave",
    "audio/wav",
    "audio/x-wav",
    "audio/x-pn-wave",
    "audio/vnd.wave",
    "audio/ogg",
    "audio/vorbis",
    "audio/mpeg",
    "audio/mp3",
    "audio/webm",
    "audio/flac",
    "audio/aac",
    "audio/m4a",
    "audio/x-m4a",
    "audio/mp4",
];

/// `GET /api/v1/instance`.
pub async fn v1(State(app): State<AppRef>) -> Result<Json<InstanceV1>, ApiError> {
    let facts = facts::facts(&app).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: None,
    };
    Ok(Json(InstanceV1 {
        uri: app.config.domain.clone(),
        title: facts.about.title.clone(),
        short_description: facts.about.description.clone(),
        description: facts.about.description.clone(),
        email: facts.email.clone().unwrap_or_default(),
        version: VERSION.to_owned(),
        urls: V1Urls {
            streaming_api: streaming(&app),
        },
        stats: Stats {
            user_count: facts.people,
            status_count: facts.posts,
            domain_count: facts.peers,
        },
        thumbnail: thumbnail(&app),
        languages: languages(),
        registrations: app.config.test_mode,
        approval_required: false,
        invites_enabled: false,
        configuration: V1Configuration {
            accounts: account_limits(),
            statuses: status_limits(),
            media_attachments: media_limits(),
            polls: poll_limits(),
        },
        contact_account: facts
            .contact
            .as_ref()
            .map(|contact| render.account(contact)),
        rules: unit::rules(&app).await?,
    }))
}

/// `GET /api/v2/instance`.
pub async fn v2(State(app): State<AppRef>) -> Result<Json<InstanceV2>, ApiError> {
    let facts = facts::facts(&app).await?;
    let pages = pages::pages(&app).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: None,
    };
    Ok(Json(InstanceV2 {
        domain: app.config.domain.clone(),
        title: facts.about.title.clone(),
        version: VERSION.to_owned(),
        source_url: env!("CARGO_PKG_REPOSITORY").to_owned(),
        description: facts.about.description.clone(),
        usage: Usage {
            users: ActiveUsers {
                active_month: facts.active,
            },
        },
        thumbnail: Thumbnail {
            url: thumbnail(&app),
            description: String::new(),
        },
        icon: vec![Icon {
            src: format!("{}{}", app.urls.base(), super::render::DEFAULT_AVATAR),
            size: "240x240".to_owned(),
        }],
        languages: languages(),
        configuration: configuration(&app, !pages.terms.is_empty()),
        registrations: Registrations {
            enabled: app.config.test_mode,
            approval_required: false,
            reason_required: false,
            message: None,
            min_age: None,
            url: None,
        },
        api_versions: ApiVersions {
            mastodon: API_VERSION,
        },
        contact: contact(&facts, render),
        rules: pages.rules.into_iter().map(super::render::rule).collect(),
    }))
}

fn contact(facts: &Facts, render: Renderer<'_>) -> Contact {
    Contact {
        email: facts.email.clone().unwrap_or_default(),
        account: facts
            .contact
            .as_ref()
            .map(|contact| render.account(contact)),
    }
}

/// `GET /api/v1/instance/rules`.
pub async fn rules(State(app): State<AppRef>) -> Answer<Vec<Rule>> {
    Ok(Json(unit::rules(&app).await?))
}

/// `GET /api/v1/custom_emojis`: those of this unit.
pub async fn custom_emojis(State(app): State<AppRef>) -> Answer<Vec<CustomEmoji>> {
    let own = emoji::own(&app).await?;
    let render = Renderer {
        urls: &app.urls,
        viewer: None,
    };
    Ok(Json(render.emojis(&own)))
}

fn configuration(app: &App, has_terms: bool) -> V2Configuration {
    let access = match app.config.reach {
        Reach::Network => "authenticated",
        Reach::Internet => "public",
    };
    let feeds = FeedAccess {
        local: access,
        remote: access,
    };
    V2Configuration {
        urls: V2Urls {
            streaming: streaming(app),
            status: None,
            about: Some(format!("{}/about", app.urls.base())),
            privacy_policy: Some(format!("{}/about#privacy", app.urls.base())),
            terms_of_service: has_terms.then(|| format!("{}/about#terms", app.urls.base())),
        },
        vapid: Vapid {
            public_key: app.push_key.public(),
        },
        accounts: account_limits(),
        statuses: status_limits(),
        media_attachments: media_limits(),
        polls: poll_limits(),
        translation: Translation {
            enabled: app.network.translator.is_some(),
        },
        timelines_access: TimelinesAccess {
            live_feeds: feeds,
            hashtag_feeds: feeds,
            trending_link_feeds: feeds,
        },
        limited_federation: app.config.reach == Reach::Network,
    }
}

/// Where streams are: the same host. Clients want the key, and fall back to asking again when nothing answers.
fn streaming(app: &App) -> String {
    app.urls.base().replacen("http", "ws", 1)
}

fn thumbnail(app: &App) -> String {
    format!("{}{DEFAULT_HEADER}", app.urls.base())
}

fn languages() -> Vec<String> {
    LANGUAGES
        .iter()
        .map(|&language| language.to_owned())
        .collect()
}

fn number(limit: usize) -> u32 {
    u32::try_from(limit).unwrap_or(u32::MAX)
}

fn account_limits() -> AccountLimits {
    AccountLimits {
        max_featured_tags: number(tags::MAX_FEATURED),
        max_pinned_statuses: u32::try_from(marks::MAX_PINS).unwrap_or(u32::MAX),
        max_profile_fields: number(limits::FIELDS),
        max_display_name_length: number(limits::NAME_CHARACTERS),
        max_note_length: number(limits::BIO_CHARACTERS),
        profile_field_name_limit: number(limits::FIELD_CHARACTERS),
        profile_field_value_limit: number(limits::FIELD_CHARACTERS),
    }
}

fn status_limits() -> StatusLimits {
    StatusLimits {
        max_characters: number(limits::STATUS_CHARACTERS),
        max_media_attachments: number(drafts::MAX_MEDIA),
        characters_reserved_per_url: number(limits::URL_CHARACTERS),
        supported_mime_types: &["text/plain", "text/markdown"],
    }
}

fn media_limits() -> MediaLimits {
    MediaLimits {
        supported_mime_types: FILES.to_vec(),
        description_limit: number(limits::ALT_CHARACTERS),
        image_size_limit: media::MAX_BYTES as u64,
        image_matrix_limit: PIXELS,
        video_size_limit: media::MAX_RECORDING as u64,
        video_frame_rate_limit: recordings::MAX_RATE,
        video_matrix_limit: recordings::MAX_FRAME,
    }
}

fn poll_limits() -> PollLimits {
    let seconds = |seconds: i64| u32::try_from(seconds).unwrap_or(u32::MAX);
    PollLimits {
        max_options: number(polls::MAX_OPTIONS),
        max_characters_per_option: number(limits::POLL_OPTION_CHARACTERS),
        min_expiration: seconds(polls::MIN_SECONDS),
        max_expiration: seconds(polls::MAX_SECONDS),
    }
}
