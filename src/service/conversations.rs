//! Who writes to whom by name: a person's conversations, each with its last post.
//!
//! They are written when a post comes in, by `service::surface`, and joined with their threads in [`crate::db::threads`].

use std::collections::HashMap;
use std::sync::Arc;

use crate::app::AppRef;
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::conversations::ConversationRow;
use crate::db::statuses::StatusRow;
use crate::db::{Conn, Paging};
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::bundle::{self, Post};
use crate::service::surface::Context;

/// A conversation as one of those in it sees it.
#[derive(Debug, Clone)]
pub struct Conversation {
    pub row: ConversationRow,
    /// The others who are named in the last post, or wrote it.
    pub people: Vec<Arc<AccountRow>>,
    pub last: Option<Post>,
}

/// A post to `named` people has come in: those of this unit have it in their conversations, and it is unread for all but its
/// author. What names nobody is a note, or waits for consent, and is no conversation. In the transaction of the post, under
/// [`db::threads::hold`].
pub(super) async fn note(
    conn: &mut Conn,
    ctx: &Context,
    post: &StatusRow,
    author: &AccountRow,
    named: &[AccountRow],
) -> Result<()> {
    let others: Vec<&AccountRow> = named.iter().filter(|row| row.id != author.id).collect();
    if post.visibility != Visibility::Direct || others.is_empty() {
        return Ok(());
    }
    let mut here: Vec<&AccountRow> = others;
    here.push(author);
    here.retain(|row| {
        row.is_local() && !matches!(row.kind, ActorKind::Application | ActorKind::Group)
    });
    for person in here {
        if !db::relations::blocked_either_way(conn, person.id, author.id).await? {
            let unread = person.id != author.id;
            db::conversations::add(conn, ctx.next_id(), person.id, post, unread).await?;
            let told = Happening::Conversed {
                to: person.id,
                status: post.id,
            };
            db::happenings::tell(conn, told);
        }
    }
    Ok(())
}

/// A page of a person's conversations, by their last posts (which are the positions to page by), newest first.
pub async fn page(app: &AppRef, owner: AccountId, page: Paging) -> Result<Vec<Conversation>> {
    let mut conn = app.db.read().await?;
    let found = db::conversations::page(&mut conn, owner, page).await?;
    let found = found.into_iter().map(|(row, last)| (row, Some(last)));
    complete(app, &mut conn, owner, found.collect()).await
}

async fn complete(
    app: &AppRef,
    conn: &mut Conn,
    owner: AccountId,
    found: Vec<(ConversationRow, Option<StatusRow>)>,
) -> Result<Vec<Conversation>> {
    let lasts = found.iter().filter_map(|(_, last)| last.clone()).collect();
    let posts = bundle::posts(app, conn, Some(owner), lasts).await?;
    let mut posts: HashMap<StatusId, Post> =
        posts.into_iter().map(|post| (post.row.id, post)).collect();
    let full = found.into_iter().map(|(row, _)| {
        let last = posts.remove(&row.last_status_id);
        let mut people: Vec<Arc<AccountRow>> = Vec::new();
        for person in last
            .iter()
            .flat_map(|post| [&post.author].into_iter().chain(&post.mentions))
        {
            if person.id != owner && !people.iter().any(|known| known.id == person.id) {
                people.push(person.clone());
            }
        }
        Conversation { row, people, last }
    });
    Ok(full.collect())
}

/// Marks a conversation as read, or as unread again. `NotFound` for others'.
pub async fn set_unread(
    app: &AppRef,
    owner: AccountId,
    id: i64,
    unread: bool,
) -> Result<Conversation> {
    app.db
        .write(move |conn| {
            Box::pin(async move { db::conversations::set_unread(conn, owner, id, unread).await })
        })
        .await?;
    let mut conn = app.db.read().await?;
    let found = db::conversations::by_id(&mut conn, owner, id).await?;
    let full = complete(app, &mut conn, owner, found.into_iter().collect()).await?;
    full.into_iter().next().ok_or(Error::NotFound)
}

/// Takes a conversation out of a person's list; its posts stay, and the next one brings it back. `NotFound` for others'.
pub async fn delete(app: &AppRef, owner: AccountId, id: i64) -> Result<()> {
    let found = app
        .db
        .write(move |conn| {
            Box::pin(async move { db::conversations::delete(conn, owner, id).await })
        })
        .await?;
    found.then_some(()).ok_or(Error::NotFound)
}
