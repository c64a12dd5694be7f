//! The form in which posts are written.

use super::{Choice, posts::MediaView};

/// A form for a new post, a reply or a change.
#[derive(Clone, Debug, Default)]
pub struct ComposeView {
    pub action: String,
    pub text: String,
    pub warning: String,
    pub title: String,
    /// The places for the options of a poll, with their numbers.
    pub poll_options: Vec<(i64, String)>,
    pub poll_multiple: bool,
    /// How long a poll may be open.
    pub durations: Vec<Choice>,
    pub audiences: Vec<Choice>,
    pub languages: Vec<Choice>,
    /// The group to write in, in place of an audience.
    pub group: Option<Choice>,
    /// The id of the post that is answered, or empty.
    pub reply_to: String,
    /// The id of the post that is quoted, or empty; and whose it is.
    pub quote: String,
    pub quoting: String,
    /// Makes a form that was sent twice count once.
    pub once: String,
    pub max_chars: usize,
    /// What was wrong with the last try.
    pub error: Option<String>,
    /// Changing a post: its audience and files stay as they are.
    pub editing: bool,
    pub media: Vec<MediaView>,
    /// The word on the button.
    pub submit: String,
    pub label: String,
    pub placeholder: String,
    /// The numbers of the file fields.
    pub slots: Vec<i64>,
}

impl ComposeView {
    /// Is there a choice of a poll in it?
    pub fn asks(&self) -> bool {
        self.poll_options
            .iter()
            .any(|(_, option)| !option.is_empty())
    }
}
