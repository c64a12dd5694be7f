//! The description of the client API in the form of OpenAPI 3.1, made of the route table and of the handlers' types. Texts are
//! the comments of the handlers, forms and entities.

use std::sync::OnceLock;

use axum::extract::State;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, include_dir};
use schemars::Schema;
use serde_json::{Map, Value, json};

use super::routes;
use crate::app::AppRef;
use crate::config::Reach;
use crate::domain::scope;
use crate::http::extract::access::Access;
use crate::http::extract::describe::{Describer, Operation};
use crate::http::extract::guard::Route;

/// The handlers' sources, for their comments.
static SOURCES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/http/api");

/// `GET /api/v1/meent/openapi.json`: this document.
pub async fn show(State(app): State<AppRef>) -> Response {
    // Nothing else makes a difference, and it is some work.
    static MADE: [OnceLock<String>; 4] = [const { OnceLock::new() }; 4];
    let (closed, test) = (app.config.reach == Reach::Network, app.config.test_mode);
    let [neither, only_closed, only_test, both] = &MADE;
    let made = match (closed, test) {
        (false, false) => neither,
        (true, false) => only_closed,
        (false, true) => only_test,
        (true, true) => both,
    };
    let text = made.get_or_init(|| document(&routes::routes(test), closed).to_string());
    ([(header::CONTENT_TYPE, "application/json")], text.as_str()).into_response()
}

/// Describes `routes`; `closed` says that nobody reads without a token.
#[must_use]
pub fn document(routes: &[Route], closed: bool) -> Value {
    let mut describer = Describer::default();
    let mut paths = Map::new();
    for route in routes {
        describer.operation = Operation::default();
        (route.describe)(&mut describer);
        let operation = std::mem::take(&mut describer.operation);
        let methods = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(methods) = methods.as_object_mut() {
            let method = route.method.as_str().to_lowercase();
            methods.insert(method, one(route, operation, closed));
        }
    }
    let mut schemas = describer.entities.take_definitions(true);
    schemas.insert("Error".to_owned(), error());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "The client API of Meent",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "AGPL-3.0-only", "identifier": "AGPL-3.0-only" },
            "description": INTRODUCTION,
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": refusals(),
            "securitySchemes": { "token": token() },
        },
    })
}

const INTRODUCTION: &str = "Calls and entities are Mastodon's; what is ours has meent in its path or its name. \
    Parameters come in the query, as a form, as multipart or as JSON, whichever the client likes. \
    Of the scopes of a call, one is enough. \
    Groups are accounts with group: true in all calls of Mastodon's API: following one is joining it, requested says that a \
    closed group was asked, the statuses of its account are what was written in it. POST /api/v1/statuses takes group_id, and a \
    Status says group (an Account, or null). Notifications of the types group_request and group_invite are sent where types[] asks \
    for them.";

fn one(route: &Route, operation: Operation, closed: bool) -> Value {
    let (summary, description) = texts(route);
    let mut parameters: Vec<Value> = in_path(route.path).map(path_parameter).collect();
    if operation.pages {
        parameters.extend(["max_id", "since_id", "min_id", "limit"].map(paging_parameter));
    }
    let mut said = json!({
        "operationId": format!("{}_{}", route.method.as_str().to_lowercase(), route.path.trim_matches('/').replace(['/', '{', '}', '.', '-'], "_")),
        "summary": summary,
        "responses": responses(route, &operation),
    });
    let Some(members) = said.as_object_mut() else {
        return said;
    };
    if !description.is_empty() {
        members.insert("description".to_owned(), description.into());
    }
    if route.access != Access::Open {
        members.insert("security".to_owned(), security(route.access, closed));
    }
    if let Some(form) = operation.form.filter(has_members) {
        if matches!(route.method, Method::GET | Method::DELETE) {
            parameters.extend(in_query(&form));
        } else {
            members.insert("requestBody".to_owned(), body(&form, operation.files));
        }
    }
    if !parameters.is_empty() {
        members.insert("parameters".to_owned(), parameters.into());
    }
    said
}

/// The names in braces of a path.
fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn path_parameter(name: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
}

fn paging_parameter(name: &str) -> Value {
    let text = match name {
        "max_id" => "Only what is older.",
        "since_id" => "Only what is newer, from the newest on.",
        "min_id" => "Only what is newer, from the oldest on.",
        _ => "How many at most.",
    };
    let schema = match name {
        "limit" => json!({ "type": "integer", "minimum": 1 }),
        _ => json!({ "type": "string" }),
    };
    json!({ "name": name, "in": "query", "description": text, "schema": schema })
}

fn has_members(form: &Schema) -> bool {
    let members = form.get("properties").and_then(Value::as_object);
    members.is_some_and(|members| !members.is_empty())
}

/// The members of a form as parameters of the query, in Rails' way: lists with brackets behind the name.
fn in_query(form: &Schema) -> Vec<Value> {
    let members = form.get("properties").and_then(Value::as_object);
    let members = members.into_iter().flatten();
    let parameter = |(name, schema): (&String, &Value)| {
        let mut schema = schema.clone();
        let text = schema
            .as_object_mut()
            .and_then(|schema| schema.remove("description"));
        let mut said = match kind(&schema) {
            "array" => {
                json!({ "name": format!("{name}[]"), "in": "query", "style": "form", "explode": true, "schema": schema })
            }
            "object" => {
                json!({ "name": name, "in": "query", "style": "deepObject", "explode": true, "schema": schema })
            }
            _ => json!({ "name": name, "in": "query", "schema": schema }),
        };
        if let (Some(text), Some(said)) = (text, said.as_object_mut()) {
            said.insert("description".to_owned(), text);
        }
        said
    };
    members.map(parameter).collect()
}

/// The type of a schema, or the first that it allows.
fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(one)) => one,
        Some(Value::Array(some)) => some.first().and_then(Value::as_str).unwrap_or_default(),
        _ => "",
    }
}

fn body(form: &Schema, files: bool) -> Value {
    let kinds: &[&str] = match files {
        true => &["multipart/form-data"],
        false => &[
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        ],
    };
    let content = kinds
        .iter()
        .map(|kind| ((*kind).to_owned(), json!({ "schema": form })));
    json!({ "content": content.collect::<Map<_, _>>() })
}

/// One of the scopes is enough, so each is a way in of its own.
fn security(access: Access, closed: bool) -> Value {
    let mut ways: Vec<Value> = access
        .scopes()
        .iter()
        .map(|scope| json!({ "token": [scope] }))
        .collect();
    if ways.is_empty() {
        ways.push(json!({ "token": [] }));
    }
    if matches!(access, Access::Reader(_)) && !closed {
        ways.push(json!({}));
    }
    ways.into()
}

fn token() -> Value {
    let scopes: Map<String, Value> = scope::KNOWN
        .iter()
        .map(|scope| ((*scope).to_owned(), "".into()))
        .collect();
    json!({
        "type": "oauth2",
        "flows": {
            "authorizationCode": { "authorizationUrl": "/oauth/authorize", "tokenUrl": "/oauth/token", "scopes": scopes },
            "clientCredentials": { "tokenUrl": "/oauth/token", "scopes": scopes },
        },
    })
}

fn responses(route: &Route, operation: &Operation) -> Value {
    let mut good = json!({ "description": "As asked." });
    if let (Some(good), Some(answer)) = (good.as_object_mut(), &operation.answer) {
        good.insert(
            "content".to_owned(),
            json!({ "application/json": { "schema": answer } }),
        );
    }
    if let (Some(good), true) = (good.as_object_mut(), operation.pages) {
        let link =
            json!({ "description": "The pages beside this one.", "schema": { "type": "string" } });
        good.insert("headers".to_owned(), json!({ "Link": link }));
    }
    let mut said = Map::new();
    if !operation.refuses {
        said.insert("200".to_owned(), good);
    }
    let open = route.access == Access::Open;
    let takes = operation.form.is_some();
    let about_oauth = route.path.starts_with("/oauth/");
    for (status, when) in [
        ("400", takes),
        ("401", !open || about_oauth),
        ("403", !open),
        // Open to everybody, and not there where the admins wrote none.
        (
            "404",
            !open || route.path.starts_with("/api/v1/instance/terms_of_service"),
        ),
        ("410", !open && in_path(route.path).next().is_some()),
        ("413", takes),
        ("422", !open || takes),
        ("429", true),
    ] {
        if when {
            let name = format!("#/components/responses/{status}");
            said.insert(status.to_owned(), json!({ "$ref": name }));
        }
    }
    said.into()
}

fn refusals() -> Value {
    let refusal = |(status, text): (&str, &str)| {
        let schema = json!({ "$ref": "#/components/schemas/Error" });
        let said =
            json!({ "description": text, "content": { "application/json": { "schema": schema } } });
        (status.to_owned(), said)
    };
    let all = [
        ("400", "The request cannot be read."),
        ("401", "There is no token, or it is no good."),
        (
            "403",
            "The token lacks the scope, or its person may not do this.",
        ),
        ("404", "It is not there, or not for the caller to see."),
        ("410", "It was here and has gone."),
        ("413", "The request is too large."),
        ("422", "Understood, and refused with the reason."),
        (
            "429",
            "Too many requests; X-RateLimit-Reset says until when.",
        ),
    ];
    all.map(refusal).into_iter().collect::<Map<_, _>>().into()
}

fn error() -> Value {
    let findings = json!({ "type": "array", "items": { "type": "object", "properties": { "error": { "type": "string" }, "description": { "type": "string" } } } });
    json!({
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": { "type": "string", "minLength": 1, "description": "For people; of the OAuth endpoints, the code of RFC 6749." },
            "error_description": { "type": "string" },
            "details": { "type": "object", "additionalProperties": findings, "description": "What is wrong with which field." },
        },
    })
}

/// Summary and description: the handler's comment, from its route on.
fn texts(route: &Route) -> (String, String) {
    let own = comment(route).unwrap_or_default();
    let (first, rest) = own
        .split_once(". ")
        .unwrap_or((own.trim_end_matches('.'), ""));
    let mut letters = first.chars();
    let summary = match letters.next() {
        Some(letter) => letter.to_uppercase().chain(letters).collect(),
        // Mastodon's documentation says what it does.
        None => {
            let mut names = route.name.rsplit("::");
            let (function, module) = (names.next(), names.next());
            let named = [module, function].map(Option::unwrap_or_default);
            named.join(": ").replace('_', " ")
        }
    };
    (summary, rest.trim().to_owned())
}

/// What stands behind a route's name in the comments of its handler's file, as one line.
fn comment(route: &Route) -> Option<String> {
    let (module, _) = route.name.split_once("::api::")?.1.rsplit_once("::")?;
    let path = module.replace("::", "/");
    let file = SOURCES
        .get_file(format!("{path}.rs"))
        .or_else(|| SOURCES.get_file(format!("{path}/mod.rs")))?;
    let text = file.contents_utf8()?;
    let named = format!("`{} {}", route.method, route.path);
    // The name may go on with a query.
    let mut places = text.match_indices(&named);
    let after = places.find_map(|(at, named)| {
        let after = text.get(at + named.len()..)?;
        let (query, after) = after.split_once('`')?;
        (query.is_empty() || query.starts_with('?')).then_some(after)
    })?;
    let mut lines = after.lines();
    let first = lines.next()?.trim_end_matches('"');
    let further = lines.map_while(|line| line.trim().strip_prefix("///"));
    let lines: Vec<&str> = std::iter::once(first)
        .chain(further)
        .map(str::trim)
        .collect();
    let mut said = lines.join(" ");
    // Other routes of the same handler.
    while let Some(other) = said.strip_prefix("and `") {
        said = other.split_once('`')?.1.trim_start().to_owned();
    }
    // Else it goes on about the route's name.
    let about = said.strip_prefix(':')?;
    Some(about.trim_start().replace('`', ""))
}
