//! `meent seed FILE`: test data with known ids and secrets, in test mode only. See [`format`] for the file.

mod format;

use std::collections::HashMap;
use std::path::PathBuf;

use self::format::{SeedApp, SeedFile, SeedPost, SeedToken, SeedUser};
use super::unit::ConfigFile;
use super::{Done, Failure, output};
use crate::app::AppRef;
use crate::db::oauth::AppRow;
use crate::domain::{AccountId, StatusId, Visibility};
use crate::service::accounts::{self, NewPerson};
use crate::service::apps::{self, NewApp};
use crate::service::auth::Person;
use crate::service::drafts::Draft;
use crate::service::oauth::{self, TokenError};
use crate::service::profiles::{self, ProfileChanges};
use crate::service::statuses;
use crate::text::compose::Format;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
    /// JSON or TOML, by its ending
    #[arg(value_name = "FILE")]
    data: PathBuf,
}

pub async fn run(args: Args) -> Done {
    let data = SeedFile::read(&args.data)?;
    let app = args.file.open().await?;
    if !app.config.test_mode {
        return Err(Failure::input(
            "seed works in test mode only, because its secrets are written in a file. Set test_mode = true on a localhost name",
        ));
    }
    let people = users(&app, data.users).await?;
    let apps = apps(&app, data.apps).await?;
    let (people_count, apps_count) = (people.len(), apps.len());
    let tokens = tokens(&app, &people, &apps, data.tokens).await?;
    let posts = posts(&app, &people, data.posts).await?;
    output::line(format!(
        "added {people_count} people, {apps_count} apps, {tokens} tokens, {posts} posts"
    ))
}

async fn users(app: &AppRef, users: Vec<SeedUser>) -> Done<HashMap<String, Person>> {
    let mut people = HashMap::new();
    for user in users {
        let place = format!("user {}", user.username);
        let new = NewPerson {
            username: user.username.clone(),
            display_name: user.name,
            email: user.email,
            password: user.password,
            role: user.role.unwrap_or_default().into(),
            locale: user.language.unwrap_or_default(),
            id: user.id.map(|id| AccountId(id.0)),
        };
        let account = accounts::create(app, new)
            .await
            .map_err(Failure::about(&place))?;
        let person = accounts::by_user_id(app, account.id).await?;
        let changes = ProfileChanges {
            note: user.bio,
            locked: Some(user.locked),
            ..ProfileChanges::default()
        };
        let person = profiles::update_profile(app, &person, changes)
            .await
            .map_err(Failure::about(&place))?;
        people.insert(user.username, person);
    }
    Ok(people)
}

async fn apps(app: &AppRef, apps: Vec<SeedApp>) -> Done<HashMap<String, AppRow>> {
    let mut rows = HashMap::new();
    for seed in apps {
        let place = format!("app {}", seed.name);
        let new = NewApp {
            name: seed.name,
            website: seed.website,
            redirect_uris: seed.redirect_uris,
            scopes: seed.scopes,
        };
        let row = apps::register_as(app, new, seed.client_id.clone(), &seed.client_secret)
            .await
            .map_err(Failure::about(&place))?;
        rows.insert(seed.client_id, row);
    }
    Ok(rows)
}

async fn tokens(
    app: &AppRef,
    people: &HashMap<String, Person>,
    apps: &HashMap<String, AppRow>,
    tokens: Vec<SeedToken>,
) -> Done<usize> {
    let count = tokens.len();
    for (index, seed) in tokens.into_iter().enumerate() {
        let place = format!("token {}", index + 1);
        let owner = match &seed.app {
            Some(id) => apps.get(id).cloned().ok_or_else(|| {
                Failure::input(format!(
                    "{place}: no app of the file has the client_id {id}"
                ))
            })?,
            None => apps::command_line(app).await?,
        };
        let account = match &seed.user {
            Some(name) => Some(someone(app, people, name, &place).await?.account.id),
            None => None,
        };
        match oauth::token_as(app, &owner, account, &seed.scopes, &seed.token).await {
            Ok(()) => {}
            Err(TokenError::Other(error)) => return Err(Failure::about(&place)(error)),
            Err(refused) => return Err(Failure::input(format!("{place}: {refused}"))),
        }
    }
    Ok(count)
}

async fn posts(
    app: &AppRef,
    people: &HashMap<String, Person>,
    posts: Vec<SeedPost>,
) -> Done<usize> {
    let count = posts.len();
    for (index, seed) in posts.into_iter().enumerate() {
        let place = format!("post {}", index + 1);
        let author = someone(app, people, &seed.user, &place).await?;
        let visibility = match &seed.visibility {
            Some(name) => Some(Visibility::from_name(name).ok_or_else(|| {
                Failure::input(format!(
                    "{place}: visibility is public, unlisted, private or direct"
                ))
            })?),
            None => None,
        };
        let draft = Draft {
            text: seed.text,
            format: if seed.markdown {
                Format::Markdown
            } else {
                Format::Plain
            },
            visibility,
            local_only: seed.local_only,
            spoiler_text: seed.spoiler_text,
            language: seed.language,
            in_reply_to: seed.in_reply_to.map(|id| StatusId(id.0)),
            id: seed.id.map(|id| StatusId(id.0)),
            ..Draft::default()
        };
        statuses::create(app, &author, draft)
            .await
            .map_err(Failure::about(&place))?;
    }
    Ok(count)
}

/// A person of the file, or one that the unit had before.
async fn someone(
    app: &AppRef,
    people: &HashMap<String, Person>,
    name: &str,
    place: &str,
) -> Done<Person> {
    match people.get(name) {
        Some(person) => Ok(person.clone()),
        None => accounts::local_by_name(app, name)
            .await
            .map_err(|_| Failure::input(format!("{place}: there is nobody called {name}"))),
    }
}
