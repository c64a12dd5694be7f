//! Filters.

use crate::db::filters::{FilterRow, FilteredRow, KeywordRow};
use crate::domain::FilterAction;
use crate::http::api::entities::{Filter, FilterKeyword, FilterResult, FilterStatus, FilterV1, Id};
use crate::service::filters::words::Word;
use crate::service::filters::{self, Match};

/// A filter with all that it looks for.
#[must_use]
pub fn filter(full: &filters::Filter) -> Filter {
    Filter {
        keywords: Some(full.keywords.iter().map(filter_keyword).collect()),
        statuses: Some(full.statuses.iter().map(filter_status).collect()),
        ..filter_row(&full.row)
    }
}

fn contexts(row: &FilterRow) -> Vec<&'static str> {
    row.contexts()
        .iter()
        .map(|context| context.name())
        .collect()
}

fn filter_row(row: &FilterRow) -> Filter {
    Filter {
        id: row.id.into(),
        title: row.title.clone(),
        context: contexts(row),
        expires_at: row.expires_at.map(Into::into),
        filter_action: row.action.name(),
        keywords: None,
        statuses: None,
    }
}

/// A word of a filter.
#[must_use]
pub fn filter_keyword(row: &KeywordRow) -> FilterKeyword {
    FilterKeyword {
        id: Id(row.id),
        keyword: row.keyword.clone(),
        whole_word: row.whole_word,
    }
}

/// A post in a filter.
#[must_use]
pub fn filter_status(row: &FilteredRow) -> FilterStatus {
    FilterStatus {
        id: Id(row.id),
        status_id: row.status_id.into(),
    }
}

/// A word as a filter of its own.
#[must_use]
pub fn filter_v1(word: &Word) -> FilterV1 {
    FilterV1 {
        id: Id(word.row.id),
        phrase: word.row.keyword.clone(),
        context: contexts(&word.filter),
        whole_word: word.row.whole_word,
        expires_at: word.filter.expires_at.map(Into::into),
        irreversible: word.filter.action == FilterAction::Hide,
    }
}

/// What a post matches.
pub(super) fn filter_results(matches: &[Match]) -> Vec<FilterResult> {
    let one = |found: &Match| FilterResult {
        filter: filter_row(&found.filter),
        keyword_matches: found.keyword.clone().map(|word| vec![word]),
        status_matches: found
            .statuses
            .as_ref()
            .map(|ids| ids.iter().map(|id| (*id).into()).collect()),
    };
    matches.iter().map(one).collect()
}
