//! How lively the unit is, week by week. Counted by the hourly tidying, so that asking costs nothing.

use crate::app::AppRef;
use crate::db;
use crate::db::trends::WeekRow;
use crate::domain::Timestamp;
use crate::error::Result;

/// Weeks that are told.
const WEEKS: i64 = 12;
const WEEK_MILLIS: i64 = 7 * 24 * 3600 * 1000;
/// 1 January 1970 was a Thursday: weeks begin on Monday, three days before.
const MONDAY_MILLIS: i64 = 3 * 24 * 3600 * 1000;

/// The first moment of the week of `time`.
fn week_of(time: Timestamp) -> Timestamp {
    let number = (time.millis() + MONDAY_MILLIS).div_euclid(WEEK_MILLIS);
    Timestamp::from_millis(number * WEEK_MILLIS - MONDAY_MILLIS)
}

/// The last twelve weeks, this one first, as they were counted last; 0 where nothing was.
pub async fn weeks(app: &AppRef) -> Result<Vec<WeekRow>> {
    let this = week_of(app.now());
    let since = this.plus_millis(-(WEEKS - 1) * WEEK_MILLIS);
    let known = db::trends::weeks(&mut *app.db.read().await?, since).await?;
    let week = |back: i64| {
        let week_at = this.plus_millis(-back * WEEK_MILLIS);
        let found = known.iter().find(|row| row.week_at == week_at).copied();
        found.unwrap_or(WeekRow {
            week_at,
            statuses: 0,
            logins: 0,
            registrations: 0,
        })
    };
    Ok((0..WEEKS).map(week).collect())
}

/// Counts the running week, and those before it that were not counted to their end. Of past weeks only the people who have not been
/// here since can be told, so a number of people never sinks.
///
/// # Errors
/// Those of the database.
pub async fn count(app: &AppRef) -> Result<()> {
    let this = week_of(app.now());
    let oldest = this.plus_millis(-(WEEKS - 1) * WEEK_MILLIS);
    let mut conn = app.db.read().await?;
    let last = db::trends::last_week(&mut conn).await?;
    let known = db::trends::weeks(&mut conn, oldest).await?;
    let mut week_at = last.unwrap_or(oldest).max(oldest);
    let mut rows = Vec::new();
    while week_at <= this {
        let end = week_at.plus_millis(WEEK_MILLIS);
        let row = db::trends::count_week(&mut conn, week_at, end).await?;
        let before = known.iter().find(|row| row.week_at == week_at);
        rows.push(WeekRow {
            logins: row.logins.max(before.map_or(0, |row| row.logins)),
            ..row
        });
        week_at = end;
    }
    drop(conn);
    app.db
        .write(move |conn| {
            Box::pin(async move {
                for row in &rows {
                    db::trends::put_week(conn, row).await?;
                }
                Ok(())
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        let week = |text: &str| Timestamp::parse(text).map(|time| week_of(time).to_rfc3339());
        for day in ["2026-03-02", "2026-03-05T12:00:00Z", "2026-03-08T23:59:59Z"] {
            assert_eq!(
                week(day).as_deref(),
                Some("2026-03-02T00:00:00.000Z"),
                "{day}"
            );
        }
    }
}
