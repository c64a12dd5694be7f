//! Coming in: login, the first start, and letting an app in.

use askama::Template;

use super::{Choice, frame::Frame};

/// `/login`.
#[derive(Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    pub frame: Frame,
    pub username: String,
    /// Where to go afterwards: a path of our own site, or empty.
    pub next: String,
    pub error: Option<String>,
    pub lead: String,
    /// The app that waits for the login, if one does.
    pub app_name: Option<String>,
}

/// The one-time link of the first start.
#[derive(Template)]
#[template(path = "setup.html")]
pub struct SetupPage {
    pub frame: Frame,
    pub action: String,
    pub unit_name: String,
    pub username: String,
    pub display_name: String,
    pub languages: Vec<Choice>,
    pub error: Option<String>,
}

/// May this app act for you?
#[derive(Template)]
#[template(path = "authorize.html")]
pub struct AuthorizePage {
    pub frame: Frame,
    pub app_name: String,
    pub website: Option<String>,
    /// One sentence for each thing that the app may do.
    pub may: Vec<String>,
    /// What goes back with the answer: the parameters of the request, checked again when the answer comes.
    pub hidden: Vec<(String, String)>,
}

/// The code to copy into an app that has no address to come back to.
#[derive(Template)]
#[template(path = "code.html")]
pub struct CodePage {
    pub frame: Frame,
    pub app_name: String,
    pub code: String,
}
