//! Posts.

use super::{Show, link};
use crate::{
    db::{accounts::AccountRow, media::MediaRow, statuses::StatusRow},
    domain::{MediaKind, Rule, StatusId, Visibility, Who},
    http::web::views::posts::{AudienceView, MediaView, PostPowers, PostView, ThreadPost},
    service::{bundle::Post, filters::Verdict, quotes},
};

/// As deep as answers are set in.
const DEEPEST: usize = 4;

impl Show {
    /// A post, or the post that somebody shared.
    pub fn post(&self, full: &Post) -> PostView {
        let shown = full.shown();
        let row = &shown.row;
        let audience = match row.group_id {
            Some(_) if row.visibility == Visibility::Private => AudienceView::Group,
            _ => audience(row.visibility, row.local_only),
        };
        let mine = self.viewer == Some(row.account_id);
        let (filtered, covered) = match self.verdict(full) {
            Verdict::Show => (None, None),
            Verdict::Blur(title) => (None, Some(title.to_owned())),
            Verdict::Warn(title) | Verdict::Hide(title) => (Some(title.to_owned()), None),
        };
        PostView {
            filtered,
            covered,
            id: row.id.to_string(),
            anchor: full.row.id.to_string(),
            url: page_of(&shown.author, row.id),
            origin: (!row.local && row.url.starts_with("http")).then(|| row.url.clone()),
            author: self.person(&shown.author),
            shared_by: full.boosted.as_ref().map(|_| self.person(&full.author)),
            reply_to: self.reply_to(shown),
            time: self.time(row.created_at),
            edited: row.edited_at.map(|at| self.time(at)),
            audience,
            audience_label: audience.label(self.lang),
            warning: Some(row.spoiler_text.clone()).filter(|text| !text.is_empty()),
            sensitive: row.sensitive,
            title: row.title.clone(),
            waiting: shown.extras.waiting,
            poll: shown
                .extras
                .poll
                .as_ref()
                .map(|poll| self.poll(shown, poll)),
            quote: shown.extras.quote.as_ref().map(|quote| self.quote(quote)),
            event: shown.extras.event.as_ref().map(|event| self.event(event)),
            reactions: self.reactions(&shown.extras.reactions),
            html: self.html(shown),
            language: row.language.clone().unwrap_or_default(),
            media: shown
                .media
                .iter()
                .filter_map(|file| self.media(row, file))
                .collect(),
            replies: row.replies_count,
            shares: row.reblogs_count,
            likes: row.favourites_count,
            liked: shown.marks.favourited,
            shared: shown.marks.boosted,
            saved: shown.marks.bookmarked,
            pinned: false,
            mine,
            can_quote: self.viewer.is_some() && can_quote(shown, mine),
            can_share: row.visibility.is_open() || (mine && audience == AudienceView::Followers),
            group: shown
                .group
                .as_ref()
                .filter(|group| self.within != Some(group.id))
                .map(|group| link(format!("/@{}", group.acct()), group.shown_name())),
            locked: shown.locked,
            powers: self.powers(shown),
        }
    }

    /// What the reader may do at a post of a group that they moderate.
    fn powers(&self, post: &Post) -> Option<PostPowers> {
        let (group, pinned) = self.moderates.as_ref()?;
        (post.row.group_id == Some(*group)).then(|| PostPowers {
            path: format!("/groups/{group}/posts/{}", post.row.id),
            pinned: pinned.contains(&post.row.id),
        })
    }

    /// The posts of a list, without those that the reader's filters hide.
    pub fn posts(&self, posts: &[Post]) -> Vec<PostView> {
        let wanted = posts.iter().filter(|post| !self.hides(post));
        wanted.map(|post| self.post(post)).collect()
    }

    /// Pinned posts: the same post may stand among the others, so their places get names of their own.
    pub fn pinned(&self, posts: &[Post]) -> Vec<PostView> {
        let pinned = |post| {
            let view = self.post(post);
            PostView {
                anchor: format!("pinned-{}", view.anchor),
                pinned: true,
                ..view
            }
        };
        let wanted = posts.iter().filter(|post| !self.hides(post));
        wanted.map(pinned).collect()
    }

    /// A conversation around `focus`: what it answers, itself, and what answers it, set in by depth. Filters count for all but
    /// the post that the reader came for.
    pub fn conversation(&self, above: &[Post], focus: &Post, below: &[Post]) -> Vec<ThreadPost> {
        let mut depths: Vec<(StatusId, usize)> = vec![(focus.row.id, 0)];
        let line = |post: &Post, focus| ThreadPost {
            post: self.post(post),
            depth: 0,
            focus,
        };
        let wanted = above.iter().filter(|post| !self.hides(post));
        let mut items: Vec<ThreadPost> = wanted.map(|post| line(post, false)).collect();
        let asked = line(focus, true);
        items.push(ThreadPost {
            post: PostView {
                filtered: None,
                covered: None,
                ..asked.post
            },
            ..asked
        });
        for post in below {
            let parent = post.row.in_reply_to_id;
            let above = depths
                .iter()
                .find(|(id, _)| Some(*id) == parent)
                .map_or(0, |(_, depth)| *depth);
            depths.push((post.row.id, above + 1));
            if self.hides(post) {
                continue;
            }
            items.push(ThreadPost {
                post: self.post(post),
                depth: (above + 1).min(DEEPEST),
                focus: false,
            });
        }
        items
    }

    /// A picture or a file of a post; `None` for one of which there is nothing to link to.
    pub fn media(&self, post: &StatusRow, row: &MediaRow) -> Option<MediaView> {
        let urls = &self.app.urls;
        let lend = |url: String| match post.is_group_private() {
            true => urls.lent(&url, 1),
            false => url,
        };
        let own = row.file_key.as_deref().map(|key| urls.file(key));
        let url = own.or_else(|| row.remote_url.as_ref().map(|_| urls.remote_media(row.id)))?;
        let url = lend(url);
        let preview = row.preview_key.as_deref().map(|key| lend(urls.file(key)));
        let size = |side: Option<i32>| side.and_then(|side| u32::try_from(side).ok()).unwrap_or(0);
        let film = matches!(row.kind, MediaKind::Video | MediaKind::Gifv);
        let picture = matches!(row.kind, MediaKind::Image);
        // A film takes the room that it plays in, whatever picture stands before it.
        let (width, height) = match film {
            true => (row.width, row.height),
            false => (
                row.preview_width.or(row.width),
                row.preview_height.or(row.height),
            ),
        };
        let stand_in = || match picture {
            true => url.clone(),
            false => String::new(),
        };
        Some(MediaView {
            preview: preview.unwrap_or_else(stand_in),
            alt: row.description.clone().unwrap_or_default(),
            width: size(width),
            height: size(height),
            picture,
            film,
            sound: matches!(row.kind, MediaKind::Audio),
            name: row
                .file_name
                .clone()
                .unwrap_or_else(|| row.content_type.clone()),
            url,
        })
    }

    /// Whom a post answers, where that person is among those it names, or is its own author.
    fn reply_to(
        &self,
        post: &Post,
    ) -> Option<(crate::http::web::views::people::PersonView, String)> {
        let parent = post.row.in_reply_to_id?;
        let author = post.row.in_reply_to_account_id?;
        let known = post
            .mentions
            .iter()
            .chain([&post.author])
            .find(|person| person.id == author)?;
        Some((self.person(known), page_of(known, parent)))
    }
}

/// Whether the reader may quote a post, or may ask to. For whom exactly is looked at when it is tried.
fn can_quote(post: &Post, mine: bool) -> bool {
    if mine {
        return post.row.visibility != Visibility::Direct && !post.row.is_group_private();
    }
    let others = |rule: Rule| {
        let mut named = rule.automatic.iter().chain(&rule.manual);
        named.any(|who| *who != Who::Author)
    };
    post.row.visibility.is_open() && quotes::rule(&post.row, &post.extras.policy).is_none_or(others)
}

/// The page of a post on our own site.
pub fn page_of(author: &AccountRow, id: StatusId) -> String {
    format!("/@{}/{id}", author.acct())
}

/// The audience in the words of the pages.
pub fn audience(visibility: Visibility, local_only: bool) -> AudienceView {
    match visibility {
        _ if local_only => AudienceView::Unit,
        Visibility::Public => AudienceView::Network,
        Visibility::Unlisted => AudienceView::Quiet,
        Visibility::Private => AudienceView::Followers,
        Visibility::Direct => AudienceView::People,
    }
}

/// The people that a post names, by the addresses that its text may have for them.
pub(super) fn pages(post: &Post) -> Vec<(String, String)> {
    let page = |person: &AccountRow| format!("/@{}", person.acct());
    let both = |person: &std::sync::Arc<AccountRow>| {
        [
            (person.url.clone(), page(person)),
            (person.uri.clone(), page(person)),
        ]
    };
    post.mentions.iter().flat_map(both).collect()
}
