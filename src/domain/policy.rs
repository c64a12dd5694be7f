//! Who may quote, answer, like and boost a post: FEP-044f and GoToSocial's interaction policies, as pure rules.

use super::kinds::stored_enum;
use serde::{Deserialize, Serialize};

/// Somebody, or some people, seen from a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Everybody,
    /// Those who follow its author.
    Followers,
    /// Those whom its author follows.
    Following,
    Author,
    /// Somebody, by id.
    Actor(String),
}

/// Who may do one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// At once.
    pub automatic: Vec<Who>,
    /// When the author gives consent.
    pub manual: Vec<Who>,
}

/// The rules of one post; `None` is a rule that was not given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<Rule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Rule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<Rule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announce: Option<Rule>,
}

/// Whom a rule is asked about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asker<'a> {
    /// The id of the actor.
    pub uri: &'a str,
    /// It is the author of the post.
    pub author: bool,
    /// It follows the author.
    pub follows: bool,
    /// The author follows it.
    pub followed: bool,
}

/// What a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Go ahead.
    Given,
    /// Ask the author.
    Ask,
    Refused,
}

impl Rule {
    /// Does it depend on who follows whom?
    pub fn is_about_follows(&self) -> bool {
        let mut all = self.automatic.iter().chain(&self.manual);
        all.any(|who| matches!(who, Who::Followers | Who::Following))
    }

    /// Does it name somebody in particular?
    pub fn names_somebody(&self) -> bool {
        let mut all = self.automatic.iter().chain(&self.manual);
        all.any(|who| matches!(who, Who::Actor(_)))
    }

    /// What the rule says to somebody. Authors may always do what they like with their own posts.
    pub fn decide(&self, asker: &Asker<'_>) -> Consent {
        let covers = |who: &Who| match who {
            Who::Everybody => true,
            Who::Followers => asker.follows,
            Who::Following => asker.followed,
            Who::Author => asker.author,
            Who::Actor(uri) => uri == asker.uri,
        };
        if asker.author || self.automatic.iter().any(covers) {
            Consent::Given
        } else if self.manual.iter().any(covers) {
            Consent::Ask
        } else {
            Consent::Refused
        }
    }
}

stored_enum! {
    /// Who may quote a post of this unit, in the client API's words.
    QuotePolicy {
        Public = 0 => "public",
        Followers = 1 => "followers",
        Nobody = 2 => "nobody",
    }
}

#[allow(
    clippy::derivable_impls,
    reason = "the enum is made by a macro, which takes no default"
)]
impl Default for QuotePolicy {
    fn default() -> Self {
        Self::Public
    }
}

impl QuotePolicy {
    /// As a rule. The author is named where nobody else is: an empty list would read as no rule at all.
    pub fn rule(self) -> Rule {
        let automatic = match self {
            Self::Public => vec![Who::Everybody],
            Self::Followers => vec![Who::Followers],
            Self::Nobody => vec![Who::Author],
        };
        Rule {
            automatic,
            manual: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_gives_asks_or_refuses() {
        let rule = Rule {
            automatic: vec![
                Who::Followers,
                Who::Actor("https://a.example/bo".to_owned()),
            ],
            manual: vec![Who::Following],
        };
        let stranger = Asker {
            uri: "https://a.example/x",
            ..Asker::default()
        };
        assert_eq!(rule.decide(&stranger), Consent::Refused);
        for given in [
            Asker {
                follows: true,
                ..stranger
            },
            Asker {
                author: true,
                ..stranger
            },
            Asker {
                uri: "https://a.example/bo",
                ..stranger
            },
        ] {
            assert_eq!(rule.decide(&given), Consent::Given);
        }
        let known = Asker {
            followed: true,
            ..stranger
        };
        assert_eq!(rule.decide(&known), Consent::Ask);
        assert_eq!(QuotePolicy::Nobody.rule().decide(&known), Consent::Refused);
        assert_eq!(QuotePolicy::Public.rule().decide(&known), Consent::Given);
    }
}
