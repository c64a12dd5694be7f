//! `meent token`: access tokens without a browser.

use clap::Subcommand;

use super::unit::ConfigFile;
use super::{Done, Failure, output, users};
use crate::app::AppRef;
use crate::domain::AccountId;
use crate::service::apps;
use crate::service::oauth::{self, TokenError};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a token and print it; it is shown this once
    Create {
        #[arg(long, value_name = "NAME")]
        user: String,
        /// What the token may do, such as "read write"
        #[arg(long, default_value = "read")]
        scopes: String,
    },
}

pub async fn run(args: Args) -> Done {
    let app = args.file.open().await?;
    let Command::Create { user, scopes } = args.command;
    let person = users::find(&app, &user).await?;
    output::line(create(&app, person.account.id, &scopes).await?)
}

/// A token of the application that stands for the command line.
pub async fn create(app: &AppRef, account: AccountId, scopes: &str) -> Done<String> {
    let owner = apps::command_line(app).await?;
    match oauth::person_token(app, &owner, account, scopes).await {
        Ok(issued) => Ok(issued.secret),
        Err(TokenError::Other(error)) => Err(error.into()),
        Err(refused) => Err(Failure::input(refused.to_string())),
    }
}
