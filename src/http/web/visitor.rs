//! Who reads a page: signed in or not, in which language, from which page.

use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use super::{
    errors::WebError,
    lang::Lang,
    notices::{self, Notice},
    redirects::see_other,
    show::Show,
    views::frame::{Frame, Place, Viewer},
};
use crate::{
    app::AppRef,
    config::Reach,
    db::notifications::NotificationFilter,
    domain::AccountId,
    service::{
        auth::{self, Person, Session},
        follows,
        notifications::{self, COUNT_LIMIT},
        unit,
    },
};

/// The cookie that holds the chosen language.
pub const LANGUAGE: &str = "meent-language";

/// Anybody.
#[derive(Clone)]
pub struct Visitor {
    pub app: AppRef,
    pub lang: Lang,
    pub session: Option<Session>,
    /// Path and query of the page.
    pub here: String,
    pub jar: CookieJar,
}

/// Somebody who is signed in. Others are led to the login and back.
pub struct Member {
    pub visitor: Visitor,
    pub person: Person,
}

impl FromRequestParts<AppRef> for Visitor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &AppRef) -> Result<Self, WebError> {
        let jar = CookieJar::from_headers(&parts.headers);
        let uri = parts
            .extensions
            .get::<OriginalUri>()
            .map_or(&parts.uri, |original| &original.0);
        let here = uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        let session = match jar.get(session_cookie(app)) {
            Some(cookie) => auth::session(app, cookie.value()).await?,
            None => None,
        };
        let chosen = session
            .as_ref()
            .and_then(|session| Lang::from_code(&session.person.user.locale));
        let lang = chosen.unwrap_or_else(|| language(&jar, &parts.headers));
        Ok(Self {
            app: app.clone(),
            lang,
            session,
            here,
            jar,
        })
    }
}

impl FromRequestParts<AppRef> for Member {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &AppRef) -> Result<Self, WebError> {
        Member::of(Visitor::from_request_parts(parts, app).await?)
    }
}

impl Member {
    /// The visitor as somebody who is signed in.
    pub fn of(visitor: Visitor) -> Result<Member, WebError> {
        match &visitor.session {
            Some(session) => {
                let person = session.person.clone();
                Ok(Member { visitor, person })
            }
            None => Err(WebError::SignIn { next: visitor.here }),
        }
    }
}

impl Member {
    /// The account of the person.
    pub fn id(&self) -> AccountId {
        self.person.account.id
    }
}

impl std::ops::Deref for Member {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl Visitor {
    /// Whose eyes a page is made for. In a closed network that is always somebody: others are led to the login, whether
    /// what they ask for exists or not.
    pub fn reader(&self) -> Result<Option<AccountId>, WebError> {
        match &self.session {
            Some(session) => Ok(Some(session.person.account.id)),
            None if self.app.config.reach == Reach::Internet => Ok(None),
            None => Err(WebError::SignIn {
                next: self.here.clone(),
            }),
        }
    }

    /// The text named `key` in the reader's language.
    pub fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    /// What turns rows into views for this reader.
    pub async fn show(&self) -> Result<Show, WebError> {
        let viewer = self
            .session
            .as_ref()
            .map(|session| session.person.account.id);
        Ok(Show::new(&self.app, self.lang, viewer).await?)
    }

    /// The frame of a page for this reader.
    pub async fn frame(&self, title: &str, place: Place) -> Result<Frame, WebError> {
        let (_, flash) = notices::take(self.jar.clone(), self.lang);
        let mut frame = Frame {
            lang: self.lang,
            title: title.to_owned(),
            unit_name: unit::about(&self.app).await?.title,
            unit_host: self.app.config.domain.clone(),
            here: self.here.clone(),
            place,
            flash,
            ..Frame::default()
        };
        if let Some(session) = &self.session {
            let (person, all) = (&session.person, NotificationFilter::default());
            frame.csrf.clone_from(&session.csrf);
            frame.viewer = Some(Viewer {
                person: self.show().await?.person(&person.account),
                unread: notifications::count_unread(
                    &self.app,
                    person.account.id,
                    &all,
                    COUNT_LIMIT,
                )
                .await?
                .try_into()
                .unwrap_or(i64::MAX),
                follow_requests: follows::count_requests(&self.app, person.account.id).await?,
                admin: person.user.role.manages_peers(),
                moderator: person.user.role.moderates(),
            });
        }
        Ok(frame)
    }

    /// The page as an answer. The sentence that was left for it has been shown and goes.
    pub fn render(&self, page: &impl askama::Template) -> Result<Response, WebError> {
        self.render_as(StatusCode::OK, page)
    }

    /// The same with a status of its own: a form that has to be filled in again.
    pub fn render_as(
        &self,
        status: StatusCode,
        page: &impl askama::Template,
    ) -> Result<Response, WebError> {
        let html = page.render().map_err(crate::error::Error::internal)?;
        let (jar, _) = notices::take(self.jar.clone(), self.lang);
        let language = [(
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(self.lang.code()),
        )];
        Ok((status, jar, language, Html(html)).into_response())
    }

    /// Leads on to `path` and says there what has been done.
    pub fn done(&self, path: &str, notice: Notice, name: &str) -> Response {
        (
            notices::leave(self.jar.clone(), notice, name, self.app.config.is_https()),
            see_other(path),
        )
            .into_response()
    }

    /// The jar with a new session in it.
    pub fn with_session(&self, secret: &str) -> CookieJar {
        self.jar.clone().add(cookie(
            session_cookie(&self.app),
            secret.to_owned(),
            self.app.config.is_https(),
        ))
    }

    /// The jar without the session.
    pub fn without_session(&self) -> CookieJar {
        self.jar.clone().remove(cookie(
            session_cookie(&self.app),
            String::new(),
            self.app.config.is_https(),
        ))
    }

    /// The jar with the language in it.
    pub fn with_language(&self, lang: Lang) -> CookieJar {
        let mut chosen = cookie(LANGUAGE, lang.code().to_owned(), self.app.config.is_https());
        chosen.make_permanent();
        self.jar.clone().add(chosen)
    }

    /// The secret in the session's cookie.
    pub fn session_secret(&self) -> Option<&str> {
        self.jar.get(session_cookie(&self.app)).map(Cookie::value)
    }
}

/// The language of somebody whose settings are not known (yet).
pub fn language(jar: &CookieJar, headers: &HeaderMap) -> Lang {
    let chosen = jar
        .get(LANGUAGE)
        .and_then(|cookie| Lang::from_code(cookie.value()));
    chosen.unwrap_or_else(|| {
        Lang::negotiate(
            headers
                .get(header::ACCEPT_LANGUAGE)
                .and_then(|v| v.to_str().ok()),
        )
    })
}

/// Over https the name itself makes browsers insist on Secure, this host and the whole site.
fn session_cookie(app: &AppRef) -> &'static str {
    if app.config.is_https() {
        "__Host-meent"
    } else {
        "meent"
    }
}

fn cookie(name: &'static str, value: String, secure: bool) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .build()
}
