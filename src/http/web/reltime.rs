//! Times as people say them: "5 minutes ago", and the exact moment beside it.

use chrono::{DateTime, Datelike, Utc};

use super::lang::Lang;

/// A moment, ready for `<time>`.
#[derive(Clone, Debug, Default)]
pub struct TimeView {
    /// RFC 3339, for the `datetime` attribute.
    pub iso: String,
    /// "5 minutes ago", or a date when it is more than a week ago.
    pub text: String,
    /// "24 November 2026, 14:05 (UTC)", for the tooltip.
    pub full: String,
}

impl TimeView {
    /// How `then` reads at the moment `now`.
    pub fn new(lang: Lang, then: DateTime<Utc>, now: DateTime<Utc>) -> TimeView {
        TimeView {
            iso: then.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            text: relative(lang, then, now),
            full: format!("{}, {} (UTC)", date(lang, then), then.format("%H:%M")),
        }
    }
}

/// "24 November 2026", in the language's own order.
pub fn date(lang: Lang, day: DateTime<Utc>) -> String {
    format!("{} {} {}", day.day(), month(lang, day.month()), day.year())
}

/// How long something takes or has taken: "3 hours".
pub fn duration(lang: Lang, seconds: i64) -> String {
    match seconds {
        i64::MIN..60 => lang.n("span-seconds", seconds.max(0)),
        60..3600 => lang.n("span-minutes", seconds / 60),
        3600..86_400 => lang.n("span-hours", seconds / 3600),
        _ => lang.n("span-days", seconds / 86_400),
    }
}

fn relative(lang: Lang, then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (now - then).num_seconds();
    match seconds {
        // A clock of another unit may be a little ahead of ours.
        i64::MIN..45 => lang.t("time-now"),
        45..3600 => lang.n("time-minutes", ((seconds + 15) / 60).max(1)),
        3600..86_400 => lang.n("time-hours", seconds / 3600),
        86_400..604_800 => lang.n("time-days", seconds / 86_400),
        _ if then.year() == now.year() => format!("{} {}", then.day(), month(lang, then.month())),
        _ => date(lang, then),
    }
}

fn month(lang: Lang, month: u32) -> String {
    match month {
        1 => lang.t("month-1"),
        2 => lang.t("month-2"),
        3 => lang.t("month-3"),
        4 => lang.t("month-4"),
        5 => lang.t("month-5"),
        6 => lang.t("month-6"),
        7 => lang.t("month-7"),
        8 => lang.t("month-8"),
        9 => lang.t("month-9"),
        10 => lang.t("month-10"),
        11 => lang.t("month-11"),
        _ => lang.t("month-12"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn says_it_as_people_do() {
        let now: DateTime<Utc> = "2026-11-24T14:05:00Z".parse().unwrap();
        let ago = |lang, seconds| TimeView::new(lang, now - TimeDelta::seconds(seconds), now).text;
        assert_eq!(ago(Lang::En, -30), "just now");
        assert_eq!(ago(Lang::En, 50), "1 minute ago");
        assert_eq!(ago(Lang::En, 300), "5 minutes ago");
        assert_eq!(ago(Lang::Nl, 300), "5 minuten geleden");
        assert_eq!(ago(Lang::Nl, 7200), "2 uur geleden");
        assert_eq!(ago(Lang::Nl, 86_400), "1 dag geleden");
        assert_eq!(ago(Lang::En, 86_400 * 20), "4 November");
        assert_eq!(ago(Lang::Nl, 86_400 * 400), "20 oktober 2025");
    }

    #[test]
    fn carries_the_exact_moment() {
        let then: DateTime<Utc> = "2026-03-01T08:09:10Z".parse().unwrap();
        let view = TimeView::new(Lang::Nl, then, then);
        assert_eq!(view.iso, "2026-03-01T08:09:10Z");
        assert_eq!(view.full, "1 maart 2026, 08:09 (UTC)");
    }

    #[test]
    fn spans() {
        assert_eq!(duration(Lang::En, 59), "59 seconds");
        assert_eq!(duration(Lang::En, 3600), "1 hour");
        assert_eq!(duration(Lang::Nl, 86_400 * 3), "3 dagen");
    }
}
