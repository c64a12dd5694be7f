//! What a handler takes and gives, read off its types. The description of the client API (`api/openapi.rs`) is made of it, so
//! that it says what the routes do.

use axum::Json;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::address::ClientAddress;
use super::body::{Params, Uploads};
use super::caller::{Caller, Client, Id, Person};
use super::paging::Paging;
use crate::http::api::error::ApiError;

/// What is known of one handler.
#[derive(Debug, Default)]
pub struct Operation {
    /// The parameters by name, as the schema of an object.
    pub form: Option<Schema>,
    /// Files may come along.
    pub files: bool,
    /// The answer comes in pages.
    pub pages: bool,
    /// The JSON of the answer; absent where it is none.
    pub answer: Option<Schema>,
    /// There is no success.
    pub refuses: bool,
}

/// Collects the operations of a document, with the schemas that they share.
#[derive(Debug)]
pub struct Describer {
    /// Entities, which are named and referred to.
    pub entities: SchemaGenerator,
    /// Forms, each of which stands where it is used.
    forms: SchemaGenerator,
    pub operation: Operation,
}

impl Default for Describer {
    fn default() -> Self {
        let plain = SchemaSettings::draft2020_12().with(|settings| settings.meta_schema = None);
        let entities = plain.clone().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
        });
        let forms = plain.with(|settings| settings.inline_subschemas = true);
        Self {
            entities: entities.for_serialize().into_generator(),
            forms: forms.for_deserialize().into_generator(),
            operation: Operation::default(),
        }
    }
}

/// That nothing is taken for a parameter that is absent goes without saying.
fn without_null(schema: &mut Schema) {
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    transform_subschemas(&mut without_null, schema);
}

/// How a handler describes itself; held by a [`Route`](super::guard::Route).
pub type Describing = fn(&mut Describer);

/// An argument of a handler.
pub trait Input {
    /// Notes what the argument reads off the request. Most read nothing that a client has to know of.
    fn describe(_: &mut Describer) {}
}

impl<S> Input for State<S> {}
impl Input for HeaderMap {}
impl Input for ClientAddress {}
// Who may call stands in the route's access, and what is in the path in its path.
impl Input for Person {}
impl Input for Client {}
impl Input for Caller {}
impl<T> Input for Id<T> {}
impl<T> Input for Path<T> {}
impl Input for Result<WebSocketUpgrade, WebSocketUpgradeRejection> {}

impl<T: JsonSchema> Input for Params<T> {
    fn describe(to: &mut Describer) {
        let mut form = T::json_schema(&mut to.forms);
        without_null(&mut form);
        to.operation.form = Some(form);
    }
}

impl<T: JsonSchema> Input for Uploads<T> {
    fn describe(to: &mut Describer) {
        Params::<T>::describe(to);
        to.operation.files = true;
    }
}

impl Input for Paging {
    fn describe(to: &mut Describer) {
        to.operation.pages = true;
    }
}

/// What a handler gives.
pub trait Output {
    fn describe(to: &mut Describer);
}

impl<T: JsonSchema> Output for Json<T> {
    fn describe(to: &mut Describer) {
        to.operation.answer = Some(to.entities.subschema_for::<T>());
    }
}

/// No entity: a file, or a stream.
impl Output for Response {
    fn describe(_: &mut Describer) {}
}

/// A word.
impl Output for &'static str {
    fn describe(_: &mut Describer) {}
}

/// Nothing but a refusal.
impl Output for ApiError {
    fn describe(to: &mut Describer) {
        to.operation.refuses = true;
    }
}

impl<T: Output> Output for Result<T, ApiError> {
    fn describe(to: &mut Describer) {
        T::describe(to);
    }
}

impl<T: Output> Output for (HeaderMap, T) {
    fn describe(to: &mut Describer) {
        T::describe(to);
    }
}

/// A handler: a function of [`Input`]s to an [`Output`]. `M` is the tuple of its arguments.
pub trait Described<M> {
    fn describe(to: &mut Describer);
}

macro_rules! described {
    ($($input:ident)*) => {
        impl<F, Fut, O, $($input),*> Described<($($input,)*)> for F
        where
            F: Fn($($input),*) -> Fut,
            Fut: Future<Output = O>,
            O: Output,
            $($input: Input,)*
        {
            fn describe(to: &mut Describer) {
                $(<$input as Input>::describe(to);)*
                O::describe(to);
            }
        }
    };
}
described! {}
described! { A }
described! { A B }
described! { A B C }
described! { A B C D }
described! { A B C D E }
described! { A B C D E G }
described! { A B C D E G H }
described! { A B C D E G H I }
