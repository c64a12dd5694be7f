//! Approvals of quotes, replies, likes and boosts.

use super::{
    error::ReadError,
    kinds::{StampKind, kind_of},
    reader::Reader,
};
use serde_json::Value;
use url::Url;

/// An approval that an author gave for one interaction with one post: FEP-044f's `QuoteAuthorization` and its kin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Its address, on the author's host.
    pub id: Url,
    /// What it allows.
    pub kind: StampKind,
    /// Who allows it.
    pub attributed_to: Url,
    /// What is allowed: the quoting post, the reply, the like.
    pub interacting_object: Url,
    /// The post it acts on. The older `…Approval` form may leave it out.
    pub interaction_target: Option<Url>,
}

impl Stamp {
    /// Reads an approval, in the newer form or GoToSocial's older one (`object` and `target`).
    ///
    /// # Errors
    /// [`ReadError`] for another type, or when the id, the author or the interaction is missing or unusable.
    pub fn read(value: &Value) -> Result<Self, ReadError> {
        let reader = Reader::new(value)?;
        Ok(Self {
            id: reader.required_id()?,
            kind: kind_of(reader, StampKind::from_name)?,
            attributed_to: reader
                .sole("attributedTo")
                .or_else(|_| reader.sole("actor"))?,
            interacting_object: reader
                .reference("interactingObject")
                .or_else(|| reader.reference("object"))
                .ok_or(ReadError::Missing("interactingObject"))?,
            interaction_target: reader
                .reference("interactionTarget")
                .or_else(|| reader.reference("target")),
        })
    }
}
