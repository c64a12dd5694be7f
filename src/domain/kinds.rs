//! The small closed sets that rows carry as numbers. The numbers are stored: never reuse one.

macro_rules! stored_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal => $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored number.
            pub const fn number(self) -> i16 {
                match self { $(Self::$variant => $number),+ }
            }

            /// From the stored number.
            pub const fn from_number(number: i16) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)+ _ => None }
            }

            /// The name in the client API and on the command line.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// From the name in the client API or on the command line.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use stored_enum;

stored_enum! {
    /// The ActivityPub type of an actor.
    ActorKind {
        Person = 0 => "Person",
        Service = 1 => "Service",
        Application = 2 => "Application",
        Group = 3 => "Group",
        Organization = 4 => "Organization",
    }
}

stored_enum! {
    FollowState {
        /// Asked, not answered yet.
        Pending = 0 => "pending",
        Accepted = 1 => "accepted",
    }
}

stored_enum! {
    /// What an attachment is, in the client API's words. `Unknown` is a file to download.
    MediaKind {
        Image = 0 => "image",
        Gifv = 1 => "gifv",
        Video = 2 => "video",
        Audio = 3 => "audio",
        Unknown = 4 => "unknown",
    }
}

stored_enum! {
    /// Notification types, in the client API's words.
    NotificationKind {
        Mention = 0 => "mention",
        Reblog = 1 => "reblog",
        Favourite = 2 => "favourite",
        Follow = 3 => "follow",
        FollowRequest = 4 => "follow_request",
        Update = 5 => "update",
        Status = 6 => "status",
        /// A poll that one wrote or voted in has ended.
        Poll = 20 => "poll",
        /// Somebody quotes one's post.
        Quote = 21 => "quote",
    }
}

stored_enum! {
    /// What another server is to this unit.
    PeerState {
        /// In the network: federates.
        Member = 0 => "member",
        /// Known, and shut out by this unit's admin.
        Suspended = 1 => "suspended",
    }
}

stored_enum! {
    /// How far leave to quote a post has come, in the client API's words.
    QuoteState {
        /// Asked, not answered yet.
        Pending = 0 => "pending",
        Accepted = 1 => "accepted",
        Rejected = 2 => "rejected",
        /// Given, and taken back.
        Revoked = 3 => "revoked",
        /// The quoted post is gone.
        Deleted = 4 => "deleted",
    }
}

stored_enum! {
    /// What a stamp allows.
    StampKind {
        Quote = 0 => "quote",
        Reply = 1 => "reply",
    }
}

stored_enum! {
    /// How far going to an event has come.
    AttendanceState {
        /// Asked, not answered yet.
        Pending = 0 => "pending",
        Accepted = 1 => "accepted",
        Rejected = 2 => "rejected",
    }
}

stored_enum! {
    /// How the text of a post was written.
    TextFormat {
        Plain = 0 => "text/plain",
        Markdown = 1 => "text/markdown",
        /// Came from a peer as HTML; there is no source.
        Html = 2 => "text/html",
    }
}
