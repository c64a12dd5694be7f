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
    /// Which answers of the people on a list stand on it: those to others on the list, to anybody whom its owner follows,
    /// or none. (Answers to the owner and to oneself always do.)
    RepliesPolicy {
        List = 0 => "list",
        Followed = 1 => "followed",
        None = 2 => "none",
    }
}

stored_enum! {
    /// What becomes of a post that a filter matches.
    FilterAction {
        /// It is shown when the reader asks for it.
        Warn = 0 => "warn",
        Hide = 1 => "hide",
        /// Its pictures are shown when the reader asks for them.
        Blur = 2 => "blur",
    }
}

stored_enum! {
    /// Where a filter counts.
    FilterContext {
        /// The home timeline and lists.
        Home = 0 => "home",
        Notifications = 1 => "notifications",
        /// The timelines of the unit, of the network and of hashtags.
        Public = 2 => "public",
        Thread = 3 => "thread",
        /// Profiles.
        Account = 4 => "account",
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
        /// Somebody asks to join a group that one moderates.
        GroupRequest = 7 => "group_request",
        /// A group invites one.
        GroupInvite = 8 => "group_invite",
        /// A poll that one wrote or voted in has ended.
        Poll = 20 => "poll",
        /// Somebody quotes one's post.
        Quote = 21 => "quote",
        /// A post that one quotes has a new version.
        QuotedUpdate = 22 => "quoted_update",
        /// Somebody reports something to the moderators, of whom one is.
        AdminReport = 23 => "admin.report",
        /// Somebody has made an account in the unit that one moderates.
        AdminSignUp = 24 => "admin.sign_up",
    }
}

impl NotificationKind {
    /// A kind of ours, which apps made for Mastodon do not know.
    pub fn is_about_groups(self) -> bool {
        matches!(self, Self::GroupRequest | Self::GroupInvite)
    }

    /// Several of one kind about the same may be told as one.
    pub fn is_groupable(self) -> bool {
        matches!(
            self,
            Self::Favourite | Self::Reblog | Self::Follow | Self::AdminSignUp
        )
    }

    /// A person's policy may hold it back. What somebody has to answer for others, or asked to hear of, always comes through.
    pub fn is_filterable(self) -> bool {
        matches!(
            self,
            Self::Mention
                | Self::Quote
                | Self::Reblog
                | Self::Favourite
                | Self::Follow
                | Self::FollowRequest
        )
    }

    /// Somebody speaks to the person: what is held back of it becomes a request.
    pub fn is_words(self) -> bool {
        matches!(self, Self::Mention | Self::Quote)
    }

    /// What is told anew takes the place of what was told before.
    pub fn replaces(self) -> bool {
        matches!(self, Self::Update | Self::QuotedUpdate)
    }
}

stored_enum! {
    /// What happens to notifications from some people.
    NoticeChoice {
        Accept = 0 => "accept",
        /// Held back until the person asks for them.
        Filter = 1 => "filter",
        /// Not even kept.
        Drop = 2 => "drop",
    }
}

stored_enum! {
    /// What a person reads from the top, with a mark how far.
    Timeline {
        Home = 0 => "home",
        Notifications = 1 => "notifications",
    }
}

stored_enum! {
    /// What another server is to this unit.
    PeerState {
        /// In the network: federates.
        Member = 0 => "member",
        /// Known, and shut out by this unit's admin: what it sent is out of sight.
        Suspended = 1 => "suspended",
        /// Asked to join, and has not answered.
        Invited = 2 => "invited",
        /// In the network; for a while nothing goes either way.
        Paused = 3 => "paused",
        /// In the network; for a while nothing is sent to it.
        PausedOut = 4 => "paused_out",
        /// In the network; for a while nothing is taken from it.
        PausedIn = 5 => "paused_in",
        /// One of both sides has left. What it sent stays in sight.
        Left = 6 => "left",
    }
}

impl PeerState {
    /// Is the peer one of this unit's network? Those that are read from each other, also while a pause holds up deliveries.
    pub const fn is_in_network(self) -> bool {
        match self {
            Self::Member | Self::Paused | Self::PausedOut | Self::PausedIn => true,
            Self::Suspended | Self::Invited | Self::Left => false,
        }
    }

    /// May deliveries go out to it now? What may not go out waits, as long as it is in the network.
    pub const fn may_send_to(self) -> bool {
        matches!(self, Self::Member | Self::PausedIn)
    }

    /// May deliveries come in from it now?
    pub const fn may_receive_from(self) -> bool {
        matches!(self, Self::Member | Self::PausedOut)
    }

    /// Has this unit, or the peer, ended it? That holds in the open internet too, where everybody else is spoken to.
    pub const fn is_shut_out(self) -> bool {
        matches!(self, Self::Suspended | Self::Left)
    }
}

stored_enum! {
    /// What is wrong, in the client API's words.
    ReportCategory {
        Other = 0 => "other",
        Spam = 1 => "spam",
        Legal = 2 => "legal",
        /// Of a rule of the unit.
        Violation = 3 => "violation",
    }
}

stored_enum! {
    /// How far consent to quote a post has come, in the client API's words.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_peer_may_do_follows_from_its_state() {
        let rules = |state: PeerState| {
            (
                state.is_in_network(),
                state.may_send_to(),
                state.may_receive_from(),
                state.is_shut_out(),
            )
        };
        for (state, expected) in [
            (PeerState::Member, (true, true, true, false)),
            (PeerState::Paused, (true, false, false, false)),
            (PeerState::PausedOut, (true, false, true, false)),
            (PeerState::PausedIn, (true, true, false, false)),
            (PeerState::Invited, (false, false, false, false)),
            (PeerState::Suspended, (false, false, false, true)),
            (PeerState::Left, (false, false, false, true)),
        ] {
            assert_eq!(rules(state), expected, "{state:?}");
        }
    }
}
