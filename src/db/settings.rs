//! Named values of the unit: its title, its keys' whereabouts, the setup token.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::connection::{Conn, on};
use super::schema::settings;
use crate::error::Result;

pub async fn get(conn: &mut Conn, name: &str) -> Result<Option<String>> {
    on!(conn, c => settings::table.find(name).select(settings::value).first(c).await.optional())
}

/// Those of `names` that have a value, as (name, value).
pub async fn some(conn: &mut Conn, names: &[&str]) -> Result<Vec<(String, String)>> {
    on!(conn, c => settings::table
        .filter(settings::name.eq_any(names))
        .select((settings::name, settings::value))
        .load(c)
        .await)
}

/// Sets `name`, replacing what it was.
pub async fn set(conn: &mut Conn, name: &str, value: &str) -> Result<()> {
    on!(conn, c => diesel::insert_into(settings::table)
        .values((settings::name.eq(name), settings::value.eq(value)))
        .on_conflict(settings::name)
        .do_update()
        .set(settings::value.eq(value))
        .execute(c)
        .await)?;
    Ok(())
}

/// Sets `name` unless it has a value; returns the value it has then.
pub async fn set_once(conn: &mut Conn, name: &str, value: &str) -> Result<String> {
    on!(conn, c => diesel::insert_into(settings::table)
        .values((settings::name.eq(name), settings::value.eq(value)))
        .on_conflict_do_nothing()
        .execute(c)
        .await)?;
    Ok(get(conn, name).await?.unwrap_or_else(|| value.to_owned()))
}

pub async fn delete(conn: &mut Conn, name: &str) -> Result<()> {
    on!(conn, c => diesel::delete(settings::table.find(name)).execute(c).await)?;
    Ok(())
}
