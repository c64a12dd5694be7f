//! People, posts and what happened to them, with awkward names and every switch of a post turned on somewhere.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Choice, Paging, compose::ComposeView, extras::*, frame::*, notifications::*, people::*,
    posts::*, profiles::*, search::*, unit::*,
};
use crate::http::web::{lang::Lang, reltime::TimeView};

pub fn now() -> DateTime<Utc> {
    "2026-11-24T14:05:00Z".parse().unwrap()
}

pub fn person(n: usize) -> PersonView {
    let (name, user, host, unit) = [
        ("Fatma Yılmaz", "fatma", "@hrm.example", "HRM"),
        ("Joris <b>van</b> \"den\" Berg", "joris", "", "Facilities"),
        (
            "Aïsha El Amrani-Oosterhuis van Wassenaer",
            "aisha",
            "@it.example",
            "IT & Data",
        ),
        ("Kees", "kees", "", "Facilities"),
    ][n % 4];
    PersonView {
        id: format!("10{n}"),
        name: name.to_owned(),
        handle: format!("@{user}{host}"),
        unit: unit.to_owned(),
        avatar: format!("/avatars/{user}.svg"),
        href: format!("/@{user}{host}"),
        group: false,
    }
}

pub fn frame(lang: Lang, title: &str, place: Place, signed_in: bool) -> Frame {
    Frame {
        lang,
        title: title.to_owned(),
        unit_name: "Facilities".to_owned(),
        unit_host: "facilities.example".to_owned(),
        viewer: signed_in.then(|| Viewer {
            person: person(1),
            unread: 3,
            follow_requests: 1,
            admin: true,
            moderator: true,
        }),
        csrf: "c5rf\"token".to_owned(),
        here: "/home?q=a&b=\"".to_owned(),
        place,
        flash: None,
    }
}

pub fn ago(lang: Lang, minutes: i64) -> TimeView {
    TimeView::new(lang, now() - TimeDelta::minutes(minutes), now())
}

pub fn picture(n: usize, wide: bool) -> MediaView {
    MediaView {
        url: format!("/media/{n}.svg"),
        preview: format!("/media/{n}.svg"),
        alt: if n == 2 {
            String::new()
        } else {
            "A bench under \"two\" trees".to_owned()
        },
        width: if wide { 1200 } else { 600 },
        height: 675,
        picture: true,
        ..MediaView::default()
    }
}

pub fn post(lang: Lang, n: usize) -> PostView {
    let texts = [
        "<p>Wie heeft ervaring met <a href=\"/tags/hybride\">#hybride</a> overleggen? Bij ons is de helft thuis en de andere helft in zaal 3, en dat loopt nog niet.</p><p>Tips zijn welkom, ook van <a href=\"/@aisha@it.example\">@aisha</a>!</p>",
        "<p>The new bicycle shed behind building C is open. 120 places, 20 with a socket. <strong>Key cards work from today.</strong></p>",
        "<p>Roosterwijziging voor de receptie</p><ul><li>maandag 7–15 uur</li><li>dinsdag 9–17 uur</li></ul><blockquote><p>graag ruilen in overleg</p></blockquote>",
        "<p>Dank je! Dat helpt.</p>",
    ];
    let audience = [
        AudienceView::Network,
        AudienceView::Unit,
        AudienceView::Followers,
        AudienceView::People,
        AudienceView::Quiet,
    ][n % 5];
    let author = person(n);
    PostView {
        id: format!("{n}"),
        anchor: format!("{n}"),
        url: format!("{}/{n}", author.href),
        origin: n
            .is_multiple_of(2)
            .then(|| "https://hrm.example/@fatma/1".to_owned()),
        shared_by: (n == 1).then(|| person(0)),
        reply_to: (n == 3).then(|| (person(0), "/@fatma@hrm.example/0".to_owned())),
        time: ago(lang, [2, 50, 60 * 5, 60 * 24 * 3, 60 * 24 * 60][n % 5]),
        edited: (n == 2).then(|| ago(lang, 10)),
        audience,
        audience_label: audience.label(lang),
        filtered: None,
        covered: None,
        warning: (n == 2).then(|| "Lang, over roosters".to_owned()),
        sensitive: n == 4,
        html: texts[n % 4].to_owned(),
        language: if n == 1 { "en" } else { "nl" }.to_owned(),
        media: match n {
            1 => vec![picture(1, true)],
            4 => vec![
                picture(1, false),
                picture(2, false),
                picture(3, false),
                MediaView {
                    url: "/media/rondleiding.mp4".to_owned(),
                    alt: "A walk through \"the\" new hall".to_owned(),
                    width: 1280,
                    height: 720,
                    film: true,
                    ..MediaView::default()
                },
                MediaView {
                    url: "/media/interview.mp3".to_owned(),
                    sound: true,
                    ..MediaView::default()
                },
                MediaView {
                    url: "/media/plan.pdf".to_owned(),
                    name: "plan.pdf".to_owned(),
                    ..MediaView::default()
                },
            ],
            _ => Vec::new(),
        },
        title: if n == 2 { "Roosters <mei>" } else { "" }.to_owned(),
        waiting: n == 3,
        poll: (n < 2).then(|| PollView {
            open: n == 0,
            multiple: n == 1,
            options: vec![
                PollOptionView {
                    position: 0,
                    title: "Koffie <altijd>".to_owned(),
                    percent: (n == 1).then_some(67),
                    chosen: n == 1,
                },
                PollOptionView {
                    position: 1,
                    title: "Thee".to_owned(),
                    percent: (n == 1).then_some(33),
                    chosen: false,
                },
            ],
            voters: lang.n("poll-voters", 3),
            end: Some((lang.t("poll-ends"), ago(lang, 60))),
        }),
        quote: (n == 3 || n == 4).then(|| QuoteView {
            note: (n == 4).then(|| lang.t("quote-pending")),
            href: "/@aisha@it.example/5".to_owned(),
            author: (n == 3).then(|| person(2)),
            time: ago(lang, 90),
            warning: None,
            html: "<p>Dat is <em>precies</em> wat ik bedoel.</p>".to_owned(),
        }),
        event: (n == 4).then(|| EventView {
            when: "3 december 2026, 15:00 (UTC)".to_owned(),
            places: vec![
                PlaceView {
                    text: "Kantine & tuin".to_owned(),
                    href: None,
                },
                PlaceView {
                    text: "Online".to_owned(),
                    href: Some("https://meet.example/1".to_owned()),
                },
            ],
            cancelled: true,
            joinable: true,
            attendance: Some(lang.t("event-asked")),
        }),
        reactions: match n {
            0 => vec![
                ReactionView {
                    name: "👍".to_owned(),
                    picture: None,
                    count: 2,
                },
                ReactionView {
                    name: ":kat:".to_owned(),
                    picture: Some("/media/kat.png".to_owned()),
                    count: 1,
                },
            ],
            _ => Vec::new(),
        },
        replies: [4, 0, 1][n % 3],
        shares: [1, 12, 0][n % 3],
        likes: [7, 1, 0][n % 3],
        liked: n == 0,
        shared: n == 1,
        saved: n == 2,
        pinned: n == 2,
        mine: n == 1,
        can_quote: n == 0,
        can_share: audience != AudienceView::People,
        group: (n == 2).then(|| super::Link {
            href: "/@fietsen".to_owned(),
            label: "Fietsen <& wandelen>".to_owned(),
        }),
        locked: n == 2,
        powers: n.is_multiple_of(2).then(|| PostPowers {
            path: format!("/groups/77/posts/{n}"),
            pinned: n == 2,
        }),
        author,
    }
}

pub fn compose(lang: Lang, reply_to: &str) -> ComposeView {
    let audiences = [
        AudienceView::Network,
        AudienceView::Quiet,
        AudienceView::Followers,
        AudienceView::People,
        AudienceView::Unit,
    ];
    let reply = !reply_to.is_empty();
    ComposeView {
        action: "/posts".to_owned(),
        audiences: audiences
            .iter()
            .map(|a| Choice {
                value: a.code().to_owned(),
                label: a.choice(lang, "Facilities"),
                selected: *a == AudienceView::Network,
            })
            .collect(),
        languages: Lang::ALL
            .iter()
            .map(|l| Choice {
                value: l.code().to_owned(),
                label: l.endonym().to_owned(),
                selected: *l == lang,
            })
            .collect(),
        reply_to: reply_to.to_owned(),
        once: "42".to_owned(),
        max_chars: 5000,
        submit: if reply {
            lang.t("compose-reply-submit")
        } else {
            lang.t("compose-submit")
        },
        label: if reply {
            lang.w("compose-reply-label", "Fatma")
        } else {
            lang.t("compose-label")
        },
        placeholder: if reply {
            lang.t("compose-reply-placeholder")
        } else {
            lang.t("compose-placeholder")
        },
        slots: vec![1, 2, 3, 4],
        poll_options: vec![(1, String::new()), (2, "Koffie <b>".to_owned())],
        durations: vec![Choice {
            value: "24".to_owned(),
            label: "1 dag".to_owned(),
            selected: true,
        }],
        ..ComposeView::default()
    }
}

pub fn row(n: usize, relation: Relation) -> PersonRow {
    PersonRow {
        job: "Adviseur".to_owned(),
        skills: vec!["verzuim".to_owned()],
        person: person(n),
        about: "Roosters, verlof, en alles wat met <instroom> te maken heeft.".to_owned(),
        relation,
    }
}

pub fn paging() -> Paging {
    Paging {
        newer: Some("/home?min_id=9&x=1".to_owned()),
        older: Some("/home?max_id=1".to_owned()),
    }
}

pub fn profile(lang: Lang, relation: Relation) -> ProfileView {
    ProfileView {
        person: person(0),
        header: None,
        bio: "<p>HR-adviseur. Vraag me alles over roosters, verlof en <a href=\"/tags/instroom\">#instroom</a>.</p>".to_owned(),
        fields: vec![
            FieldView { name: "Team".to_owned(), html: "Instroom".to_owned() },
            FieldView { name: "Kamer".to_owned(), html: "C 2.14".to_owned() },
            FieldView { name: "Werkt aan".to_owned(), html: "<a href=\"https://hrm.example\">hrm.example</a>".to_owned() },
        ],
        joined: lang.w("profile-joined", "1 maart 2026"),
        posts: 1,
        followers: 213,
        following: 87,
        relation,
        follows_you: true,
        muted: false,
        locked: true,
        moved: None,
        origin: Some("https://hrm.example/@fatma".to_owned()),
        local: true,
    }
}

pub fn happening(lang: Lang, happening: Happening, what: &str, n: usize) -> NotificationView {
    let with_post = !matches!(
        happening,
        Happening::Follow
            | Happening::FollowRequest
            | Happening::GroupRequest
            | Happening::GroupInvite
            | Happening::Report
            | Happening::SignUp
    );
    let post = with_post.then(|| PostView {
        anchor: format!("n{n}"),
        ..post(
            lang,
            if happening == Happening::Mention {
                3
            } else {
                1
            },
        )
    });
    NotificationView {
        id: n.to_string(),
        happening,
        what: what.to_owned(),
        person: person(n),
        time: ago(lang, 7),
        post,
        unread: n < 2,
        groups: match happening {
            Happening::GroupRequest => vec![super::Link {
                href: "/groups/77/requests".to_owned(),
                label: "Fietsen".to_owned(),
            }],
            _ => Vec::new(),
        },
    }
}

pub fn found_post(lang: Lang, warning: bool) -> FoundPost {
    let piece = |text: &str, hit| PieceView {
        text: text.to_owned(),
        hit,
    };
    FoundPost {
        url: "/@joris/12".to_owned(),
        author: person(1),
        time: ago(lang, 90),
        audience_label: AudienceView::Network.label(lang),
        group: warning.then(|| super::Link {
            href: "/@tuin".to_owned(),
            label: "De <b>tuin</b>".to_owned(),
        }),
        warning,
        language: if warning {
            String::new()
        } else {
            "nl".to_owned()
        },
        pieces: vec![piece("Over <b>de</b> ", false), piece("kantine", true)],
    }
}

pub fn announcement(lang: Lang) -> AnnouncementView {
    AnnouncementView {
        id: "7".to_owned(),
        html: "<p>Vrijdag is het <strong>zomerfeest</strong>.</p>".to_owned(),
        when: "02-03-2026".to_owned(),
        time: ago(lang, 20),
        over: false,
    }
}
