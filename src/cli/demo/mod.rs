//! `meent demo`: three units on this machine that federate over HTTP, with people who talk to each other.

mod drawing;
mod folder;
mod story;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::task::JoinSet;

use self::folder::{AnnouncedPerson, AnnouncedUnit, Announcement, Folder};
use self::story::{Stage, Story, UnitPart};
use super::{Done, Failure, logging, output, serve, tokens, unit};
use crate::app::AppRef;
use crate::config::Config;
use crate::domain::time::Clock;
use crate::http;
use crate::service::peers;
use crate::service::unit::About;
use crate::{ap, service, worker};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the units keep their data
    #[arg(long, value_name = "DIR", default_value = "data/demo")]
    dir: PathBuf,
    /// Port of the first unit; the others take the next two
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// When all is ready, print the units, people, passwords and tokens as one line of JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(args: Args) -> Done {
    logging::start_quiet()?;
    let stopping = serve::stopped()?;
    let story = Story::read()?;
    let mut listeners = Vec::new();
    for (address, _) in places(&story, args.port)? {
        listeners.push(serve::listen(address, "--port").await?);
    }
    let (folder, made) = Folder::open(&args.dir, args.port)?;
    // The story begins some days ago and is told until now: as fast as the units can, on a clock that catches up.
    let clock = match made {
        Some(_) => Clock::System,
        None => Clock::behind(story.length()),
    };
    let mut apps = Vec::new();
    for (part, (address, url)) in story.units.iter().zip(places(&story, args.port)?) {
        if made.is_none() {
            folder.clear(&part.host)?;
        }
        let config = config(&folder, part, address, &url)?;
        apps.push(unit::open(config, clock.clone()).await?);
    }
    let mut servers = JoinSet::new();
    for (app, listener) in apps.iter().zip(listeners) {
        let told = stopping.clone().cancelled_owned();
        servers.spawn(http::serve::serve(app.clone(), listener, told));
    }
    let made = match made {
        Some(made) => made,
        None => {
            if !args.json {
                output::line("Making three units and their people. This takes some seconds.")?;
            }
            tokio::select! {
                made = make(&story, &apps) => folder.finish(made?)?,
                // The next start begins anew.
                () = stopping.cancelled() => return Ok(()),
            }
        }
    };
    let workers: Vec<_> = apps.iter().map(worker::start).collect();
    announce(&args, &made)?;
    stopping.cancelled().await;
    let resting = futures::future::join_all(workers.into_iter().map(serve::rest));
    tokio::join!(resting, servers.join_all());
    Ok(())
}

/// Where each unit listens, and its address for people and peers.
fn places(story: &Story, port: u16) -> Done<Vec<(SocketAddr, String)>> {
    let ports = port..=u16::MAX;
    let places: Vec<_> = story
        .units
        .iter()
        .zip(ports)
        .map(|(part, port)| {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            (address, format!("http://{}.localhost:{port}", part.host))
        })
        .collect();
    if port == 0 || places.len() < story.units.len() {
        return Err(Failure::input(format!(
            "--port {port}: the units need this port and the next two, between 1 and 65535"
        )));
    }
    Ok(places)
}

/// The configuration that an admin would write for such a unit.
fn config(folder: &Folder, part: &UnitPart, bind: SocketAddr, url: &str) -> Done<Config> {
    let mut keys = toml::Table::new();
    let data = folder.of(&part.host).display().to_string();
    for (key, value) in [
        ("public_url", url),
        ("bind", &bind.to_string()),
        ("title", &part.name),
        ("data_dir", &data),
    ] {
        keys.insert(key.to_owned(), value.to_owned().into());
    }
    Ok(Config::parse(&keys.to_string(), None, std::iter::empty())?)
}

/// Peers the units with each other, tells the story, and gives everybody a token.
async fn make(story: &Story, apps: &[AppRef]) -> Done<Announcement> {
    for (part, app) in story.units.iter().zip(apps) {
        let about = About {
            title: part.name.clone(),
            description: part.description.clone(),
        };
        service::unit::set_about(app, about).await?;
    }
    for app in apps {
        for other in apps {
            if !Arc::ptr_eq(app, other) {
                let peer = peers::add(app, &other.config.domain).await?;
                ap::peers::ask(app, &peer).await?;
            }
        }
    }
    let mut stage = Stage::new(story, apps);
    stage.play().await?;
    let mut units = Vec::new();
    for (part, app) in story.units.iter().zip(apps) {
        let mut people = Vec::new();
        for person in &part.people {
            let account = stage.figure(&person.username)?.person.account.id;
            people.push(AnnouncedPerson {
                username: person.username.clone(),
                name: person.name.clone(),
                password: story::PASSWORD.to_owned(),
                token: tokens::create(app, account, "read write follow push").await?,
                role: person.role.clone(),
            });
        }
        units.push(AnnouncedUnit {
            name: part.name.clone(),
            url: app.config.public_url.clone(),
            domain: app.config.domain.clone(),
            people,
        });
    }
    Ok(Announcement { units })
}

fn announce(args: &Args, made: &Announcement) -> Done {
    if args.json {
        return output::json(made);
    }
    output::line("\nThree units are running, and talk to each other. Open them in a browser:\n")?;
    for unit in &made.units {
        output::line(format!("  {:<12}{}", unit.name, unit.url))?;
    }
    output::line(format!(
        "\nLog in with a name of that unit and the password {}:\n",
        story::PASSWORD
    ))?;
    for unit in &made.units {
        let names = unit.people.iter().map(|person| match person.role.as_str() {
            "member" => person.username.clone(),
            role => format!("{} ({role})", person.username),
        });
        let names: Vec<String> = names.collect();
        output::line(format!("  {:<12}{}", unit.name, names.join(", ")))?;
    }
    output::line(format!(
        "\nEverything is kept in {}; the next start goes on with it. Ctrl-C stops the units.",
        args.dir.display()
    ))
}
