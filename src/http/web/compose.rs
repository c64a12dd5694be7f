//! The form for writing, filled in, and what comes back from it.

use std::collections::HashSet;

use serde::Deserialize;

use super::{
    errors::WebError,
    lang::Lang,
    reltime,
    show::Show,
    views::{
        Choice,
        compose::ComposeView,
        posts::{AudienceView, MediaView},
    },
    visitor::Member,
};
use crate::{
    app::AppRef,
    db::accounts::AccountRow,
    domain::{AccountId, MediaId, StatusId, Visibility},
    error::{Error, Result},
    http::{
        extract::{lenient, tree::File},
        web::show::{audience, groups::refused},
    },
    service::{
        bundle::Post,
        drafts::{Draft, MAX_MEDIA},
        groups::refusals::Refused,
        media::{self, Upload},
        polls::PollDraft,
        secret,
    },
    text::{compose::Format, limits},
};

/// Languages to choose from, by their own names. A post in another one is written with a client.
const LANGUAGES: [(&str, &str); 12] = [
    ("nl", "Nederlands"),
    ("en", "English"),
    ("fy", "Frysk"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("pt", "Português"),
    ("pl", "Polski"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ar", "العربية"),
    ("zh", "中文"),
];

const AUDIENCES: [AudienceView; 5] = [
    AudienceView::Network,
    AudienceView::Unit,
    AudienceView::Followers,
    AudienceView::People,
    AudienceView::Quiet,
];

/// What comes back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ComposeForm {
    pub text: String,
    pub warning: String,
    pub title: String,
    pub poll: PollFields,
    pub audience: String,
    pub language: String,
    #[serde(deserialize_with = "lenient::blank_is_none")]
    pub reply_to: Option<i64>,
    /// The group to write in, in place of an audience.
    #[serde(deserialize_with = "lenient::blank_is_none")]
    pub group: Option<i64>,
    #[serde(deserialize_with = "lenient::blank_is_none")]
    pub quote: Option<i64>,
    pub once: String,
    pub next: String,
    pub files: Vec<Slot>,
}

/// A question with options.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PollFields {
    pub options: Vec<String>,
    #[serde(deserialize_with = "lenient::blank_is_none")]
    pub hours: Option<i64>,
    pub multiple: Option<bool>,
}

/// How long a poll may be open, in hours.
const POLL_HOURS: [i64; 5] = [1, 8, 24, 72, 168];

/// How long it is open where nothing is chosen.
const USUAL_HOURS: i64 = 24;

impl PollFields {
    /// The key of the sentence that says what is wrong with the choices.
    fn trouble(&self) -> Option<&'static str> {
        let options = self.options.iter().map(|option| option.trim());
        let given: Vec<&str> = options.filter(|option| !option.is_empty()).collect();
        let different: HashSet<&str> = given.iter().copied().collect();
        match given.len() {
            0 => None,
            1 => Some("compose-poll-two"),
            count if different.len() < count => Some("compose-poll-same"),
            _ => None,
        }
    }

    fn draft(&self) -> Option<PollDraft> {
        let given = self.options.iter().any(|option| !option.trim().is_empty());
        given.then(|| PollDraft {
            options: self.options.clone(),
            expires_in: self.hours.unwrap_or(USUAL_HOURS).saturating_mul(3600),
            multiple: self.multiple.unwrap_or_default(),
            hide_totals: false,
        })
    }
}

/// One of the places for a file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Slot {
    pub file: Option<File>,
    pub alt: String,
}

impl ComposeForm {
    fn audience(&self) -> AudienceView {
        AUDIENCES
            .into_iter()
            .find(|a| a.code() == self.audience)
            .unwrap_or_default()
    }

    /// Takes the files in and makes a draft of the rest. `Invalid` says what is wrong with a file.
    pub async fn draft(&self, app: &AppRef, author: &Member) -> Result<Draft> {
        let files: Vec<(&File, &str)> = self
            .files
            .iter()
            .filter_map(|slot| slot.file.as_ref().map(|file| (file, slot.alt.as_str())))
            .collect();
        if files.len() > MAX_MEDIA {
            return Err(Error::invalid(author.t("compose-too-many-files")));
        }
        if files.is_empty() && self.quote.is_none() && self.text.trim().is_empty() {
            return Err(Error::invalid(author.t("compose-empty")));
        }
        if !files.is_empty() && self.poll.draft().is_some() {
            return Err(Error::invalid(author.t("compose-poll-files")));
        }
        if let Some(key) = self.poll.trouble() {
            return Err(Error::invalid(author.t(key)));
        }
        let over = limits::count_characters(&self.text).saturating_sub(limits::STATUS_CHARACTERS);
        if over > 0 {
            return Err(Error::invalid(
                author
                    .lang
                    .n("compose-too-long", i64::try_from(over).unwrap_or(i64::MAX)),
            ));
        }
        let mut media: Vec<MediaId> = Vec::new();
        for (file, alt) in files {
            let upload = Upload {
                content: file.data.clone(),
                file_name: file.name.clone(),
                description: Some(alt.to_owned()),
                ..Upload::default()
            };
            let name = file.name.as_deref().unwrap_or_default();
            let refused = |error| match error {
                Error::Invalid(_) => Error::invalid(author.lang.w("compose-file-bad", name)),
                other => other,
            };
            media.push(
                media::upload(app, author.id(), upload)
                    .await
                    .map_err(refused)?
                    .id,
            );
        }
        let group = self.group.map(AccountId);
        // Who reads a group reads what is written in it: there is nothing to choose.
        let (visibility, local_only) = match group {
            Some(_) => (None, false),
            None => visibility(self.audience()),
        };
        Ok(Draft {
            text: self.text.clone(),
            format: Format::Markdown,
            visibility,
            local_only: Some(local_only),
            group,
            spoiler_text: self.warning.trim().to_owned(),
            title: self.title.trim().to_owned(),
            poll: self.poll.draft(),
            language: Some(self.language.clone()).filter(|code| !code.is_empty()),
            in_reply_to: self.reply_to.map(StatusId),
            quote: self.quote.map(StatusId),
            media,
            idempotency_key: Some(self.once.clone()).filter(|key| !key.is_empty()),
            ..Draft::default()
        })
    }

    /// The form once more, with all that can be kept, and what was wrong. `group` is the one that it names.
    pub fn again(
        self,
        member: &Member,
        show: &Show,
        group: Option<&AccountRow>,
        error: String,
    ) -> ComposeView {
        let audience = self.audience();
        let mut view = blank(member, show, audience);
        view.group = group.map(choice_of);
        view.languages = languages(&self.language);
        if let Some(id) = self.reply_to {
            view.reply_to = id.to_string();
            view.submit = member.t("compose-reply-submit");
        }
        view.durations = durations(member.lang, self.poll.hours.unwrap_or(USUAL_HOURS));
        view.poll_multiple = self.poll.multiple.unwrap_or_default();
        for (slot, option) in view.poll_options.iter_mut().zip(self.poll.options) {
            slot.1 = option;
        }
        view.quote = self.quote.map(|id| id.to_string()).unwrap_or_default();
        view.text = self.text;
        view.warning = self.warning;
        view.title = self.title;
        view.error = Some(error);
        view
    }
}

/// An empty form with the person's own defaults.
pub fn fresh(member: &Member, show: &Show) -> ComposeView {
    let user = &member.person.user;
    blank(
        member,
        show,
        audience(user.default_visibility, user.default_local_only),
    )
}

/// A form for a post that quotes another one.
pub fn quote(member: &Member, show: &Show, post: &Post) -> ComposeView {
    let shown = post.shown();
    let name = shown.author.shown_name();
    ComposeView {
        quote: shown.row.id.to_string(),
        quoting: member.lang.w("compose-quoting", name),
        ..fresh(member, show)
    }
}

/// A form for an answer: those who are in the conversation are named, and nobody else gets to read it than could before.
pub fn reply(member: &Member, show: &Show, post: &Post) -> ComposeView {
    let shown = post.shown();
    let parent = audience(shown.row.visibility, shown.row.local_only);
    let mut view = blank(member, show, parent);
    view.group = shown.group.as_deref().map(choice_of);
    let me = member.person.account.id;
    let mut handles: Vec<String> = Vec::new();
    for person in [&shown.author]
        .into_iter()
        .chain(&shown.mentions)
        .filter(|person| person.id != me)
    {
        let handle = format!("@{}", person.acct());
        if !handles.contains(&handle) {
            handles.push(handle);
        }
    }
    view.text = handles.iter().map(|handle| format!("{handle} ")).collect();
    view.warning.clone_from(&shown.row.spoiler_text);
    view.reply_to = shown.row.id.to_string();
    view.label = member
        .lang
        .w("compose-reply-label", shown.author.shown_name());
    view.placeholder = member.t("compose-reply-placeholder");
    view.submit = member.t("compose-reply-submit");
    view
}

/// A form for a post in a group.
pub fn in_group(member: &Member, show: &Show, group: &AccountRow) -> ComposeView {
    ComposeView {
        group: Some(choice_of(group)),
        label: member.lang.w("compose-group-label", group.shown_name()),
        ..fresh(member, show)
    }
}

fn choice_of(group: &AccountRow) -> Choice {
    Choice {
        value: group.id.to_string(),
        label: group.shown_name().to_owned(),
        selected: true,
    }
}

/// A form for changing a post: its audience and files stay.
pub fn change(
    member: &Member,
    show: &Show,
    post: &Post,
    text: String,
    warning: String,
) -> ComposeView {
    let row = &post.row;
    let language = row.language.clone().unwrap_or_default();
    ComposeView {
        action: format!("/posts/{}/edit", row.id),
        text,
        warning,
        title: row.title.clone(),
        languages: languages(&language),
        editing: true,
        media: post
            .media
            .iter()
            .filter_map(|file| show.media(row, file))
            .collect::<Vec<MediaView>>(),
        submit: member.t("compose-save"),
        label: member.t("edit-title"),
        ..blank(member, show, audience(row.visibility, row.local_only))
    }
}

fn blank(member: &Member, show: &Show, selected: AudienceView) -> ComposeView {
    let lang = member.lang;
    let choice = |a: AudienceView| Choice {
        value: a.code().to_owned(),
        label: a.choice(lang, show.unit("")),
        selected: a == selected,
    };
    let language = member
        .person
        .user
        .default_language
        .as_deref()
        .unwrap_or(lang.code());
    ComposeView {
        action: "/posts".to_owned(),
        audiences: AUDIENCES.into_iter().map(choice).collect(),
        languages: languages(language),
        once: secret::random(),
        max_chars: limits::STATUS_CHARACTERS,
        submit: lang.t("compose-submit"),
        label: lang.t("compose-label"),
        placeholder: lang.t("compose-placeholder"),
        slots: vec![1, 2, 3, 4],
        poll_options: (1..=POLL_SLOTS).map(|slot| (slot, String::new())).collect(),
        durations: durations(lang, USUAL_HOURS),
        ..ComposeView::default()
    }
}

/// The places for the options of a poll.
const POLL_SLOTS: i64 = 5;

fn durations(lang: Lang, selected: i64) -> Vec<Choice> {
    let choice = |hours: i64| Choice {
        value: hours.to_string(),
        label: reltime::duration(lang, hours.saturating_mul(3600)),
        selected: hours == selected,
    };
    POLL_HOURS.into_iter().map(choice).collect()
}

/// The choice of languages; a post's own is there even when it is none of the usual ones.
fn languages(selected: &str) -> Vec<Choice> {
    let choice = |(code, name): (&str, &str)| Choice {
        value: code.to_owned(),
        label: name.to_owned(),
        selected: code == selected,
    };
    let mut choices: Vec<Choice> = LANGUAGES.into_iter().map(choice).collect();
    if !selected.is_empty() && !choices.iter().any(|choice| choice.selected) {
        choices.push(choice((selected, selected)));
    }
    choices
}

fn visibility(audience: AudienceView) -> (Option<Visibility>, bool) {
    let (visibility, local_only) = match audience {
        AudienceView::Network => (Visibility::Public, false),
        AudienceView::Quiet => (Visibility::Unlisted, false),
        AudienceView::Followers | AudienceView::Group => (Visibility::Private, false),
        AudienceView::People => (Visibility::Direct, false),
        AudienceView::Unit => (Visibility::Public, true),
    };
    (Some(visibility), local_only)
}

/// What was wrong with a form, if it is something that the writer can change.
pub fn complaint(lang: Lang, error: Error) -> Result<String, WebError> {
    if let Some(why) = Refused::of(&error) {
        return Ok(refused(lang, why));
    }
    match error {
        Error::Invalid(text) if text.is_empty() => Ok(lang.t("error-422-text")),
        Error::Invalid(text) => Ok(text.trim_start_matches("Validation failed: ").to_owned()),
        other => Err(other.into()),
    }
}
