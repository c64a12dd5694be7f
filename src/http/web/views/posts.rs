//! A post as every page shows it, and the pages about one post.

use askama::Template;

use super::{
    Link,
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
    /// The members of its group.
    Group,
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
            AudienceView::Group => "group",
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
            AudienceView::Group => lang.t("audience-group"),
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
            AudienceView::Group => lang.t("audience-group"),
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
    /// Shown with buttons to play it.
    pub film: bool,
    pub sound: bool,
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
    /// The reader's filter for which it is shown only when asked for.
    pub filtered: Option<String>,
    /// The reader's filter for which its pictures are.
    pub covered: Option<String>,
    pub audience: AudienceView,
    pub audience_label: String,
    pub warning: Option<String>,
    pub sensitive: bool,
    pub title: String,
    /// It waits for consent to answer.
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
    /// The group it was written in, where the page does not say so already.
    pub group: Option<Link>,
    /// Its conversation takes no more answers.
    pub locked: bool,
    /// What the reader may do as a moderator of its group.
    pub powers: Option<PostPowers>,
}

/// What a moderator of its group may do at a post.
#[derive(Clone, Debug, Default)]
pub struct PostPowers {
    /// Where the deeds lead, without their names.
    pub path: String,
    /// It stands at the top of the group.
    pub pinned: bool,
}

impl PostView {
    /// The icon of its audience.
    pub fn audience_icon(&self) -> &'static str {
        match self.audience {
            AudienceView::Group => "people",
            other => other.code(),
        }
    }

    /// Its pictures are shown when the reader asks for them. Where the whole post is, they are no more hidden in it.
    pub fn hides_media(&self) -> bool {
        self.sensitive && self.warning.is_none()
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
    /// `None` for somebody who is not signed in, or may not answer.
    pub compose: Option<ComposeView>,
    /// Why one may not answer.
    pub closed: Option<String>,
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
