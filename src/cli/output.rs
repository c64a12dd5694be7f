//! What commands print. The one place that writes to the terminal; everything else goes to the log.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;

use super::{Done, Failure};

/// A line on standard output.
pub fn line(text: impl Display) -> Done {
    written(writeln!(io::stdout().lock(), "{text}").and_then(|()| io::stdout().flush()))
}

/// Text that ends with its own line.
pub fn text(text: &str) -> Done {
    written(write!(io::stdout().lock(), "{text}").and_then(|()| io::stdout().flush()))
}

/// A value as one line of JSON.
pub fn json(value: &impl Serialize) -> Done {
    let text = serde_json::to_string(value).map_err(crate::error::Error::internal)?;
    line(text)
}

/// Rows under headings, in columns as wide as what stands in them.
pub fn table(headings: &[&str], rows: &[Vec<String>]) -> Done {
    let mut widths: Vec<usize> = headings.iter().map(|text| text.chars().count()).collect();
    for row in rows {
        for (width, text) in widths.iter_mut().zip(row) {
            *width = (*width).max(text.chars().count());
        }
    }
    let joined = |cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<String> = cells
            .zip(&widths)
            .map(|(text, width)| format!("{text:<width$}"))
            .collect();
        cells.join("  ").trim_end().to_owned()
    };
    line(joined(&mut headings.iter().copied()))?;
    for row in rows {
        line(joined(&mut row.iter().map(String::as_str)))?;
    }
    Ok(())
}

/// A sentence on standard error, for what went wrong.
pub fn problem(text: &str) {
    // Nowhere is left to complain when standard error is closed.
    drop(writeln!(io::stderr().lock(), "meent: {text}"));
}

/// Somebody who reads no further (`meent user list | head`) is no failure.
fn written(result: io::Result<()>) -> Done {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::from(error)),
        _ => Ok(()),
    }
}
