//! Groups, from the first page to the last decision.

use axum::http::StatusCode;

use super::{Browser, Unit};
use crate::domain::Role;

impl Browser {
    /// The addresses of the forms and buttons of the page that hold `part`.
    fn address(&self, part: &str) -> String {
        let mut found = self
            .page
            .split('"')
            .filter(|text| text.starts_with('/') && text.contains(part));
        found
            .next()
            .unwrap_or_else(|| panic!("no address with {part} at {}", self.at))
            .to_owned()
    }

    /// Follows a link of the page.
    async fn click(&mut self, part: &str) {
        let address = self.address(part);
        self.open(&address).await;
    }
}

async fn makes(anna: &mut Browser, name: &str, title: &str, access: &str) {
    anna.open("/groups/new").await;
    let form = [
        ("title", title),
        ("name", name),
        ("access", access),
        ("note", "Alles over *fietsen*"),
        ("rules", "Aardig blijven\n\nGeen reclame"),
    ];
    anna.send("/groups/new", &form).await;
}

#[tokio::test]
async fn a_group_is_made_joined_and_written_in() {
    let unit = Unit::new().await;
    let mut anna = unit.signed_in("anna", Role::Member).await;
    let mut bas = unit.signed_in("bas", Role::Member).await;
    bas.open("/groups").await;
    assert!(bas.shows("Je zit nog in geen groep") && bas.shows("aria-current=\"page\""));
    for (name, title, says) in [
        (
            "bas",
            "Fietsen",
            "Er is al iemand of een groep met die korte naam",
        ),
        ("twee woorden", "Fietsen", "letters a-z, cijfers en _"),
        ("admin", "Fietsen", "Die korte naam kan niet"),
        ("fietsen", " ", "heeft nog geen naam"),
    ] {
        makes(&mut anna, name, title, "open").await;
        assert_eq!(anna.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(anna.shows(says) && anna.shows("Geen reclame"), "{name}");
    }
    makes(&mut anna, "fietsen", "Fietsen & wandelen", "open").await;
    assert_eq!(anna.at, "/@fietsen");
    for text in [
        "Fietsen &#38; wandelen is er",
        "Open: iedereen leest",
        "<li>Geen reclame</li>",
        "jij bent eigenaar",
        "1 lid",
    ] {
        assert!(anna.shows(text), "{text}");
    }

    bas.open("/groups").await;
    assert!(bas.shows("href=\"/@fietsen\""));
    bas.open("/@fietsen").await;
    let follow = bas.address("/follow");
    bas.send(&follow, &[]).await;
    assert!(bas.shows("Je bent nu lid van Fietsen &#38; wandelen") && bas.shows("2 leden"));
    bas.send(
        "/posts",
        &[("text", "Wie rijdt er mee?"), ("audience", "people")],
    )
    .await;
    assert_eq!(bas.at, "/@fietsen");
    assert!(bas.shows("Wie rijdt er mee?"));
    anna.open("/home").await;
    assert!(anna.shows("Wie rijdt er mee?"), "it comes to members");
    assert!(anna.shows("<a href=\"/@fietsen\"><bdi>Fietsen &#38; wandelen</bdi></a>"));
    let id = anna.post_id();
    anna.open(&format!("/@bas/{id}")).await;
    assert!(anna.shows("In Fietsen &#38; wandelen"));
    anna.send("/posts", &[("text", "@bas Ik!")]).await;
    bas.open("/@fietsen").await;
    assert!(!bas.shows("Ik!"), "answers stand below what they answer");
    bas.open(&format!("/@bas/{id}")).await;
    assert!(bas.shows("Ik!"));

    anna.open("/@fietsen").await;
    let leave = anna.address("/unfollow");
    anna.press(&leave).await;
    assert_eq!(anna.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(anna.shows("Jij bent de enige eigenaar"));
    bas.open("/@fietsen").await;
    bas.press(&bas.address("/unfollow")).await;
    assert!(bas.shows("Je hebt Fietsen &#38; wandelen verlaten"));
    bas.open("/people?q=fiets").await;
    assert!(bas.shows("Lid worden") && !bas.shows(">Volgen<"));
}

#[tokio::test]
async fn those_who_moderate_let_in_and_decide() {
    let unit = Unit::new().await;
    let mut anna = unit.signed_in("anna", Role::Member).await;
    let mut bas = unit.signed_in("bas", Role::Member).await;
    makes(&mut anna, "plannen", "Plannen", "closed").await;
    bas.open("/@plannen").await;
    assert!(bas.shows("Alleen leden lezen") && bas.shows("Vragen om lid te worden"));
    bas.send(&bas.address("/follow"), &[]).await;
    assert!(bas.shows("Plannen geeft antwoord") && bas.shows("Gevraagd"));
    let group = bas.address("/unfollow");
    let group = group.split('/').nth(2).unwrap().to_owned();
    for part in ["requests", "edit", "end"] {
        bas.open(&format!("/groups/{group}/{part}")).await;
        assert!(bas.status.is_client_error(), "{part}");
    }
    bas.open(&format!("/groups/{group}/members")).await;
    assert_eq!(bas.status, StatusCode::FORBIDDEN);

    anna.open("/notifications").await;
    assert!(anna.shows("wil lid worden van") && anna.shows("<bdi>Plannen</bdi>"));
    anna.open("/groups").await;
    assert!(anna.shows("1 persoon wil lid worden"));
    anna.click("/requests").await;
    assert!(
        anna.shows("Toelaten") && !anna.shows("caution-"),
        "bas is of this unit"
    );
    anna.send(&anna.address("/accept"), &[]).await;
    assert!(anna.shows("bas is nu lid") && anna.shows("Niemand wacht"));
    anna.open("/notifications").await;
    assert!(!anna.shows("wil lid worden van"));
    bas.open("/@plannen").await;
    bas.send("/posts", &[("text", "Koop nu een fiets")]).await;
    assert!(bas.shows("Koop nu een fiets") && bas.shows("> Leden</span>"));
    assert!(
        !bas.shows("Uit de groep halen"),
        "that is for those who moderate"
    );

    anna.open("/@plannen").await;
    let id = anna.post_id();
    let post = format!("/groups/{group}/posts/{id}");
    anna.press(&format!("{post}/pin")).await;
    assert!(anna.shows("staat nu bovenaan de groep") && anna.shows("Bovenaan vastgezet"));
    anna.press(&format!("{post}/unpin")).await;
    anna.press(&format!("{post}/lock")).await;
    bas.open(&format!("/@bas/{id}")).await;
    assert!(bas.shows("kan niet meer geantwoord worden") && !bas.shows("id=\"reply\""));
    anna.open(&format!("{post}/remove")).await;
    assert!(anna.shows("Koop nu een fiets"));
    anna.send(&format!("{post}/remove"), &[("reason", "Reclame & zo")])
        .await;
    assert!(anna.shows("uit de groep gehaald") && !anna.shows("Koop nu"));
    bas.open(&format!("/groups/{group}/log")).await;
    assert!(bas.shows("Reclame &#38; zo") && !bas.shows("/restore"));
    anna.click("/log").await;
    anna.send(&format!("{post}/restore"), &[]).await;
    assert!(anna.shows("Het bericht staat er weer"));

    anna.open(&format!("/groups/{group}/members")).await;
    anna.click(&format!("/groups/{group}/members/")).await;
    let ban = anna.address("/ban");
    anna.send(&ban, &[("reason", "Reclame"), ("days", "7")])
        .await;
    assert!(anna.shows("bas wordt uit de groep geweerd"));
    bas.open("/@plannen").await;
    assert!(bas.shows("geen lid meer worden") && bas.shows("Alleen leden lezen"));
    anna.open(&ban.replace("/ban", "")).await;
    assert!(anna.shows("geweerd"));
    anna.send(&ban.replace("/ban", "/unban"), &[]).await;

    for (handle, says) in [
        ("niemand", "Op dat adres is niemand gevonden"),
        ("@@", "Op dat adres is niemand gevonden"),
        ("plannen", "Alleen mensen kun je uitnodigen"),
        ("x@it.example", "hoort niet bij ons netwerk"),
    ] {
        anna.send(&format!("/groups/{group}/invite"), &[("handle", handle)])
            .await;
        assert_eq!(anna.status, StatusCode::UNPROCESSABLE_ENTITY, "{handle}");
        assert!(anna.shows(says), "{handle}");
    }
    anna.send(&format!("/groups/{group}/invite"), &[("handle", "@bas")])
        .await;
    assert!(anna.shows("is uitgenodigd"));
    bas.open("/notifications").await;
    assert!(bas.shows("nodigt je uit om lid te worden"));
    bas.open("/groups").await;
    assert!(bas.shows("Deze groepen nodigen je uit"));
    bas.open("/notifications").await;
    bas.press(&format!("/groups/{group}/decline")).await;
    bas.open("/notifications").await;
    assert!(!bas.shows("nodigt je uit"));

    anna.open(&format!("/groups/{group}/edit")).await;
    assert!(anna.shows("Geheim: als besloten") && !anna.shows("value=\"open\""));
    let change = [
        ("title", "Geheime plannen"),
        ("access", "secret"),
        ("rules", ""),
    ];
    anna.send(&format!("/groups/{group}/edit"), &change).await;
    assert!(anna.shows("Geheime plannen") && anna.shows("Geheime groep"));
    bas.open("/@plannen").await;
    assert_eq!(bas.status, StatusCode::NOT_FOUND);
    bas.open("/people?q=plannen").await;
    assert!(bas.shows("Niemand gevonden"));
    anna.open(&format!("/groups/{group}/end")).await;
    anna.send(&format!("/groups/{group}/end"), &[]).await;
    assert!(anna.at == "/groups" && anna.shows("is opgeheven"));
    anna.open("/@plannen").await;
    assert_eq!(anna.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn where_one_may_not_write_the_page_says_why() {
    let unit = Unit::new().await;
    let mut anna = unit.signed_in("anna", Role::Member).await;
    let mut bas = unit.signed_in("bas", Role::Member).await;
    makes(&mut anna, "nieuws", "Nieuws", "channel").await;
    makes(&mut anna, "plannen", "Plannen", "closed").await;
    bas.open("/@nieuws").await;
    assert!(bas.shows("Alleen beheerders beginnen hier een gesprek") && !bas.shows("id=\"write\""));
    bas.open("/home").await;
    bas.send("/posts", &[("text", "@plannen Mag ik meedoen?")])
        .await;
    assert_eq!(bas.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bas.shows("Je noemde een groep waarin je niet mag schrijven"));
    assert!(
        bas.shows("Mag ik meedoen?"),
        "nothing that was typed is lost"
    );
}
