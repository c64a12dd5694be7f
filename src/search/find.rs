//! A question and the rights of who asks it, as one query to the index.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, EnableScoring, PhraseQuery, Query, RangeQuery, Scorer,
    TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, TERMINATED, Term};

use super::document::Reader;
use super::fields::Fields;
use super::index::Opened;
use super::question::{Clause, Library, Question, What, Who};
use super::stems;
use crate::domain::{AccountId, StatusId, Timestamp};

/// Who asks.
#[derive(Debug, Clone)]
pub struct Rights {
    pub viewer: AccountId,
    /// The people and groups that accepted the viewer's follow.
    pub follows: Vec<AccountId>,
    /// Whose posts are not shown to the viewer: blocks either way, mutes.
    pub unwanted: Vec<AccountId>,
    /// The accounts behind the handles of the question. Nobody is behind one that is missing.
    pub handles: HashMap<String, AccountId>,
}

/// Which of the posts that are found.
#[derive(Debug, Clone, Copy, Default)]
pub struct Page {
    /// Only by this author.
    pub author: Option<AccountId>,
    pub above: Option<i64>,
    pub below: Option<i64>,
    pub limit: usize,
}

/// A question as queries: what must hold all of it, and what must not hold any of.
#[derive(Default)]
struct Parts {
    all: Vec<Box<dyn Query>>,
    none: Vec<Box<dyn Query>>,
}

/// What must not be, in one file of the index. The library's own way of leaving out asks some of its parts for places that
/// they have passed already, which is against their rules.
struct LeftOut(Box<dyn Scorer>);

impl LeftOut {
    /// Is it this one? Asked for places that rise.
    fn holds(&mut self, at: DocId) -> bool {
        if self.0.doc() < at {
            self.0.seek(at);
        }
        self.0.doc() == at
    }
}

impl Opened {
    /// The newest posts that answer a question, as the index knows them.
    pub(super) fn find(
        &self,
        question: &Question,
        rights: &Rights,
        page: Page,
    ) -> tantivy::Result<Vec<StatusId>> {
        let parts = self.fields.parts(question, rights, page);
        let searcher = self.reader.searcher();
        let scoring = EnableScoring::disabled_from_searcher(&searcher);
        let wanted = BooleanQuery::intersection(parts.all).weight(scoring)?;
        let left_out = parts
            .none
            .iter()
            .map(|query| query.weight(scoring))
            .collect::<tantivy::Result<Vec<_>>>()?;
        let mut found: Vec<i64> = Vec::new();
        for segment in searcher.segment_readers() {
            let ids = segment.fast_fields().i64(Fields::ID)?;
            let mut left_out = left_out
                .iter()
                .map(|weight| weight.scorer(segment, 1.0).map(LeftOut))
                .collect::<tantivy::Result<Vec<_>>>()?;
            let mut documents = wanted.scorer(segment, 1.0)?;
            let mut room = page.limit;
            let mut at = documents.doc();
            // The newest stand first: what is asked for costs the same however many answer the question.
            while at != TERMINATED && room > 0 {
                let hidden = left_out.iter_mut().any(|part| part.holds(at));
                if !hidden && !segment.is_deleted(at) {
                    found.extend(ids.first(at));
                    room -= 1;
                }
                at = documents.advance();
            }
        }
        found.sort_unstable_by_key(|id| Reverse(*id));
        found.truncate(page.limit);
        Ok(found.into_iter().map(StatusId).collect())
    }
}

impl Fields {
    fn parts(&self, question: &Question, rights: &Rights, page: Page) -> Parts {
        let mut parts = Parts::default();
        parts.all.push(self.readable(rights));
        if !rights.unwanted.is_empty() {
            let authors = people(self.author, &rights.unwanted);
            parts.none.push(Box::new(TermSetQuery::new(authors)));
        }
        if let Some(author) = page.author {
            parts.all.push(number(self.author, author.0));
        }
        if page.above.is_some() || page.below.is_some() {
            let bound = |id: Option<i64>| match id {
                Some(id) => Bound::Excluded(Term::from_field_i64(self.id, id)),
                None => Bound::Unbounded,
            };
            let range = RangeQuery::new(bound(page.above), bound(page.below));
            parts.all.push(Box::new(range));
        }
        for Clause { not, what } in &question.clauses {
            let side = if *not {
                &mut parts.none
            } else {
                &mut parts.all
            };
            side.extend(self.clause(what, rights));
        }
        parts
    }

    /// What the viewer may read.
    fn readable(&self, rights: &Rights) -> Box<dyn Query> {
        let own = [Reader::Unit, Reader::Person(rights.viewer)];
        let mut any: Vec<Box<dyn Query>> = own
            .iter()
            .map(|reader| word(self.readers, &reader.term()))
            .collect();
        if !rights.follows.is_empty() {
            let terms = rights
                .follows
                .iter()
                .map(|id| Term::from_field_text(self.readers, &Reader::FollowersOf(*id).term()));
            any.push(Box::new(TermSetQuery::new(terms)));
        }
        Box::new(BooleanQuery::union(any))
    }

    /// `None` for a clause that says nothing.
    fn clause(&self, what: &What, rights: &Rights) -> Option<Box<dyn Query>> {
        Some(match what {
            What::Words(text) => return self.text(text),
            What::Tag(key) => word(self.tags, key),
            What::From(who) => self.person(self.author, who, rights),
            What::Names(who) => self.person(self.named, who, rights),
            What::Has(feature) => word(self.features, feature.name()),
            What::Language(language) => word(self.language, language),
            What::Before(end) => self.written(None, Some(*end)),
            What::Since(start) => self.written(Some(*start), None),
            What::During(start, end) => self.written(Some(*start), Some(*end)),
            What::In(Library::Own) => number(self.kept_by, rights.viewer.0),
            What::In(Library::Open) => word(self.readers, &Reader::Unit.term()),
            What::In(Library::All) => Box::new(AllQuery),
        })
    }

    /// Words beside each other, by their stems in either language.
    fn text(&self, text: &str) -> Option<Box<dyn Query>> {
        let text = stems::normal(text);
        let mut any: Vec<Box<dyn Query>> = Vec::new();
        for (field, (_, language)) in self.texts.iter().zip(stems::LANGUAGES) {
            let mut terms: Vec<(usize, Term)> = stems::words(&text, language)
                .into_iter()
                .map(|word| (word.position, Term::from_field_text(*field, &word.stem)))
                .collect();
            match terms.len() {
                0 => {}
                1 => any.extend(terms.pop().map(|(_, term)| exact(term))),
                _ => any.push(Box::new(PhraseQuery::new_with_offset(terms))),
            }
        }
        (!any.is_empty()).then(|| Box::new(BooleanQuery::union(any)) as Box<dyn Query>)
    }

    fn person(&self, field: Field, who: &Who, rights: &Rights) -> Box<dyn Query> {
        let id = match who {
            Who::Me => Some(rights.viewer),
            Who::Handle(handle) => rights.handles.get(handle).copied(),
        };
        id.map_or_else(
            || Box::new(EmptyQuery) as Box<dyn Query>,
            |id| number(field, id.0),
        )
    }

    fn written(&self, start: Option<Timestamp>, end: Option<Timestamp>) -> Box<dyn Query> {
        let term = |time: Timestamp| Term::from_field_i64(self.created, time.millis());
        Box::new(RangeQuery::new(
            start.map_or(Bound::Unbounded, |time| Bound::Included(term(time))),
            end.map_or(Bound::Unbounded, |time| Bound::Excluded(term(time))),
        ))
    }
}

fn people(field: Field, ids: &[AccountId]) -> impl Iterator<Item = Term> {
    ids.iter().map(move |id| Term::from_field_i64(field, id.0))
}

fn number(field: Field, id: i64) -> Box<dyn Query> {
    exact(Term::from_field_i64(field, id))
}

fn word(field: Field, text: &str) -> Box<dyn Query> {
    exact(Term::from_field_text(field, text))
}

fn exact(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}
