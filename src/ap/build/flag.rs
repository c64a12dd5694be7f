//! Flag: a report that is passed on to the unit of the person reported. The unit's own actor speaks, so that who reported is
//! not told.

use meent_federation::vocab::write::Activity;

use super::{Built, account, activity_id, finish};
use crate::ap::address;
use crate::ap::audience::Inboxes;
use crate::app::App;
use crate::db::{self, Conn};
use crate::domain::ReportId;
use crate::error::{Error, Result};
use crate::service::unit;

pub(super) async fn flag(app: &App, conn: &mut Conn, serial: i64, id: ReportId) -> Result<Built> {
    let report = db::reports::by_id(conn, id).await?;
    let report = report.ok_or(Error::NotFound)?;
    let target = account(conn, report.target_id).await?;
    let unit = unit::actor(app).await?;
    let mut objects = vec![address::url(&target.uri)?];
    for post in db::statuses::by_ids(conn, &report.statuses()).await? {
        objects.push(address::url(&post.uri)?);
    }
    let mut inboxes = Inboxes::default();
    inboxes.add(&target);
    let activity = Activity::flag(
        activity_id(app, &unit, "flag", serial)?,
        address::url(&unit.uri)?,
        objects,
        report.comment,
    );
    finish(activity, unit.id, inboxes)
}
