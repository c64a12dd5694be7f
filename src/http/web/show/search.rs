//! Posts that were found.

use super::{Show, audience, link, page_of};
use crate::{
    domain::Visibility,
    http::web::views::{
        posts::AudienceView,
        search::{FoundPost, PieceView},
    },
    service::{bundle::Post, search},
};

/// Characters of a post that are shown around what was looked for.
const EXCERPT: usize = 240;

impl Show {
    /// A post with the place where the words of a question stand.
    pub fn found_post(&self, post: &Post, question: &str) -> FoundPost {
        let row = &post.row;
        let readers = match row.group_id {
            Some(_) if row.visibility == Visibility::Private => AudienceView::Group,
            _ => audience(row.visibility, row.local_only),
        };
        let pieces = search::excerpt(post, question, EXCERPT).into_iter();
        FoundPost {
            url: page_of(&post.author, row.id),
            author: self.person(&post.author),
            time: self.time(row.created_at),
            audience_label: readers.label(self.lang),
            group: post
                .group
                .as_ref()
                .map(|group| link(format!("/@{}", group.acct()), group.shown_name())),
            warning: !row.spoiler_text.is_empty(),
            language: row.language.clone().unwrap_or_default(),
            pieces: pieces
                .map(|piece| PieceView {
                    text: piece.text,
                    hit: piece.hit,
                })
                .collect(),
        }
    }
}
