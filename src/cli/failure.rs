//! How a command fails: a sentence for the person at the terminal, a number for the script around it.

use std::process::ExitCode;

use super::output;
use crate::error::Error;

/// The exit codes, as `<sysexits.h>` numbers them. Wrong arguments end with clap's 2.
const BAD_INPUT: u8 = 65;
const UNAVAILABLE: u8 = 69;
const OUR_FAULT: u8 = 70;
const TRY_AGAIN: u8 = 75;
const CONFIG: u8 = 78;

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    text: String,
}

impl Failure {
    /// What was given cannot be used.
    pub fn input(text: impl Into<String>) -> Self {
        Self {
            code: BAD_INPUT,
            text: text.into(),
        }
    }

    /// Something that is needed is not there: a file, a port, a database.
    pub fn unavailable(text: impl Into<String>) -> Self {
        Self {
            code: UNAVAILABLE,
            text: text.into(),
        }
    }

    /// What was looked at is not as it should be. The same number as [`Failure::unavailable`]: something that is needed is not
    /// there.
    pub fn found(count: usize) -> Self {
        Self::unavailable(match count {
            1 => "1 check failed".to_owned(),
            count => format!("{count} checks failed"),
        })
    }

    /// The configuration is wrong.
    pub fn config(error: &Error) -> Self {
        Self {
            code: CONFIG,
            text: error.to_string(),
        }
    }

    /// An error about `what`, which the texts of services leave out.
    pub fn about(what: &str) -> impl FnOnce(Error) -> Self {
        move |error| {
            let failure = Self::from(error);
            Self {
                text: format!("{what}: {}", failure.text),
                ..failure
            }
        }
    }

    /// Writes the sentence to standard error and returns the number.
    pub fn tell(&self) -> ExitCode {
        output::problem(&self.text);
        ExitCode::from(self.code)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match &error {
            Error::Unavailable(_) => UNAVAILABLE,
            Error::TooMany { .. } => TRY_AGAIN,
            Error::Internal(_) => OUR_FAULT,
            Error::NotFound
            | Error::Gone
            | Error::Unauthorized(_)
            | Error::Forbidden(_)
            | Error::Invalid(_) => BAD_INPUT,
        };
        // Who can run commands on the machine may read the cause too.
        Self {
            code,
            text: error.to_string(),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::unavailable(error.to_string())
    }
}
