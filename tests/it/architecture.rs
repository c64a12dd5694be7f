//! The rules of ARCHITECTURE.md that a search through the sources can hold.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which of our own parts each part may use. `cli` stands above them all, `app` and `lib` tie them together.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("error", &[]),
    ("config", &["error"]),
    ("text", &["domain"]),
    ("media", &["domain"]),
    ("search", &["domain", "error", "text"]),
    ("db", &["domain", "error"]),
    ("stream", &["domain"]),
    (
        "service",
        &[
            "app", "config", "db", "domain", "error", "media", "search", "stream", "text",
        ],
    ),
    (
        "ap",
        &[
            "app", "config", "db", "domain", "error", "media", "service", "text",
        ],
    ),
    (
        "worker",
        &[
            "ap", "app", "config", "db", "domain", "error", "media", "service",
        ],
    ),
    (
        "http",
        &[
            "ap", "app", "config", "db", "domain", "error", "media", "service", "stream", "text",
        ],
    ),
];

/// Which parts alone may name a crate. `federation` is the other crate of the workspace.
const CRATES: &[(&str, &[&str])] = &[
    ("diesel", &["db"]),
    ("diesel_async", &["db"]),
    ("axum", &["http"]),
    ("axum_extra", &["http"]),
    ("askama", &["http"]),
    ("activitypub_federation", &["ap", "federation"]),
    ("reqwest", &["federation"]),
    ("clap", &["cli"]),
    ("tantivy", &["search"]),
];

struct Source {
    path: PathBuf,
    /// The first folder or file under `src`.
    part: String,
    /// Without comments.
    text: String,
    lines: usize,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for (folder, part) in [("src", None), ("federation/src", Some("federation"))] {
        let mut open = vec![root.join(folder)];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(
                    fs::read_dir(&path)
                        .unwrap()
                        .map(|entry| entry.unwrap().path()),
                );
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let inside = path.strip_prefix(root.join(folder)).unwrap();
                let first = inside.iter().next().unwrap().to_string_lossy();
                let text = fs::read_to_string(&path).unwrap();
                found.push(Source {
                    part: part.unwrap_or(first.trim_end_matches(".rs")).to_owned(),
                    lines: text.lines().count(),
                    text: without_comments(&text),
                    path,
                });
            }
        }
    }
    assert!(found.len() > 100);
    found
}

fn without_comments(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| match line.trim_start().starts_with("//") {
            true => "",
            false => line,
        });
    lines.collect::<Vec<_>>().join("\n")
}

/// The parts that a source names after `crate::`, also those within braces.
fn own_parts(text: &str) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for (at, marker) in text.match_indices("crate::") {
        let rest = &text[at + marker.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            parts.insert(word(rest));
            continue;
        };
        let mut depth = 1;
        let mut start = true;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ if depth == 1 && start && !c.is_whitespace() => {
                    parts.insert(word(&group[at..]));
                }
                _ => {}
            }
            start = depth == 1 && (c == ',' || (start && c.is_whitespace()));
            if depth == 0 {
                break;
            }
        }
    }
    parts
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// Is the crate named as a path: `name::`, or `use name;`?
fn names_crate(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = &text[at + name.len()..];
        let whole =
            !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '"'));
        whole && (after.starts_with("::") || after.starts_with(';'))
    })
}

#[test]
fn the_arrows_point_downwards_only() {
    let known: BTreeSet<&str> = ARROWS
        .iter()
        .map(|(part, _)| *part)
        .chain(["app", "cli"])
        .collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((_, allowed)) = ARROWS.iter().find(|(part, _)| *part == source.part) else {
            continue;
        };
        for used in own_parts(&source.text) {
            let up = known.contains(used.as_str())
                && used != source.part
                && !allowed.contains(&used.as_str());
            if up {
                wrong.push(format!("{}: uses {used}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_crate_has_its_home() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, homes) in CRATES {
            if names_crate(&source.text, name) && !homes.contains(&source.part.as_str()) {
                wrong.push(format!("{}: uses {name}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_readable() {
    let sources = sources();
    let long: Vec<String> = sources
        .iter()
        .filter(|source| source.lines > 700)
        .map(|source| format!("{}: {} lines", source.path.display(), source.lines))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
    let over = sources.iter().filter(|source| source.lines > 450).count();
    assert!(
        over * 20 <= sources.len(),
        "{over} of {} files have over 450 lines",
        sources.len()
    );
}

#[test]
fn the_search_itself_finds_what_it_should() {
    let text = "use crate::{\n  app::AppRef,\n  db::{self, Conn},\n  http,\n};\nlet x = crate::media::Key::new();";
    let parts: Vec<_> = own_parts(text).into_iter().collect();
    assert_eq!(parts, ["app", "db", "http", "media"]);
    assert!(names_crate("use diesel::prelude::*;", "diesel"));
    assert!(names_crate("x = axum::body()", "axum"));
    assert!(!names_crate(
        "use diesel_async::X; \"diesel::x\"; my_axum::y; crate::axum::z",
        "diesel"
    ));
    assert!(!names_crate("crate::axum::z", "axum"));
}
