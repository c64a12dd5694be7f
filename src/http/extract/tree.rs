//! Request parameters as one tree, whatever way they came: query string, JSON, form or multipart.
//!
//! Keys are nested the way Rails does it, since that is what Mastodon clients send: `a[]` appends, `a[b]` is a member,
//! `a[][b]` starts a new element when `b` is there already. `a[0][b]` stays a map; whoever reads it as a list gets the
//! values in the order of the numbers.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Number, Value};
use std::borrow::Cow;

use crate::media::Spool;

/// Deepest nesting of a form key; Mastodon's own forms need three.
const MAX_DEPTH: usize = 8;
/// Most pairs in one query string or form.
const MAX_PAIRS: usize = 1000;

/// One parameter or a group of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Node {
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    File(File),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// A file of a multipart form; a large one lies on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Name given by the client; never a path on our side.
    pub name: Option<String>,
    /// Media type claimed by the client; what the bytes are is decided by their content.
    pub media_type: Option<String>,
    pub data: Spool,
}

impl JsonSchema for File {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "File".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "contentEncoding": "binary" })
    }
}

/// Why parameters cannot be made into a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    #[error("too many parameters")]
    TooMany,
    #[error("parameters are nested too deeply")]
    TooDeep,
    #[error("a parameter is given both as a value and as a group")]
    Conflict,
}

enum Segment<'a> {
    Member(&'a str),
    Append,
}

impl Node {
    /// Reads `application/x-www-form-urlencoded` text: a query string or a form body.
    pub fn from_urlencoded(input: &[u8]) -> Result<Self, TreeError> {
        let mut tree = Self::Map(Vec::new());
        for (count, (key, value)) in url::form_urlencoded::parse(input).enumerate() {
            if count >= MAX_PAIRS {
                return Err(TreeError::TooMany);
            }
            tree.insert(&key, Self::Text(value.into_owned()))?;
        }
        Ok(tree)
    }

    /// Adds one pair of a form under its bracketed key.
    pub fn insert(&mut self, key: &str, value: Self) -> Result<(), TreeError> {
        let path = segments(key);
        if path.len() > MAX_DEPTH {
            return Err(TreeError::TooDeep);
        }
        put(self, &path, value)
    }

    /// Lays `over` on top: its members win. Only the first level is merged, as Rails does.
    #[must_use]
    pub fn merged(self, over: Self) -> Self {
        match (self, over) {
            (Self::Map(mut base), Self::Map(top)) => {
                for (key, value) in top {
                    with_member(&mut base, &key, |slot| *slot = value);
                }
                Self::Map(base)
            }
            (base, Self::Null) => base,
            (_, top) => top,
        }
    }

    /// The member of a map, if this is one and has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(members) => members
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(flag),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::Text(text),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(members) => Self::Map(
                members
                    .into_iter()
                    .map(|(k, v)| (k, Self::from(v)))
                    .collect(),
            ),
        }
    }
}

/// Splits `a[b][]`. A key whose brackets do not close is taken literally.
fn segments(key: &str) -> Vec<Segment<'_>> {
    let literal = || vec![Segment::Member(key)];
    let Some(open) = key.find('[').filter(|open| *open > 0) else {
        return literal();
    };
    let (root, mut rest) = key.split_at(open);
    let mut path = vec![Segment::Member(root)];
    while !rest.is_empty() {
        let Some((inner, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        else {
            return literal();
        };
        path.push(if inner.is_empty() {
            Segment::Append
        } else {
            Segment::Member(inner)
        });
        rest = after;
    }
    path
}

fn put(slot: &mut Node, path: &[Segment<'_>], value: Node) -> Result<(), TreeError> {
    let Some((head, rest)) = path.split_first() else {
        *slot = value;
        return Ok(());
    };
    match head {
        Segment::Member(name) => {
            if *slot == Node::Null {
                *slot = Node::Map(Vec::new());
            }
            match slot {
                Node::Map(members) => with_member(members, name, |slot| put(slot, rest, value)),
                _ => Err(TreeError::Conflict),
            }
        }
        Segment::Append => {
            if *slot == Node::Null {
                *slot = Node::List(Vec::new());
            }
            let Node::List(items) = slot else {
                return Err(TreeError::Conflict);
            };
            // `a[][x]` belongs to the last element until that element has its `x`.
            if let (Some(Segment::Member(name)), Some(last @ Node::Map(_))) =
                (rest.first(), items.last_mut())
                && last.get(name).is_none()
            {
                return put(last, rest, value);
            }
            let mut item = Node::Null;
            put(&mut item, rest, value)?;
            items.push(item);
            Ok(())
        }
    }
}

/// Runs `change` on the slot of a member, which is made when it is not there yet.
fn with_member<R>(
    members: &mut Vec<(String, Node)>,
    name: &str,
    change: impl FnOnce(&mut Node) -> R,
) -> R {
    if let Some((_, slot)) = members.iter_mut().find(|(key, _)| key == name) {
        return change(slot);
    }
    let mut slot = Node::Null;
    let result = change(&mut slot);
    members.push((name.to_owned(), slot));
    result
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn text(value: &str) -> Node {
        Node::Text(value.to_owned())
    }

    #[test]
    fn bracketed_keys_nest_as_in_rails() {
        let tree = Node::from_urlencoded(
            b"q=a+b&id[]=1&id[]=2&source[privacy]=private&source[language]=nl&f[0][name]=n&f[0][value]=v&m[][id]=1&m[][d]=x&m[][id]=2",
        )
        .unwrap();
        assert_eq!(tree.get("q"), Some(&text("a b")));
        assert_eq!(
            tree.get("id"),
            Some(&Node::List(vec![text("1"), text("2")]))
        );
        assert_eq!(
            tree.get("source").unwrap().get("language"),
            Some(&text("nl"))
        );
        assert_eq!(
            tree.get("f").unwrap().get("0").unwrap().get("value"),
            Some(&text("v"))
        );
        let Some(Node::List(media)) = tree.get("m") else {
            panic!("not a list")
        };
        assert_eq!(media.len(), 2);
        assert_eq!(media.first().unwrap().get("d"), Some(&text("x")));
    }

    #[test]
    fn the_last_scalar_wins_and_odd_brackets_are_literal() {
        let tree = Node::from_urlencoded(b"a=1&a=2&b[=3&[c]=4&d[x=5").unwrap();
        assert_eq!(tree.get("a"), Some(&text("2")));
        assert_eq!(tree.get("b["), Some(&text("3")));
        assert_eq!(tree.get("[c]"), Some(&text("4")));
        assert_eq!(tree.get("d[x"), Some(&text("5")));
    }

    #[test]
    fn conflicts_depth_and_number_are_refused() {
        assert_eq!(
            Node::from_urlencoded(b"a=1&a[b]=2"),
            Err(TreeError::Conflict)
        );
        assert_eq!(
            Node::from_urlencoded(b"a[b]=1&a[]=2"),
            Err(TreeError::Conflict)
        );
        assert_eq!(
            Node::from_urlencoded(b"a[b][c][d][e][f][g][h][i]=1"),
            Err(TreeError::TooDeep)
        );
        assert_eq!(
            Node::from_urlencoded("a=1&".repeat(1001).as_bytes()),
            Err(TreeError::TooMany)
        );
    }

    #[test]
    fn merging_lets_the_upper_layer_win() {
        let base = Node::from_urlencoded(b"a=1&b=2").unwrap();
        let merged = base.merged(Node::from_urlencoded(b"b=3&c=4").unwrap());
        assert_eq!(merged.get("a"), Some(&text("1")));
        assert_eq!(merged.get("b"), Some(&text("3")));
        assert_eq!(merged.get("c"), Some(&text("4")));
    }
}
