//! Who may see a post, computed from its addresses the way Mastodon does.

use super::{activity::Activity, kinds::KnownActivity, post::Post, recipients::Recipients};
use url::Url;

/// How far a post reaches, narrowest first: comparing two tells whether an edit widens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// The people named, and nobody else.
    Direct,
    /// The author's followers and the people named.
    Followers,
    /// Everybody, but kept out of public timelines (Mastodon's "unlisted" or "quiet public").
    Unlisted,
    /// Everybody.
    Public,
}

/// The audience that addresses stand for: Public in `to` is public; Public in `cc` is unlisted; the author's followers
/// collection in `to` is followers; all else, no address included, is direct. `followers` is the followers URL of the
/// author's actor, when known.
pub fn audience(to: &Recipients, cc: &Recipients, followers: Option<&Url>) -> Audience {
    if to.public {
        Audience::Public
    } else if cc.public {
        Audience::Unlisted
    } else if followers.is_some_and(|followers| to.contains(followers)) {
        Audience::Followers
    } else {
        Audience::Direct
    }
}

/// The audience of a post that came inside an activity, or alone.
///
/// The post's own addresses decide. Those of the activity count only for a post that has none, and only in a Create or
/// Update: who passes on a post of somebody else must never widen its audience.
pub fn post_audience(
    post: &Post,
    activity: Option<&Activity>,
    followers: Option<&Url>,
) -> Audience {
    let own = activity.filter(|activity| {
        activity.is(KnownActivity::Create) || activity.is(KnownActivity::Update)
    });
    match own {
        Some(activity) if post.to.is_empty() && post.cc.is_empty() => {
            audience(&activity.to, &activity.cc, followers)
        }
        _ => audience(&post.to, &post.cc, followers),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn rules_in_order() {
        let followers = Url::parse("https://a.example/u/alice/followers").unwrap();
        let bob = Url::parse("https://b.example/u/bob").unwrap();
        let everybody = Recipients {
            public: true,
            ids: vec![],
        };
        let nobody = Recipients::default();
        let fans = Recipients {
            public: false,
            ids: vec![followers.clone()],
        };
        let one = Recipients {
            public: false,
            ids: vec![bob],
        };
        let known = Some(&followers);
        assert_eq!(audience(&everybody, &fans, known), Audience::Public);
        assert_eq!(audience(&fans, &everybody, known), Audience::Unlisted);
        assert_eq!(audience(&fans, &one, known), Audience::Followers);
        assert_eq!(audience(&one, &nobody, known), Audience::Direct);
        assert_eq!(audience(&nobody, &nobody, known), Audience::Direct);
        assert_eq!(
            audience(&one, &fans, known),
            Audience::Direct,
            "followers count in `to` only"
        );
        assert_eq!(
            audience(&fans, &nobody, None),
            Audience::Direct,
            "an unknown collection is nobody's followers"
        );
        assert!(Audience::Direct < Audience::Followers && Audience::Unlisted < Audience::Public);
    }
}
