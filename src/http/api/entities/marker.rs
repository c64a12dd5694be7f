//! Marker.

use super::Time;
use serde::Serialize;

/// How far the caller has read a timeline.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Marker {
    pub last_read_id: String,
    /// Rises with each change.
    pub version: i64,
    pub updated_at: Time,
}
