//! The pictures of profiles.

use bytes::Bytes;

use crate::app::{App, AppRef};
use crate::db;
use crate::domain::*;
use crate::error::Result;
use crate::media::{Key, Picture as Encoded, image};
use crate::service::secret;

/// Which profile picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    Avatar,
    Header,
}

/// Stores a new profile picture, cut to size, and returns its key.
pub(in crate::service) async fn store_picture(
    app: &App,
    owner: AccountId,
    which: Picture,
    bytes: Vec<u8>,
) -> Result<String> {
    let made = app
        .heavy(move || match which {
            Picture::Avatar => image::avatar(&bytes),
            Picture::Header => image::header(&bytes),
        })
        .await??;
    put_picture(app, owner, which, made).await
}

/// Draws a picture for a person who has none, and returns its key.
pub(in crate::service) async fn draw_portrait(
    app: &App,
    owner: AccountId,
    name: &str,
) -> Result<String> {
    let (name, seed) = (name.to_owned(), owner.to_string());
    let made = app
        .heavy(move || crate::media::avatar::portrait(&name, &seed, 400))
        .await??;
    put_picture(app, owner, Picture::Avatar, made).await
}

async fn put_picture(app: &App, owner: AccountId, which: Picture, made: Encoded) -> Result<String> {
    let file = match which {
        Picture::Avatar => format!("avatar.{}", made.extension),
        Picture::Header => format!("header.{}", made.extension),
    };
    let key = Key::new(
        "people",
        app.now().to_datetime(),
        owner.0,
        &secret::name(),
        &file,
    )?;
    app.store.put(&key, Bytes::from(made.bytes)).await?;
    Ok(key.as_str().to_owned())
}

/// Keeps a copy of a peer's profile picture that has been fetched.
pub async fn keep_remote_picture(
    app: &AppRef,
    account: AccountId,
    which: Picture,
    bytes: Vec<u8>,
) -> Result<()> {
    let key = store_picture(app, account, which, bytes).await?;
    let header = which == Picture::Header;
    app.db
        .write(move |conn| {
            Box::pin(
                async move { db::accounts::set_picture_key(conn, account, header, &key).await },
            )
        })
        .await
}
