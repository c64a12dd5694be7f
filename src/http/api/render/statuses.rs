//! Posts and their attachments.

use super::Renderer;
use super::filters::filter_results;
use crate::db::accounts::AccountRow;
use crate::db::media::MediaRow;
use crate::db::statuses::StatusRow;
use crate::http::api::entities::{
    Attachment, Mention, Status, StatusApplication, StatusEdit, Viewer,
};
use crate::service::bundle::Post;
use crate::service::history::Version;

/// How long apps may keep the addresses of a closed group's files.
const LENT_DAYS: i64 = 1;

impl Renderer<'_> {
    /// A post or a boost.
    #[must_use]
    pub fn status(&self, full: &Post) -> Status {
        // A boost shows the post's numbers and texts as its own: old clients look there.
        let shown = full.shown();
        let (row, carrier) = (&shown.row, &full.row);
        Status {
            id: carrier.id.into(),
            created_at: carrier.created_at.into(),
            in_reply_to_id: carrier.in_reply_to_id.map(Into::into),
            in_reply_to_account_id: carrier.in_reply_to_account_id.map(Into::into),
            sensitive: row.sensitive,
            spoiler_text: row.spoiler_text.clone(),
            visibility: carrier.visibility.name(),
            language: row.language.clone(),
            uri: carrier.uri.clone(),
            url: Some(row.url.clone()),
            replies_count: row.replies_count,
            reblogs_count: row.reblogs_count,
            favourites_count: row.favourites_count,
            quotes_count: shown.extras.quotes_count,
            edited_at: row.edited_at.map(Into::into),
            viewer: self.viewer.map(|viewer| Viewer {
                favourited: shown.marks.favourited,
                reblogged: shown.marks.boosted,
                // Of the conversation; that the author is muted is told by the relationship.
                muted: shown.marks.muted,
                bookmarked: shown.marks.bookmarked,
                pinned: (carrier.account_id == viewer && full.boosted.is_none())
                    .then_some(shown.marks.pinned),
                filtered: filter_results(&full.filtered),
            }),
            content: Some(self.content(shown)),
            text: None,
            quote_approval: self.quote_approval(shown),
            quote: self.quote(shown),
            reblog: full
                .boosted
                .as_deref()
                .map(|original| Box::new(self.status(original))),
            application: carrier.local.then(|| application(full)),
            account: self.account_with(&full.author, &full.extras.emoji),
            media_attachments: shown
                .media
                .iter()
                .map(|media| self.attachment_of(row, media))
                .collect(),
            mentions: shown
                .mentions
                .iter()
                .map(|person| mention(person))
                .collect(),
            tags: shown.tags.iter().map(|tag| self.tag_link(tag)).collect(),
            emojis: self.emojis(&shown.extras.emoji),
            card: shown.preview.as_ref().map(|row| self.preview(row)),
            poll: self.poll(shown),
            local_only: row.local_only,
            group: shown
                .group
                .as_ref()
                .map(|group| Box::new(self.account(group))),
            meent_reactions: self.reactions(shown),
            meent_title: Some(row.title.clone()).filter(|title| !title.is_empty()),
            meent_type: Some(shown.extras.kind.clone()).filter(|kind| !kind.is_empty()),
            meent_event: self.event(shown),
            meent_waiting: shown.extras.waiting,
        }
    }

    /// Several.
    #[must_use]
    pub fn statuses(&self, posts: &[Post]) -> Vec<Status> {
        posts.iter().map(|post| self.status(post)).collect()
    }

    /// A post that has just been deleted: with its source, so that the author can write it anew.
    #[must_use]
    pub fn deleted_status(&self, full: &Post) -> Status {
        Status {
            content: None,
            text: Some(full.row.text.clone()),
            ..self.status(full)
        }
    }

    /// A version of a post.
    #[must_use]
    pub fn version(&self, author: &AccountRow, version: &Version) -> StatusEdit {
        StatusEdit {
            content: version.content.clone(),
            spoiler_text: version.spoiler_text.clone(),
            sensitive: version.sensitive,
            created_at: version.created_at.into(),
            account: self.account(author),
            quote: None,
            media_attachments: version
                .media
                .iter()
                .map(|media| self.attachment(media))
                .collect(),
            emojis: [],
        }
    }

    /// An attachment of a post; what is for the members of a group only has addresses that are good for a while.
    fn attachment_of(&self, post: &StatusRow, row: &MediaRow) -> Attachment {
        let attachment = self.attachment(row);
        if !post.is_group_private() {
            return attachment;
        }
        let lent = |url: Option<String>| url.map(|url| self.urls.lent(&url, LENT_DAYS));
        Attachment {
            url: lent(attachment.url),
            preview_url: lent(attachment.preview_url),
            ..attachment
        }
    }
}

/// Null where the app is not known any more, or the post was written in the web pages.
fn application(full: &Post) -> Option<StatusApplication> {
    full.app.as_ref().map(|app| StatusApplication {
        name: app.name.clone(),
        website: app.website.clone(),
    })
}

/// Somebody who is named.
#[must_use]
pub fn mention(person: &AccountRow) -> Mention {
    Mention {
        id: person.id.into(),
        username: person.username.clone(),
        url: person.url.clone(),
        acct: person.acct(),
    }
}
