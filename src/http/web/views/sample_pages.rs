//! Every page once, filled with the samples.
#![allow(clippy::unwrap_used)]

use super::{
    Choice, Link, Paging, auth::*, errors::ErrorPage, frame::*, network::*, notifications::*,
    peers::*, people::*, posts::*, profiles::*, remote::*, reports::*, samples::*, search::*,
    settings::*, timelines::*, unit::*,
};
use crate::http::web::lang::Lang;

/// Name and HTML of every page.
pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let f = |title: &str, place| frame(lang, title, place, true);
    let gate = |title: &str| frame(lang, title, Place::Elsewhere, false);
    let timeline = |frame, posts| TimelinePage {
        frame,
        heading: lang.t("home-title"),
        why: lang.t("home-why"),
        announcements: vec![announcement(lang)],
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
    let mut all = vec![
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
                closed: None,
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
                everybody: Vec::new(),
                more: None,
            }),
        ),
        (
            "people_none",
            html(&PeoplePage {
                frame: f("People", Place::People),
                query: "x".to_owned(),
                results: Some(Vec::new()),
                trouble: Some(lang.t("people-unit-unknown")),
                everybody: Vec::new(),
                more: None,
            }),
        ),
        (
            "people_all",
            html(&PeoplePage {
                frame: f("People", Place::People),
                query: String::new(),
                results: None,
                trouble: None,
                everybody: vec![row(0, Relation::None), row(1, Relation::Following)],
                more: Some("/people?after=fatma".to_owned()),
            }),
        ),
        (
            "search",
            html(&SearchPage {
                frame: f("Search", Place::Elsewhere),
                query: "fat\"".to_owned(),
                asked: true,
                trouble: None,
                people: vec![row(0, Relation::None)],
                groups: vec![row(1, Relation::Requested)],
                more_people: Some("/people?q=fat".to_owned()),
                tags: vec![Link {
                    href: "/tags/fat".to_owned(),
                    label: "#fat".to_owned(),
                }],
                posts: vec![found_post(lang, false), found_post(lang, true)],
                older: Some("/search?q=fat&max_id=1".to_owned()),
            }),
        ),
        (
            "search_none",
            html(&SearchPage {
                frame: f("Search", Place::Elsewhere),
                query: "x".to_owned(),
                asked: true,
                trouble: None,
                people: Vec::new(),
                groups: Vec::new(),
                more_people: None,
                tags: Vec::new(),
                posts: Vec::new(),
                older: None,
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
                    happening(
                        lang,
                        Happening::GroupRequest,
                        &lang.t("notification-group-request"),
                        5,
                    ),
                    happening(
                        lang,
                        Happening::GroupInvite,
                        &lang.t("notification-group-invite"),
                        6,
                    ),
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
                        waits: false,
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
                        waits: true,
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
                        waits: false,
                    },
                ],
            }),
        ),
        (
            "remote_follow",
            html(&RemoteFollowPage {
                frame: gate("Follow"),
                person: person(1),
                account: "me\"@it".to_owned(),
                submit: String::new(),
                place: None,
                trouble: Some(lang.t("remote-bad-account")),
                address: "https://facilities.example/@joris".to_owned(),
            }),
        ),
        (
            "remote_follow_found",
            html(&RemoteFollowPage {
                frame: gate("Follow"),
                person: person(1),
                account: "me@it.example".to_owned(),
                submit: lang.w("remote-go", "it.example"),
                place: Some("https://it.example/authorize_interaction?uri=x&y".to_owned()),
                trouble: None,
                address: "https://facilities.example/@joris".to_owned(),
            }),
        ),
        (
            "report",
            html(&ReportPage {
                frame: f("Report", Place::Elsewhere),
                person: person(1),
                post: Some(post(lang, 1)),
                categories: vec![Choice {
                    value: "spam".to_owned(),
                    label: lang.t("report-spam"),
                    selected: true,
                }],
                comment: "<koop> & bestel".to_owned(),
                away: true,
                forward: true,
                trouble: Some(lang.w("report-too-long", "1000")),
            }),
        ),
        (
            "announcements",
            html(&AnnouncementsPage {
                frame: f("Announcements", Place::Elsewhere),
                announcements: vec![announcement(lang)],
                text: "<koffie>".to_owned(),
                starts: "2026-03-02".to_owned(),
                ends: String::new(),
                trouble: Some(lang.t("announcement-bad-dates")),
            }),
        ),
        (
            "unit_form",
            html(&UnitFormPage {
                frame: f("Unit", Place::Elsewhere),
                title: "HRM & co".to_owned(),
                description: "Mensen".to_owned(),
                extended: "**Welkom**".to_owned(),
                rules: "Wees vriendelijk | <altijd>".to_owned(),
                privacy: String::new(),
                terms: String::new(),
                trouble: Some(lang.t("unit-form-bad")),
            }),
        ),
        (
            "about",
            html(&AboutPage {
                frame: f("About", Place::Elsewhere),
                description: "Mensen & zo".to_owned(),
                extended: "<p>Welkom</p>".to_owned(),
                rules: vec![("Wees vriendelijk".to_owned(), "<altijd>".to_owned())],
                privacy: "<p>Wij</p>".to_owned(),
                terms: "<p>Jij</p>".to_owned(),
            }),
        ),
        (
            "reports",
            html(&ReportsPage {
                frame: f("Reports", Place::Elsewhere),
                reports: (0..2)
                    .map(|n| ReportView {
                        id: n.to_string(),
                        by: person(n),
                        target: person(n + 1),
                        category: lang.t("report-spam"),
                        comment: "Dit is <reclame>".to_owned(),
                        time: ago(lang, 7),
                        posts: vec![
                            Link {
                                href: "/@joris/1".to_owned(),
                                label: "Koop & bestel".to_owned(),
                            };
                            2 * n
                        ],
                        forwarded: n == 1,
                    })
                    .collect(),
                paging: paging(),
            }),
        ),
        (
            "peer_confirm",
            html(&PeerConfirmPage {
                frame: f("Suspend", Place::Elsewhere),
                heading: lang.w("peer-suspend-title", "IT"),
                explanation: lang.n("peer-suspend-text", 30),
                action: "/admin/peers/it.example/suspend".to_owned(),
                back: "/admin/peers/it.example".to_owned(),
                submit: lang.t("peers-suspend"),
            }),
        ),
        (
            "peer",
            html(&PeerPage {
                frame: f("IT", Place::Elsewhere),
                peer: PeerView {
                    host: "it.example".to_owned(),
                    name: "IT".to_owned(),
                    state: PeerState::Member,
                    state_label: lang.t("peer-state-member"),
                    delivery: lang.n("peers-waiting", 12),
                    late: true,
                    trouble: Some(lang.t("trouble-refused")),
                    heard: None,
                    next_try: Some(lang.t("peers-next-now")),
                    software: "Meent 0.1.0".to_owned(),
                    waits: true,
                },
                about: PeerAbout {
                    contact: "olga@it.example".to_owned(),
                    fingerprint: "3f2a 91bc".to_owned(),
                    key_changed: true,
                    exchange: vec![lang.t("exchange-posts"), lang.t("exchange-directory")],
                    agreed: Some(lang.w("agreed-invited", "IT")),
                    holds: Some(false),
                    read: Some("5 minuten geleden".to_owned()),
                },
            }),
        ),
        (
            "invited",
            html(&InvitedPage {
                frame: f("Invitation", Place::Elsewhere),
                whom: Some("IT".to_owned()),
                link: "https://hrm.example/peers/invitation/x".to_owned(),
                until: "9 maart 2026".to_owned(),
                fingerprint: "3f2a 91bc".to_owned(),
            }),
        ),
        (
            "accept",
            html(&AcceptPage {
                frame: f("Accept", Place::Elsewhere),
                link: "https://hrm.example/peers/invitation/x\"".to_owned(),
                trouble: Some(lang.t("trouble-unreachable")),
                offer: Some(OfferView {
                    name: "HRM".to_owned(),
                    host: "hrm.example".to_owned(),
                    software: "Meent 0.1.0".to_owned(),
                    contact: "olga@hrm.example".to_owned(),
                    fingerprint: "3f2a 91bc".to_owned(),
                    exchange: vec![lang.t("exchange-profiles"), lang.t("exchange-network")],
                    until: "9 maart 2026".to_owned(),
                }),
            }),
        ),
        (
            "network",
            html(&NetworkPage {
                frame: f("Network", Place::Elsewhere),
                units: vec![
                    NodeView {
                        host: "it.example".to_owned(),
                        name: "IT".to_owned(),
                        software: "Meent 0.1.0".to_owned(),
                        state_label: lang.t("peer-state-member"),
                        class: "good",
                        known: true,
                        missing: false,
                        with: String::new(),
                    },
                    NodeView {
                        host: "oud.example".to_owned(),
                        name: "oud.example".to_owned(),
                        software: String::new(),
                        state_label: lang.t("network-map-missing"),
                        class: "late",
                        known: false,
                        missing: true,
                        with: "IT".to_owned(),
                    },
                ],
            }),
        ),
        (
            "invitation",
            html(&InvitationPage {
                frame: gate("Invitation"),
                link: "https://hrm.example/peers/invitation/x".to_owned(),
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
    ];
    all.extend(super::sample_groups::pages(lang));
    all
}
