//! The pages on which people change what is theirs.

use askama::Template;

use super::{Choice, frame::Frame};

/// `/settings/profile`.
#[derive(Template)]
#[template(path = "settings_profile.html")]
pub struct ProfileSettingsPage {
    pub frame: Frame,
    pub error: Option<String>,
    pub display_name: String,
    pub bio: String,
    pub avatar: String,
    pub header: Option<String>,
    pub locked: bool,
    /// Number, name, value; always all that are allowed.
    pub fields: Vec<(usize, String, String)>,
    pub languages: Vec<Choice>,
}
