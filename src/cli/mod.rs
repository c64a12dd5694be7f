//! The command line. Commands that change a unit work on its database and may be used while the unit runs.

mod demo;
mod doctor;
mod emoji;
mod failure;
mod invitations;
mod logging;
mod migrate;
mod output;
mod peers;
mod search;
mod seed;
mod serve;
mod tokens;
mod unit;
mod users;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::Failure;

/// How a command ends.
type Done<T = ()> = Result<T, Failure>;

/// Meent: a social intranet that departments own together. One process is one unit.
#[derive(Debug, Parser)]
#[command(name = "meent", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Three units on this machine, with people and posts, to look around in
    Demo(demo::Args),
    /// Run a unit
    Serve(serve::Args),
    /// Bring the database up to what this version needs (`serve` does so by itself)
    Migrate(unit::ConfigFile),
    /// The people of the unit
    User(users::Args),
    /// The other units of the network
    Peer(peers::Args),
    /// Find out what is wrong: with this unit, or between it and a peer
    Doctor(doctor::Args),
    /// The custom emoji of the unit
    Emoji(emoji::Args),
    /// The index that posts are searched by
    Search(search::Args),
    /// Access tokens for apps and scripts
    Token(tokens::Args),
    /// Fill a unit in test mode with people, apps, tokens and posts from a file
    Seed(seed::Args),
}

/// Reads the command line, runs the command and tells how it ended.
#[must_use]
pub fn main() -> ExitCode {
    // Two threads at least: one may be busy with SQLite while the other takes requests.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(
            std::thread::available_parallelism()
                .map_or(2, usize::from)
                .max(2),
        )
        .enable_all()
        .build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(run(Cli::parse().command)),
        Err(error) => Err(Failure::unavailable(format!(
            "cannot start threads: {error}"
        ))),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}

async fn run(command: Command) -> Done {
    match command {
        Command::Demo(args) => demo::run(args).await,
        Command::Serve(args) => serve::run(args).await,
        Command::Migrate(file) => migrate::run(file).await,
        Command::User(args) => users::run(args).await,
        Command::Peer(args) => peers::run(args).await,
        Command::Doctor(args) => doctor::run(args).await,
        Command::Emoji(args) => emoji::run(args).await,
        Command::Search(args) => search::run(args).await,
        Command::Token(args) => tokens::run(args).await,
        Command::Seed(args) => seed::run(args).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_fit_together() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
