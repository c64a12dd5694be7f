//! What a post of ours carries besides its text: poll, quote, rules, and the emoji in it.

use meent_federation::vocab::write::{
    Address, Choice, Image, InteractionPolicy, Permission, Question, Quote, Tag, Votes,
};

use super::OwnPost;
use super::note::media_type_of;
use crate::ap::address;
use crate::app::App;
use crate::db::emoji::EmojiRow;
use crate::db::extras::ExtrasRow;
use crate::db::{self, Conn};
use crate::domain::{QuoteState, Rule, Who};
use crate::error::Result;
use crate::service::{emoji, quotes};

/// The poll, as the numbers stand now. Numbers that are hidden until the end are told as none.
pub(super) async fn question(
    conn: &mut Conn,
    post: &OwnPost,
    extras: &ExtrasRow,
) -> Result<Option<Question>> {
    if !extras.has_poll {
        return Ok(None);
    }
    let Some(poll) = db::polls::by_id(conn, post.row.id).await? else {
        return Ok(None);
    };
    let told = !poll.hide_totals || poll.ended_at.is_some();
    let number = |count: i64| match told {
        true => u64::try_from(count).unwrap_or(0),
        false => 0,
    };
    let options = db::polls::options(conn, &[post.row.id]).await?;
    let choices: Vec<Choice> = options
        .into_iter()
        .map(|option| Choice {
            name: option.title,
            replies: Votes {
                total_items: number(option.votes_count),
            },
        })
        .collect();
    let (one_of, any_of) = match poll.multiple {
        true => (Vec::new(), choices),
        false => (choices, Vec::new()),
    };
    Ok(Some(Question {
        one_of,
        any_of,
        end_time: poll.expires_at.map(|time| time.to_datetime()),
        closed: poll.ended_at.map(|time| time.to_datetime()),
        voters_count: u64::try_from(poll.voters_count.unwrap_or(0)).unwrap_or(0),
    }))
}

/// The quote. One that was refused or taken back is not told.
pub(super) async fn quote(
    conn: &mut Conn,
    post: &OwnPost,
    extras: &ExtrasRow,
) -> Result<Option<Quote>> {
    if !extras.has_quote {
        return Ok(None);
    }
    let Some(quote) = db::quotes::of_status(conn, post.row.id).await? else {
        return Ok(None);
    };
    if !matches!(quote.state, QuoteState::Pending | QuoteState::Accepted) {
        return Ok(None);
    }
    let stamp = quote.stamp_uri.as_deref().map(address::url).transpose()?;
    Ok(Some(Quote::of(address::url(&quote.quoted_uri)?, stamp)))
}

/// Who may quote the post.
pub(super) fn policy(post: &OwnPost, extras: &ExtrasRow) -> Result<InteractionPolicy> {
    let rule = quotes::rule(&post.row, &extras.rules()).unwrap_or_default();
    let followers = address::followers(&post.author)?;
    let author = address::url(&post.author.uri)?;
    let addresses = |list: &[Who]| -> Vec<Address> {
        let one = |who: &Who| match who {
            Who::Everybody => Some(Address::Public),
            Who::Followers => Some(Address::Id(followers.clone())),
            Who::Author => Some(Address::Id(author.clone())),
            Who::Following => None,
            Who::Actor(uri) => address::url(uri).ok().map(Address::Id),
        };
        list.iter().filter_map(one).collect()
    };
    let Rule { automatic, manual } = &rule;
    let permission = Permission {
        automatic: addresses(automatic),
        manual: addresses(manual),
    };
    Ok(match permission == Permission::default() {
        true => InteractionPolicy::only(author),
        false => InteractionPolicy::quotes(permission),
    })
}

/// The custom emoji of this unit that stand in some texts.
///
/// # Errors
/// Those of the database, and of unreadable stored addresses.
pub(super) async fn emoji_in(app: &App, conn: &mut Conn, texts: &[&str]) -> Result<Vec<Tag>> {
    let rows = emoji::of_texts(conn, "", texts).await?;
    rows.iter()
        .filter_map(|row| tag(app, row).transpose())
        .collect()
}

/// One emoji of this unit; `None` where its picture is not there.
///
/// # Errors
/// Those of unreadable stored addresses.
pub fn tag(app: &App, row: &EmojiRow) -> Result<Option<Tag>> {
    let Some(key) = &row.file_key else {
        return Ok(None);
    };
    Ok(Some(Tag::Emoji {
        id: address::url(&app.urls.emoji(&row.shortcode))?,
        name: format!(":{}:", row.shortcode),
        icon: Image {
            media_type: media_type_of(key).to_owned(),
            url: address::url(&app.urls.file(key))?,
            name: None,
        },
        updated: row.updated_at.to_datetime(),
    }))
}
