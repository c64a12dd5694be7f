//! The pages of groups, filled with samples.
#![allow(clippy::unwrap_used)]

use super::{Choice, Paging, frame::*, groups::*, members::*, people::*, posts::*, samples::*};
use crate::domain::groups::{GroupAccess, GroupRole, Refusal};
use crate::http::web::{
    lang::Lang,
    show::groups::{access_text, no_writing, role_word},
};

fn person_of_group() -> PersonView {
    PersonView {
        id: "77".to_owned(),
        name: "Fietsen & <wandelen>".to_owned(),
        handle: "@fietsen".to_owned(),
        unit: "Facilities".to_owned(),
        avatar: "/avatars/fietsen.svg".to_owned(),
        href: "/@fietsen".to_owned(),
        group: true,
    }
}

fn group(lang: Lang, relation: Relation) -> GroupView {
    GroupView {
        person: person_of_group(),
        access: lang.t("group-closed"),
        access_text: access_text(lang, GroupAccess::Closed),
        asks: true,
        html: "<p>Alles over de <a href=\"/tags/fiets\">#fiets</a>.</p>".to_owned(),
        rules: vec!["Geen brommers & <scooters>".to_owned(), "Aardig".to_owned()],
        members: 12,
        relation,
        invited: relation == Relation::None,
        banned: relation == Relation::Oneself,
        role: (relation == Relation::Following).then(|| lang.t("group-you-own")),
        reads: relation == Relation::Following,
        moderates: relation == Relation::Following,
        owns: relation == Relation::Following,
        local: relation != Relation::Requested,
        waiting: 2,
        origin: (relation == Relation::Requested).then(|| "https://it.example/@fietsen".to_owned()),
    }
}

fn row(lang: Lang, relation: Relation) -> GroupRow {
    GroupRow {
        person: person_of_group(),
        about: "Alles over de <fiets>.".to_owned(),
        access: lang.t("group-open"),
        relation,
        waiting: 3,
    }
}

fn member(lang: Lang, n: usize, role: Option<GroupRole>) -> MemberRow {
    MemberRow {
        person: person(n),
        role: role.map(|role| role_word(lang, role)),
        manage: Some(format!("/groups/77/members/10{n}")),
    }
}

/// Name and HTML of every page.
pub fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let f = |title: &str| frame(lang, title, Place::Groups, true);
    let html = |page: &dyn askama::DynTemplate| page.dyn_render().unwrap();
    let page = |relation, closed| GroupPage {
        frame: f("Fietsen"),
        group: group(lang, relation),
        compose: (relation == Relation::Following).then(|| {
            let mut form = compose(lang, "");
            form.group = Some(Choice {
                value: "77".to_owned(),
                label: "Fietsen & <wandelen>".to_owned(),
                selected: true,
            });
            form
        }),
        closed,
        pinned: vec![PostView {
            anchor: "pinned-2".to_owned(),
            ..post(lang, 2)
        }],
        posts: vec![post(lang, 0), post(lang, 2)],
        paging: paging(),
    };
    let form = |name: Option<&str>, error| GroupFormPage {
        frame: f("Group"),
        heading: lang.t("group-new-title"),
        lead: lang.t("group-new-lead"),
        action: "/groups/new".to_owned(),
        end: name.is_none().then(|| "/groups/77/end".to_owned()),
        name: name.map(str::to_owned),
        title: "Fietsen \"&\" <wandelen>".to_owned(),
        note: "Alles".to_owned(),
        rules: "Een\nTwee".to_owned(),
        access: GroupAccess::ALL
            .iter()
            .map(|access| Choice {
                value: access.name().to_owned(),
                label: access_text(lang, *access),
                selected: *access == GroupAccess::Open,
            })
            .collect(),
        may_mirror: name.is_none(),
        mirror: true,
        submit: lang.t("group-new-submit"),
        back: "/groups".to_owned(),
        error,
    };
    let request = |n, warning| RequestRow {
        row: super::samples::row(n, Relation::None),
        warning,
    };
    let entry = |n: usize, restore: bool| LogRow {
        time: ago(lang, 7),
        moderator: person(n),
        what: lang.t("deed-remove"),
        person: (!restore).then(|| person(n + 1)),
        reason: "Reclame & <b>ruzie</b>".to_owned(),
        manage: (!restore).then(|| "/groups/77/members/102".to_owned()),
        restore: restore.then(|| "/groups/77/posts/5/restore".to_owned()),
    };
    let all = Powers {
        make_moderator: true,
        make_owner: true,
        take_role: true,
        expel: true,
        ban: true,
        unban: true,
    };
    vec![
        (
            "groups",
            html(&GroupsPage {
                frame: f("Groups"),
                inviting: vec![row(lang, Relation::None)],
                mine: vec![row(lang, Relation::Following)],
                others: vec![row(lang, Relation::Requested), row(lang, Relation::None)],
                paging: Paging {
                    newer: None,
                    older: Some("/groups?offset=40".to_owned()),
                },
            }),
        ),
        ("group_member_of", html(&page(Relation::Following, None))),
        (
            "group_invited",
            html(&page(
                Relation::None,
                Some(no_writing(lang, Refusal::ModeratorsOnly)),
            )),
        ),
        ("group_requested", html(&page(Relation::Requested, None))),
        ("group_banned", html(&page(Relation::Oneself, None))),
        (
            "group_new",
            html(&form(Some("fietsen"), Some(lang.t("group-name-taken")))),
        ),
        ("group_edit", html(&form(None, None))),
        (
            "group_end",
            html(&EndGroupPage {
                frame: f("End"),
                group: group(lang, Relation::Following),
            }),
        ),
        (
            "group_members",
            html(&MembersPage {
                frame: f("Members"),
                group: group(lang, Relation::Following),
                moderators: vec![member(lang, 0, Some(GroupRole::Owner))],
                members: vec![
                    member(lang, 0, Some(GroupRole::Owner)),
                    member(lang, 2, None),
                ],
                handle: "@x\"".to_owned(),
                error: Some(lang.t("group-invite-unknown")),
                paging: paging(),
            }),
        ),
        (
            "group_requests",
            html(&RequestsPage {
                frame: f("Requests"),
                group: group(lang, Relation::Following),
                requests: vec![
                    request(0, Some(lang.w("group-first-of-unit", "IT & <Data>"))),
                    request(2, None),
                ],
                paging: paging(),
            }),
        ),
        (
            "group_member",
            html(&MemberPage {
                frame: f("Fatma"),
                group: group(lang, Relation::Following),
                person: person(2),
                role: role_word(lang, GroupRole::Moderator),
                powers: all,
                terms: vec![7, 30],
            }),
        ),
        (
            "group_remove",
            html(&RemovePostPage {
                frame: f("Remove"),
                group: group(lang, Relation::Following),
                post: post(lang, 0),
            }),
        ),
        (
            "group_log",
            html(&LogPage {
                frame: f("Log"),
                group: group(lang, Relation::Following),
                entries: vec![entry(0, false), entry(1, true)],
                paging: paging(),
            }),
        ),
    ]
}
