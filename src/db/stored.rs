//! How the domain's ids, times and small sets are stored: as the plain number they hold.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromStaticSqlRow, Queryable};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Nullable, SmallInt};
use diesel::sqlite::Sqlite;

use crate::domain::groups::{Deed, GroupAccess, GroupRole};
use crate::domain::*;

/// The integer that SQLite is given for a value: it insists on the width of the column's type.
trait Bound {
    type Width;
    fn bound(self) -> Self::Width;
}

impl Bound for i64 {
    type Width = i64;
    fn bound(self) -> i64 {
        self
    }
}

impl Bound for i16 {
    type Width = i32;
    fn bound(self) -> i32 {
        self.into()
    }
}

macro_rules! stored {
    ($ty:ty, $sql:ty, $raw:ty, |$value:ident| $to:expr, |$number:ident| $from:expr) => {
        impl AsExpression<$sql> for $ty {
            type Expression = <$raw as AsExpression<$sql>>::Expression;
            fn as_expression(self) -> Self::Expression {
                let $value = self;
                <$raw as AsExpression<$sql>>::as_expression($to)
            }
        }
        impl AsExpression<$sql> for &$ty {
            type Expression = <$raw as AsExpression<$sql>>::Expression;
            fn as_expression(self) -> Self::Expression {
                AsExpression::<$sql>::as_expression(*self)
            }
        }
        impl AsExpression<Nullable<$sql>> for $ty {
            type Expression = <$raw as AsExpression<Nullable<$sql>>>::Expression;
            fn as_expression(self) -> Self::Expression {
                let $value = self;
                <$raw as AsExpression<Nullable<$sql>>>::as_expression($to)
            }
        }
        impl AsExpression<Nullable<$sql>> for &$ty {
            type Expression = <$raw as AsExpression<Nullable<$sql>>>::Expression;
            fn as_expression(self) -> Self::Expression {
                AsExpression::<Nullable<$sql>>::as_expression(*self)
            }
        }
        impl ToSql<$sql, Pg> for $ty {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                let $value = *self;
                <$raw as ToSql<$sql, Pg>>::to_sql(&$to, &mut out.reborrow())
            }
        }
        impl ToSql<$sql, Sqlite> for $ty {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                let $value = *self;
                out.set_value($to.bound());
                Ok(IsNull::No)
            }
        }
        impl ToSql<Nullable<$sql>, Pg> for $ty {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <Self as ToSql<$sql, Pg>>::to_sql(self, out)
            }
        }
        impl ToSql<Nullable<$sql>, Sqlite> for $ty {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                <Self as ToSql<$sql, Sqlite>>::to_sql(self, out)
            }
        }
        impl<DB: Backend> FromSql<$sql, DB> for $ty
        where
            $raw: FromSql<$sql, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let $number = <$raw as FromSql<$sql, DB>>::from_sql(bytes)?;
                $from
            }
        }
        impl<DB: Backend> Queryable<$sql, DB> for $ty
        where
            $raw: FromStaticSqlRow<$sql, DB> + FromSql<$sql, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
    };
}

macro_rules! stored_ids {
    ($($ty:ident),+) => {$( stored!($ty, BigInt, i64, |id| id.0, |number| Ok(Self(number))); )+};
}

macro_rules! stored_kinds {
    ($($ty:ident),+) => {$(
        stored!($ty, SmallInt, i16, |kind| kind.number(), |number| {
            Self::from_number(number).ok_or_else(|| format!("{number} is no {}", stringify!($ty)).into())
        });
    )+};
}

stored_ids!(
    AccountId,
    AppId,
    EmojiId,
    FilterId,
    FollowId,
    ListId,
    MediaId,
    NoticeRequestId,
    NotificationId,
    PeerId,
    ReportId,
    StampId,
    StatusId,
    TokenId
);
stored_kinds!(
    ActorKind,
    Deed,
    AttendanceState,
    FilterAction,
    FollowState,
    GroupAccess,
    GroupRole,
    MediaKind,
    NoticeChoice,
    NotificationKind,
    PeerState,
    PushPolicy,
    RepliesPolicy,
    QuotePolicy,
    ReportCategory,
    QuoteState,
    Role,
    StampKind,
    TextFormat,
    Timeline,
    Visibility
);
stored!(Timestamp, BigInt, i64, |time| time.millis(), |number| Ok(
    Self::from_millis(number)
));
