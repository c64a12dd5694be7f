//! People of real units, with what they need to be spoken for over HTTP.

use std::time::{Duration, Instant};

use meent::app::AppRef;
use meent::db::accounts::AccountRow;
use meent::service::accounts::NewPerson;
use meent::service::{accounts, apps, oauth};
use serde_json::{Value, json};

use super::Outcome;
use super::unit::Place;
use super::wire::{self, Answer, Wire};

/// How long a follow over the network may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A person with an access token.
#[derive(Debug, Clone)]
pub struct Holder {
    pub account: AccountRow,
    pub token: String,
}

/// A new person of the unit, without a password.
pub async fn settle(app: &AppRef, name: &str) -> Outcome<AccountRow> {
    let new = NewPerson {
        password: None,
        ..NewPerson::member(name, "")
    };
    Ok(accounts::create(app, new).await?)
}

/// Gives each an access token for everything.
pub async fn holders(app: &AppRef, people: Vec<AccountRow>) -> Outcome<Vec<Holder>> {
    let new = apps::NewApp {
        name: "rig".to_owned(),
        website: None,
        redirect_uris: vec!["urn:ietf:wg:oauth:2.0:oob".to_owned()],
        scopes: "read write follow".to_owned(),
    };
    let (client, _) = apps::register(app, new).await?;
    let mut holders = Vec::new();
    for account in people {
        let issued = oauth::person_token(app, &client, account.id, "")
            .await
            .map_err(|error| format!("no token: {error:?}"))?;
        holders.push(Holder {
            account,
            token: issued.secret,
        });
    }
    Ok(holders)
}

impl Holder {
    /// Gets a page as this person.
    pub async fn get(&self, wire: &mut Wire, place: &Place, path: &str) -> Outcome<Answer> {
        wire.send(&wire::get(&place.host, path, Some(&self.token)))
            .await
    }

    /// Posts as this person.
    pub async fn post(
        &self,
        wire: &mut Wire,
        place: &Place,
        path: &str,
        body: &Value,
    ) -> Outcome<Answer> {
        wire.send(&wire::post(&place.host, path, Some(&self.token), "", body))
            .await
    }

    /// Follows somebody of another unit by handle, waits until the follow is accepted, and returns the id of the followed
    /// here.
    pub async fn follow(&self, wire: &mut Wire, place: &Place, handle: &str) -> Outcome<String> {
        let path = format!("/api/v2/search?type=accounts&resolve=true&q={handle}");
        let found = self.get(wire, place, &path).await?.json()?;
        let id = found
            .pointer("/accounts/0/id")
            .and_then(Value::as_str)
            .ok_or_else(|| format!("nobody found: {found}"))?;
        let path = format!("/api/v1/accounts/{id}/follow");
        self.post(wire, place, &path, &json!({})).await?.json()?;
        let path = format!("/api/v1/accounts/relationships?id[]={id}");
        let begin = Instant::now();
        let mut turns = tokio::time::interval(Duration::from_millis(5));
        while begin.elapsed() < PATIENCE {
            turns.tick().await;
            let answer = self.get(wire, place, &path).await?.json()?;
            if answer.pointer("/0/following").and_then(Value::as_bool) == Some(true) {
                return Ok(id.to_owned());
            }
        }
        Err(format!(
            "the follow is not accepted; {} says:\n{}",
            place.host,
            place.log()
        )
        .into())
    }
}
