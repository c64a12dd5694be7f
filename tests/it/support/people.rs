//! People of a unit.

use meent::db::oauth::AppRow;
use meent::domain::{AccountId, Role};
use meent::service::accounts::{self, NewPerson};
use meent::service::apps::{self, NewApp};
use meent::service::auth::{self, Person};
use meent::service::oauth;

use super::TestApp;

pub const PASSWORD: &str = "regenboog fietst hard 42";
/// With what is for moderators too: that nobody else can use it is decided by the role.
const SCOPES: &str = "read write follow push profile admin:read admin:write";

/// Somebody who is logged in, in an app and in a browser.
pub struct Member {
    pub person: Person,
    pub token: String,
    /// The value of a `Cookie` header.
    pub cookie: String,
    /// What the forms of the session carry.
    pub csrf: String,
}

impl Member {
    pub fn id(&self) -> AccountId {
        self.person.account.id
    }

    /// The id as the client API writes it.
    pub fn api_id(&self) -> String {
        self.id().to_string()
    }

    pub fn username(&self) -> &str {
        &self.person.account.username
    }
}

impl TestApp {
    /// A new member of the unit; the password is [`PASSWORD`].
    pub async fn person(&self, username: &str) -> Member {
        self.person_with(username, Role::Member).await
    }

    /// A new person with a role.
    pub async fn person_with(&self, username: &str, role: Role) -> Member {
        let mut new = NewPerson::member(username, PASSWORD);
        new.role = role;
        new.display_name = username.to_owned();
        let account = accounts::create(&self.app, new).await.expect("a person");
        self.log_in(account.id).await
    }

    async fn log_in(&self, id: AccountId) -> Member {
        let person = accounts::by_user_id(&self.app, id).await.expect("a person");
        let secret = auth::start_session(&self.app, &person, "Test")
            .await
            .expect("a session");
        let session = auth::session(&self.app, &secret).await.expect("a session");
        let name = if self.app.config.is_https() {
            "__Host-meent"
        } else {
            "meent"
        };
        Member {
            token: self.token(id, SCOPES).await,
            cookie: format!("{name}={secret}"),
            csrf: session.expect("a session").csrf,
            person,
        }
    }

    /// An access token with these scopes.
    pub async fn token(&self, id: AccountId, scopes: &str) -> String {
        let client = self.client().await;
        oauth::person_token(&self.app, client, id, scopes)
            .await
            .expect("a token")
            .secret
    }

    /// The application that the tokens belong to.
    pub async fn client(&self) -> &AppRow {
        self.client
            .get_or_init(|| async {
                let new = NewApp {
                    name: "Test".to_owned(),
                    redirect_uris: vec![apps::OUT_OF_BAND.to_owned()],
                    scopes: SCOPES.to_owned(),
                    website: None,
                };
                apps::register(&self.app, new)
                    .await
                    .expect("an application")
                    .0
            })
            .await
    }
}
