//! What is fetched later, outside the request or delivery that named it: posts that others answer, pictures, files.

use std::fmt;

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::statuses::StatusRow;
use crate::domain::{AccountId, EmojiId, MediaId, QuoteState, StatusId};
use crate::error::Result;
use crate::service::{emoji, polls};

/// How far up a thread posts are fetched that nobody here follows.
const DEPTH: i32 = 20;

/// One thing to fetch. Written to the table as text; see [`Job::parse`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// A post, by id.
    Post(String),
    /// The avatar of an account.
    Avatar(AccountId),
    /// The banner of an account.
    Header(AccountId),
    /// The file of an attachment.
    File(MediaId),
    /// Who moderates a group.
    Moderators(AccountId),
    /// Who of ours follows an account, as its unit lists it at `url` (FEP-8fcf).
    Followers {
        account: AccountId,
        digest: String,
        url: String,
    },
    /// The picture of a custom emoji.
    Emoji(EmojiId),
    /// Whether a post may quote what it quotes.
    Quote(StatusId),
    /// The numbers of a peer's poll.
    Poll(StatusId),
    /// The conversation that a peer's post began.
    Thread(StatusId),
    /// A post of the conversation that a post began, by id.
    Branch(StatusId, String),
    /// The pinned posts of somebody.
    Pins(AccountId),
}

impl Job {
    /// Reads the stored form; what is no job of another kind is the id of a post.
    pub fn parse(text: &str) -> Self {
        let number = |rest: &str| rest.parse::<i64>().ok();
        let other = match text.split_once(':') {
            Some(("avatar", rest)) => number(rest).map(|id| Self::Avatar(AccountId(id))),
            Some(("header", rest)) => number(rest).map(|id| Self::Header(AccountId(id))),
            Some(("file", rest)) => number(rest).map(|id| Self::File(MediaId(id))),
            Some(("moderators", rest)) => number(rest).map(|id| Self::Moderators(AccountId(id))),
            Some(("followers", rest)) => followers(rest),
            Some(("emoji", rest)) => number(rest).map(|id| Self::Emoji(EmojiId(id))),
            Some(("quote", rest)) => number(rest).map(|id| Self::Quote(StatusId(id))),
            Some(("poll", rest)) => number(rest).map(|id| Self::Poll(StatusId(id))),
            Some(("thread", rest)) => number(rest).map(|id| Self::Thread(StatusId(id))),
            Some(("branch", rest)) => rest.split_once(':').and_then(|(root, uri)| {
                Some(Self::Branch(StatusId(number(root)?), uri.to_owned()))
            }),
            Some(("pins", rest)) => number(rest).map(|id| Self::Pins(AccountId(id))),
            _ => None,
        };
        other.unwrap_or_else(|| Self::Post(text.to_owned()))
    }
}

fn followers(text: &str) -> Option<Job> {
    let mut words = text.splitn(3, ' ');
    Some(Job::Followers {
        account: words.next()?.parse().ok()?,
        digest: words.next()?.to_owned(),
        url: words.next()?.to_owned(),
    })
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Post(uri) => f.write_str(uri),
            Self::Avatar(id) => write!(f, "avatar:{id}"),
            Self::Header(id) => write!(f, "header:{id}"),
            Self::File(id) => write!(f, "file:{id}"),
            Self::Moderators(id) => write!(f, "moderators:{id}"),
            Self::Followers {
                account,
                digest,
                url,
            } => write!(f, "followers:{account} {digest} {url}"),
            Self::Emoji(id) => write!(f, "emoji:{id}"),
            Self::Quote(id) => write!(f, "quote:{id}"),
            Self::Poll(id) => write!(f, "poll:{id}"),
            Self::Thread(id) => write!(f, "thread:{id}"),
            Self::Branch(root, uri) => write!(f, "branch:{root}:{uri}"),
            Self::Pins(id) => write!(f, "pins:{id}"),
        }
    }
}

/// Queues the post that a stored post answers, when that is not known. `depth`: how many were fetched on the way here.
///
/// # Errors
/// Those of the database.
pub async fn queue_parent(app: &AppRef, row: &StatusRow, depth: i32) -> Result<()> {
    match &row.in_reply_to_uri {
        Some(uri) if row.in_reply_to_id.is_none() && depth < DEPTH => {
            queue(app, vec![Job::Post(uri.clone())], depth).await
        }
        _ => Ok(()),
    }
}

/// Queues what else has to be fetched for a stored post: its files, the pictures of the emoji in it, and the consent for its
/// quote.
///
/// # Errors
/// Those of the database.
pub async fn queue_parts(app: &AppRef, row: &StatusRow) -> Result<()> {
    let mut conn = app.db.read().await?;
    let files = db::media::of_statuses(&mut conn, &[row.id]).await?;
    let mut jobs: Vec<Job> = files
        .into_iter()
        .filter(|file| file.file_key.is_none() && file.remote_url.is_some())
        .map(|file| Job::File(file.id))
        .collect();
    let quote = db::quotes::of_status(&mut conn, row.id).await?;
    if quote.is_some_and(|quote| quote.state == QuoteState::Pending) {
        jobs.push(Job::Quote(row.id));
    }
    let author = db::accounts::by_id(&mut conn, row.account_id).await?;
    if let Some(author) = author.filter(|author| !author.is_local()) {
        let texts = [row.content.as_str(), &row.spoiler_text, &row.title];
        let missing = emoji::missing(&mut conn, &author.host, &texts).await?;
        jobs.extend(missing.into_iter().map(Job::Emoji));
    }
    drop(conn);
    queue(app, jobs, 0).await
}

/// Queues the avatar of an actor, when it has not been fetched as it is now.
pub(super) async fn queue_avatar(app: &AppRef, row: &AccountRow) -> Result<()> {
    match row.avatar_remote_url.is_some() && row.avatar_key.is_none() {
        true => queue(app, vec![Job::Avatar(row.id)], 0).await,
        false => Ok(()),
    }
}

/// Queues the pictures of custom emoji.
///
/// # Errors
/// Those of the database.
pub async fn queue_emoji(app: &AppRef, ids: Vec<EmojiId>) -> Result<()> {
    queue(app, ids.into_iter().map(Job::Emoji).collect(), 0).await
}

/// Queues a post that is wanted.
///
/// # Errors
/// Those of the database.
pub async fn queue_post(app: &AppRef, uri: &str) -> Result<()> {
    queue(app, vec![Job::Post(uri.to_owned())], 0).await
}

/// Has the numbers of a peer's poll read again, where they are old; `anyway` also where they are not.
///
/// # Errors
/// Those of the database.
pub async fn queue_poll(app: &AppRef, id: StatusId, anyway: bool) -> Result<()> {
    match anyway || polls::wants_refresh(app, id).await? {
        true => queue(app, vec![Job::Poll(id)], 0).await,
        false => Ok(()),
    }
}

/// Queues the pictures of an actor that have not been fetched as they are now.
pub(super) async fn queue_pictures(app: &AppRef, row: &AccountRow) -> Result<()> {
    let mut jobs = Vec::new();
    if row.avatar_remote_url.is_some() && row.avatar_key.is_none() {
        jobs.push(Job::Avatar(row.id));
    }
    if row.header_remote_url.is_some() && row.header_key.is_none() {
        jobs.push(Job::Header(row.id));
    }
    queue(app, jobs, 0).await
}

/// Queues the question who moderates a group.
pub(super) async fn queue_moderators(app: &AppRef, group: &AccountRow) -> Result<()> {
    queue(app, vec![Job::Moderators(group.id)], 0).await
}

/// Queues what is not queued already.
///
/// # Errors
/// Those of the database.
pub async fn queue(app: &AppRef, jobs: Vec<Job>, depth: i32) -> Result<()> {
    if jobs.is_empty() {
        return Ok(());
    }
    let now = app.now();
    app.db
        .write(move |conn| {
            Box::pin(async move {
                for job in &jobs {
                    db::fetches::insert_once(conn, &job.to_string(), depth, now).await?;
                }
                Ok(())
            })
        })
        .await?;
    app.hints.fetch.notify_one();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_survive_being_written_down() {
        for job in [
            Job::Post("https://a.example/1".to_owned()),
            Job::Avatar(AccountId(7)),
            Job::Header(AccountId(8)),
            Job::File(MediaId(9)),
            Job::Moderators(AccountId(10)),
            Job::Followers {
                account: AccountId(10),
                digest: "00ff".to_owned(),
                url: "https://a.example/users/x/followers_synchronization?a=b".to_owned(),
            },
            Job::Emoji(EmojiId(10)),
            Job::Quote(StatusId(11)),
            Job::Poll(StatusId(12)),
            Job::Thread(StatusId(13)),
            Job::Pins(AccountId(14)),
            Job::Branch(StatusId(15), "https://a.example/1?a=b:c".to_owned()),
        ] {
            assert_eq!(Job::parse(&job.to_string()), job);
        }
        assert_eq!(Job::parse("file:x"), Job::Post("file:x".to_owned()));
    }
}
