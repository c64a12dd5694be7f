//! The fields of the index.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, IndexSettings, IndexSortByField, Order, TantivyDocument, Term};

use super::document::Document;
use super::question::Feature;
use super::stems;

/// Rises with every change of the fields or of what is put into them: an index of another version is made anew.
pub(super) const VERSION: u32 = 1;

#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub id: Field,
    pub author: Field,
    pub created: Field,
    /// Which making of the index the document was put in by.
    pub build: Field,
    pub readers: Field,
    pub named: Field,
    pub kept_by: Field,
    pub tags: Field,
    pub features: Field,
    pub language: Field,
    /// The texts, one field for each of [`stems::LANGUAGES`].
    pub texts: [Field; 2],
}

impl Fields {
    /// The name of the field that posts are sorted by.
    pub const ID: &'static str = "id";

    /// In each file the newest posts stand first.
    pub fn settings() -> IndexSettings {
        IndexSettings {
            sort_by_field: Some(IndexSortByField {
                field: Self::ID.to_owned(),
                order: Order::Desc,
            }),
            ..IndexSettings::default()
        }
    }

    /// Nothing of a post is stored, only where its words stand: what is shown comes from the database.
    pub fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let words = |tokenizer: &str, option: IndexRecordOption| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(option)
                .set_fieldnorms(false);
            TextOptions::default().set_indexing_options(indexing)
        };
        let exact = words("raw", IndexRecordOption::Basic);
        let fields = Self {
            id: schema.add_i64_field(Self::ID, INDEXED | FAST),
            author: schema.add_i64_field("author", INDEXED),
            created: schema.add_i64_field("created", FAST),
            build: schema.add_i64_field("build", INDEXED),
            readers: schema.add_text_field("readers", exact.clone()),
            named: schema.add_i64_field("named", INDEXED),
            kept_by: schema.add_i64_field("kept_by", INDEXED),
            tags: schema.add_text_field("tags", exact.clone()),
            features: schema.add_text_field("features", exact.clone()),
            language: schema.add_text_field("language", exact),
            texts: stems::LANGUAGES.map(|(name, _)| {
                schema.add_text_field(name, words(name, IndexRecordOption::WithFreqsAndPositions))
            }),
        };
        (schema.build(), fields)
    }

    /// Teaches an index how texts are taken apart.
    pub fn register(index: &Index) {
        for (name, language) in stems::LANGUAGES {
            index.tokenizers().register(name, stems::analyzer(language));
        }
    }

    /// The term of a post's own document.
    pub fn key(&self, id: i64) -> Term {
        Term::from_field_i64(self.id, id)
    }

    pub fn document(&self, post: &Document, build: i64) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_i64(self.id, post.id.0);
        document.add_i64(self.author, post.author.0);
        document.add_i64(self.created, post.created_at.millis());
        document.add_i64(self.build, build);
        for reader in &post.readers {
            document.add_text(self.readers, reader.term());
        }
        for (field, people) in [(self.named, &post.named), (self.kept_by, &post.kept_by)] {
            for person in people {
                document.add_i64(field, person.0);
            }
        }
        for tag in &post.tags {
            document.add_text(self.tags, tag);
        }
        for feature in &post.features {
            document.add_text(self.features, Feature::name(*feature));
        }
        let language = post.language.as_deref().map(primary);
        if let Some(language) = &language {
            document.add_text(self.language, language);
        }
        let text = stems::normal(&post.text);
        let known = stems::LANGUAGES
            .iter()
            .any(|(name, _)| language.as_deref() == Some(*name));
        for (field, (name, _)) in self.texts.iter().zip(stems::LANGUAGES) {
            // A text in a language without stems here, or in none that is told, is found by the stems of either.
            if !known || language.as_deref() == Some(name) {
                document.add_text(*field, &text);
            }
        }
        document
    }
}

/// The language alone, of one with a place: `nl` of `nl-BE`.
pub(super) fn primary(language: &str) -> String {
    let main = language.split(['-', '_']).next();
    main.unwrap_or_default().to_ascii_lowercase()
}
