//! `meent user`: the people of the unit.

use clap::Subcommand;
use serde::Serialize;

use super::unit::ConfigFile;
use super::{Done, Failure, output};
use crate::ap;
use crate::ap::resolve::Found;
use crate::app::AppRef;
use crate::db::accounts::AccountRow;
use crate::domain::Role;
use crate::domain::handle::Handle;
use crate::error::Error;
use crate::service::accounts::{self, NewPerson};
use crate::service::auth::Person;
use crate::service::keys;
use crate::service::moves;
use crate::service::secret;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a person; prints a password unless one is given
    Create {
        username: String,
        #[arg(long, default_value = "")]
        name: String,
        #[arg(long)]
        email: Option<String>,
        #[arg(long, default_value = "member", value_parser = role)]
        role: Role,
        /// Language of the pages, en or nl; without it, what the browser asks for
        #[arg(long, value_parser = ["en", "nl"])]
        language: Option<String>,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
        #[arg(long)]
        json: bool,
    },
    /// Everybody, by name
    List {
        #[arg(long)]
        json: bool,
    },
    /// Lock somebody out and hide their posts
    Suspend { username: String },
    /// Take a suspension back
    Restore { username: String },
    /// Delete somebody with all posts, for good
    Delete {
        username: String,
        /// Confirm: it cannot be taken back
        #[arg(long)]
        yes: bool,
    },
    /// Set a new password and end every session; prints the password unless one is given
    ResetPassword {
        username: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
        #[arg(long)]
        json: bool,
    },
    /// The other accounts that somebody says are theirs; one that moves here has to be among them first
    Alias {
        username: String,
        /// Add the account name@unit or https://…
        #[arg(long, value_name = "ACCOUNT")]
        add: Vec<String>,
        /// Take an account out again
        #[arg(long, value_name = "ACCOUNT")]
        remove: Vec<String>,
    },
    /// Move somebody to another account, which has to name this one as its own; the followers follow there
    Move {
        username: String,
        /// name@unit or https://…
        target: String,
    },
    /// Give somebody new keys and tell all peers, for when the old ones may have become known
    RotateKey { username: String },
    /// Give somebody another role: member, moderator, admin or owner
    Role {
        username: String,
        #[arg(value_parser = role)]
        role: Role,
    },
}

/// A person as the commands print it.
#[derive(Serialize)]
struct Shown<'a> {
    id: String,
    username: &'a str,
    name: &'a str,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    suspended: bool,
    created_at: String,
    /// Only where it was made up just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
}

impl<'a> Shown<'a> {
    fn new(person: &'a Person, password: Option<&'a str>) -> Self {
        let (account, user) = (&person.account, &person.user);
        Self {
            id: account.id.to_string(),
            username: &account.username,
            name: account.shown_name(),
            role: user.role.name(),
            email: user.email.as_deref(),
            suspended: account.suspended_at.is_some(),
            created_at: account.created_at.to_rfc3339(),
            password,
        }
    }
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_name(text).ok_or_else(|| "a role is member, moderator, admin or owner".to_owned())
}

pub async fn run(args: Args) -> Done {
    let app = args.file.open().await?;
    match args.command {
        Command::Create {
            username,
            name,
            email,
            role,
            language,
            password_stdin,
            json,
        } => {
            let (password, made_up) = password(password_stdin)?;
            let new = NewPerson {
                username: username.clone(),
                display_name: name,
                email,
                password: Some(password.clone()),
                role,
                locale: language.unwrap_or_default(),
                id: None,
            };
            let account = accounts::create(&app, new)
                .await
                .map_err(Failure::about(&username))?;
            let person = accounts::by_user_id(&app, account.id).await?;
            let told = made_up.then_some(password.as_str());
            if json {
                return output::json(&Shown::new(&person, told));
            }
            output::line(format!("{username} can log in at {}", app.urls.base()))?;
            tell_password(told)
        }
        Command::List { json } => list(&app, json).await,
        Command::Suspend { username } => {
            let person = find(&app, &username).await?;
            accounts::set_suspended(&app, person.account.id, true).await?;
            output::line(format!("{username} is suspended"))
        }
        Command::Restore { username } => {
            let person = find(&app, &username).await?;
            accounts::set_suspended(&app, person.account.id, false).await?;
            output::line(format!("{username} is restored"))
        }
        Command::Delete { username, yes } => {
            let person = find(&app, &username).await?;
            if !yes {
                return Err(Failure::input(format!(
                    "this deletes {username} and {} posts for good. If that is meant, add --yes",
                    person.account.statuses_count
                )));
            }
            accounts::delete(&app, person.account.id).await?;
            output::line(format!("{username} is deleted"))
        }
        Command::ResetPassword {
            username,
            password_stdin,
            json,
        } => {
            let person = find(&app, &username).await?;
            let (password, made_up) = password(password_stdin)?;
            accounts::set_password(&app, person.account.id, password.clone()).await?;
            let told = made_up.then_some(password.as_str());
            if json {
                return output::json(&Shown::new(&person, told));
            }
            output::line(format!(
                "{username} has a new password and is logged out everywhere"
            ))?;
            tell_password(told)
        }
        Command::Alias {
            username,
            add,
            remove,
        } => {
            let person = find(&app, &username).await?;
            let mut all = moves::aliases(&person.account);
            for (accounts, own) in [(add, true), (remove, false)] {
                for text in accounts {
                    let alias = account(&app, &text).await?.uri;
                    all = moves::set_alias(&app, person.account.id, &alias, own).await?;
                }
            }
            all.into_iter().try_for_each(output::line)
        }
        Command::Move { username, target } => {
            let person = find(&app, &username).await?;
            let known = account(&app, &target).await?;
            let there = match known.is_local() {
                true => known,
                false => ap::resolve::refresh(&app, &known.uri).await?,
            };
            moves::depart(&app, &person, &there)
                .await
                .map_err(Failure::about(&username))?;
            output::line(format!("{username} has moved to {}", there.acct()))
        }
        Command::RotateKey { username } => {
            let person = find(&app, &username).await?;
            keys::rotate(&app, person.account.id).await?;
            output::line(format!("{username} has new keys; the peers are told"))
        }
        Command::Role { username, role } => {
            let person = find(&app, &username).await?;
            accounts::set_role(&app, person.account.id, role).await?;
            output::line(format!("{username} is {}", role.name()))
        }
    }
}

/// A person of this unit, or a failure that names whom was asked for.
pub async fn find(app: &AppRef, username: &str) -> Done<Person> {
    match accounts::local_by_name(app, username.trim_start_matches('@')).await {
        Err(Error::NotFound) => Err(Failure::input(format!(
            "there is nobody called {username} in this unit. `meent user list` shows everybody"
        ))),
        other => Ok(other?),
    }
}

/// An account here or elsewhere, by handle or address.
async fn account(app: &AppRef, text: &str) -> Done<AccountRow> {
    let found = match Handle::parse(text) {
        Some(handle) => ap::resolve::handle(app, &handle).await,
        None => match ap::resolve::address(app, text).await {
            Ok(Found::Account(row)) => Ok(*row),
            Ok(Found::Post(_)) => Err(Error::invalid("that is a post")),
            Err(error) => Err(error),
        },
    };
    found.map_err(Failure::about(text))
}

async fn list(app: &AppRef, json: bool) -> Done {
    let people = accounts::everybody(app).await?;
    if json {
        let shown: Vec<_> = people
            .iter()
            .map(|person| Shown::new(person, None))
            .collect();
        return output::json(&shown);
    }
    let rows: Vec<Vec<String>> = people
        .iter()
        .map(|person| {
            let shown = Shown::new(person, None);
            let state = if shown.suspended { "suspended" } else { "" };
            let posts = person.account.statuses_count.to_string();
            [
                shown.username,
                shown.name,
                shown.role,
                posts.as_str(),
                state,
            ]
            .map(str::to_owned)
            .to_vec()
        })
        .collect();
    output::table(&["USERNAME", "NAME", "ROLE", "POSTS", ""], &rows)
}

/// The password from standard input, or a new one; and whether it is new.
fn password(from_input: bool) -> Done<(String, bool)> {
    if !from_input {
        return Ok((secret::random().chars().take(20).collect(), true));
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.is_empty() {
        return Err(Failure::input("no password came on standard input"));
    }
    Ok((password, false))
}

fn tell_password(password: Option<&str>) -> Done {
    match password {
        Some(password) => output::line(format!("password: {password}")),
        None => Ok(()),
    }
}
