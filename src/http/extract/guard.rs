//! The gate of the client API's routes: token, rate limit, access. A handler runs only behind it.

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use std::sync::Arc;

use super::access::{Access, Presented};
use super::address;
use super::caller::Caller;
use super::describe::{Described, Describing};
use crate::app::AppRef;
use crate::config::Reach;
use crate::error::Error;
use crate::http::api::error::ApiError;
use crate::http::middleware::rate_limit;
use crate::service::limits::{self, Rule, Standing};
use crate::service::oauth::{self, Bearer};

/// One row of the route table: what is called, who may, how often, and what answers.
#[derive(Debug, Clone)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    /// Counted besides [`Rule::Api`].
    pub rule: Option<Rule>,
    /// The token may also stand in the address, or where a socket's protocol does: browsers open sockets without headers of
    /// the client's own.
    pub token_anywhere: bool,
    handler: MethodRouter<AppRef>,
    /// What the handler takes and gives.
    pub describe: Describing,
    /// The handler's name in the source, by which its comment is found.
    pub name: &'static str,
}

macro_rules! methods {
    ($($name:ident $method:ident)*) => {$(
        /// A route of this method.
        pub fn $name<H, T, M>(path: &'static str, access: Access, handler: H) -> Route
        where
            H: Handler<T, AppRef> + Described<M>,
            T: 'static,
        {
            Route {
                method: Method::$method,
                path,
                access,
                rule: None,
                token_anywhere: false,
                handler: on(MethodFilter::$method, handler),
                describe: <H as Described<M>>::describe,
                name: std::any::type_name::<H>(),
            }
        }
    )*};
}
methods! { get GET post POST put PUT patch PATCH delete DELETE }

impl Route {
    /// Counts the calls by a rule of its own too.
    #[must_use]
    pub fn limited(self, rule: Rule) -> Self {
        Self {
            rule: Some(rule),
            ..self
        }
    }

    /// Takes the token also from `access_token` in the address and from `Sec-WebSocket-Protocol`.
    #[must_use]
    pub fn token_anywhere(self) -> Self {
        Self {
            token_anywhere: true,
            ..self
        }
    }
}

/// Puts the routes, each behind its gate, into a router. Each also answers with a slash at its end: Mastodon does, and
/// some clients write it so.
pub fn mount(app: &AppRef, routes: Vec<Route>) -> Router<AppRef> {
    routes.into_iter().fold(Router::new(), |router, route| {
        let gate = Gate {
            app: app.clone(),
            access: route.access,
            rule: route.rule,
            token_anywhere: route.token_anywhere,
        };
        let guarded = route.handler.layer(from_fn_with_state(gate, pass));
        let slashed = format!("{}/", route.path);
        router
            .route(&slashed, guarded.clone())
            .route(route.path, guarded)
    })
}

#[derive(Clone)]
struct Gate {
    app: AppRef,
    access: Access,
    rule: Option<Rule>,
    token_anywhere: bool,
}

async fn pass(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let token = token_of(&gate, &request);
    let (bearer, presented) = match identify(&gate, token).await {
        Ok(found) => found,
        Err(error) => return error.into_response(),
    };
    let standing = count(&gate, bearer.as_deref(), &request);
    let response = match standing {
        Some(Standing { allowed: false, .. }) => ApiError::TooMany(None).into_response(),
        _ => match gate.access.check(
            &presented.as_seen(bearer.as_deref()),
            gate.app.config.reach == Reach::Network,
        ) {
            Err(error) => error.into_response(),
            Ok(()) => {
                request.extensions_mut().insert(Caller(bearer));
                next.run(request).await
            }
        },
    };
    finish(response, standing)
}

/// What came in the `Authorization` header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Credential {
    Absent,
    Good,
    Bad,
}

impl Credential {
    fn as_seen(self, bearer: Option<&Bearer>) -> Presented<'_> {
        match (self, bearer) {
            (Self::Good, Some(bearer)) => match &bearer.person {
                Some(person) => Presented::Person(&bearer.scopes, person.user.role),
                None => Presented::App(&bearer.scopes),
            },
            (Self::Absent, _) => Presented::Nothing,
            _ => Presented::Invalid,
        }
    }
}

/// The token of a request, as far as it can be read: `Err` for what is no token at all.
fn token_of(gate: &Gate, request: &Request) -> Result<Option<String>, ()> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else {
        return Ok(elsewhere(request).filter(|_| gate.token_anywhere));
    };
    let value = value.to_str().ok().and_then(|value| value.split_once(' '));
    match value {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            Ok(Some(token.trim().to_owned()))
        }
        _ => Err(()),
    }
}

async fn identify(
    gate: &Gate,
    token: Result<Option<String>, ()>,
) -> Result<(Option<Arc<Bearer>>, Credential), ApiError> {
    let token = match token {
        _ if gate.access == Access::Open => return Ok((None, Credential::Absent)),
        Ok(Some(token)) => token,
        Ok(None) => return Ok((None, Credential::Absent)),
        Err(()) => return Ok((None, Credential::Bad)),
    };
    match oauth::authenticate(&gate.app, &token).await {
        Ok(bearer) => Ok((Some(Arc::new(bearer)), Credential::Good)),
        Err(Error::Unauthorized(_)) => Ok((None, Credential::Bad)),
        Err(error) => Err(error.into()),
    }
}

/// The token in the address, or in the place of a socket's protocol.
fn elsewhere(request: &Request) -> Option<String> {
    let query = request.uri().query().unwrap_or_default();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let named = pairs.find(|(name, _)| name == "access_token");
    let protocol = || {
        let offered = request.headers().get(header::SEC_WEBSOCKET_PROTOCOL)?;
        let first = offered.to_str().ok()?.split(',').next()?.trim();
        Some(first.to_owned())
    };
    named
        .map(|(_, token)| token.into_owned())
        .or_else(protocol)
        .filter(|token| !token.is_empty())
}

/// Counts the call; the tighter of the two rules speaks.
fn count(gate: &Gate, bearer: Option<&Bearer>, request: &Request) -> Option<Standing> {
    let caller = match bearer {
        Some(bearer) => match &bearer.person {
            Some(person) => limits::Caller::Account(person.account.id),
            None => limits::Caller::App(bearer.app.id),
        },
        None => address::of_request(
            &gate.app.config.trusted_proxies,
            request.extensions(),
            request.headers(),
        )
        .map_or(limits::Caller::Others, limits::Caller::address),
    };
    let overall = gate.app.limits.count(Rule::Api, caller)?;
    match gate.rule {
        Some(rule) if overall.allowed => gate.app.limits.count(rule, caller),
        _ => Some(overall),
    }
}

/// What holds for every answer of the API.
fn finish(mut response: Response, standing: Option<Standing>) -> Response {
    let headers = response.headers_mut();
    if let Some(standing) = standing {
        rate_limit::write(&standing, headers);
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-store"));
    headers
        .entry(header::VARY)
        .or_insert(HeaderValue::from_static("Authorization, Accept-Language"));
    response
}
