//! Activities as peers send them.

use super::{
    error::ReadError,
    kinds::{Family, KnownActivity, family_of, kind_of, named},
    limits,
    object_ref::ObjectRef,
    post::tags::{Emoji, Tags},
    reader::Reader,
    recipients::Recipients,
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

/// The sort of an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActivityKind {
    /// One we know by name, handled or not.
    Known(KnownActivity),
    /// Another name, cut at [`limits::WORD`] characters: answered politely and dropped.
    Other(String),
}

impl std::fmt::Display for ActivityKind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known(kind) => kind.fmt(out),
            Self::Other(name) => out.write_str(name),
        }
    }
}

/// One activity, read leniently: only its type, its actor, its object and an id that is present must be right.
///
/// `bto` and `bcc` are never read: what a sender hides from its readers is not ours to keep (ActivityPub 6).
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// The id; Misskey's Accept and GoToSocial's Delete have none.
    pub id: Option<Url>,
    /// What is done.
    pub kind: ActivityKind,
    /// Who does it: always exactly one.
    pub actor: Url,
    /// To what it is done.
    pub object: ObjectRef,
    /// The collection of an Add or Remove, the new actor of a Move, the community of a Block.
    pub target: Option<ObjectRef>,
    /// Where something comes from: the old category of a Move, the group of a Remove.
    pub origin: Option<ObjectRef>,
    /// The means: the quoting post of a QuoteRequest.
    pub instrument: Option<ObjectRef>,
    /// The stamp that an Accept grants (FEP-044f).
    pub result: Option<Url>,
    /// Main addressees.
    pub to: Recipients,
    /// Further addressees.
    pub cc: Recipients,
    /// The groups it belongs to (FEP-1b12).
    pub audience: Recipients,
    /// When it was done, by the sender's clock; may lie in the future.
    pub published: Option<DateTime<Utc>>,
    /// When it ends: a temporary ban.
    pub end_time: Option<DateTime<Utc>>,
    /// The emoji of a reaction (`content`, or Misskey's `_misskey_reaction`), or the text of a report.
    pub content: Option<String>,
    /// The reason of a moderator's act.
    pub summary: Option<String>,
    /// The pictures of the custom emoji in `content`.
    pub emoji: Vec<Emoji>,
}

impl Activity {
    /// Reads an activity. Everything optional that does not fit reads as absent.
    ///
    /// # Errors
    /// [`ReadError`] when the document is an object of another sort, when `id` is present but unusable, when `actor` is
    /// missing, unusable or names more than one, or when there is no usable `object`.
    pub fn read(value: &Value) -> Result<Self, ReadError> {
        let reader = Reader::new(value)?;
        let content_limit = limits::SUMMARY;
        Ok(Self {
            id: reader.id()?,
            kind: kind(reader)?,
            actor: reader.sole("actor")?,
            object: ObjectRef::required(reader, "object")?,
            target: lenient(reader, "target"),
            origin: lenient(reader, "origin"),
            instrument: lenient(reader, "instrument"),
            result: reader.reference("result"),
            to: Recipients::read(reader, "to"),
            cc: Recipients::read(reader, "cc"),
            audience: Recipients::read(reader, "audience"),
            published: reader.date("published"),
            end_time: reader.date("endTime").or_else(|| reader.date("expires")),
            content: reader
                .text("content", content_limit)
                .or_else(|| reader.text("_misskey_reaction", limits::REACTION)),
            summary: reader.text("summary", limits::SUMMARY),
            emoji: Tags::read(reader).emoji,
        })
    }

    /// True for a known activity of this kind.
    pub fn is(&self, kind: KnownActivity) -> bool {
        self.kind == ActivityKind::Known(kind)
    }

    /// The known kind, if it is one.
    pub fn known(&self) -> Option<KnownActivity> {
        match self.kind {
            ActivityKind::Known(kind) => Some(kind),
            ActivityKind::Other(_) => None,
        }
    }
}

fn kind(reader: Reader<'_>) -> Result<ActivityKind, ReadError> {
    match family_of(reader) {
        Ok(Family::Activity) => kind_of(reader, KnownActivity::from_name).map(ActivityKind::Known),
        Err(ReadError::UnexpectedType(name)) if !name.is_empty() => Ok(ActivityKind::Other(name)),
        Ok(_) => Err(ReadError::UnexpectedType(named(reader))),
        Err(error) => Err(error),
    }
}

fn lenient(reader: Reader<'_>, field: &'static str) -> Option<ObjectRef> {
    ObjectRef::read(reader, field).ok().flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use serde_json::json;

    fn follow() -> Value {
        json!({
            "id": "https://a.example/f/1", "type": "Follow",
            "actor": "https://a.example/u/alice", "object": "https://b.example/u/bob",
        })
    }

    #[test]
    fn least_and_odd_forms() {
        let plain = Activity::read(&follow()).unwrap();
        assert!(plain.is(KnownActivity::Follow));
        assert!(plain.to.is_empty() && plain.content.is_none());
        let mut odd = follow();
        odd["actor"] = json!([{"type": "Person", "id": "https://a.example/u/alice", "inbox": 7}]);
        odd["object"] = json!({"id": "https://b.example/u/bob"});
        odd["published"] = json!("never");
        odd["to"] = json!({"a": 1});
        odd["tag"] = json!(3);
        odd["target"] = json!("not an id");
        odd["bto"] = json!("https://c.example/u/carol");
        let odd = Activity::read(&odd).unwrap();
        assert_eq!(odd, plain);
    }

    #[test]
    fn what_decides_must_be_right() {
        for (field, bad) in [
            ("id", json!(1)),
            ("id", json!("/relative")),
            ("actor", json!(null)),
            (
                "actor",
                json!(["https://a.example/u/alice", "https://v.example/u/victim"]),
            ),
            ("object", json!(null)),
            ("object", json!("1")),
            ("type", json!(null)),
            ("type", json!("Note")),
            ("type", json!(["Follow", "Undo"])),
            ("type", json!(["Follow", "Person"])),
        ] {
            let mut value = follow();
            value[field] = bad.clone();
            assert!(Activity::read(&value).is_err(), "{field}: {bad}");
        }
    }

    #[test]
    fn unknown_activities_keep_their_name() {
        let mut value = follow();
        value["type"] = json!("Dance");
        assert_eq!(
            Activity::read(&value).unwrap().kind,
            ActivityKind::Other("Dance".to_owned())
        );
    }
}
