//! Style sheet, icons and pictures of the pages: part of the binary, and cached for ever under a path that names their content.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/http/web/assets");

/// One hash over all files, so that files which refer to each other (style sheet to picture) change together.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut files: Vec<_> = FILES.files().collect();
    files.sort_by_key(|file| file.path());
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.path().to_string_lossy().as_bytes());
        hash.update(file.contents());
    }
    hash.finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
});

/// The path of an asset, as the pages link it.
pub fn path(name: &str) -> String {
    format!("/assets/{}/{name}", *HASH)
}

/// `GET /assets/{hash}/{name}`.
pub async fn serve(Path((hash, name)): Path<(String, String)>) -> Response {
    let Some(file) = FILES.get_file(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    // A page from before an upgrade may still ask with the old hash: it gets today's file, but must not keep it.
    let cache = if hash == *HASH {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
    ];
    (headers, file.contents()).into_response()
}

/// `GET /favicon.ico`, which browsers ask for even when the page names another icon.
pub async fn favicon() -> Response {
    serve(Path((HASH.clone(), "icon.svg".to_owned()))).await
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;

    async fn get(hash: &str, name: &str) -> Response {
        serve(Path((hash.to_owned(), name.to_owned()))).await
    }

    #[tokio::test]
    async fn cached_for_ever_only_under_the_right_hash() {
        let fresh = get(&HASH, "app.css").await;
        assert_eq!(fresh.status(), StatusCode::OK);
        assert_eq!(
            fresh.headers()[header::CONTENT_TYPE],
            "text/css; charset=utf-8"
        );
        assert!(
            fresh.headers()[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        assert_eq!(
            get("0000", "app.css").await.headers()[header::CACHE_CONTROL],
            "no-cache"
        );
    }

    /// The colours of one `:root` block.
    fn tokens(block: &str) -> std::collections::HashMap<String, [f64; 3]> {
        let part = |hex: &str, at: usize| {
            f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0
        };
        block
            .lines()
            .filter_map(|line| {
                line.trim()
                    .strip_prefix("--")?
                    .strip_suffix(';')?
                    .split_once(": #")
            })
            .map(|(name, hex)| (name.to_owned(), [part(hex, 0), part(hex, 2), part(hex, 4)]))
            .collect()
    }

    /// WCAG 2.2, "relative luminance" and "contrast ratio".
    fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
        let light = |colour: [f64; 3]| {
            let [r, g, b] = colour.map(|c| {
                if c <= 0.04045 {
                    c / 12.92
                } else {
                    ((c + 0.055) / 1.055).powf(2.4)
                }
            });
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (light(a), light(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn colours_can_be_read_by_everybody() {
        let css = FILES.get_file("app.css").unwrap().contents_utf8().unwrap();
        let schemes: Vec<_> = css
            .split(":root {")
            .skip(1)
            .map(|rest| tokens(rest.split('}').next().unwrap()))
            .collect();
        assert_eq!(schemes.len(), 2, "light and dark");
        let texts: [(&str, &[&str]); 9] = [
            (
                "ink",
                &[
                    "paper",
                    "sheet",
                    "sunken",
                    "moss-wash",
                    "clay-wash",
                    "berry-wash",
                ],
            ),
            ("soft", &["paper", "sheet", "sunken", "moss-wash"]),
            ("moss", &["paper", "sheet", "moss-wash"]),
            ("moss-deep", &["moss-wash", "sheet"]),
            ("on-moss", &["moss", "moss-deep"]),
            ("clay", &["paper", "sheet", "clay-wash"]),
            ("berry", &["paper", "sheet", "berry-wash", "moss-wash"]),
            ("sheet", &["clay", "berry"]),
            ("sky", &["paper", "clay-wash"]),
        ];
        for scheme in &schemes {
            for (text, grounds) in texts {
                for ground in grounds {
                    let ratio = contrast(scheme[text], scheme[*ground]);
                    assert!(ratio >= 4.5, "{text} on {ground}: {ratio:.2}");
                }
            }
            for ground in ["paper", "sheet"] {
                let ratio = contrast(scheme["line-strong"], scheme[ground]);
                assert!(ratio >= 3.0, "edges of fields on {ground}: {ratio:.2}");
            }
        }
    }

    #[tokio::test]
    async fn nothing_outside_the_folder() {
        for name in [
            "../lang.rs",
            "..\\lang.rs",
            "/etc/passwd",
            "",
            "%2e%2e/lang.rs",
        ] {
            assert_eq!(
                get(&HASH, name).await.status(),
                StatusCode::NOT_FOUND,
                "{name}"
            );
        }
    }
}
