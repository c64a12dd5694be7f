//! Scheduled posts.

use super::Renderer;
use crate::http::api::entities::{Id, ScheduledParams, ScheduledPoll, ScheduledStatus};
use crate::service::scheduled::Scheduled;

impl Renderer<'_> {
    /// A post that waits for its time, as its author sees it.
    #[must_use]
    pub fn scheduled(&self, scheduled: &Scheduled) -> ScheduledStatus {
        let draft = &scheduled.draft;
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        ScheduledStatus {
            id: Id(scheduled.row.id),
            scheduled_at: scheduled.row.due_at.into(),
            params: ScheduledParams {
                text: draft.text.clone(),
                poll: draft.poll.as_ref().map(|poll| ScheduledPoll {
                    options: poll.options.clone(),
                    expires_in: poll.expires_in,
                    multiple: poll.multiple,
                    hide_totals: poll.hide_totals,
                }),
                media_ids: Some(draft.media.iter().map(|id| (*id).into()).collect())
                    .filter(|ids: &Vec<Id>| !ids.is_empty()),
                sensitive: draft.sensitive,
                spoiler_text: text(&draft.spoiler_text),
                visibility: draft.visibility.map(|visibility| visibility.name()),
                in_reply_to_id: draft.in_reply_to.map(|id| id.0),
                language: draft.language.clone(),
                application_id: draft.app.map(|id| id.0),
                scheduled_at: None,
                idempotency: draft.idempotency_key.clone(),
                with_rate_limit: false,
                allowed_mentions: None,
                quoted_status_id: draft.quote.map(Into::into),
                quote_approval_policy: draft.quote_policy.map(|policy| policy.name()),
                local_only: draft.local_only,
                group_id: draft.group.map(Into::into),
            },
            media_attachments: scheduled
                .media
                .iter()
                .map(|media| self.attachment(media))
                .collect(),
            meent_error: scheduled.row.error.clone(),
        }
    }
}
