//! The story that the demo tells: who there is, and what they say to each other. It is told as people would: each in their
//! own unit, by the same services as the web pages, while the others learn of it over HTTP.

mod groups;

use std::collections::HashMap;

use serde::Deserialize;

use self::groups::GroupPart;
use super::drawing;
use crate::ap::resolve;
use crate::app::AppRef;
use crate::cli::{Done, Failure};
use crate::domain::handle::Handle;
use crate::domain::{AccountId, Role, StatusId};
use crate::error::Error;
use crate::service::accounts::{self, NewPerson};
use crate::service::auth::Person;
use crate::service::drafts::Draft;
use crate::service::media::Upload;
use crate::service::profiles::{self, ProfileChanges};
use crate::service::{boosts, follows, marks, media, statuses};
use crate::text::compose::Format;
use crate::worker;

/// The same for everybody: the demo listens on this machine only.
pub const PASSWORD: &str = "samen-sterk";

const HOUR: f64 = 3_600_000.0;

/// Somebody reacts so long after the one before, in milliseconds.
const PAUSE: i64 = 40_000;

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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PostPart {
    /// By which other posts answer it.
    id: Option<String>,
    by: String,
    /// How long ago, in hours.
    hours: f64,
    language: String,
    text: String,
    #[serde(default)]
    warning: String,
    #[serde(default)]
    markdown: bool,
    /// Stays in the unit.
    #[serde(default)]
    local: bool,
    /// The group that it is written in; answers are where the question is.
    group: Option<String>,
    answers: Option<String>,
    picture: Option<String>,
    alt: Option<String>,
    #[serde(default)]
    favourites: Vec<String>,
    #[serde(default)]
    boosts: Vec<String>,
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

    async fn publish(&mut self, part: &'a PostPart) -> Done {
        let author = self.figure(&part.by)?.clone();
        let app = self.app(author.unit)?;
        let draft = Draft {
            text: self.with_mentions(part.text.trim(), author.unit)?,
            format: if part.markdown {
                Format::Markdown
            } else {
                Format::Plain
            },
            local_only: Some(part.local),
            group: match &part.group {
                Some(name) => Some(self.group_seen_from(author.unit, name).await?),
                None => None,
            },
            spoiler_text: part.warning.clone(),
            language: Some(part.language.clone()),
            in_reply_to: match &part.answers {
                Some(id) => Some(self.post_seen_from(author.unit, id).await?),
                None => None,
            },
            media: match &part.picture {
                Some(name) => vec![hang(app, &author.person, name, part.alt.clone()).await?],
                None => Vec::new(),
            },
            ..Draft::default()
        };
        resolve::find_mentioned(app, &draft.text, draft.format).await;
        let post = statuses::create(app, &author.person, draft).await?;
        let uri = post.row.uri.clone();
        self.settle().await?;
        for name in &part.favourites {
            let (fan, id) = self.reader(name, &uri).await?;
            marks::favourite(self.app(fan.unit)?, &fan.person, id).await?;
        }
        for name in &part.boosts {
            let (fan, id) = self.reader(name, &uri).await?;
            boosts::reblog(self.app(fan.unit)?, &fan.person, id).await?;
        }
        if let Some(id) = &part.id {
            self.posts.insert(id, uri);
        }
        self.settle().await
    }

    /// Somebody who reacts to a post a little later, and the post as their unit knows it.
    async fn reader(&self, username: &str, uri: &str) -> Done<(Figure, StatusId)> {
        if self.behind() > PAUSE {
            self.turn(PAUSE);
        }
        let figure = self.figure(username)?.clone();
        Ok((figure.clone(), self.known(figure.unit, uri).await?))
    }

    async fn post_seen_from(&self, unit: usize, id: &str) -> Done<StatusId> {
        let uri = self
            .posts
            .get(id)
            .ok_or_else(|| Error::internal(format!("no post before has the id {id}")))?;
        self.known(unit, uri).await
    }

    /// The post as a unit knows it; an error when it did not arrive there.
    async fn known(&self, unit: usize, uri: &str) -> Done<StatusId> {
        let app = self.app(unit)?;
        let known = resolve::known_post(app, uri).await?;
        let row = known.ok_or_else(|| {
            Error::internal(format!("{uri} did not arrive at {}", app.config.domain))
        })?;
        Ok(row.id)
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

    /// Puts handles in the place of the names in braces, as somebody of the unit would write them.
    fn with_mentions(&self, text: &str, unit: usize) -> Done<String> {
        let mut written = String::new();
        let mut rest = text;
        while let Some((before, (name, after))) = rest
            .split_once('{')
            .and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            written.push_str(before);
            written.push_str(&format!("@{}", self.handle(name, unit)?));
            rest = after;
        }
        written.push_str(rest);
        Ok(written)
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

/// Draws a picture and uploads it.
async fn hang(
    app: &AppRef,
    by: &Person,
    name: &str,
    alt: Option<String>,
) -> Done<crate::domain::MediaId> {
    let drawn = name.to_owned();
    let bytes = app.heavy(move || drawing::picture(&drawn)).await??;
    let upload = Upload {
        bytes,
        file_name: Some(format!("{name}.png")),
        description: alt,
        focus: None,
    };
    Ok(media::upload(app, by.account.id, upload).await?.id)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::groups::GroupAccess;

    #[test]
    fn everybody_and_every_post_that_the_story_names_is_there() {
        let story = Story::read().expect("the story can be read");
        let people: Vec<&PersonPart> = story.units.iter().flat_map(|unit| &unit.people).collect();
        let names: HashSet<&str> = people
            .iter()
            .map(|person| person.username.as_str())
            .collect();
        assert_eq!(names.len(), people.len(), "usernames are given once");
        let mut ids = HashSet::new();
        let mut hours = f64::MAX;
        for person in &people {
            assert!(
                person
                    .follows
                    .iter()
                    .all(|name| names.contains(name.as_str())),
                "{person:?}"
            );
            assert!(Role::from_name(&person.role).is_some(), "{person:?}");
        }
        let mut groups = HashSet::new();
        for group in &story.groups {
            let mut named = group.members.iter().chain(&group.asking);
            assert!(named.all(|name| names.contains(name.as_str())), "{group:?}");
            for owner in [&group.by, &group.with] {
                assert!(names.contains(owner.as_str()), "{group:?}");
            }
            assert!(GroupAccess::from_name(&group.access).is_some(), "{group:?}");
            assert!(!names.contains(group.name.as_str()), "{group:?}");
            groups.insert(group.name.as_str());
        }
        for post in &story.posts {
            let group = post.group.as_deref();
            assert!(group.is_none_or(|name| groups.contains(name)), "{post:?}");
            let mut named = post.favourites.iter().chain(&post.boosts).chain([&post.by]);
            let mut mentioned = post
                .text
                .split('{')
                .skip(1)
                .map(|rest| rest.split_once('}').unwrap().0);
            assert!(named.all(|name| names.contains(name.as_str())), "{post:?}");
            assert!(mentioned.all(|name| names.contains(name)), "{post:?}");
            assert!(
                post.answers.as_ref().is_none_or(|id| ids.contains(id)),
                "{post:?}"
            );
            assert!(post.hours <= hours, "in the order of time: {post:?}");
            assert!(
                post.picture.is_some() == post.alt.is_some(),
                "pictures are described: {post:?}"
            );
            hours = post.hours;
            ids.extend(post.id.clone());
        }
    }
}
