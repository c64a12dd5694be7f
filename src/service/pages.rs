//! What the unit says of itself at length: what it is for, its rules, what it does with personal data, its terms. Written by its
//! admins in Markdown.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::app::{App, AppRef};
use crate::db::{self, Conn};
use crate::domain::{Role, Timestamp};
use crate::error::{Error, Result};
use crate::service::auth::Person;
use crate::service::surface::Context;
use crate::service::unit::{self, About};
use crate::text::compose::{self, Entities, Format};

const EXTENDED: &str = "extended_description";
const PRIVACY: &str = "privacy_policy";
const TERMS: &str = "terms_of_service";
const RULES: &str = "rules";

/// Characters of one text.
pub const CHARACTERS: usize = 50_000;
/// Rules, and characters of one and of its hint.
const MOST_RULES: usize = 50;
const RULE_CHARACTERS: usize = 300;
/// Versions of the terms that are kept.
const VERSIONS: usize = 50;

/// A text and when it was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Markdown.
    pub text: String,
    pub updated_at: Timestamp,
}

impl Words {
    /// As harmless HTML.
    #[must_use]
    pub fn html(&self) -> String {
        let nobody = HashMap::new();
        let entities = Entities {
            people: &nobody,
            tag_url: &|tag| format!("/tags/{tag}"),
        };
        compose::compose(&self.text, Format::Markdown, &entities).html
    }
}

/// A rule of the unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Stays when others are added or removed: reports name it.
    pub id: i64,
    pub text: String,
    pub hint: String,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pages {
    pub extended: Option<Words>,
    pub privacy: Option<Words>,
    /// Versions of the terms, the one that holds now first; each holds from the day of its time on.
    pub terms: Vec<Words>,
    pub rules: Vec<Rule>,
}

/// What the admins send.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    pub title: String,
    pub description: String,
    pub extended: String,
    pub privacy: String,
    pub terms: String,
    /// A rule a line; behind a bar (`|`) what it means.
    pub rules: String,
}

/// What is written, by name.
pub async fn pages(app: &App) -> Result<Pages> {
    load(&mut *app.db.read().await?).await
}

async fn load(conn: &mut Conn) -> Result<Pages> {
    let names = [EXTENDED, PRIVACY, TERMS, RULES];
    let found = db::settings::some(conn, &names).await?;
    let settings: HashMap<String, String> = found.into_iter().collect();
    let text = |name: &str| settings.get(name).map(String::as_str);
    Ok(Pages {
        extended: read(text(EXTENDED))?,
        privacy: read(text(PRIVACY))?,
        terms: read::<Vec<Words>>(text(TERMS))?.unwrap_or_default(),
        rules: read::<Vec<Rule>>(text(RULES))?.unwrap_or_default(),
    })
}

fn read<T: for<'a> Deserialize<'a>>(text: Option<&str>) -> Result<Option<T>> {
    text.map(serde_json::from_str)
        .transpose()
        .map_err(Error::internal)
}

/// What every unit does with personal data, where its admins have not written anything else.
const DEFAULT_PRIVACY_EN: &str = "## What is kept

- What you write, the files that you add, and your profile, until you delete them.
- Whom you follow, block and mute, and what you marked or saved.
- Your name for logging in, a hash of your password, and while you are logged in the kind of program you use.

## Who gets it

- Your posts go to the people they are for, and to the units where those people are. Each unit keeps them under its own rules.
- A post that is for your own unit never leaves it.
- The admins of this unit can see what is in its database. Nobody else is given anything, and nothing is sold or used for \
advertisements.

## What you can do

You can change and delete what you wrote, and other units are told so. Ask the admins of this unit for a copy of your data, \
or to delete your account.";

const DEFAULT_PRIVACY_NL: &str = "## Wat er bewaard wordt

- Wat je schrijft, de bestanden die je toevoegt en je profiel, tot je ze verwijdert.
- Wie je volgt, blokkeert en dempt, en wat je leuk vond of bewaarde.
- Je naam om in te loggen, een hash van je wachtwoord, en zolang je ingelogd bent het soort programma dat je gebruikt.

## Wie het krijgt

- Je berichten gaan naar de mensen voor wie ze zijn, en naar de units waar die mensen zijn. Elke unit bewaart ze volgens de eigen \
regels.
- Een bericht voor je eigen unit gaat er nooit uit.
- De beheerders van deze unit kunnen zien wat er in de database staat. Verder krijgt niemand iets, en niets wordt verkocht of voor \
reclame gebruikt.

## Wat je kunt doen

Je kunt veranderen en verwijderen wat je schreef, en andere units horen daarvan. Vraag de beheerders van deze unit om een kopie van je \
gegevens, of om je account te verwijderen.";

/// The privacy policy: what the admins wrote, else the one of the program, in Dutch for the language `nl` and otherwise in
/// English.
///
/// # Errors
/// Those of the database.
pub async fn privacy(app: &App, language: &str) -> Result<Words> {
    if let Some(words) = pages(app).await?.privacy {
        return Ok(words);
    }
    Ok(Words {
        text: match language {
            "nl" => DEFAULT_PRIVACY_NL,
            _ => DEFAULT_PRIVACY_EN,
        }
        .to_owned(),
        updated_at: unit::actor(app).await?.created_at,
    })
}

/// The rules alone.
pub async fn rules(app: &App) -> Result<Vec<Rule>> {
    rules_in(&mut *app.db.read().await?).await
}

pub(in crate::service) async fn rules_in(conn: &mut Conn) -> Result<Vec<Rule>> {
    let stored = db::settings::get(conn, RULES).await?;
    Ok(read::<Vec<Rule>>(stored.as_deref())?.unwrap_or_default())
}

/// These rules, each once.
///
/// # Errors
/// [`Error::Invalid`] where one of them is none of the unit's; those of the database.
pub async fn known_rules(app: &App, mut ids: Vec<i64>) -> Result<Vec<i64>> {
    ids.sort_unstable();
    ids.dedup();
    let rules = rules(app).await?;
    match ids.iter().all(|id| rules.iter().any(|rule| rule.id == *id)) {
        true => Ok(ids),
        false => Err(Error::invalid(
            "Validation failed: Rules does not reference valid rules",
        )),
    }
}

/// The rules as they are typed: a line each.
#[must_use]
pub fn lines(rules: &[Rule]) -> String {
    let line = |rule: &Rule| match rule.hint.is_empty() {
        true => rule.text.clone(),
        false => format!("{} | {}", rule.text, rule.hint),
    };
    rules.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Sets title, description and the texts. `Forbidden` for who is no admin; `Invalid` for what is too long. A text that is
/// empty is taken away; terms that have changed become a version that holds from today.
pub async fn set(app: &AppRef, by: &Person, changes: Changes) -> Result<()> {
    if by.user.role < Role::Admin {
        return Err(Error::forbidden("Only the admins of the unit change this"));
    }
    for text in [&changes.extended, &changes.privacy, &changes.terms] {
        if text.chars().count() > CHARACTERS {
            return Err(Error::invalid(format!(
                "This text is too long: at most {CHARACTERS} characters"
            )));
        }
    }
    let about = unit::checked(About {
        title: changes.title,
        description: changes.description,
    })?;
    let ctx = Context::new(app);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                db::locks::alone(conn, "texts of the unit").await?;
                let before = load(conn).await?;
                let words = |text: &str, old: Option<&Words>| {
                    let text = text.replace('\0', "").trim().to_owned();
                    match old {
                        Some(old) if old.text == text => Some(old.clone()),
                        _ => Some(Words {
                            text,
                            updated_at: ctx.now,
                        })
                        .filter(|words| !words.text.is_empty()),
                    }
                };
                let extended = words(&changes.extended, before.extended.as_ref());
                let privacy = words(&changes.privacy, before.privacy.as_ref());
                let terms = versions(&before.terms, words(&changes.terms, before.terms.first()));
                let rules = new_rules(&ctx, &before.rules, &changes.rules)?;
                let values = [
                    (EXTENDED, stored(extended.as_ref())?),
                    (PRIVACY, stored(privacy.as_ref())?),
                    (
                        TERMS,
                        stored(Some(&terms).filter(|terms| !terms.is_empty()))?,
                    ),
                    (
                        RULES,
                        stored(Some(&rules).filter(|rules| !rules.is_empty()))?,
                    ),
                ];
                unit::put_about(conn, &about).await?;
                for (name, value) in &values {
                    match value {
                        Some(value) => db::settings::set(conn, name, value).await?,
                        None => db::settings::delete(conn, name).await?,
                    }
                }
                Ok(())
            })
        })
        .await
}

fn stored<T: Serialize>(value: Option<&T>) -> Result<Option<String>> {
    value
        .map(serde_json::to_string)
        .transpose()
        .map_err(Error::internal)
}

/// The versions of the terms with the newest, which replaces one of the same day.
fn versions(before: &[Words], newest: Option<Words>) -> Vec<Words> {
    let Some(newest) = newest else {
        return Vec::new();
    };
    let day = |words: &Words| words.updated_at.to_datetime().date_naive();
    let older: Vec<Words> = before
        .iter()
        .filter(|words| day(words) != day(&newest))
        .cloned()
        .collect();
    std::iter::once(newest)
        .chain(older)
        .take(VERSIONS)
        .collect()
}

/// Rules from lines. One whose text was there before keeps its id.
fn new_rules(ctx: &Context, before: &[Rule], lines: &str) -> Result<Vec<Rule>> {
    let mut rules: Vec<Rule> = Vec::new();
    let lines = lines.replace('\0', "");
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (text, hint) = line.split_once('|').unwrap_or((line, ""));
        let (text, hint) = (text.trim().to_owned(), hint.trim().to_owned());
        let long = |text: &str| text.chars().count() > RULE_CHARACTERS;
        if text.is_empty() || long(&text) || long(&hint) {
            return Err(Error::invalid(format!(
                "A rule has 1 to {RULE_CHARACTERS} characters, and as many at most behind the bar"
            )));
        }
        if rules.len() == MOST_RULES {
            return Err(Error::invalid(format!("At most {MOST_RULES} rules")));
        }
        let taken = |id: i64| rules.iter().any(|rule| rule.id == id);
        let known = before
            .iter()
            .find(|rule| rule.text == text && !taken(rule.id));
        rules.push(Rule {
            id: known.map_or_else(|| ctx.next_id(), |rule| rule.id),
            text,
            hint,
        });
    }
    Ok(rules)
}
