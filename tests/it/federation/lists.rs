//! Lists of servers that are shut out go from admin to admin.

use meent::service::{blocklists, peers};

use super::support::*;

const LIST: &str = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n\
    evil.example,suspend,true,true,\"spam, and worse\",false\n\
    mild.example,silence,false,false,,false\n\
    EVIL.example,suspend,true,true,,false\n\
    *.wild.example,suspend,true,true,,false\n\
    known.example,suspend,true,true,,false\n\
    own.example,suspend,true,true,,false\n";

#[tokio::test]
async fn a_list_of_mastodon_shuts_out_and_comes_out_again() {
    let unit = Unit::named("own.example", "reach = 'internet'").await;
    peers::add(&unit.app, "known.example").await.unwrap();
    let outcome = blocklists::import(&unit.app, LIST).await.unwrap();
    assert_eq!(outcome.new, ["evil.example", "known.example"]);
    assert_eq!((outcome.known, outcome.milder), (0, 1));
    assert_eq!(outcome.unreadable.len(), 2, "{:?}", outcome.unreadable);
    for host in ["evil.example", "known.example"] {
        assert!(
            peers::allowed(&unit.app, host).await.unwrap().is_none(),
            "{host}"
        );
    }
    assert!(
        peers::allowed(&unit.app, "mild.example")
            .await
            .unwrap()
            .is_some()
    );
    let again = blocklists::import(&unit.app, LIST).await.unwrap();
    assert_eq!((again.new.len(), again.known), (0, 2));

    let text = blocklists::export(&unit.app).await.unwrap();
    let other = Unit::named("other.example", "reach = 'internet'").await;
    let outcome = blocklists::import(&other.app, &text).await.unwrap();
    assert_eq!(outcome.new, ["evil.example", "known.example"]);
    assert_eq!(blocklists::export(&other.app).await.unwrap(), text);
}

#[tokio::test]
async fn plain_names_will_do_and_members_stay() {
    let unit = Unit::named("own.example", "").await;
    peers::add(&unit.app, "it.example").await.unwrap();
    let outcome = blocklists::import(&unit.app, "evil.example\r\n\r\nit.example\r\n")
        .await
        .unwrap();
    assert_eq!(outcome.new, ["evil.example"]);
    assert_eq!(outcome.members, ["it.example"]);
    assert!(
        peers::allowed(&unit.app, "it.example")
            .await
            .unwrap()
            .is_some()
    );
    for nothing in ["", "#domain,#severity\n", "a b c"] {
        assert!(blocklists::import(&unit.app, nothing).await.is_err());
    }
}
