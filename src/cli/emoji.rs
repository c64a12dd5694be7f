//! `meent emoji`: the custom emoji of the unit.

use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use super::unit::ConfigFile;
use super::{Done, Failure, output};
use crate::db::emoji::EmojiRow;
use crate::error::Error;
use crate::service::emoji;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a picture an emoji that people write as :NAME:
    Add {
        /// Letters, digits and underscores
        name: String,
        /// PNG, JPEG, WebP or GIF, at most 1 MB
        picture: PathBuf,
    },
    /// All of them, by name
    List {
        #[arg(long)]
        json: bool,
    },
    /// Take one away; texts show its name again
    Remove { name: String },
}

/// An emoji as the commands print it.
#[derive(Serialize)]
struct Shown<'a> {
    name: &'a str,
    url: String,
    created_at: String,
}

pub async fn run(args: Args) -> Done {
    let app = args.file.open().await?;
    match args.command {
        Command::Add { name, picture } => {
            let name = name.trim_matches(':');
            let bytes = tokio::fs::read(&picture).await.map_err(|error| {
                Failure::input(format!("{} cannot be read: {error}", picture.display()))
            })?;
            emoji::add(&app, name, bytes)
                .await
                .map_err(Failure::about(name))?;
            output::line(format!(":{name}: can be used"))
        }
        Command::List { json } => {
            let rows = emoji::own(&app).await?;
            let shown = |row: &EmojiRow| app.urls.file(row.file_key.as_deref().unwrap_or_default());
            if json {
                let all: Vec<_> = rows
                    .iter()
                    .map(|row| Shown {
                        name: &row.shortcode,
                        url: shown(row),
                        created_at: row.created_at.to_rfc3339(),
                    })
                    .collect();
                return output::json(&all);
            }
            let lines: Vec<Vec<String>> = rows
                .iter()
                .map(|row| vec![format!(":{}:", row.shortcode), shown(row)])
                .collect();
            output::table(&["NAME", "PICTURE"], &lines)
        }
        Command::Remove { name } => {
            let name = name.trim_matches(':');
            match emoji::remove(&app, name).await {
                Err(Error::NotFound) => Err(Failure::input(format!(
                    "there is no emoji :{name}:. `meent emoji list` shows all"
                ))),
                other => {
                    other?;
                    output::line(format!(":{name}: is gone"))
                }
            }
        }
    }
}
