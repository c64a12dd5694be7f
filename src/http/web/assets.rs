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
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
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
    let cache = if hash == *HASH { "public, max-age=31536000, immutable" } else { "no-cache" };
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
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
    use super::*;

    async fn get(hash: &str, name: &str) -> Response {
        serve(Path((hash.to_owned(), name.to_owned()))).await
    }

    #[tokio::test]
    async fn cached_for_ever_only_under_the_right_hash() {
        let fresh = get(&HASH, "app.css").await;
        assert_eq!(fresh.status(), StatusCode::OK);
        assert_eq!(fresh.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        assert!(fresh.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        assert_eq!(get("0000", "app.css").await.headers()[header::CACHE_CONTROL], "no-cache");
    }

    #[tokio::test]
    async fn nothing_outside_the_folder() {
        for name in ["../lang.rs", "..\\lang.rs", "/etc/passwd", "", "%2e%2e/lang.rs"] {
            assert_eq!(get(&HASH, name).await.status(), StatusCode::NOT_FOUND, "{name}");
        }
    }
}
