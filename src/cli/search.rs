//! `meent search`: the index of posts.

use clap::Subcommand;

use super::unit::ConfigFile;
use super::{Done, output};
use crate::service::search;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Have the index made anew from the database, in the background (a damaged one is by itself)
    Rebuild,
}

pub async fn run(args: Args) -> Done {
    let app = args.file.open().await?;
    match args.command {
        Command::Rebuild => {
            search::rebuild(&app).await?;
            output::line(
                "The unit makes its index for searching anew, at once if it is running, else when it is started. Until that is done, posts are found as before.",
            )
        }
    }
}
