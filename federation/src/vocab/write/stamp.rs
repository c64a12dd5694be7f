//! Consent that our people give.

use crate::vocab::kinds::StampKind;
use serde::Serialize;
use url::Url;

/// A stamp: its author lets one post quote or answer another (FEP-044f, GoToSocial). Served at its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stamp {
    /// Its id, on our host.
    pub id: Url,
    /// `QuoteAuthorization` or `ReplyAuthorization`.
    #[serde(rename = "type")]
    pub kind: StampKind,
    /// Who gives consent: the author of the target.
    pub attributed_to: Url,
    /// The post that may.
    pub interacting_object: Url,
    /// Our post.
    pub interaction_target: Url,
}
