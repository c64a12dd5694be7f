//! The unit itself: its actor, its title, its first start.

use meent_federation::push::VapidKey;
use meent_federation::signature::PrivateKey;

use crate::app::{App, AppRef};
use crate::db;
use crate::db::accounts::AccountRow;
use crate::domain::event::Outgoing;
use crate::domain::urls::INSTANCE_ACTOR;
use crate::domain::*;
use crate::error::{Error, Result};
use crate::service::{accounts, secret};

const TITLE: &str = "title";
/// Characters of the unit's name and of what is said of it in short, as the form has them.
const TITLE_CHARACTERS: usize = 60;
const DESCRIPTION_CHARACTERS: usize = 1000;
const DESCRIPTION: &str = "description";
const SETUP: &str = "setup_token_hash";
const FILE_SECRET: &str = "file_secret";
const PUSH_KEY: &str = "push_key";
/// The last change of the directory that other units were told of, and when.
const TOLD: &str = "directory_told";

/// What the unit says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    pub title: String,
    pub description: String,
}

/// Makes the actor that speaks for the unit (type Application) and its key, unless they are there.
pub async fn ensure_actor(app: &App) -> Result<()> {
    if db::accounts::by_handle(&mut *app.db.read().await?, INSTANCE_ACTOR)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let key = app
        .heavy(PrivateKey::generate)
        .await?
        .map_err(Error::internal)?;
    let id = AccountId(app.next_id());
    let uri = app.urls.instance_actor();
    let mut row = accounts::blank(app, id, INSTANCE_ACTOR, &key)?;
    row.kind = ActorKind::Application;
    row.key_id = format!("{uri}#main-key");
    row.inbox_url = app.urls.shared_inbox();
    row.outbox_url = Some(format!("{uri}/outbox"));
    row.followers_url = None;
    row.following_url = None;
    row.featured_url = None;
    row.url = app.urls.base().to_owned();
    row.uri = uri;
    row.locked = true;
    row.bot = true;
    row.discoverable = false;
    app.db
        .write(move |conn| {
            Box::pin(async move {
                match db::accounts::by_handle(conn, INSTANCE_ACTOR).await? {
                    Some(_) => Ok(()),
                    None => db::accounts::insert(conn, &row).await,
                }
            })
        })
        .await
}

/// The secret that addresses of closed groups' files are made with; made at the first start.
pub async fn file_secret(db: &db::Db) -> Result<String> {
    if let Some(known) = db::settings::get(&mut *db.read().await?, FILE_SECRET).await? {
        return Ok(known);
    }
    let fresh = secret::random();
    db.write(move |conn| {
        Box::pin(async move { db::settings::set_once(conn, FILE_SECRET, &fresh).await })
    })
    .await
}

/// The key by which push services know this unit (VAPID); made at the first start. With another one, no device that has
/// subscribed would be reached any more.
pub async fn push_key(db: &db::Db) -> Result<VapidKey> {
    let known = db::settings::get(&mut *db.read().await?, PUSH_KEY).await?;
    let text = match known {
        Some(known) => known,
        None => {
            let fresh = VapidKey::generate().and_then(|key| key.to_text());
            let fresh = fresh.map_err(Error::internal)?;
            db.write(move |conn| {
                Box::pin(async move { db::settings::set_once(conn, PUSH_KEY, &fresh).await })
            })
            .await?
        }
    };
    VapidKey::from_text(&text).map_err(Error::internal)
}

/// The actor that speaks for the unit; signs fetches.
pub async fn actor(app: &App) -> Result<AccountRow> {
    db::accounts::by_handle(&mut *app.db.read().await?, INSTANCE_ACTOR)
        .await?
        .ok_or_else(|| Error::internal("the unit has no actor"))
}

pub async fn about(app: &App) -> Result<About> {
    let settings = db::settings::some(&mut *app.db.read().await?, &[TITLE, DESCRIPTION]).await?;
    let get = |name: &str| {
        settings
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.clone())
    };
    Ok(About {
        title: get(TITLE).unwrap_or_else(|| app.config.title.clone()),
        description: get(DESCRIPTION).unwrap_or_default(),
    })
}

/// Sets title and description. `Invalid` for what is too long, and for an empty title.
pub async fn set_about(app: &AppRef, about: About) -> Result<()> {
    let about = checked(about)?;
    app.db
        .write(move |conn| Box::pin(async move { put_about(conn, &about).await }))
        .await
}

/// Title and description as they are stored.
pub(super) fn checked(about: About) -> Result<About> {
    let (title, description) = (about.title.trim(), about.description.trim());
    if title.is_empty() || title.chars().count() > TITLE_CHARACTERS {
        return Err(Error::invalid(format!(
            "The unit needs a name of 1 to {TITLE_CHARACTERS} characters"
        )));
    }
    if description.chars().count() > DESCRIPTION_CHARACTERS {
        return Err(Error::invalid(format!(
            "The description of the unit has at most {DESCRIPTION_CHARACTERS} characters"
        )));
    }
    Ok(About {
        title: title.to_owned(),
        description: description.to_owned(),
    })
}

pub(super) async fn put_about(conn: &mut db::Conn, about: &About) -> Result<()> {
    db::settings::set(conn, TITLE, &about.title).await?;
    db::settings::set(conn, DESCRIPTION, &about.description).await
}

/// Tells the other units that there is something new to read at this one, if its directory has changed since they were told
/// and that was `pause` seconds ago or longer. Tells whether it did.
pub async fn announce_changes(app: &AppRef, pause: i64) -> Result<bool> {
    let mut conn = app.db.read().await?;
    let last = db::directory::last_position(&mut conn).await?;
    let told = db::settings::get(&mut conn, TOLD).await?;
    drop(conn);
    let told = told.as_deref().and_then(|told| told.split_once(' '));
    let number = |text: &str| text.parse::<i64>().unwrap_or(0);
    let (position, at) = told.map_or((0, 0), |(position, at)| (number(position), number(at)));
    let now = app.now();
    if last <= position || now < Timestamp::from_millis(at).plus_seconds(pause) {
        return Ok(false);
    }
    let (account, event) = (actor(app).await?.id, app.next_id());
    let value = format!("{last} {}", now.millis());
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::settings::set(conn, TOLD, &value).await?;
                db::outbox::insert(conn, event, &Outgoing::UpdateActor { account }, now).await
            })
        })
        .await?;
    app.hints.publish.notify_one();
    Ok(true)
}

/// Does the unit still wait for its owner?
pub async fn needs_setup(app: &App) -> Result<bool> {
    Ok(db::users::count_with_role(&mut *app.db.read().await?, Role::Owner).await? == 0)
}

/// A fresh one-time setup link, or `None` when the unit has an owner. An older link ends with it.
pub async fn setup_link(app: &AppRef) -> Result<Option<String>> {
    if !needs_setup(app).await? {
        return Ok(None);
    }
    let token = secret::random();
    let hash = secret::hash(&token);
    app.db
        .write(move |conn| Box::pin(async move { db::settings::set(conn, SETUP, &hash).await }))
        .await?;
    Ok(Some(format!("{}/setup/{token}", app.urls.base())))
}

/// Is this the token of the setup link, and is it still good?
pub async fn check_setup_token(app: &App, token: &str) -> Result<()> {
    let stored = db::settings::get(&mut *app.db.read().await?, SETUP).await?;
    let good = stored.is_some_and(|stored| secret::equal(&stored, &secret::hash(token)));
    if good && needs_setup(app).await? {
        return Ok(());
    }
    Err(Error::forbidden(
        "This setup link is not good any more. If the unit has no owner yet, restart it: it prints a new link",
    ))
}

/// First start: names the unit and makes its owner, who can log in at once. Errors as [`accounts::create`].
pub async fn set_up(
    app: &AppRef,
    token: &str,
    about: About,
    owner: accounts::NewPerson,
) -> Result<AccountRow> {
    check_setup_token(app, token).await?;
    set_about(app, about).await?;
    let account = accounts::create(
        app,
        accounts::NewPerson {
            role: Role::Owner,
            ..owner
        },
    )
    .await?;
    app.db
        .write(move |conn| Box::pin(async move { db::settings::delete(conn, SETUP).await }))
        .await?;
    Ok(account)
}
