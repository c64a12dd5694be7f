//! Putting posts into the index, and taking them out.

use std::sync::Arc;

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{IndexWriter, Term};

use super::document::Document;
use super::index::{Opened, State, failed};
use crate::domain::StatusId;
use crate::error::{Error, Result};

/// Memory for words that are not on disk yet, in bytes: the least that the library takes. Given back when the writing ends.
const MEMORY: usize = 15_000_000;

/// Files are joined with others when so much of one is of posts that have gone or changed.
const DELETED: f32 = 0.3;

/// A stretch of writing. What was not committed is lost when it is dropped, and nothing else.
pub struct Writing {
    writer: IndexWriter,
    opened: Arc<Opened>,
}

impl Writing {
    pub(super) fn begin(opened: Arc<Opened>) -> tantivy::Result<Self> {
        let options = IndexWriterOptions::builder()
            .memory_budget_per_thread(MEMORY)
            .num_worker_threads(1)
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter = opened.index.writer_with_options(options)?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DELETED);
        writer.set_merge_policy(Box::new(policy));
        Ok(Self { writer, opened })
    }

    /// Puts posts in, each in place of what was there of it. `build`: see [`State::build`].
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn put(&mut self, posts: &[Document], build: i64) -> Result<()> {
        for post in posts {
            self.writer.delete_term(self.opened.fields.key(post.id.0));
            let document = self.opened.fields.document(post, build);
            self.writer.add_document(document).map_err(failed)?;
        }
        Ok(())
    }

    /// Takes posts out.
    pub fn remove(&mut self, ids: &[StatusId]) {
        for id in ids {
            self.writer.delete_term(self.opened.fields.key(id.0));
        }
    }

    /// Takes out what stands in the index from another making than `build`.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn remove_other_builds(&mut self, build: i64) -> Result<()> {
        let this = TermQuery::new(
            Term::from_field_i64(self.opened.fields.build, build),
            IndexRecordOption::Basic,
        );
        let parts: Vec<(Occur, Box<dyn Query>)> = vec![
            (Occur::Must, Box::new(AllQuery)),
            (Occur::MustNot, Box::new(this)),
        ];
        let others = Box::new(BooleanQuery::new(parts));
        self.writer.delete_query(others).map(drop).map_err(failed)
    }

    /// Makes all of it last, and this what the index has come to.
    ///
    /// # Errors
    /// When it cannot be written; then nothing since the last commit counts.
    pub fn commit(&mut self, state: &State) -> Result<()> {
        let payload = serde_json::to_string(state).map_err(Error::internal)?;
        let mut prepared = self.writer.prepare_commit().map_err(failed)?;
        prepared.set_payload(&payload);
        prepared.commit().map_err(failed)?;
        self.opened.reader.reload().map_err(failed)
    }

    /// Ends the writing: small files are joined, the memory is given back.
    ///
    /// # Errors
    /// When the files cannot be joined.
    pub fn end(self) -> Result<()> {
        self.writer.wait_merging_threads().map_err(failed)?;
        self.opened.reader.reload().map_err(failed)
    }
}
