//! A post of ours as a Note, or an Article where it has a title.

use std::collections::BTreeMap;

use meent_federation::vocab::PostKind;
use meent_federation::vocab::write::{Address, Document, Image, Note, Preview, Quote, Source, Tag};
use url::Url;

use super::{OwnPost, parts};
use crate::ap::address::{self, Addresses};
use crate::app::App;
use crate::db::accounts::AccountRow;
use crate::db::media::MediaRow;
use crate::db::statuses::StatusRow;
use crate::db::tags::TagRow;
use crate::db::{self, Conn};
use crate::domain::TextFormat;
use crate::error::Result;
use crate::text::{escape, escape_attribute, plain};

/// The document of a living post of this unit.
///
/// # Errors
/// Those of the database, and of unreadable stored addresses.
pub async fn note(app: &App, conn: &mut Conn, post: &OwnPost) -> Result<Note> {
    let row = &post.row;
    let answered = match (&row.in_reply_to_uri, row.in_reply_to_id) {
        (Some(uri), _) => Some(uri.clone()),
        (None, Some(id)) => db::statuses::by_id(conn, id).await?.map(|row| row.uri),
        (None, None) => None,
    };
    let author = address::url(&post.author.uri)?;
    let Addresses { to, cc } = addresses(post)?;
    let titled = !row.title.is_empty();
    let warning = (!row.spoiler_text.is_empty()).then(|| row.spoiler_text.clone());
    let extras = db::extras::of_status(conn, row.id).await?;
    let question = parts::question(conn, post, &extras).await?;
    let quote = parts::quote(conn, post, &extras).await?;
    let reply_authorization = match row.in_reply_to_id {
        Some(_) => db::stamps::reply_stamp(conn, row.id).await?,
        None => None,
    };
    let kind = match (&question, titled) {
        (Some(_), _) => PostKind::Question,
        (None, true) => PostKind::Article,
        (None, false) => PostKind::Note,
    };
    // Servers that do not show articles show the lede, or the preview, with the address (FEP-b2b8).
    let lede = (kind == PostKind::Article).then(|| plain::excerpt(&row.content, LEDE));
    let content = with_quote(&row.content, quote.as_ref());
    let mut tag = Vec::new();
    for person in &post.mentions {
        tag.push(mention(app, person)?);
    }
    for hashtag in &post.tags {
        tag.push(hashtag_of(app, hashtag)?);
    }
    tag.extend(parts::emoji_in(app, conn, &[&row.content, &row.spoiler_text]).await?);
    tag.extend(quote.as_ref().map(|quote| Tag::quote(quote.quote.clone())));
    Ok(Note {
        id: address::url(&row.uri)?,
        kind,
        in_reply_to: answered.as_deref().map(address::url).transpose()?,
        name: titled.then(|| row.title.clone()),
        summary: warning.or_else(|| lede.clone().map(|lede| escape(&lede))),
        sensitive: row.sensitive,
        content_map: row
            .language
            .iter()
            .map(|language| (language.clone(), content.clone()))
            .collect::<BTreeMap<_, _>>(),
        source: (row.text_format != TextFormat::Html).then(|| Source {
            content: row.text.clone(),
            media_type: row.text_format.name().to_owned(),
        }),
        url: address::url(&row.url)?,
        published: row.created_at.to_datetime(),
        updated: row.edited_at.map(|time| time.to_datetime()),
        to,
        cc,
        audience: group(post)?,
        tag,
        attachment: attachments(app, post)?,
        interaction_policy: parts::policy(post, &extras)?,
        replies: Some(address::url(&app.urls.replies(&row.uri))?),
        context: context(app, conn, row).await?,
        reply_authorization: reply_authorization
            .as_deref()
            .map(address::url)
            .transpose()?,
        preview: lede.map(|lede| Preview {
            content: preview(&row.title, &lede, &row.url),
        }),
        question,
        quote,
        content,
        attributed_to: author,
    })
}

/// Characters of the introduction of an article.
const LEDE: usize = 480;

/// The text of a post with a line that leads to what it quotes, for servers that do not show quotes. Those that do hide it
/// by its class (Mastodon).
fn with_quote(content: &str, quote: Option<&Quote>) -> String {
    match quote {
        Some(quote) => {
            let link = escape_attribute(quote.quote.as_str());
            format!(
                "<p class=\"quote-inline\">RE: <a href=\"{link}\">{}</a></p>{content}",
                escape(quote.quote.as_str())
            )
        }
        None => content.to_owned(),
    }
}

fn preview(title: &str, lede: &str, url: &str) -> String {
    format!(
        "<p><strong>{}</strong></p><p>{}</p><p><a href=\"{}\">{}</a></p>",
        escape(title),
        escape(lede),
        escape_attribute(url),
        escape(url)
    )
}

/// The conversation of an open post that began here, where everybody can read it (FEP-7888).
async fn context(app: &App, conn: &mut Conn, row: &StatusRow) -> Result<Option<Url>> {
    if !row.visibility.is_open() || row.local_only {
        return Ok(None);
    }
    let root = match row.thread_id == row.id {
        true => Some(row.clone()),
        false => db::statuses::by_id(conn, row.thread_id).await?,
    };
    let ours = |root: &StatusRow| {
        root.local && root.visibility.is_open() && !root.local_only && root.deleted_at.is_none()
    };
    match root.filter(ours) {
        Some(root) => Ok(Some(address::url(&app.urls.context(&root.uri))?)),
        None => Ok(None),
    }
}

/// Whom a post of ours is addressed to.
///
/// # Errors
/// Those of unreadable stored addresses.
pub fn addresses(post: &OwnPost) -> Result<Addresses> {
    let named = post
        .mentions
        .iter()
        .map(|person| address::url(&person.uri))
        .collect::<Result<_>>()?;
    let followers = address::followers(&post.author)?;
    let Some(place) = &post.group else {
        return Ok(Addresses::of_post(post.row.visibility, followers, named));
    };
    let group = Address::Id(address::url(&place.uri)?);
    if post.row.is_group_private() {
        let members = Address::Id(address::followers(place)?);
        return Ok(Addresses {
            to: vec![group, members],
            cc: Vec::new(),
        });
    }
    let mut addresses = Addresses::of_post(post.row.visibility, followers, named);
    addresses.cc.retain(|address| *address != group);
    addresses.to.push(group);
    Ok(addresses)
}

/// The group that a post is in, by id.
pub(super) fn group(post: &OwnPost) -> Result<Option<Url>> {
    post.group
        .as_ref()
        .map(|group| address::url(&group.uri))
        .transpose()
}

fn mention(app: &App, person: &AccountRow) -> Result<Tag> {
    let host = if person.is_local() {
        &app.config.domain
    } else {
        &person.host
    };
    Ok(Tag::Mention {
        href: address::url(&person.uri)?,
        name: format!("@{}@{host}", person.username),
    })
}

fn hashtag_of(app: &App, tag: &TagRow) -> Result<Tag> {
    Ok(Tag::Hashtag {
        href: address::url(&app.urls.tag(&tag.name))?,
        name: format!("#{}", tag.display_name),
    })
}

/// The files of a post.
///
/// # Errors
/// Those of unreadable stored addresses.
pub(super) fn attachments(app: &App, post: &OwnPost) -> Result<Vec<Document>> {
    let files = post.media.iter();
    files
        .filter_map(|media| document(app, &post.row, media).transpose())
        .collect()
}

/// How long other units have to fetch a closed group's files: longer than a delivery to one that is down is tried.
const LENT_DAYS: i64 = 20;

/// `None` for an attachment whose file is not there.
fn document(app: &App, post: &StatusRow, media: &MediaRow) -> Result<Option<Document>> {
    let Some(key) = &media.file_key else {
        return Ok(None);
    };
    let address = |key: &str| {
        let open = app.urls.file(key);
        address::url(&match post.is_group_private() {
            true => app.urls.lent(&open, LENT_DAYS),
            false => open,
        })
    };
    let icon = match &media.preview_key {
        Some(preview) if preview != key => Some(Image {
            media_type: media_type_of(preview).to_owned(),
            url: address(preview)?,
            name: None,
        }),
        _ => None,
    };
    let pixels = |side: Option<i32>| side.and_then(|side| u32::try_from(side).ok());
    Ok(Some(Document {
        media_type: media.content_type.clone(),
        url: address(key)?,
        name: media.description.clone(),
        blurhash: media.blurhash.clone(),
        focal_point: media.focus_x.zip(media.focus_y).map(|(x, y)| [x, y]),
        width: pixels(media.width),
        height: pixels(media.height),
        icon,
    }))
}

/// The media type of a picture that we made ourselves, by the ending of its key.
pub fn media_type_of(key: &str) -> &'static str {
    match key.rsplit('.').next() {
        Some("png") => "image/png",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        _ => "image/jpeg",
    }
}
