//! What hangs on the posts of one page, and how a post is put together from it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Marks, Post, accounts, grouped, unique};
use crate::db::accounts::AccountRow;
use crate::db::media::MediaRow;
use crate::db::oauth::AppRow;
use crate::db::previews::PreviewRow;
use crate::db::statuses::StatusRow;
use crate::db::tags::TagRow;
use crate::db::{self, Conn};
use crate::domain::*;
use crate::error::Result;
use crate::service::{extras, previews};

/// What hangs on the posts of one page.
pub(super) struct Parts {
    people: HashMap<AccountId, Arc<AccountRow>>,
    media: HashMap<StatusId, Vec<MediaRow>>,
    mentions: HashMap<StatusId, Vec<AccountId>>,
    tags: HashMap<StatusId, Vec<TagRow>>,
    apps: HashMap<AppId, Arc<AppRow>>,
    favourited: HashSet<StatusId>,
    boosted: HashSet<StatusId>,
    bookmarked: HashSet<StatusId>,
    pinned: HashSet<StatusId>,
    /// Conversations that the viewer wants to hear no more of.
    muted: HashSet<StatusId>,
    /// Conversations that take no more answers, by their first post.
    locked: HashSet<StatusId>,
    previews: HashMap<StatusId, PreviewRow>,
    extras: extras::Loaded,
}

impl Parts {
    /// `posts` carry content, `page` may also hold boosts, whose authors are needed.
    pub(super) async fn load<'a>(
        conn: &mut Conn,
        viewer: Option<AccountId>,
        posts: impl Iterator<Item = &'a StatusRow>,
        page: &[StatusRow],
        deep: bool,
    ) -> Result<Self> {
        let posts: Vec<&StatusRow> = posts.collect();
        let ids = unique(posts.iter().map(|row| row.id));
        let mentions = db::statuses::mentions_of(conn, &ids).await?;
        let authors = posts
            .iter()
            .map(|row| row.account_id)
            .chain(page.iter().map(|row| row.account_id));
        let groups = posts.iter().filter_map(|row| row.group_id);
        let named = mentions.iter().map(|(_, person)| *person);
        let people = accounts(conn, &unique(authors.chain(groups).chain(named))).await?;
        let in_groups = posts.iter().filter(|row| row.group_id.is_some());
        let threads = unique(in_groups.map(|row| row.thread_id));
        let locked = match threads.is_empty() {
            true => Vec::new(),
            false => db::groups::locked_among(conn, &threads).await?,
        };
        let app_ids = unique(posts.iter().filter_map(|row| row.app_id));
        let apps = match app_ids.is_empty() {
            true => Vec::new(),
            false => db::oauth::apps_by_ids(conn, &app_ids).await?,
        };
        let extras = extras::load(conn, viewer, &posts, &people, deep).await?;
        let mut parts = Self {
            people,
            extras,
            previews: previews::of_posts(conn, &posts).await?,
            media: grouped(
                db::media::of_statuses(conn, &ids).await?,
                |row| row.status_id.unwrap_or(StatusId(0)),
                |row| row,
            ),
            mentions: grouped(mentions, |(post, _)| *post, |(_, person)| person),
            tags: grouped(
                db::tags::of_statuses(conn, &ids).await?,
                |(post, _)| *post,
                |(_, tag)| tag,
            ),
            apps: apps
                .into_iter()
                .map(|row| (row.id, Arc::new(row)))
                .collect(),
            favourited: HashSet::new(),
            boosted: HashSet::new(),
            bookmarked: HashSet::new(),
            pinned: HashSet::new(),
            muted: HashSet::new(),
            locked: locked.into_iter().collect(),
        };
        if let Some(viewer) = viewer {
            parts.favourited = db::marks::favourited_among(conn, viewer, &ids)
                .await?
                .into_iter()
                .collect();
            parts.boosted = db::statuses::reblogged_among(conn, viewer, &ids)
                .await?
                .into_iter()
                .collect();
            parts.bookmarked = db::marks::bookmarked_among(conn, viewer, &ids)
                .await?
                .into_iter()
                .collect();
            let threads = unique(posts.iter().map(|row| row.thread_id));
            parts.muted = db::thread_mutes::among(conn, viewer, &threads)
                .await?
                .into_iter()
                .collect();
            // Only own posts can be pinned.
            let own = unique(
                posts
                    .iter()
                    .filter(|row| row.account_id == viewer)
                    .map(|row| row.id),
            );
            if !own.is_empty() {
                parts.pinned = db::marks::pinned_among(conn, viewer, &own)
                    .await?
                    .into_iter()
                    .collect();
            }
        }
        Ok(parts)
    }

    /// Puts a post together; `None` when its author is not there any more.
    pub(super) fn assemble(&self, row: StatusRow, boosted: Option<Box<Post>>) -> Option<Post> {
        let id = row.id;
        let mentions = self
            .mentions
            .get(&id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let author = self.people.get(&row.account_id)?.clone();
        Some(Post {
            extras: self.extras.of(&row, &author),
            author,
            media: self.media.get(&id).cloned().unwrap_or_default(),
            mentions: mentions
                .iter()
                .filter_map(|person| self.people.get(person))
                .cloned()
                .collect(),
            tags: self.tags.get(&id).cloned().unwrap_or_default(),
            app: row.app_id.and_then(|app| self.apps.get(&app)).cloned(),
            marks: Marks {
                favourited: self.favourited.contains(&id),
                boosted: self.boosted.contains(&id),
                bookmarked: self.bookmarked.contains(&id),
                pinned: self.pinned.contains(&id),
                muted: self.muted.contains(&row.thread_id),
            },
            group: row
                .group_id
                .and_then(|group| self.people.get(&group))
                .filter(|group| group.is_active())
                .cloned(),
            preview: self.previews.get(&id).cloned(),
            locked: self.locked.contains(&row.thread_id),
            filtered: Vec::new(),
            boosted,
            row,
        })
    }
}
