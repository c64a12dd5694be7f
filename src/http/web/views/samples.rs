//! One example of every page, with awkward names and every switch of a post turned on somewhere.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Choice, Link, Paging, auth::*, compose::ComposeView, errors::ErrorPage, frame::*,
    notifications::*, peers::*, people::*, posts::*, profiles::*, settings::*, timelines::*,
};
use crate::http::web::{lang::Lang, reltime::TimeView};

fn now() -> DateTime<Utc> {
    "2026-11-24T14:05:00Z".parse().unwrap()
}

fn person(n: usize) -> PersonView {
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
    }
}

fn frame(lang: Lang, title: &str, place: Place, signed_in: bool) -> Frame {
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
        }),
        csrf: "c5rf\"token".to_owned(),
        here: "/home?q=a&b=\"".to_owned(),
        place,
        flash: None,
    }
}

fn ago(lang: Lang, minutes: i64) -> TimeView {
    TimeView::new(lang, now() - TimeDelta::minutes(minutes), now())
}

fn picture(n: usize, wide: bool) -> MediaView {
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
        name: String::new(),
    }
}

fn post(lang: Lang, n: usize) -> PostView {
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
                    url: "/media/plan.pdf".to_owned(),
                    name: "plan.pdf".to_owned(),
                    ..MediaView::default()
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
        can_share: audience != AudienceView::People,
        author,
    }
}

fn compose(lang: Lang, reply_to: &str) -> ComposeView {
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
        ..ComposeView::default()
    }
}

fn row(n: usize, relation: Relation) -> PersonRow {
    PersonRow {
        person: person(n),
        about: "Roosters, verlof, en alles wat met <instroom> te maken heeft.".to_owned(),
        relation,
    }
}

fn paging() -> Paging {
    Paging {
        newer: Some("/home?min_id=9&x=1".to_owned()),
        older: Some("/home?max_id=1".to_owned()),
    }
}

fn profile(lang: Lang, relation: Relation) -> ProfileView {
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
        origin: Some("https://hrm.example/@fatma".to_owned()),
        local: true,
    }
}

fn happening(lang: Lang, happening: Happening, what: &str, n: usize) -> NotificationView {
    let with_post = !matches!(happening, Happening::Follow | Happening::FollowRequest);
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
    }
}

/// Name and HTML of every page.
pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let f = |title: &str, place| frame(lang, title, place, true);
    let gate = |title: &str| frame(lang, title, Place::Elsewhere, false);
    let timeline = |frame, posts| TimelinePage {
        frame,
        heading: lang.t("home-title"),
        why: lang.t("home-why"),
        compose: Some(compose(lang, "")),
        posts,
        empty: lang.t("home-empty"),
        paging: paging(),
    };
    let mut flashed = f("Home", Place::Home);
    flashed.flash = Some(Flash {
        text: lang.t("posted"),
        bad: false,
    });
    let mut failed = compose(lang, "");
    failed.error = Some(lang.n("compose-too-long", 12));
    failed.warning = "Let op".to_owned();
    let mut editing = compose(lang, "");
    editing.editing = true;
    editing.media = vec![picture(1, true)];
    let html = |page: &dyn askama::DynTemplate| page.dyn_render().unwrap();
    let thread = vec![
        ThreadPost {
            post: post(lang, 0),
            depth: 0,
            focus: false,
        },
        ThreadPost {
            post: post(lang, 1),
            depth: 0,
            focus: true,
        },
        ThreadPost {
            post: post(lang, 3),
            depth: 1,
            focus: false,
        },
        ThreadPost {
            post: post(lang, 2),
            depth: 2,
            focus: false,
        },
        ThreadPost {
            post: post(lang, 4),
            depth: 4,
            focus: false,
        },
    ];
    vec![
        (
            "login",
            html(&LoginPage {
                frame: gate("Login"),
                username: "fa\"tma".to_owned(),
                next: "/home".to_owned(),
                error: Some(lang.t("login-wrong")),
                lead: lang.t("login-lead"),
                app_name: None,
            }),
        ),
        (
            "login_app",
            html(&LoginPage {
                frame: gate("Login"),
                username: String::new(),
                next: String::new(),
                error: None,
                lead: String::new(),
                app_name: Some("Tusky".to_owned()),
            }),
        ),
        (
            "setup",
            html(&SetupPage {
                frame: gate("Setup"),
                action: "/setup/x".to_owned(),
                unit_name: String::new(),
                username: String::new(),
                display_name: String::new(),
                languages: compose(lang, "").languages,
                error: Some(lang.t("setup-passwords-differ")),
            }),
        ),
        (
            "authorize",
            html(&AuthorizePage {
                frame: f("OAuth", Place::Elsewhere),
                app_name: "Tusky".to_owned(),
                website: Some("https://tusky.app".to_owned()),
                may: vec![lang.t("scope-read"), lang.t("scope-write")],
                hidden: vec![("state".to_owned(), "\"x".to_owned())],
            }),
        ),
        (
            "code",
            html(&CodePage {
                frame: gate("Code"),
                app_name: "toot".to_owned(),
                code: "aB3-_x9".to_owned(),
            }),
        ),
        (
            "home",
            html(&timeline(
                flashed,
                vec![post(lang, 0), post(lang, 1), post(lang, 2), post(lang, 4)],
            )),
        ),
        (
            "home_empty",
            html(&timeline(f("Home", Place::Home), Vec::new())),
        ),
        (
            "thread",
            html(&ThreadPage {
                frame: f("Thread", Place::Elsewhere),
                posts: thread,
                compose: Some(compose(lang, "1")),
            }),
        ),
        (
            "write_failed",
            html(&WritePage {
                frame: f("Write", Place::Elsewhere),
                heading: lang.t("write-title"),
                compose: failed,
            }),
        ),
        (
            "write_edit",
            html(&WritePage {
                frame: f("Edit", Place::Elsewhere),
                heading: lang.t("edit-title"),
                compose: editing,
            }),
        ),
        (
            "delete",
            html(&DeletePostPage {
                frame: f("Delete", Place::Elsewhere),
                post: post(lang, 1),
            }),
        ),
        (
            "profile",
            html(&ProfilePage {
                frame: f("Fatma", Place::Elsewhere),
                profile: profile(lang, Relation::None),
                pinned: vec![post(lang, 2)],
                posts: vec![post(lang, 0)],
                paging: paging(),
            }),
        ),
        (
            "profile_own",
            html(&ProfilePage {
                frame: f("Fatma", Place::Elsewhere),
                profile: profile(lang, Relation::Oneself),
                pinned: Vec::new(),
                posts: Vec::new(),
                paging: Paging::default(),
            }),
        ),
        (
            "people",
            html(&PeoplePage {
                frame: f("People", Place::People),
                query: "fat\"".to_owned(),
                results: Some(vec![
                    row(0, Relation::None),
                    row(1, Relation::Requested),
                    row(2, Relation::Following),
                    row(3, Relation::Blocked),
                ]),
                trouble: None,
                paging: Paging::default(),
            }),
        ),
        (
            "people_none",
            html(&PeoplePage {
                frame: f("People", Place::People),
                query: "x".to_owned(),
                results: Some(Vec::new()),
                trouble: Some(lang.t("people-unit-unknown")),
                paging: Paging::default(),
            }),
        ),
        (
            "followers",
            html(&PersonListPage {
                frame: f("Followers", Place::Elsewhere),
                heading: lang.w("followers-title", "Fatma"),
                back: Link {
                    href: "/@fatma".to_owned(),
                    label: "Fatma".to_owned(),
                },
                people: vec![row(2, Relation::Oneself)],
                paging: paging(),
            }),
        ),
        (
            "follow_requests",
            html(&FollowRequestsPage {
                frame: f("Requests", Place::Elsewhere),
                people: vec![row(0, Relation::None), row(2, Relation::None)],
                paging: paging(),
            }),
        ),
        (
            "notifications",
            html(&NotificationsPage {
                frame: f("Notifications", Place::Notifications),
                items: vec![
                    happening(
                        lang,
                        Happening::FollowRequest,
                        &lang.t("notification-follow-request"),
                        0,
                    ),
                    happening(lang, Happening::Mention, &lang.t("notification-mention"), 1),
                    happening(lang, Happening::Like, &lang.t("notification-like"), 2),
                    happening(lang, Happening::Share, &lang.t("notification-share"), 3),
                    happening(lang, Happening::Follow, &lang.t("notification-follow"), 4),
                ],
                paging: paging(),
            }),
        ),
        (
            "settings",
            html(&ProfileSettingsPage {
                frame: f("Settings", Place::Elsewhere),
                error: Some(lang.t("error-422-text")),
                display_name: "Joris".to_owned(),
                bio: "Gebouwen & <bomen>".to_owned(),
                avatar: "/avatars/joris.svg".to_owned(),
                header: Some("/media/1.svg".to_owned()),
                locked: true,
                fields: (1..=8)
                    .map(|n| (n, "Team".to_owned(), "Gebouw \"C\"".to_owned()))
                    .collect(),
                languages: compose(lang, "").languages,
            }),
        ),
        (
            "peers",
            html(&PeersPage {
                frame: f("Peers", Place::Elsewhere),
                host: "x y".to_owned(),
                error: Some(lang.t("peer-bad-host")),
                peers: vec![
                    PeerView {
                        host: "hrm.example".to_owned(),
                        name: "HRM".to_owned(),
                        state: PeerState::Member,
                        state_label: lang.t("peer-state-member"),
                        delivery: lang.t("peers-up-to-date"),
                        late: false,
                        trouble: None,
                        heard: Some("5 minuten geleden".to_owned()),
                        next_try: None,
                        software: "meent 0.1.0".to_owned(),
                    },
                    PeerView {
                        host: "it.example:8443".to_owned(),
                        name: "IT".to_owned(),
                        state: PeerState::Member,
                        state_label: lang.t("peer-state-member"),
                        delivery: format!(
                            "{}, {}",
                            lang.n("peers-waiting", 12),
                            lang.w(
                                "peers-waiting-since",
                                &crate::http::web::reltime::duration(lang, 7300)
                            )
                        ),
                        late: true,
                        trouble: Some(lang.t("trouble-unreachable")),
                        heard: None,
                        next_try: Some(lang.w("peers-next-try", "4 minuten")),
                        software: String::new(),
                    },
                    PeerView {
                        host: "oud.example".to_owned(),
                        name: "oud.example".to_owned(),
                        state: PeerState::Suspended,
                        state_label: lang.t("peer-state-suspended"),
                        delivery: lang.t("peers-up-to-date"),
                        late: false,
                        trouble: None,
                        heard: None,
                        next_try: None,
                        software: String::new(),
                    },
                ],
            }),
        ),
        (
            "peer_confirm",
            html(&PeerConfirmPage {
                frame: f("Suspend", Place::Elsewhere),
                heading: lang.w("peer-suspend-title", "IT"),
                explanation: lang.t("peer-suspend-text"),
                action: "/admin/peers/it.example/suspend".to_owned(),
                submit: lang.t("peers-suspend"),
            }),
        ),
        (
            "error",
            html(&ErrorPage {
                frame: gate("404"),
                status: 404,
                heading: lang.t("error-404"),
                explanation: lang.t("error-404-text"),
                ways_out: vec![Link {
                    href: "/".to_owned(),
                    label: lang.t("error-go-home"),
                }],
                reference: Some("req-1".to_owned()),
            }),
        ),
    ]
}
