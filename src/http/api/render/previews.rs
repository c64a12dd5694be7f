//! Previews of pages.

use super::Renderer;
use crate::db::previews::PreviewRow;
use crate::http::api::entities::{PreviewAuthor, PreviewCard};

impl Renderer<'_> {
    /// The preview of a page, with nothing in it that is loaded from elsewhere.
    #[must_use]
    pub fn preview(&self, row: &PreviewRow) -> PreviewCard {
        let author = PreviewAuthor {
            name: row.author_name.clone(),
            url: row.author_url.clone(),
            account: None,
        };
        let known = !author.name.is_empty() || !author.url.is_empty();
        PreviewCard {
            url: row.url.clone(),
            title: row.title.clone(),
            description: row.description.clone(),
            language: row.language.clone(),
            kind: "link",
            author_name: row.author_name.clone(),
            author_url: row.author_url.clone(),
            provider_name: row.provider_name.clone(),
            provider_url: row.provider_url.clone(),
            html: "",
            width: row.image_width.unwrap_or(0),
            height: row.image_height.unwrap_or(0),
            image: row.image_key.as_deref().map(|key| self.urls.file(key)),
            image_description: row.image_description.clone(),
            embed_url: "",
            blurhash: row.blurhash.clone(),
            published_at: row.published_at.map(Into::into),
            authors: known.then_some(author).into_iter().collect(),
        }
    }
}
