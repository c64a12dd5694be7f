//! An ordinary day: writing, answering, people, and looking after the network.

use axum::http::StatusCode;

use super::Unit;
use crate::domain::Role;

#[tokio::test]
async fn posting_answering_and_the_small_buttons() {
    let unit = Unit::new().await;
    let mut anna = unit.signed_in("anna", Role::Member).await;
    let mut bas = unit.signed_in("bas", Role::Member).await;
    anna.send("/posts", &[("text", "  "), ("audience", "network")])
        .await;
    assert_eq!(anna.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(anna.shows("nog niets om te plaatsen"));
    anna.open("/home").await;
    anna.send(
        "/posts",
        &[
            ("text", "De *vergadering* over #rooster is verplaatst"),
            ("audience", "network"),
            ("language", "nl"),
        ],
    )
    .await;
    assert!(anna.shows("<em>vergadering</em>") && anna.shows("onderweg"));

    bas.open("/unit").await;
    let id = bas.post_id();
    bas.press(&format!("/posts/{id}/like")).await;
    assert_eq!(bas.at, format!("/unit#post-{id}"));
    assert!(bas.shows(&format!("/posts/{id}/unlike")));
    bas.press(&format!("/posts/{id}/save")).await;
    bas.press(&format!("/posts/{id}/share")).await;
    bas.open("/saved").await;
    assert!(bas.shows("<em>vergadering</em>"));
    bas.open("/tags/rooster").await;
    assert!(bas.shows("<em>vergadering</em>"));
    bas.open(&format!("/@anna/{id}")).await;
    assert!(bas.shows("@anna </textarea>"));
    bas.send(
        "/posts",
        &[("text", "@anna Waar is het nu?"), ("audience", "followers")],
    )
    .await;
    assert!(
        bas.at.starts_with(&format!("/@anna/{id}#post-")),
        "{}",
        bas.at
    );
    assert!(bas.shows("Waar is het nu?") && bas.shows("depth-1"));

    anna.open("/notifications").await;
    for text in [
        "vindt jouw bericht leuk",
        "deelde jouw bericht",
        "noemde jou",
        "(nieuw)",
    ] {
        assert!(anna.shows(text), "{text}");
    }
    anna.open("/notifications").await;
    assert!(!anna.shows("(nieuw)"));
    anna.open(&format!("/posts/{id}/edit")).await;
    anna.send(
        &format!("/posts/{id}/edit"),
        &[("text", "Toch niet verplaatst"), ("warning", "Let op")],
    )
    .await;
    assert!(
        anna.shows("Toch niet verplaatst") && anna.shows("<summary><bdi>Let op</bdi></summary>")
    );
    anna.open(&format!("/posts/{id}/delete")).await;
    anna.send(&format!("/posts/{id}/delete"), &[]).await;
    anna.open(&format!("/@anna/{id}")).await;
    assert_eq!(anna.status, StatusCode::NOT_FOUND);
    assert!(anna.shows("Die pagina is hier niet"));
    bas.open(&format!("/posts/{id}/delete")).await;
    assert_eq!(bas.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_question_with_choices_is_asked_and_answered() {
    let unit = Unit::new().await;
    let mut anna = unit.signed_in("anna", Role::Member).await;
    let mut bas = unit.signed_in("bas", Role::Member).await;
    let (text, option) = (("text", "Wat eten we?"), "poll[options][]");
    for (choices, complaint) in [
        (vec!["Soep"], "minstens twee keuzes"),
        (vec!["Soep", " Soep "], "zijn hetzelfde"),
    ] {
        anna.open("/home").await;
        let choices = choices.into_iter().map(|choice| (option, choice));
        let fields: Vec<_> = [text].into_iter().chain(choices).collect();
        anna.send("/posts", &fields).await;
        assert_eq!(anna.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(anna.shows(complaint) && anna.shows("value=\"Soep\""));
        assert!(anna.shows("<details class=\"extra\" open>"));
    }
    anna.open("/home").await;
    let fields = [
        text,
        (option, "Soep"),
        (option, "Brood"),
        ("poll[hours]", "24"),
    ];
    anna.send("/posts", &fields).await;
    assert!(anna.shows("0 mensen hebben gestemd"));

    bas.open("/unit").await;
    let vote = format!("/posts/{}/vote", bas.post_id());
    bas.send(&vote, &[]).await;
    assert!(bas.shows("0 mensen hebben gestemd"), "nothing was chosen");
    bas.send(&vote, &[("choices[]", "1")]).await;
    assert!(bas.shows("Brood</bdi> <span class=\"soft\">(jouw keuze)") && bas.shows("100 %"));
    assert!(!bas.shows(&vote), "once");
}

#[tokio::test]
async fn people_find_and_follow_each_other() {
    let unit = Unit::new().await;
    let mut anna = unit.signed_in("anna", Role::Member).await;
    let mut bas = unit.signed_in("bas", Role::Member).await;
    anna.open("/settings/profile").await;
    let changes = [
        ("display_name", "Anna <b>de Vries</b>"),
        ("bio", "HR"),
        ("locked", "1"),
        ("fields[1][name]", "Team"),
        ("fields[1][value]", "Instroom"),
        ("language", "en"),
    ];
    anna.send("/settings/profile", &changes).await;
    assert!(anna.shows("Your page is saved") && anna.shows("value=\"Instroom\""));

    bas.open("/people?q=vries").await;
    assert!(bas.shows("1 persoon gevonden") && bas.shows("Anna &#60;b&#62;"));
    bas.open("/@anna").await;
    let follow = bas
        .page
        .split("action=\"")
        .find(|part| part.starts_with("/people/") && part.contains("/follow\""))
        .unwrap();
    let follow = follow.split('"').next().unwrap().to_owned();
    bas.send(&follow, &[]).await;
    assert!(bas.shows("beslist zelf wie volgt. Je verzoek") && bas.shows("Gevraagd"));

    anna.open("/follow-requests").await;
    let accept = anna
        .page
        .split("action=\"")
        .find(|part| part.starts_with("/follow-requests/"))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    anna.send(&accept, &[]).await;
    assert!(anna.shows("bas follows you now"));
    bas.open("/@anna/followers").await;
    assert!(bas.shows("href=\"/@bas\""));
    bas.open("/@anna").await;
    assert!(bas.shows("Volg je"));
    let person = follow.trim_end_matches("/follow");
    for (deed, text) in [
        ("block", "is geblokkeerd"),
        ("unblock", "niet meer geblokkeerd"),
        ("unmute", "Je ziet"),
    ] {
        bas.open("/@anna").await;
        if bas.shows(&format!("formaction=\"{person}/{deed}\"")) {
            bas.press(&format!("{person}/{deed}")).await;
            assert!(bas.shows(text), "{deed}");
        }
    }
}

#[tokio::test]
async fn units_are_for_admins() {
    let unit = Unit::new().await;
    let mut anna = unit.signed_in("anna", Role::Member).await;
    anna.open("/admin/peers").await;
    assert_eq!(anna.status, StatusCode::FORBIDDEN);
    assert!(anna.shows("Dat mag jij niet doen"));
    let mut olga = unit.signed_in("olga", Role::Owner).await;
    olga.open("/admin/peers").await;
    for (host, text) in [
        ("een unit", "geen adres van een unit"),
        ("hrm.example", "deze unit zelf"),
    ] {
        olga.send("/admin/peers", &[("host", host)]).await;
        assert!(olga.shows(text), "{host}");
    }
    olga.send("/admin/peers", &[("host", "https://IT.example/")])
        .await;
    assert!(olga.shows("it.example hoort nu bij het netwerk") && olga.shows("Alles is aangekomen"));
    olga.open("/admin/peers/it.example/suspend").await;
    olga.send("/admin/peers/it.example/suspend", &[]).await;
    assert!(olga.shows("uitgesloten") && olga.shows("/admin/peers/it.example/resume"));
    olga.open("/admin/peers/it.example/remove").await;
    olga.send("/admin/peers/it.example/remove", &[]).await;
    assert!(olga.shows("staat nog alleen"));
}
