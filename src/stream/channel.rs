//! What can be listened to, in the words of Mastodon's streaming API.

/// One subscription.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Channel {
    /// One's home timeline and notifications.
    User,
    /// One's notifications alone.
    UserNotification,
    /// The network timeline, or the unit's, or that of the other units; `media`: posts with files only.
    Public { origin: Origin, media: bool },
    /// Open posts with a hashtag, here as the listener wrote it.
    Hashtag { tag: String, local: bool },
    /// One of one's lists.
    List(i64),
    /// One's conversations.
    Direct,
}

/// Whose posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    Everywhere,
    Local,
    Remote,
}

impl Channel {
    /// Reads the name of a stream with its parameter.
    ///
    /// # Errors
    /// A sentence for whoever asked: an unknown name, or a parameter that is missing.
    pub fn parse(name: &str, tag: Option<&str>, list: Option<&str>) -> Result<Self, &'static str> {
        let public = |origin, media| Ok(Self::Public { origin, media });
        match name {
            "user" => Ok(Self::User),
            "user:notification" => Ok(Self::UserNotification),
            "public" => public(Origin::Everywhere, false),
            "public:media" => public(Origin::Everywhere, true),
            "public:local" => public(Origin::Local, false),
            "public:local:media" => public(Origin::Local, true),
            "public:remote" => public(Origin::Remote, false),
            "public:remote:media" => public(Origin::Remote, true),
            "direct" => Ok(Self::Direct),
            "hashtag" | "hashtag:local" => {
                match tag.map(|tag| tag.trim().trim_start_matches('#')) {
                    Some(tag) if !tag.trim().is_empty() => Ok(Self::Hashtag {
                        tag: tag.trim().to_owned(),
                        local: name.ends_with(":local"),
                    }),
                    _ => Err("Missing tag name parameter"),
                }
            }
            "list" => match list.map(str::parse) {
                Some(Ok(list)) => Ok(Self::List(list)),
                Some(Err(_)) => Err("The list parameter is not the id of a list"),
                None => Err("Missing list name parameter"),
            },
            _ => Err("Unknown stream type"),
        }
    }

    /// How messages name the stream that they come from.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let name = self.name().to_owned();
        match self {
            Self::Hashtag { tag, .. } => vec![name, tag.clone()],
            Self::List(list) => vec![name, list.to_string()],
            _ => vec![name],
        }
    }

    /// The scope that it takes (as in Mastodon).
    #[must_use]
    pub fn scope(&self) -> &'static str {
        match self {
            Self::UserNotification => "read:notifications",
            Self::List(_) => "read:lists",
            _ => "read:statuses",
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::User => "user",
            Self::UserNotification => "user:notification",
            Self::Public { origin, media } => match (origin, media) {
                (Origin::Everywhere, false) => "public",
                (Origin::Everywhere, true) => "public:media",
                (Origin::Local, false) => "public:local",
                (Origin::Local, true) => "public:local:media",
                (Origin::Remote, false) => "public:remote",
                (Origin::Remote, true) => "public:remote:media",
            },
            Self::Hashtag { local: false, .. } => "hashtag",
            Self::Hashtag { local: true, .. } => "hashtag:local",
            Self::List(_) => "list",
            Self::Direct => "direct",
        }
    }
}

impl Origin {
    /// Is a post of this unit, or of another, among these?
    #[must_use]
    pub fn includes(self, local: bool) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Local => local,
            Self::Remote => !local,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_are_read_and_written_alike() {
        for name in [
            "user",
            "user:notification",
            "public",
            "public:media",
            "public:local",
            "public:local:media",
            "public:remote",
            "public:remote:media",
            "direct",
        ] {
            let channel = Channel::parse(name, None, None).unwrap();
            assert_eq!(channel.names(), [name]);
        }
        let tag = Channel::parse("hashtag:local", Some("Verhuizing"), None).unwrap();
        assert_eq!(tag.names(), ["hashtag:local", "Verhuizing"]);
        let list = Channel::parse("list", None, Some("12")).unwrap();
        assert_eq!(list.names(), ["list", "12"]);
    }

    #[test]
    fn what_is_missing_is_said() {
        for (name, tag, list) in [
            ("hashtag", None, None),
            ("hashtag", Some(" # "), None),
            ("list", None, None),
            ("list", None, Some("mine")),
            ("admin", None, None),
            ("", None, None),
        ] {
            Channel::parse(name, tag, list).unwrap_err();
        }
    }
}
