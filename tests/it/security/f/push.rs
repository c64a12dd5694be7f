//! What leaves for people's devices.

use super::*;
use crate::security::support::Setup;
use crate::support::devices::{Device, Pushed};

/// What E was handed for a device. E is the push service, and would read along.
fn handed(rig: &Rig, name: &str) -> Vec<Pushed> {
    let asked = rig.e.asked();
    let of = asked
        .iter()
        .filter(|asked| asked.target == format!("/send/{name}/inbox"));
    of.map(|asked| {
        let head = asked.head.lines().skip(1);
        let headers = head.filter_map(|line| line.split_once(": "));
        Pushed {
            target: asked.target.clone(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: asked.body.clone(),
        }
    })
    .collect()
}

const NAMES: [&str; 7] = ["alice", "bob", "ada", "carol", "eva", "dirk", "piet"];

/// Everybody has a device and wants to hear of whatever bob does: alice follows him, carol and ada do not, eva is thrown out
/// and dirk blocked while something waits, piet loses his token then.
#[tokio::test]
async fn f8_what_is_told_on_streams_and_pushed() {
    let row = Row::new("F8");
    streams::sweep().await;
    for content in [true, false] {
        let rig = Rig::new(Setup {
            more: format!("[push]\nhosts = ['e.example']\ncontent = {content}"),
            ..Setup::default()
        })
        .await;
        let mut others = Vec::new();
        for name in &NAMES[3..] {
            others.push(rig.s.person(name).await);
        }
        let member = |name: &str| {
            let known = [&rig.alice, &rig.bob, &rig.ada].into_iter();
            let mut known = known.chain(&others);
            known.find(|member| member.username() == name).unwrap()
        };
        let mut devices = Vec::new();
        for (number, name) in NAMES.iter().enumerate() {
            let device = Device::new(number % 2 == 0);
            let endpoint = rig.e.url(&format!("/send/{name}/inbox"));
            device.subscribe(&rig.s, member(name), &endpoint).await;
            devices.push(device);
        }
        let (bob, s) = (member("bob"), &rig.s);
        let bob_at = |deed: &str| format!("/api/v1/accounts/{}/{deed}", bob.api_id());
        for name in ["alice", "eva", "dirk", "piet"] {
            let notify = json!({"notify": true});
            s.post(&bob_at("follow"))
                .by(member(name))
                .json(notify)
                .await
                .ok();
        }
        rig.work().await;
        rig.e.forget();
        // All is written first, and then things change before anything is sent.
        let write = async |body: Value| {
            let sent = s.post("/api/v1/statuses").by(bob).json(body).await;
            sent.ok().json()
        };
        write(json!({"status": "markeropen"})).await;
        write(json!({"status": "markerprivate", "visibility": "private"})).await;
        write(json!({"status": "@carol markerdirect", "visibility": "direct"})).await;
        let gone = write(json!({"status": "@carol markerdeleted"})).await;
        s.delete(&path(&gone, "")).by(bob).await.ok();
        let group = json!({"name": "plannen", "title": "Plannen", "access": "closed"});
        let group = s.post("/api/v1/meent/groups").by(bob).json(group).await;
        let group = group.ok().json()["id"].clone();
        write(json!({"status": "@ada markergroup", "group_id": group})).await;
        let eva = member("eva").api_id();
        s.post(&format!("/api/v1/accounts/{eva}/remove_from_followers"))
            .by(bob)
            .await
            .ok();
        let dirk = member("dirk").api_id();
        s.post(&format!("/api/v1/accounts/{dirk}/block"))
            .by(bob)
            .await
            .ok();
        let client = s.client().await;
        meent::service::oauth::revoke(&s.app, client, &member("piet").token)
            .await
            .unwrap();
        rig.work().await;
        for (name, device) in NAMES.iter().zip(&devices) {
            let pushed = handed(&rig, name);
            let mut texts = Vec::new();
            for one in &pushed {
                let wire = String::from_utf8_lossy(&one.body).into_owned() + &format!("{one:?}");
                assert!(!wire.contains("marker") && !wire.contains("bob"), "{name}");
                texts.push(device.open(one).to_string());
            }
            let all = texts.join("\n");
            assert!(!all.contains(&member(name).token), "{name}");
            let may: &[&str] = match *name {
                "alice" => &["markeropen", "markerprivate"],
                "carol" => &["markerdirect"],
                // Open posts stay in sight of who no longer follows.
                "eva" => &["markeropen"],
                _ => &[],
            };
            for marker in [
                "markeropen",
                "markerprivate",
                "markerdirect",
                "markerdeleted",
                "markergroup",
            ] {
                let expected = content && may.contains(&marker);
                assert_eq!(all.contains(marker), expected, "{marker} for {name}: {all}");
            }
            assert_eq!(pushed.len(), may.len(), "{name}: {all}");
            assert_eq!(all.contains("bob"), content && !may.is_empty(), "{all}");
        }
        rig.healthy().await;
    }
    row.holds();
}
