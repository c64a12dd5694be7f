//! The story that the demo tells: who there is, and what they say to each other. It is told as people would: each in their
//! own unit, by the same services as the web pages, while the others learn of it over HTTP.

mod groups;
mod posts;

use std::collections::HashMap;

use serde::Deserialize;

use self::groups::GroupPart;
use self::posts::PostPart;
use super::drawing;
use crate::ap::resolve;
use crate::app::AppRef;
use crate::cli::{Done, Failure};
use crate::domain::handle::Handle;
use crate::domain::{AccountId, Role};
use crate::error::Error;
use crate::service::accounts::{self, NewPerson};
use crate::service::auth::Person;
use crate::service::follows;
use crate::service::profiles::{self, ProfileChanges};
use crate::worker;

/// The same for everybody: the demo listens on this machine only.
pub const PASSWORD: &str = "samen-sterk";

const HOUR: f64 = 3_600_000.0;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    pub units: Vec<UnitPart>,
    groups: Vec<GroupPart>,
    posts: Vec<PostPart>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitPart {
    pub name: String,
    /// The name before `.localhost`, and that of its folder.
    pub host: String,
    pub description: String,
    pub people: Vec<PersonPart>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonPart {
    pub username: String,
    pub name: String,
    title: String,
    bio: String,
    /// How the portrait is drawn.
    look: String,
    language: String,
    #[serde(default = "member")]
    pub role: String,
    /// People of other units; those of the own one follow each other anyway.
    follows: Vec<String>,
}

fn member() -> String {
    Role::Member.name().to_owned()
}

impl Story {
    /// The story that comes with the program.
    pub fn read() -> Done<Self> {
        toml::from_str(include_str!("story.toml")).map_err(|error| Error::internal(error).into())
    }

    /// How long before now the story begins, in milliseconds.
    pub fn length(&self) -> i64 {
        let longest = self.posts.iter().map(|post| post.hours).fold(0.0, f64::max);
        millis(longest) + millis(1.0)
    }
}

/// Somebody of the story, in the flesh.
#[derive(Debug, Clone)]
pub struct Figure {
    pub person: Person,
    /// Their unit, as an index into those of the story.
    pub unit: usize,
}

/// The units while the story is told.
pub struct Stage<'a> {
    pub story: &'a Story,
    /// In the order of the story's units. All have one clock, which goes so much behind as the story needs.
    pub apps: &'a [AppRef],
    people: HashMap<&'a str, Figure>,
    /// The units of the groups, by name.
    groups: HashMap<&'a str, usize>,
    /// Addresses of posts by their ids in the story.
    posts: HashMap<&'a str, String>,
}

impl<'a> Stage<'a> {
    pub fn new(story: &'a Story, apps: &'a [AppRef]) -> Self {
        Self {
            story,
            apps,
            people: HashMap::new(),
            groups: HashMap::new(),
            posts: HashMap::new(),
        }
    }

    /// Tells the story from its beginning until now.
    pub async fn play(&mut self) -> Done {
        self.gather().await?;
        self.befriend().await?;
        self.gather_groups().await?;
        let story = self.story;
        for post in &story.posts {
            self.wait_until(post.hours);
            self.publish(post).await?;
        }
        self.turn(self.behind());
        Ok(())
    }

    /// Everybody, by username.
    pub fn figure(&self, username: &str) -> Done<&Figure> {
        self.people.get(username).ok_or_else(|| {
            Failure::from(Error::internal(format!(
                "the story has nobody called {username}"
            )))
        })
    }

    /// Makes the people, with profiles and portraits.
    async fn gather(&mut self) -> Done {
        let units = self.story.units.iter().enumerate().zip(self.apps);
        let all = units.flat_map(|((unit, part), app)| {
            part.people.iter().map(move |person| async move {
                let made = make(app, person).await?;
                Done::Ok((person.username.as_str(), Figure { person: made, unit }))
            })
        });
        self.people = futures::future::try_join_all(all)
            .await?
            .into_iter()
            .collect();
        Ok(())
    }

    /// Lets people follow each other: all of a unit, and some across.
    async fn befriend(&mut self) -> Done {
        for ((unit, part), app) in self.story.units.iter().enumerate().zip(self.apps) {
            for one in &part.people {
                let figure = self.figure(&one.username)?;
                let colleagues = part.people.iter().map(|other| &other.username);
                for name in colleagues
                    .chain(&one.follows)
                    .filter(|name| **name != one.username)
                {
                    let target = self.seen_from(unit, name).await?;
                    follows::follow(app, &figure.person, target, None, None).await?;
                }
            }
        }
        self.settle().await
    }

    /// The account of somebody as a unit knows it; the first time, it asks theirs.
    async fn seen_from(&self, unit: usize, username: &str) -> Done<AccountId> {
        let handle = self.handle(username, unit)?;
        Ok(resolve::handle(self.app(unit)?, &handle).await?.id)
    }

    fn handle(&self, username: &str, from: usize) -> Done<Handle> {
        self.handle_at(username, self.figure(username)?.unit, from)
    }

    /// What stands under this name at `unit`, as it is called `from` another.
    fn handle_at(&self, username: &str, unit: usize, from: usize) -> Done<Handle> {
        let host = match unit == from {
            true => None,
            false => Some(self.app(unit)?.config.domain.clone()),
        };
        Ok(Handle {
            username: username.to_owned(),
            host,
        })
    }

    /// Lets everything that was sent arrive everywhere.
    async fn settle(&self) -> Done {
        loop {
            let passes = self.apps.iter().map(worker::drain);
            if !futures::future::try_join_all(passes).await?.contains(&true) {
                return Ok(());
            }
        }
    }

    fn app(&self, unit: usize) -> Done<&'a AppRef> {
        self.apps
            .get(unit)
            .ok_or_else(|| Error::internal("a figure of no unit").into())
    }

    /// How much the units' clock is behind, in milliseconds.
    fn behind(&self) -> i64 {
        self.apps.first().map_or(0, |app| app.clock.behind_millis())
    }

    fn wait_until(&self, hours_ago: f64) {
        self.turn((self.behind() - millis(hours_ago)).max(0));
    }

    /// The clock is one for all units.
    fn turn(&self, by: i64) {
        if let Some(app) = self.apps.first() {
            app.clock.advance_millis(by);
        }
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a few days in milliseconds are far from the end of the range"
)]
fn millis(hours: f64) -> i64 {
    (hours * HOUR) as i64
}

async fn make(app: &AppRef, part: &PersonPart) -> Done<Person> {
    let role = Role::from_name(&part.role)
        .ok_or_else(|| Error::internal(format!("{} is no role", part.role)))?;
    let new = NewPerson {
        display_name: part.name.clone(),
        role,
        locale: part.language.clone(),
        ..NewPerson::member(&part.username, PASSWORD)
    };
    let account = accounts::create(app, new).await?;
    let person = accounts::by_user_id(app, account.id).await?;
    let (name, look) = (part.username.clone(), part.look.clone());
    let portrait = app.heavy(move || drawing::portrait(&name, &look)).await??;
    let field = if part.language == "nl" {
        "Functie"
    } else {
        "Role"
    };
    let changes = ProfileChanges {
        note: Some(part.bio.clone()),
        fields: Some(vec![(field.to_owned(), part.title.clone())]),
        avatar: Some(portrait),
        default_language: Some(part.language.clone()),
        ..ProfileChanges::default()
    };
    Ok(profiles::update_profile(app, &person, changes).await?)
}

#[cfg(test)]
mod tests;
