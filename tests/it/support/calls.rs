//! Requests.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use tower::ServiceExt;

use super::{Answer, Member, TestApp};

const BOUNDARY: &str = "meent-test-boundary";

/// A request to a unit. Await it to send it.
pub struct Call {
    router: Router,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Call {
    pub fn new(router: Router, domain: &str, method: &str, path: &str) -> Self {
        let call = Self {
            router,
            method: method.parse().expect("a method"),
            path: path.to_owned(),
            headers: HeaderMap::new(),
            body: Vec::new(),
        };
        call.header("host", domain)
    }

    /// Sets a header; one of the same name is replaced.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(
            HeaderName::try_from(name).expect("a header"),
            HeaderValue::try_from(value).expect("a header value"),
        );
        self
    }

    /// With the access token of a person.
    pub fn by(self, member: &Member) -> Self {
        let token = member.token.clone();
        self.token(&token)
    }

    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// In the browser session of a person; forms carry its `csrf` themselves.
    pub fn session(self, member: &Member) -> Self {
        let cookie = member.cookie.clone();
        self.header("cookie", &cookie)
    }

    pub fn json(mut self, value: serde_json::Value) -> Self {
        self.body = value.to_string().into_bytes();
        self.header("content-type", "application/json")
    }

    pub fn form(mut self, pairs: &[(&str, &str)]) -> Self {
        self.body = serde_urlencoded::to_string(pairs)
            .expect("a form")
            .into_bytes();
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    /// A form with a file: (field, file name, content), and other fields.
    pub fn upload(self, file: (&str, &str, &[u8]), fields: &[(&str, &str)]) -> Self {
        self.uploads(&[file], fields)
    }

    /// As [`Call::upload`], with several files: field, name, content.
    pub fn uploads(mut self, files: &[(&str, &str, &[u8])], fields: &[(&str, &str)]) -> Self {
        let mut body = Vec::new();
        for (field, value) in fields {
            body.extend(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (field, name, content) in files {
            body.extend(
                format!(
                    "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                )
                .bytes(),
            );
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        self.body = body;
        self.header(
            "content-type",
            &format!("multipart/form-data; boundary={BOUNDARY}"),
        )
    }

    pub fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let name = format!("{} {}", self.method, self.path);
            let mut request = Request::builder()
                .method(self.method)
                .uri(self.path)
                .body(Body::from(self.body.clone()))
                .expect("a request");
            *request.headers_mut() = self.headers;
            request
                .headers_mut()
                .insert(header::CONTENT_LENGTH, self.body.len().into());
            request
                .extensions_mut()
                .insert(ConnectInfo(TestApp::caller()));
            let response = self.router.oneshot(request).await.expect("an answer");
            Answer::read(name, response).await
        })
    }
}
