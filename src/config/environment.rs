//! Config keys as environment variables: `MEENT_` and the key in capitals, with `_` for the dot of a section.

use toml::{Table, Value};

use crate::error::{Error, Result};

/// How the text of a variable becomes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    Flag,
    /// Comma-separated.
    Texts,
    Number,
    /// Comma-separated numbers.
    Numbers,
    /// `name=value`, comma-separated.
    Pairs,
}

/// Every key there is.
pub const KEYS: &[(&str, Shape)] = &[
    ("domain", Shape::Text),
    ("bind", Shape::Text),
    ("public_url", Shape::Text),
    ("database_url", Shape::Text),
    ("data_dir", Shape::Text),
    ("title", Shape::Text),
    ("reach", Shape::Text),
    ("test_mode", Shape::Flag),
    ("trusted_proxies", Shape::Texts),
    ("log.filter", Shape::Text),
    ("log.format", Shape::Text),
    ("tls.extra_ca", Shape::Text),
    ("federation.allow_cidrs", Shape::Texts),
    ("federation.deny_cidrs", Shape::Texts),
    ("federation.ports", Shape::Numbers),
    ("federation.hosts", Shape::Pairs),
    ("federation.plain_http", Shape::Texts),
    ("federation.localhost_names", Shape::Flag),
    ("federation.keep_suspended_days", Shape::Number),
    ("push.hosts", Shape::Texts),
    ("push.content", Shape::Flag),
    ("previews.hosts", Shape::Texts),
    ("translation.url", Shape::Text),
    ("translation.key", Shape::Text),
];

/// Variables that look like keys and belong to the test tools.
const OTHERS: &[&str] = &[
    "MEENT_TEST_DATABASE",
    "MEENT_TEST_DIE_AT_STATEMENT",
    "MEENT_FIXTURES",
];

/// Puts the variables over the table of the file.
pub(super) fn overlay(
    table: &mut Table,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<()> {
    for (name, text) in environment {
        if OTHERS.contains(&name.as_str()) {
            continue;
        }
        let Some((key, shape)) = KEYS.iter().find(|(key, _)| variable(key) == name) else {
            let known: Vec<String> = KEYS.iter().map(|(key, _)| variable(key)).collect();
            return Err(Error::invalid(format!(
                "environment: there is no setting {name}. The settings are {}",
                known.join(", ")
            )));
        };
        let value = value_of(*shape, &text).ok_or_else(|| {
            Error::invalid(format!(
                "environment: {name}={text:?} is not {}",
                expected(*shape)
            ))
        })?;
        insert(table, key, value);
    }
    Ok(())
}

fn variable(key: &str) -> String {
    format!("MEENT_{}", key.replace('.', "_").to_uppercase())
}

fn insert(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((section, key)) => {
            let inner = table
                .entry(section)
                .or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                inner.insert(key.to_owned(), value);
            }
        }
    }
}

fn value_of(shape: Shape, text: &str) -> Option<Value> {
    let parts = || {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
    };
    match shape {
        Shape::Text => Some(Value::String(text.to_owned())),
        Shape::Flag => match text {
            "true" | "1" => Some(Value::Boolean(true)),
            "false" | "0" | "" => Some(Value::Boolean(false)),
            _ => None,
        },
        Shape::Texts => Some(Value::Array(
            parts().map(|part| Value::String(part.to_owned())).collect(),
        )),
        Shape::Number => text.trim().parse().ok().map(Value::Integer),
        Shape::Numbers => parts()
            .map(|part| part.parse().ok().map(Value::Integer))
            .collect::<Option<_>>()
            .map(Value::Array),
        Shape::Pairs => parts()
            .map(|part| {
                part.split_once('=')
                    .map(|(name, value)| (name.to_owned(), Value::String(value.to_owned())))
            })
            .collect::<Option<Table>>()
            .map(Value::Table),
    }
}

fn expected(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "a text",
        Shape::Flag => "true or false",
        Shape::Texts => "a comma-separated list",
        Shape::Number => "a number",
        Shape::Numbers => "a comma-separated list of numbers",
        Shape::Pairs => "a comma-separated list of name=value",
    }
}
