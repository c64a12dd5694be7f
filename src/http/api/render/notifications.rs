//! Notifications, alone and in groups, and what is held back of them.

use std::collections::BTreeSet;

use super::Renderer;
use crate::db::accounts::AccountRow;
use crate::domain::{AccountId, NoticeChoice, StatusId};
use crate::http::api::entities;
use crate::service::bundle::Notice;
use crate::service::notifications::groups::NoticeGroup;
use crate::service::notifications::policies::Policy;
use crate::service::notifications::requests::Request;

impl Renderer<'_> {
    /// A notification.
    #[must_use]
    pub fn notification(&self, notice: &Notice) -> entities::Notification {
        let row = &notice.row;
        entities::Notification {
            id: row.id.into(),
            kind: row.kind.name(),
            created_at: row.created_at.into(),
            group_key: row.key(),
            filtered: row.filtered.then_some(true),
            account: self.account(&notice.from),
            status: notice.post.as_ref().map(|post| self.status(post)),
            report: notice.report.as_deref().map(|report| self.report(report)),
            group: notice.groups.first().map(|group| self.account(group)),
        }
    }

    /// Groups, with everybody and every post in them once. `paged`: with their places on the page; `partial`: of each group
    /// only the first person whole.
    #[must_use]
    pub fn grouped_notifications(
        &self,
        groups: &[NoticeGroup],
        paged: bool,
        partial: bool,
    ) -> entities::GroupedNotifications {
        let mut whole: BTreeSet<AccountId> = BTreeSet::new();
        let mut accounts = Vec::new();
        let first = |group: &NoticeGroup| if partial { 1 } else { group.people.len() };
        for group in groups {
            for person in group.people.iter().take(first(group)) {
                if whole.insert(person.id) {
                    accounts.push(self.account(person));
                }
            }
        }
        let mut small = Vec::new();
        for person in groups.iter().flat_map(|group| &group.people) {
            if whole.insert(person.id) {
                small.push(self.partial_account(person));
            }
        }
        let mut seen: BTreeSet<StatusId> = BTreeSet::new();
        let posts = groups.iter().filter_map(|group| group.notice.post.as_ref());
        let once = posts.filter(|post| seen.insert(post.row.id));
        entities::GroupedNotifications {
            statuses: once.map(|post| self.status(post)).collect(),
            accounts,
            partial_accounts: partial.then_some(small),
            notification_groups: groups
                .iter()
                .map(|group| self.notification_group(group, paged))
                .collect(),
        }
    }

    fn notification_group(&self, group: &NoticeGroup, paged: bool) -> entities::NotificationGroup {
        let notice = &group.notice;
        let row = &notice.row;
        entities::NotificationGroup {
            group_key: group.key.clone(),
            notifications_count: group.count,
            kind: row.kind.name(),
            most_recent_notification_id: row.id.0,
            page_min_id: paged.then(|| group.oldest.into()),
            page_max_id: paged.then(|| row.id.into()),
            latest_page_notification_at: paged.then(|| row.created_at.into()),
            sample_account_ids: group.people.iter().map(|person| person.id.into()).collect(),
            status_id: notice.post.as_ref().map(|post| post.row.id.into()),
            report: notice.report.as_deref().map(|report| self.report(report)),
            group: notice.groups.first().map(|group| self.account(group)),
        }
    }

    fn partial_account(&self, row: &AccountRow) -> entities::PartialAccount {
        let account = self.account(row);
        entities::PartialAccount {
            id: account.id,
            acct: account.acct,
            locked: account.locked,
            bot: account.bot,
            url: account.url,
            avatar: account.avatar,
            avatar_static: account.avatar_static,
        }
    }

    /// Somebody whose words are held back.
    #[must_use]
    pub fn notification_request(&self, request: &Request) -> entities::NotificationRequest {
        let row = &request.row;
        entities::NotificationRequest {
            id: row.id.into(),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            notifications_count: row.notifications_count.to_string(),
            account: self.account(&request.from),
            last_status: request.last_post.as_ref().map(|post| self.status(post)),
        }
    }
}

/// A policy about notifications.
#[must_use]
pub fn notification_policy(policy: &Policy) -> entities::NotificationPolicy {
    entities::NotificationPolicy {
        for_not_following: policy.row.for_not_following.name(),
        for_not_followers: policy.row.for_not_followers.name(),
        for_new_accounts: policy.row.for_new_accounts.name(),
        for_private_mentions: policy.row.for_private_mentions.name(),
        for_limited_accounts: policy.row.for_limited_accounts.name(),
        summary: summary(policy),
    }
}

/// The same in the words of version 1.
#[must_use]
pub fn notification_policy_v1(policy: &Policy) -> entities::NotificationPolicyV1 {
    let held = |choice: NoticeChoice| choice != NoticeChoice::Accept;
    entities::NotificationPolicyV1 {
        filter_not_following: held(policy.row.for_not_following),
        filter_not_followers: held(policy.row.for_not_followers),
        filter_new_accounts: held(policy.row.for_new_accounts),
        filter_private_mentions: held(policy.row.for_private_mentions),
        summary: summary(policy),
    }
}

fn summary(policy: &Policy) -> entities::PolicySummary {
    entities::PolicySummary {
        pending_requests_count: policy.pending_requests,
        pending_notifications_count: policy.pending_notifications,
    }
}
