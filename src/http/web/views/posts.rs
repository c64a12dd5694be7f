//! A post as every page shows it, and the pages about one post.

use askama::Template;

use super::{
    compose::ComposeView,
    extras::{EventView, PollView, QuoteView, ReactionView},
    frame::Frame,
    people::PersonView,
};
use crate::http::web::{lang::Lang, reltime::TimeView};

/// Who may read a post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AudienceView {
    #[default]
    Network,
    Quiet,
    Followers,
    People,
    Unit,
}

impl AudienceView {
    /// The word in forms and addresses.
    pub fn code(self) -> &'static str {
        match self {
            AudienceView::Network => "network",
            AudienceView::Quiet => "quiet",
            AudienceView::Followers => "followers",
            AudienceView::People => "people",
            AudienceView::Unit => "unit",
        }
    }

    /// Two or three words beside a post.
    pub fn label(self, lang: Lang) -> String {
        match self {
            AudienceView::Network => lang.t("audience-network"),
            AudienceView::Quiet => lang.t("audience-quiet"),
            AudienceView::Followers => lang.t("audience-followers"),
            AudienceView::People => lang.t("audience-people"),
            AudienceView::Unit => lang.t("audience-unit"),
        }
    }

    /// A whole line in the compose form.
    pub fn choice(self, lang: Lang, unit_name: &str) -> String {
        match self {
            AudienceView::Network => lang.t("audience-network-choice"),
            AudienceView::Quiet => lang.t("audience-quiet-choice"),
            AudienceView::Followers => lang.t("audience-followers-choice"),
            AudienceView::People => lang.t("audience-people-choice"),
            AudienceView::Unit => lang.w("audience-unit-choice", unit_name),
        }
    }
}

/// A picture or file of a post.
#[derive(Clone, Debug, Default)]
pub struct MediaView {
    pub url: String,
    pub preview: String,
    pub alt: String,
    pub width: u32,
    pub height: u32,
    pub picture: bool,
    /// What a file that is no picture is called.
    pub name: String,
}

/// A post, from the reader's side.
#[derive(Clone, Debug, Default)]
pub struct PostView {
    /// What the buttons act on.
    pub id: String,
    /// The place in the page: of the boost where somebody shared the post.
    pub anchor: String,
    pub url: String,
    /// The post's own page at another unit.
    pub origin: Option<String>,
    pub author: PersonView,
    pub shared_by: Option<PersonView>,
    /// The one it answers, and that post's page.
    pub reply_to: Option<(PersonView, String)>,
    pub time: TimeView,
    pub edited: Option<TimeView>,
    pub audience: AudienceView,
    pub audience_label: String,
    pub warning: Option<String>,
    pub sensitive: bool,
    pub title: String,
    /// It waits for leave to answer.
    pub waiting: bool,
    pub poll: Option<PollView>,
    pub quote: Option<QuoteView>,
    pub event: Option<EventView>,
    pub reactions: Vec<ReactionView>,
    /// Sanitised before it was stored.
    pub html: String,
    pub language: String,
    pub media: Vec<MediaView>,
    pub replies: i64,
    pub shares: i64,
    pub likes: i64,
    pub liked: bool,
    pub shared: bool,
    pub saved: bool,
    pub pinned: bool,
    pub mine: bool,
    pub can_share: bool,
    pub can_quote: bool,
}

impl PostView {
    /// The icon of its audience.
    pub fn audience_icon(&self) -> &'static str {
        self.audience.code()
    }
}

/// One post of a conversation.
#[derive(Clone, Debug, Default)]
pub struct ThreadPost {
    pub post: PostView,
    /// How far it is set in: 0 for the line from the first post to this one, at most 4.
    pub depth: usize,
    pub focus: bool,
}

/// A post with the conversation around it.
#[derive(Template)]
#[template(path = "thread.html")]
pub struct ThreadPage {
    pub frame: Frame,
    pub posts: Vec<ThreadPost>,
    /// `None` for somebody who is not signed in.
    pub compose: Option<ComposeView>,
}

/// "Really delete?"
#[derive(Template)]
#[template(path = "delete_post.html")]
pub struct DeletePostPage {
    pub frame: Frame,
    pub post: PostView,
}

/// Writing a post on a page of its own, or changing one.
#[derive(Template)]
#[template(path = "write.html")]
pub struct WritePage {
    pub frame: Frame,
    pub heading: String,
    pub compose: ComposeView,
}
