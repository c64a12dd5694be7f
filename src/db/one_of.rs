//! `column IN (…)` as a statement that is the same for any number of ids. With one placeholder an id, each number would be
//! a statement of its own: parsed and planned again, every time.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel::sqlite::Sqlite;

/// The value of `column` is one of some ids.
#[derive(Debug, Clone, QueryId)]
pub struct OneOf<C> {
    column: C,
    ids: Vec<i64>,
    /// The same as a JSON array.
    json: String,
}

/// The condition that `column` is one of `ids`.
pub fn one_of<C, T: Copy + Into<i64>>(column: C, ids: &[T]) -> OneOf<C> {
    let ids: Vec<i64> = ids.iter().map(|id| (*id).into()).collect();
    let mut json = String::with_capacity(2 + 20 * ids.len());
    for id in &ids {
        json.push(if json.is_empty() { '[' } else { ',' });
        json.push_str(&id.to_string());
    }
    json.push_str(if json.is_empty() { "[]" } else { "]" });
    OneOf { column, ids, json }
}

impl<C: Expression> Expression for OneOf<C> {
    type SqlType = Bool;
}

impl<C: AppearsOnTable<Source>, Source> AppearsOnTable<Source> for OneOf<C> where Self: Expression {}

impl<C: SelectableExpression<Source>, Source> SelectableExpression<Source> for OneOf<C> where
    Self: AppearsOnTable<Source>
{
}

impl<C: ValidGrouping<GroupBy>, GroupBy> ValidGrouping<GroupBy> for OneOf<C> {
    type IsAggregate = C::IsAggregate;
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for OneOf<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (SELECT value FROM json_each(");
        out.push_bind_param::<Text, _>(&self.json)?;
        out.push_sql("))");
        Ok(())
    }
}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for OneOf<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" = ANY(");
        out.push_bind_param::<Array<BigInt>, _>(&self.ids)?;
        out.push_sql(")");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_a_json_array() {
        let json = |ids: &[i64]| one_of((), ids).json;
        assert_eq!(json(&[]), "[]");
        assert_eq!(json(&[7]), "[7]");
        assert_eq!(
            json(&[7, -1, 116_158_758_912_000_271]),
            "[7,-1,116158758912000271]"
        );
    }
}
