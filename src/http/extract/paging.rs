//! Paging of lists: `max_id`, `since_id`, `min_id`, `limit` in, an absolute `Link` header out.

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use std::convert::Infallible;
use url::Url;
use url::form_urlencoded;

use crate::db;

/// Names that a `Link` sets anew, and a token that must not be repeated in an answer.
const REPLACED: &[&str] = &["max_id", "since_id", "min_id", "offset", "access_token"];

/// Where a client wants to stand in a list. Values that are no numbers count as absent, as in Mastodon.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paging {
    /// Only older than this.
    pub max_id: Option<i64>,
    /// Only newer than this, the newest first.
    pub since_id: Option<i64>,
    /// Only newer than this, those next to it first taken (the page is still sent newest first).
    pub min_id: Option<i64>,
    /// How many to skip, where a list has no ids to page by.
    pub offset: Option<i64>,
    limit: Option<i64>,
    path: String,
    query: String,
}

/// The ids at both ends of a page as it was read from storage, before anything was filtered out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    pub newest: i64,
    pub oldest: i64,
}

impl Ends {
    /// From positions that are there unless the page was empty.
    #[must_use]
    pub fn of(newest: Option<i64>, oldest: Option<i64>) -> Option<Self> {
        Some(Self {
            newest: newest?,
            oldest: oldest?,
        })
    }

    /// From the positions of a list's entries, newest first.
    #[must_use]
    pub fn of_positions(mut positions: impl DoubleEndedIterator<Item = i64>) -> Option<Self> {
        let newest = positions.next()?;
        Some(Self {
            newest,
            oldest: positions.next_back().unwrap_or(newest),
        })
    }
}

impl Paging {
    /// Reads the parameters of a request for `path`.
    #[must_use]
    pub fn new(path: &str, query: &str) -> Self {
        let mut paging = Self {
            path: path.to_owned(),
            query: query.to_owned(),
            ..Self::default()
        };
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let slot = match key.as_ref() {
                "max_id" => &mut paging.max_id,
                "since_id" => &mut paging.since_id,
                "min_id" => &mut paging.min_id,
                "offset" => &mut paging.offset,
                "limit" => &mut paging.limit,
                _ => continue,
            };
            *slot = value.trim().parse().ok().filter(|number| *number >= 0);
        }
        paging
    }

    /// The bounds for a query.
    #[must_use]
    pub fn bounds(&self, default: i64, max: i64) -> db::Paging {
        db::Paging {
            max: self.max_id,
            since: self.since_id,
            min: self.min_id,
            limit: self.limit(default, max),
        }
    }

    /// How many items to send: what was asked for, at most `max`, at least one, else `default`.
    #[must_use]
    pub fn limit(&self, default: i64, max: i64) -> i64 {
        self.limit.unwrap_or(default).clamp(1, max)
    }

    /// `limit=0`, which asks some lists for everything at once.
    #[must_use]
    pub fn wants_all(&self) -> bool {
        self.limit == Some(0)
    }

    /// The `Link` header of a page: `next` is older, `prev` is newer. It keeps all other parameters of the request,
    /// and is there for every page that held something before filtering, so that a client is never stranded on a
    /// page that filtering emptied.
    ///
    /// `base` is the unit's public URL, as clients may sit behind a proxy that the request line does not show.
    #[must_use]
    pub fn links(&self, base: &str, ends: Option<Ends>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let (Some(ends), Ok(base)) = (ends, Url::parse(base)) {
            let base = &base;
            let next = self.url(base, "max_id", ends.oldest);
            let prev = self.url(base, "min_id", ends.newest);
            // URLs print as ASCII without controls, so this holds always.
            if let Ok(value) =
                HeaderValue::from_str(&format!("<{next}>; rel=\"next\", <{prev}>; rel=\"prev\""))
            {
                headers.insert(header::LINK, value);
            }
        }
        headers
    }

    /// The `Link` header of a page of a list that is paged by `offset`: `next` where the page was full, `prev` where it was
    /// not the first.
    #[must_use]
    pub fn steps(&self, base: &str, limit: i64, shown: usize) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let Ok(base) = Url::parse(base) else {
            return headers;
        };
        let offset = self.offset.unwrap_or(0);
        let full = i64::try_from(shown).is_ok_and(|shown| shown >= limit);
        let next = full.then(|| ("next", offset.saturating_add(limit)));
        let prev = (offset > 0).then(|| ("prev", (offset - limit).max(0)));
        let links: Vec<String> = [next, prev]
            .into_iter()
            .flatten()
            .map(|(rel, to)| format!("<{}>; rel=\"{rel}\"", self.url(&base, "offset", to)))
            .collect();
        if let Ok(value) = HeaderValue::from_str(&links.join(", "))
            && !links.is_empty()
        {
            headers.insert(header::LINK, value);
        }
        headers
    }

    fn url(&self, base: &Url, key: &str, id: i64) -> Url {
        let mut url = base.clone();
        url.set_path(&self.path);
        url.query_pairs_mut()
            .clear()
            .extend_pairs(
                form_urlencoded::parse(self.query.as_bytes())
                    .filter(|(key, _)| !REPLACED.contains(&key.as_ref())),
            )
            .append_pair(key, &id.to_string());
        url
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Paging {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let uri = parts
            .extensions
            .get::<OriginalUri>()
            .map_or(&parts.uri, |OriginalUri(uri)| uri);
        Ok(Self::new(uri.path(), uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    const HOME: &str = "/api/v1/timelines/home";

    #[test]
    fn odd_values_count_as_absent() {
        let paging = Paging::new(
            HOME,
            "max_id=12&since_id=x&min_id=&offset=-1&limit=99999999999999999999",
        );
        assert_eq!(
            (paging.max_id, paging.since_id, paging.min_id, paging.offset),
            (Some(12), None, None, None)
        );
        assert_eq!(paging.limit(20, 40), 20);
    }

    #[test]
    fn the_limit_is_clamped() {
        for (query, expected) in [
            ("", 20),
            ("limit=5", 5),
            ("limit=500", 40),
            ("limit=0", 1),
            ("limit=-3", 20),
        ] {
            assert_eq!(Paging::new(HOME, query).limit(20, 40), expected, "{query}");
        }
    }

    #[test]
    fn links_are_absolute_and_keep_the_other_parameters() {
        let base = "https://hrm.example:8443";
        let paging = Paging::new(
            HOME,
            "limit=2&types[]=a&types[]=b&max_id=9&access_token=secret&q=%3Cx%3E",
        );
        let links = paging.links(
            base,
            Some(Ends {
                newest: 8,
                oldest: 5,
            }),
        );
        let rest = "limit=2&types%5B%5D=a&types%5B%5D=b&q=%3Cx%3E";
        assert_eq!(
            links[header::LINK].to_str().unwrap(),
            format!(
                "<https://hrm.example:8443{HOME}?{rest}&max_id=5>; rel=\"next\", \
                 <https://hrm.example:8443{HOME}?{rest}&min_id=8>; rel=\"prev\""
            )
        );
        assert!(paging.links(base, None).is_empty());
    }

    #[test]
    fn lists_without_ids_are_paged_by_offset() {
        let paging = Paging::new("/x", "limit=2&offset=2&all=true");
        let steps = paging.steps("https://hrm.example", 2, 2);
        assert_eq!(
            steps[header::LINK].to_str().unwrap(),
            "<https://hrm.example/x?limit=2&all=true&offset=4>; rel=\"next\", \
             <https://hrm.example/x?limit=2&all=true&offset=0>; rel=\"prev\""
        );
        let first = Paging::new("/x", "limit=2");
        assert!(first.steps("https://hrm.example", 2, 1).is_empty());
    }
}
