//! One sentence after a form: carried over the redirect in a cookie that the next page takes away.
//!
//! The cookie holds the sentence's key and a name, never text of its own, so that it cannot say anything we did not write.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{lang::Lang, views::frame::Flash};

/// What has been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    Posted,
    Replied,
    Changed,
    Deleted,
    Pinned,
    Unpinned,
    Followed,
    FollowAsked,
    Unfollowed,
    Muted,
    Unmuted,
    Blocked,
    Unblocked,
    RequestAccepted,
    RequestRefused,
    NotificationsCleared,
    ProfileSaved,
    PeerAdded,
    PeerSuspended,
    PeerResumed,
    PeerRemoved,
    GroupMade,
    GroupChanged,
    GroupEnded,
    GroupJoined,
    GroupAsked,
    GroupLeft,
    GroupDeclined,
    GroupInvited,
    GroupLetIn,
    GroupTurnedAway,
    GroupExpelled,
    GroupBanned,
    GroupUnbanned,
    GroupRole,
    GroupPinned,
    GroupUnpinned,
    GroupLocked,
    GroupUnlocked,
    GroupRemoved,
    GroupRestored,
    Reported,
    ReportResolved,
    Announced,
    AnnouncementDeleted,
    AnnouncementDismissed,
    UnitSaved,
    PeerPaused,
    PeerRetried,
    PeerLeft,
    PeerJoined,
    SetupDone,
    LoggedOut,
}

impl Notice {
    const ALL: [Notice; 53] = [
        Notice::Posted,
        Notice::Replied,
        Notice::Changed,
        Notice::Deleted,
        Notice::Pinned,
        Notice::Unpinned,
        Notice::Followed,
        Notice::FollowAsked,
        Notice::Unfollowed,
        Notice::Muted,
        Notice::Unmuted,
        Notice::Blocked,
        Notice::Unblocked,
        Notice::RequestAccepted,
        Notice::RequestRefused,
        Notice::NotificationsCleared,
        Notice::ProfileSaved,
        Notice::PeerAdded,
        Notice::PeerSuspended,
        Notice::PeerResumed,
        Notice::PeerRemoved,
        Notice::GroupMade,
        Notice::GroupChanged,
        Notice::GroupEnded,
        Notice::GroupJoined,
        Notice::GroupAsked,
        Notice::GroupLeft,
        Notice::GroupDeclined,
        Notice::GroupInvited,
        Notice::GroupLetIn,
        Notice::GroupTurnedAway,
        Notice::GroupExpelled,
        Notice::GroupBanned,
        Notice::GroupUnbanned,
        Notice::GroupRole,
        Notice::GroupPinned,
        Notice::GroupUnpinned,
        Notice::GroupLocked,
        Notice::GroupUnlocked,
        Notice::GroupRemoved,
        Notice::GroupRestored,
        Notice::Reported,
        Notice::ReportResolved,
        Notice::Announced,
        Notice::AnnouncementDeleted,
        Notice::AnnouncementDismissed,
        Notice::UnitSaved,
        Notice::PeerPaused,
        Notice::PeerRetried,
        Notice::PeerLeft,
        Notice::PeerJoined,
        Notice::SetupDone,
        Notice::LoggedOut,
    ];

    /// The key of its sentence.
    fn key(self) -> &'static str {
        match self {
            Notice::Posted => "posted",
            Notice::Replied => "replied",
            Notice::Changed => "changed",
            Notice::Deleted => "deleted",
            Notice::Pinned => "pinned",
            Notice::Unpinned => "unpinned",
            Notice::Followed => "followed-flash",
            Notice::FollowAsked => "requested-flash",
            Notice::Unfollowed => "unfollowed-flash",
            Notice::Muted => "muted-flash",
            Notice::Unmuted => "unmuted-flash",
            Notice::Blocked => "blocked-flash",
            Notice::Unblocked => "unblocked-flash",
            Notice::RequestAccepted => "request-accepted",
            Notice::RequestRefused => "request-refused",
            Notice::NotificationsCleared => "notifications-cleared",
            Notice::ProfileSaved => "settings-saved",
            Notice::PeerAdded => "peers-added",
            Notice::PeerSuspended => "peer-suspended",
            Notice::PeerResumed => "peer-resumed",
            Notice::PeerRemoved => "peer-removed",
            Notice::GroupMade => "group-made-flash",
            Notice::GroupChanged => "group-changed-flash",
            Notice::GroupEnded => "group-ended-flash",
            Notice::GroupJoined => "group-joined-flash",
            Notice::GroupAsked => "group-asked-flash",
            Notice::GroupLeft => "group-left-flash",
            Notice::GroupDeclined => "group-declined-flash",
            Notice::GroupInvited => "group-invited-flash",
            Notice::GroupLetIn => "group-let-in-flash",
            Notice::GroupTurnedAway => "group-turned-away-flash",
            Notice::GroupExpelled => "group-expelled-flash",
            Notice::GroupBanned => "group-banned-flash",
            Notice::GroupUnbanned => "group-unbanned-flash",
            Notice::GroupRole => "group-role-flash",
            Notice::GroupPinned => "group-pinned-flash",
            Notice::GroupUnpinned => "group-unpinned-flash",
            Notice::GroupLocked => "group-locked-flash",
            Notice::GroupUnlocked => "group-unlocked-flash",
            Notice::GroupRemoved => "group-removed-flash",
            Notice::GroupRestored => "group-restored-flash",
            Notice::Reported => "report-sent",
            Notice::ReportResolved => "report-resolved",
            Notice::Announced => "announcement-published",
            Notice::AnnouncementDeleted => "announcement-deleted",
            Notice::AnnouncementDismissed => "announcement-dismissed",
            Notice::UnitSaved => "unit-form-saved",
            Notice::PeerPaused => "peer-paused",
            Notice::PeerRetried => "peer-retried",
            Notice::PeerLeft => "peer-left",
            Notice::PeerJoined => "peer-joined",
            Notice::SetupDone => "setup-done",
            Notice::LoggedOut => "logged-out",
        }
    }
}

const NAME: &str = "meent-notice";

/// Leaves `notice` for the next page. `name` is the person or unit that the sentence speaks of.
pub fn leave(jar: CookieJar, notice: Notice, name: &str, secure: bool) -> CookieJar {
    // A name of any length would overflow the cookie; the sentence stays readable with its start.
    let name: String = name.chars().take(100).collect();
    let value = format!(
        "{}.{}",
        notice.key(),
        utf8_percent_encode(&name, NON_ALPHANUMERIC)
    );
    jar.add(
        Cookie::build((NAME, value))
            .path("/")
            .http_only(true)
            .secure(secure)
            .same_site(SameSite::Lax)
            .build(),
    )
}

/// The sentence that waits, and the jar without it.
pub fn take(jar: CookieJar, lang: Lang) -> (CookieJar, Option<Flash>) {
    let Some(cookie) = jar.get(NAME) else {
        return (jar, None);
    };
    let flash = read(cookie.value(), lang);
    let gone = Cookie::build((NAME, "")).path("/").build();
    (jar.remove(gone), flash)
}

fn read(value: &str, lang: Lang) -> Option<Flash> {
    let (key, name) = value.split_once('.')?;
    let notice = Notice::ALL.into_iter().find(|n| n.key() == key)?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    Some(Flash {
        text: lang.w(notice.key(), &name),
        bad: false,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_notice_has_its_sentence_and_survives_the_cookie() {
        for lang in Lang::ALL {
            for notice in Notice::ALL {
                let jar = leave(CookieJar::new(), notice, "Fatma; Yılmaz, \"x\"", true);
                let text = read(jar.get(NAME).unwrap().value(), lang).unwrap().text;
                assert_ne!(text, notice.key(), "{notice:?} in {lang:?}");
            }
        }
    }

    #[test]
    fn a_forged_cookie_says_nothing() {
        for value in ["", "posted", "error-500-text.x", "<b>.x", "posted.%ff"] {
            assert!(read(value, Lang::En).is_none(), "{value}");
        }
    }
}
