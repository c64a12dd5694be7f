//! What the doctor finds: one finding a check, in words for an admin, with what to change and where.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Ok,
    /// Could not be tested, or is not needed.
    Skipped,
    /// Works, and deserves a look.
    Warning,
    Failed,
}

/// Where something has to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// In the unit that looks.
    Here,
    /// In the unit that is looked at.
    There,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What was tested: one word, stable for programs.
    pub check: String,
    pub outcome: Outcome,
    /// What was seen.
    pub text: String,
    /// What to do about it; absent when nothing is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    pub side: Side,
    pub text: String,
}

impl Side {
    /// The same place as the other unit calls it.
    pub const fn turned(self) -> Self {
        match self {
            Self::Here => Self::There,
            Self::There => Self::Here,
        }
    }
}

impl Finding {
    fn new(check: &str, outcome: Outcome, text: impl Into<String>) -> Self {
        Self {
            check: check.to_owned(),
            outcome,
            text: text.into(),
            advice: None,
        }
    }

    pub fn ok(check: &str, text: impl Into<String>) -> Self {
        Self::new(check, Outcome::Ok, text)
    }

    pub fn skipped(check: &str, text: impl Into<String>) -> Self {
        Self::new(check, Outcome::Skipped, text)
    }

    pub fn warning(check: &str, text: impl Into<String>) -> Self {
        Self::new(check, Outcome::Warning, text)
    }

    pub fn failed(check: &str, text: impl Into<String>) -> Self {
        Self::new(check, Outcome::Failed, text)
    }

    /// With what to change in the unit that looks.
    pub fn here(self, text: impl Into<String>) -> Self {
        self.advise(Side::Here, text)
    }

    /// With what to change in the unit that is looked at.
    pub fn there(self, text: impl Into<String>) -> Self {
        self.advise(Side::There, text)
    }

    fn advise(self, side: Side, text: impl Into<String>) -> Self {
        Self {
            advice: Some(Advice {
                side,
                text: text.into(),
            }),
            ..self
        }
    }
}

/// Has anything failed?
pub fn any_failed(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.outcome == Outcome::Failed)
}
