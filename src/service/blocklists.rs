//! Lists of servers that are shut out, as admins of open networks hand them to each other: Mastodon's CSV of domain blocks.

use std::collections::BTreeSet;

use crate::app::AppRef;
use crate::db;
use crate::domain::PeerState;
use crate::error::{Error, Result};
use crate::service::peers;

/// The columns that Mastodon writes, of which the first two are read.
const HEADER: &str = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate";

/// Lines that are read of one list.
const LINES: usize = 100_000;

/// What came of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Servers that are shut out now and were not before.
    pub new: Vec<String>,
    /// Servers that were shut out already.
    pub known: usize,
    /// Members of this unit's network, which a list does not throw out.
    pub members: Vec<String>,
    /// Lines that say something else than to shut out: milder measures, which there are none of here.
    pub milder: usize,
    /// Lines that cannot be read, as they stand.
    pub unreadable: Vec<String>,
}

/// Every server that is shut out, in Mastodon's form, by name.
///
/// # Errors
/// Those of the database.
pub async fn export(app: &AppRef) -> Result<String> {
    let peers = db::peers::all(&mut *app.db.read().await?).await?;
    let mut text = format!("{HEADER}\n");
    for peer in peers {
        if peer.state == PeerState::Suspended {
            text.push_str(&format!("{},suspend,true,true,,false\n", peer.authority));
        }
    }
    Ok(text)
}

/// Shuts out the servers of a list. The first line may name the columns; without it the first column is the server and
/// all of them are shut out. Lines with another severity than `suspend` are counted and passed over. With reach `network`,
/// members stay members.
///
/// # Errors
/// [`Error::Invalid`] for a list without any usable line; those of the database.
pub async fn import(app: &AppRef, text: &str) -> Result<Imported> {
    let mut outcome = Imported::default();
    let mut named = BTreeSet::new();
    let mut columns = (0, None);
    for (number, line) in text.lines().take(LINES).enumerate() {
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() {
            continue;
        }
        let cells = cells(line);
        if number == 0
            && let Some(found) = header(&cells)
        {
            columns = found;
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
        let severity = columns.1.map_or("suspend", cell);
        if !matches!(severity, "" | "suspend") {
            outcome.milder += 1;
            continue;
        }
        match peers::parse_authority(cell(columns.0)) {
            Ok(authority) if authority != app.config.domain => {
                named.insert(authority);
            }
            _ => outcome.unreadable.push(line.chars().take(100).collect()),
        }
    }
    if named.is_empty() && outcome.milder == 0 {
        return Err(Error::invalid(
            "There is no server in this list. It is a CSV file with the name of a server at the beginning of each line",
        ));
    }
    for authority in named {
        match peers::shut_out(app, &authority).await? {
            None => outcome.new.push(authority),
            Some(PeerState::Suspended) => outcome.known += 1,
            Some(_) => outcome.members.push(authority),
        }
    }
    Ok(outcome)
}

/// The places of the server and of the severity, if these cells name columns.
fn header(cells: &[String]) -> Option<(usize, Option<usize>)> {
    let place = |name: &str| {
        let mut cells = cells.iter();
        cells.position(|cell| {
            cell.trim()
                .trim_start_matches('#')
                .eq_ignore_ascii_case(name)
        })
    };
    Some((place("domain")?, place("severity")))
}

/// The cells of a line of CSV (RFC 4180); one that is quoted ends on its line here.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let (mut quoted, mut characters) = (false, line.chars().peekable());
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                push(&mut cells, '"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => push(&mut cells, c),
        }
    }
    cells
}

fn push(cells: &mut [String], c: char) {
    if let Some(last) = cells.last_mut() {
        last.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_may_be_quoted() {
        assert_eq!(cells("a,b,"), ["a", "b", ""]);
        assert_eq!(cells(r#"a,"b, ""c""",d"#), ["a", r#"b, "c""#, "d"]);
        assert_eq!(cells(""), [""]);
        let named = cells("#domain,#severity");
        assert_eq!(header(&named), Some((0, Some(1))));
        assert_eq!(header(&cells("severity,domain")), Some((1, Some(0))));
        assert_eq!(header(&cells("evil.example,suspend")), None);
    }
}
