//! In which form a peer is asked: the one it took last, and where it refuses that, once in the other.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use http::StatusCode;
use reqwest::{Request, Response};

use super::{Client, FetchError};
use crate::{origin::authority_of, signature::Form};

/// The forms that peers take, as far as they are known; nobody is known to take anything but draft-cavage at first.
#[derive(Debug, Default)]
pub struct Forms(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    forms: HashMap<String, Form>,
    /// Learnt since they were taken last.
    learnt: HashMap<String, Form>,
}

impl Forms {
    /// The form that the peer `host[:port]` is asked in first.
    pub fn of(&self, authority: &str) -> Form {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.forms.get(authority).copied().unwrap_or_default()
    }

    /// Makes `forms` what is known, but for what was learnt and has not been taken.
    pub fn load(&self, forms: impl IntoIterator<Item = (String, Form)>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let learnt = known.learnt.clone();
        known.forms = forms.into_iter().chain(learnt).collect();
    }

    /// What was learnt since the last call, for keeping.
    pub fn take_learnt(&self) -> Vec<(String, Form)> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.learnt.drain().collect()
    }

    fn learn(&self, authority: &str, form: Form) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.forms.insert(authority.to_owned(), form);
        known.learnt.insert(authority.to_owned(), form);
    }
}

impl Client {
    /// Sends a request that `make` signs. A peer that answers 400 or 401 is asked once more in the other form, and the form
    /// is remembered when it takes that; when it takes neither, its first answer stands. (Mastodon 4.7 and Fedify knock
    /// twice likewise.)
    pub(super) async fn knock(
        &self,
        url: &url::Url,
        make: impl Fn(Form) -> Result<Request, FetchError>,
    ) -> Result<Response, FetchError> {
        let forms = &self.0.config.forms;
        let authority = authority_of(url).map(String::from).unwrap_or_default();
        let form = forms.of(&authority);
        let first = self.execute(make(form)?).await?;
        if !matches!(
            first.status(),
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED
        ) {
            return Ok(first);
        }
        match self.execute(make(form.other())?).await {
            Ok(second) if was_believed(second.status()) => {
                forms.learn(&authority, form.other());
                Ok(second)
            }
            _ => Ok(first),
        }
    }
}

/// Does the answer show that the signature was taken?
fn was_believed(status: StatusCode) -> bool {
    status.is_success()
        || status.is_redirection()
        || matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE)
}
