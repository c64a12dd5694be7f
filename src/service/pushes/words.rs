//! The titles of messages. They are read on a device's lock screen and not in the pages, so they stand here.

use crate::domain::NotificationKind;

fn is_dutch(locale: &str) -> bool {
    let primary = locale.split(['-', '_']).next().unwrap_or_default();
    primary.eq_ignore_ascii_case("nl")
}

/// What has happened, without saying to whom or by whom.
pub(super) fn kind(kind: NotificationKind, locale: &str) -> &'static str {
    use NotificationKind as Kind;
    let (english, dutch) = match kind {
        Kind::Mention => ("You were mentioned", "Iemand noemde je"),
        Kind::Reblog => ("Your post was boosted", "Je bericht werd gedeeld"),
        Kind::Favourite => ("Your post was liked", "Iemand vindt je bericht leuk"),
        Kind::Follow => ("You have a new follower", "Je hebt een nieuwe volger"),
        Kind::FollowRequest => ("Somebody asks to follow you", "Iemand wil je volgen"),
        Kind::Update => ("A post was changed", "Een bericht is gewijzigd"),
        Kind::Status => ("There is a new post", "Er is een nieuw bericht"),
        Kind::GroupRequest => (
            "Somebody asks to join a group",
            "Iemand wil lid worden van een groep",
        ),
        Kind::GroupInvite => (
            "You are invited to a group",
            "Je bent uitgenodigd voor een groep",
        ),
        Kind::Poll => ("A poll has ended", "Een peiling is afgelopen"),
        Kind::Quote => ("Your post was quoted", "Je bericht werd aangehaald"),
        Kind::QuotedUpdate => (
            "A post that you quoted was changed",
            "Een bericht dat je aanhaalde is gewijzigd",
        ),
        Kind::AdminReport => ("There is a new report", "Er is een nieuwe melding"),
        Kind::AdminSignUp => (
            "There is a new colleague in your unit",
            "Er is een nieuwe collega in je afdeling",
        ),
    };
    if is_dutch(locale) { dutch } else { english }
}

/// The same, saying who did it.
pub(super) fn deed(kind: NotificationKind, locale: &str, name: &str) -> String {
    use NotificationKind as Kind;
    let (english, dutch) = match kind {
        Kind::Mention => ("mentioned you", "noemde je"),
        Kind::Reblog => ("boosted your post", "deelde je bericht"),
        Kind::Favourite => ("likes your post", "vindt je bericht leuk"),
        Kind::Follow => ("follows you", "volgt je"),
        Kind::FollowRequest => ("asks to follow you", "wil je volgen"),
        Kind::Update => ("changed a post", "wijzigde een bericht"),
        Kind::Status => ("wrote a post", "schreef een bericht"),
        Kind::GroupRequest => ("asks to join a group", "wil lid worden van een groep"),
        Kind::GroupInvite => ("invites you", "nodigt je uit"),
        Kind::Quote => ("quoted your post", "haalde je bericht aan"),
        Kind::QuotedUpdate => (
            "changed a post that you quoted",
            "wijzigde een bericht dat je aanhaalde",
        ),
        Kind::AdminReport => ("reports something", "meldt iets"),
        Kind::AdminSignUp => ("has joined your unit", "is nu in je afdeling"),
        // Nobody did it.
        Kind::Poll => return self::kind(kind, locale).to_owned(),
    };
    format!("{name} {}", if is_dutch(locale) { dutch } else { english })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_title_in_both_languages() {
        for kind in NotificationKind::ALL {
            assert_ne!(self::kind(*kind, "en"), self::kind(*kind, "nl-BE"));
            let named = deed(*kind, "nl", "Anna");
            assert!(named.starts_with("Anna ") || *kind == NotificationKind::Poll);
        }
    }
}
