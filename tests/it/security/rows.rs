//! The rows of the security plan, sections A to F: which there are, which of them are tested here, and which wait for a
//! feature. Each row is one test named after it; when the last one of a section has ended, the section is counted on
//! standard output.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// Rows whose feature does not exist yet, with the reason.
const NOT_BUILT: &[(&str, &str)] = &[("F9", "exports and webhooks are not in yet")];

/// Every row, in the order of the plan.
#[rustfmt::skip]
const PLAN: &[(&str, &[&str])] = &[
    ("A", &["A1", "A2", "A3", "A4", "A9", "A10", "A11", "A12", "A14", "A15", "A16", "A17", "A18", "A22", "A24"]),
    ("B", &["B1", "B6", "B7", "B8", "B11", "B12", "B13", "B15", "B17", "B18", "B20", "B21", "B22", "B23", "B26", "B27", "B28"]),
    ("C", &["C1", "C2", "C4", "C5", "C6", "C7", "C8", "C10", "C13", "C14"]),
    ("D", &["D4", "D5", "D6", "D7", "D8", "D9", "D10", "D11", "D12", "D14", "D15", "D18", "D19", "D20"]),
    ("E", &["E1", "E3", "E4", "E7", "E8", "E11", "E12", "E16", "E17", "E18", "E19", "E20"]),
    ("F", &["F1", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F13", "F14", "F15", "F17", "F18"]),
];

/// Rows that have ended, and whether they hold.
static ENDED: Mutex<BTreeMap<&str, bool>> = Mutex::new(BTreeMap::new());

/// A row under test. It holds when [`Row::holds`] was reached.
pub struct Row {
    id: &'static str,
    holds: bool,
}

impl Row {
    pub fn new(id: &'static str) -> Self {
        Self { id, holds: false }
    }

    /// The end of the row's test.
    pub fn holds(mut self) {
        self.holds = true;
    }
}

impl Drop for Row {
    fn drop(&mut self) {
        let mut ended = ENDED.lock().unwrap_or_else(PoisonError::into_inner);
        ended.insert(self.id, self.holds);
        let section = PLAN.iter().find(|(_, rows)| rows.contains(&self.id));
        let (name, rows) = section.expect("a row of the plan");
        let tested = || rows.iter().filter(|row| reason(row).is_none());
        if tested().all(|row| ended.contains_key(row)) {
            count(name, tested().filter(|row| ended[*row]).count(), rows);
        }
    }
}

/// Past the test harness, which keeps what passing tests print.
fn count(section: &str, hold: usize, rows: &[&str]) {
    let missing = rows
        .iter()
        .filter_map(|row| reason(row).map(|why| format!("; {row} not built: {why}")));
    let line = format!(
        "security {section}: {hold}/{} rows hold{}\n",
        rows.len(),
        missing.collect::<String>()
    );
    let _ = std::io::stdout().lock().write_all(line.as_bytes());
}

fn reason(row: &str) -> Option<&'static str> {
    NOT_BUILT
        .iter()
        .find(|(id, _)| *id == row)
        .map(|(_, why)| *why)
}

#[test]
fn every_row_of_the_plan_is_tested_once_or_has_a_reason() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/security");
    let (mut sources, mut folders) = (String::new(), vec![folder]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => sources.push_str(&std::fs::read_to_string(path).unwrap()),
            }
        }
    }
    for row in PLAN.iter().flat_map(|(_, rows)| rows.iter()) {
        let used = sources.matches(&format!("Row::new(\"{row}\")")).count();
        let named = sources
            .matches(&format!("async fn {}_", row.to_lowercase()))
            .count();
        let wanted = usize::from(reason(row).is_none());
        assert_eq!((used, named), (wanted, wanted), "{row}");
    }
}
