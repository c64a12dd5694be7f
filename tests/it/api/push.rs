//! Push: subscriptions, and what arrives at a push service that the test plays.

use meent::db;
use meent::domain::Role;
use serde_json::{Value, json};

use super::{follow, id, keys, post, send};
use crate::support::devices::{Device, PushService, Pushed};
use crate::support::{Member, TestApp};

const PATH: &str = "/api/v1/push/subscription";
const LOCAL: &str = "public_url = 'http://localhost:3000'\ntest_mode = true";
const TELLING: &str =
    "public_url = 'http://localhost:3000'\ntest_mode = true\n[push]\ncontent = true";

/// anna with a device, and bram who writes to her.
struct House {
    unit: TestApp,
    service: PushService,
    anna: Member,
    bram: Member,
    device: Device,
}

impl House {
    async fn new(config: &str, standard: bool) -> Self {
        let unit = TestApp::with(config).await;
        let service = PushService::start().await;
        let (anna, bram) = (unit.person("anna").await, unit.person("bram").await);
        let device = Device::new(standard);
        let endpoint = service.endpoint("anna");
        device.subscribe(&unit, &anna, &endpoint).await;
        Self {
            unit,
            service,
            anna,
            bram,
            device,
        }
    }

    /// bram mentions anna; the workers run.
    async fn mention(&self) -> Value {
        let sent = post(&self.unit, &self.bram, "@anna de koffie is op").await;
        self.unit.run_workers().await;
        sent
    }

    async fn waiting(&self) -> i64 {
        let mut conn = self.unit.app.db.read().await.unwrap();
        db::pushes::count_waiting(&mut conn).await.unwrap()
    }

    async fn subscribed(&self) -> bool {
        let answer = self.unit.get(PATH).by(&self.anna).await;
        answer.status.as_u16() == 200
    }
}

#[tokio::test]
async fn a_subscription_belongs_to_its_token() {
    let unit = TestApp::with(LOCAL).await;
    let service = PushService::start().await;
    let anna = unit.person("anna").await;
    unit.get(PATH).by(&anna).await.is(404);
    unit.put(PATH).by(&anna).json(json!({})).await.is(404);
    unit.delete(PATH).by(&anna).await.ok();
    let device = Device::new(true);
    // As apps that know no JSON write it.
    let form = [
        ("subscription[endpoint]", service.endpoint("a")),
        ("subscription[keys][p256dh]", device.p256dh()),
        ("subscription[keys][auth]", device.auth()),
        ("subscription[standard]", "true".to_owned()),
        ("data[alerts][mention]", "1".to_owned()),
        ("data[alerts][poll]", "false".to_owned()),
        ("data[alerts][admin.sign_up]", "true".to_owned()),
        ("data[alerts][nonsense]", "true".to_owned()),
        ("data[policy]", "followed".to_owned()),
    ];
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let made = unit.post(PATH).by(&anna).form(&form).await.ok().json();
    let own = unit.get("/api/v2/instance").await.ok().json();
    assert_eq!(
        keys(&made),
        [
            "alerts",
            "endpoint",
            "id",
            "policy",
            "server_key",
            "standard"
        ]
    );
    assert_eq!(made["endpoint"], service.endpoint("a"));
    assert_eq!(
        (&made["standard"], &made["policy"]),
        (&json!(true), &json!("followed"))
    );
    assert_eq!(
        made["server_key"],
        own["configuration"]["vapid"]["public_key"]
    );
    assert!(made["id"].as_i64().unwrap() <= i32::MAX.into());
    let wanted = |entity: &Value| -> Vec<String> {
        let alerts = entity["alerts"].as_object().unwrap();
        let wanted = alerts.iter().filter(|(_, wanted)| **wanted == json!(true));
        wanted.map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(wanted(&made), ["admin.sign_up", "mention"]);
    assert_eq!(unit.get(PATH).by(&anna).await.ok().json(), made);
    // Another token of the same person has none.
    let other = unit.token(anna.id(), "push").await;
    unit.get(PATH).token(&other).await.is(404);
    // All wishes at once take the place of the old ones.
    let wishes = json!({"data": {"alerts": {"reblog": true}}});
    let changed = unit.patch(PATH).by(&anna).json(wishes).await.ok().json();
    assert_eq!(
        (wanted(&changed), &changed["policy"]),
        (vec!["reblog".to_owned()], &json!("all"))
    );
    // A second subscription replaces the first.
    let again = device.subscribe(&unit, &anna, &service.endpoint("b")).await;
    assert_ne!(again["id"], made["id"]);
    assert_eq!(
        unit.get(PATH).by(&anna).await.ok().json()["endpoint"],
        service.endpoint("b")
    );
    assert_eq!(unit.delete(PATH).by(&anna).await.ok().json(), json!({}));
    unit.get(PATH).by(&anna).await.is(404);
}

#[tokio::test]
async fn bad_keys_addresses_and_policies_are_refused_with_a_reason() {
    let unit = TestApp::with(LOCAL).await;
    let anna = unit.person("anna").await;
    let device = Device::new(true);
    let good = device.wish("http://localhost:9/x");
    let with = |pointer: &str, value: &str| {
        let mut wish = good.clone();
        *wish.pointer_mut(pointer).unwrap() = json!(value);
        wish
    };
    let mut beside = device.p256dh();
    beside.replace_range(20..22, if &beside[20..22] == "AA" { "BB" } else { "AA" });
    let (endpoint, p256dh, auth) = (
        "/subscription/endpoint",
        "/subscription/keys/p256dh",
        "/subscription/keys/auth",
    );
    for (wish, word) in [
        (json!({}), "Endpoint can't be blank"),
        (with(p256dh, &beside), "p256dh"),
        (with(p256dh, ""), "p256dh"),
        (with(auth, "AAAA"), "auth"),
        (with("/data/policy", "friends"), "Policy"),
        (with(endpoint, "nonsense"), "Endpoint"),
        (with(endpoint, "ftp://localhost/x"), "Endpoint"),
        (with(endpoint, "http://169.254.169.254/latest"), "Endpoint"),
        (with(endpoint, "http://127.0.0.1:9/x"), "Endpoint"),
        (with(endpoint, "https://10.0.0.1/x"), "Endpoint"),
        (with(endpoint, "https://[::1]/x"), "Endpoint"),
        (with(endpoint, "https://push.example/x"), "push.hosts"),
        (with(endpoint, "http://localhost:3000/inbox"), "Endpoint"),
        (
            with(endpoint, &format!("http://localhost/{}", "x".repeat(3000))),
            "Endpoint",
        ),
    ] {
        let answer = unit.post(PATH).by(&anna).json(wish.clone()).await.is(422);
        let error = answer.json()["error"].as_str().unwrap().to_owned();
        assert!(
            error.starts_with("Validation failed: ") && error.contains(word),
            "{error}"
        );
    }
    unit.post(PATH).by(&anna).json(good).await.ok();
    // Outside of tests the machine itself is no push service, and without a list nobody is.
    let real = TestApp::new().await;
    let bram = real.person("bram").await;
    for host in ["https://localhost/x", "https://push.example/x"] {
        real.post(PATH)
            .by(&bram)
            .json(device.wish(host))
            .await
            .is(422);
    }
    let listed =
        TestApp::with("public_url = 'https://hrm.example'\n[push]\nhosts = ['*.push.example']")
            .await;
    let carla = listed.person("carla").await;
    let wish = device.wish("https://a.push.example/x");
    listed.post(PATH).by(&carla).json(wish).await.ok();
}

#[tokio::test]
async fn a_message_says_what_kind_and_nothing_else() {
    for standard in [true, false] {
        let house = House::new(LOCAL, standard).await;
        let sent = house.mention().await;
        let pushed = house.service.one();
        assert_eq!(pushed.target, "/send/anna?v=1");
        let expected = if standard { "aes128gcm" } else { "aesgcm" };
        assert_eq!(pushed.header("content-encoding"), expected);
        for (name, value) in [("ttl", "86400"), ("urgency", "normal")] {
            assert_eq!(pushed.header(name), value);
        }
        assert_eq!(pushed.header("topic").len(), 32);
        assert!(!pushed.header("user-agent").is_empty() && pushed.header("signature").is_empty());
        let message = house.device.open(&pushed);
        let notices = house.unit.get("/api/v1/notifications").by(&house.anna);
        let notices = notices.await.ok().json();
        assert_eq!(
            message,
            json!({
                "access_token": "",
                "preferred_locale": "en",
                "notification_id": id(&notices[0]),
                "notification_type": "mention",
                "icon": "http://localhost:3000/pictures/avatar.png",
                "title": "You were mentioned",
                "body": "",
            })
        );
        assert_eq!(notices[0]["status"]["id"], sent["id"]);
    }
}

#[tokio::test]
async fn a_unit_may_say_who_and_what() {
    let house = House::new(TELLING, true).await;
    house.mention().await;
    let message = house.device.open(&house.service.one());
    assert_eq!(message["title"], "bram mentioned you");
    assert_eq!(message["body"], "@anna de koffie is op");
    let warned = json!({"status": "@anna geheim", "spoiler_text": "Over werk & zo"});
    send(&house.unit, &house.bram, warned).await;
    house.unit.run_workers().await;
    let message = house.device.open(&house.service.one());
    assert_eq!(message["body"], "Over werk & zo");
}

#[tokio::test]
async fn wishes_decide_what_is_pushed() {
    let house = House::new(LOCAL, true).await;
    let House {
        unit, anna, bram, ..
    } = &house;
    let wish = async |policy: &str, alerts: Value| {
        let wishes = json!({"data": {"policy": policy, "alerts": alerts}});
        unit.put(PATH).by(anna).json(wishes).await.ok();
    };
    let mentions = async || {
        house.mention().await;
        house.service.take().len()
    };
    let on = json!({"mention": true});
    wish("all", json!({"reblog": true})).await;
    assert_eq!(mentions().await, 0);
    wish("none", on.clone()).await;
    assert_eq!(mentions().await, 0);
    wish("followed", on.clone()).await;
    assert_eq!(mentions().await, 0);
    follow(unit, anna, bram).await;
    assert_eq!(mentions().await, 1);
    wish("follower", on.clone()).await;
    assert_eq!(mentions().await, 0);
    follow(unit, bram, anna).await;
    assert_eq!(mentions().await, 1);
    wish("all", on).await;
    // Two devices, two messages.
    let second = Device::new(false);
    let token = unit.token(anna.id(), "push").await;
    let wish = second.wish(&house.service.endpoint("second"));
    unit.post(PATH).token(&token).json(wish).await.ok();
    house.mention().await;
    let pushed = house.service.take();
    assert_eq!(pushed.len(), 2);
    let of = |name: &str| pushed.iter().position(|one| one.target.contains(name));
    let first: &Pushed = &pushed[of("anna").unwrap()];
    let other: &Pushed = &pushed[of("second").unwrap()];
    assert_eq!(
        house.device.open(first)["notification_id"],
        second.open(other)["notification_id"]
    );
    assert_ne!(first.header("topic"), other.header("topic"));
    // Whom anna has muted is not heard.
    let mute = format!("/api/v1/accounts/{}/mute", bram.api_id());
    unit.post(&mute).by(anna).await.ok();
    assert_eq!(mentions().await, 0);
}

#[tokio::test]
async fn a_service_that_has_no_time_is_asked_again_for_a_day() {
    let house = House::new(LOCAL, true).await;
    house.service.answer(503, "");
    house.service.answer(429, "120");
    house.mention().await;
    let first = house.service.one();
    assert_eq!(house.waiting().await, 1);
    house.unit.advance(10);
    house.unit.run_workers().await;
    let second = house.service.one();
    assert_eq!(first.header("topic"), second.header("topic"));
    assert_ne!(first.body, second.body, "each attempt has keys of its own");
    assert!(second.header("ttl").parse::<i64>().unwrap() < 86_400);
    house.unit.advance(100);
    house.unit.run_workers().await;
    assert_eq!(house.service.take().len(), 0, "not before Retry-After");
    house.unit.advance(30);
    house.unit.run_workers().await;
    house.device.open(&house.service.one());
    assert_eq!(house.waiting().await, 0);
    // Nobody wants yesterday's message.
    for _ in 0..40 {
        house.service.answer(500, "");
    }
    house.mention().await;
    for _ in 0..30 {
        house.unit.advance(3601 + 720);
        house.unit.run_workers().await;
    }
    let tries = house.service.take().len();
    assert!((5..30).contains(&tries), "{tries}");
    assert_eq!(house.waiting().await, 0);
    assert!(house.subscribed().await);
}

#[tokio::test]
async fn a_subscription_that_has_ended_is_forgotten() {
    for (status, ended) in [(404, true), (410, true), (400, false), (413, false)] {
        let house = House::new(LOCAL, true).await;
        house.service.answer(status, "");
        house.mention().await;
        assert_eq!(house.service.take().len(), 1);
        assert_eq!(house.waiting().await, 0);
        assert_eq!(house.subscribed().await, !ended, "{status}");
        house.mention().await;
        assert_eq!(house.service.take().len(), usize::from(!ended), "{status}");
    }
}

#[tokio::test]
async fn nothing_is_pushed_to_who_may_not_come_in_any_more() {
    // What waits already is not sent either: it is decided when it is sent.
    for deed in ["revoke", "suspend", "unsubscribe", "dismiss", "delete"] {
        let house = House::new(LOCAL, true).await;
        let House {
            unit, anna, bram, ..
        } = &house;
        let sent = post(unit, bram, "@anna hoi").await;
        assert_eq!(house.waiting().await, 1);
        match deed {
            "revoke" => {
                let client = unit.client().await;
                meent::service::oauth::revoke(&unit.app, client, &anna.token)
                    .await
                    .unwrap();
            }
            "suspend" => {
                meent::service::accounts::set_suspended(&unit.app, anna.id(), true)
                    .await
                    .unwrap();
            }
            "unsubscribe" => {
                unit.delete(PATH).by(anna).await.ok();
            }
            "dismiss" => {
                unit.post("/api/v1/notifications/clear").by(anna).await.ok();
            }
            _ => {
                let path = format!("/api/v1/statuses/{}", id(&sent));
                unit.delete(&path).by(bram).await.ok();
            }
        }
        unit.run_workers().await;
        assert_eq!(house.service.take().len(), 0, "{deed}");
        if matches!(deed, "revoke" | "suspend") {
            let mut conn = unit.app.db.read().await.unwrap();
            let left = db::push_subscriptions::living_of(&mut conn, anna.id()).await;
            assert_eq!(left.unwrap().len(), 0, "{deed}");
        }
    }
}

#[tokio::test]
async fn the_key_is_made_once_and_shown_wherever_clients_look() {
    let unit = TestApp::with(LOCAL).await;
    let key = unit.app.push_key.public();
    assert_eq!(unit.beside().await.push_key.public(), key);
    let instance = unit.get("/api/v2/instance").await.ok().json();
    assert_eq!(instance["configuration"]["vapid"]["public_key"], key);
    let form = json!({"client_name": "A", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob"});
    let registered = unit.post("/api/v1/apps").json(form).await.ok().json();
    assert_eq!(registered["vapid_key"], key);
    let owner = unit.person_with("owner", Role::Owner).await;
    let app = unit.get("/api/v1/apps/verify_credentials").by(&owner);
    assert_eq!(app.await.ok().json()["vapid_key"], key);
}
