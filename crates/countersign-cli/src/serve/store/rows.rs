//! Rows, many in a statement.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, query};

/// A value in a row: text and numbers are what the databases have in common.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Number(i64),
}

/// So many rows go into one statement, the most that fit first: every statement is one of few, and prepared once.
const AT_ONCE: [usize; 4] = [64, 16, 4, 1];

/// Inserts rows in their order: `head` stands before their VALUES, `tail` behind. What the statements return comes back.
pub(super) async fn insert<const COLUMNS: usize>(
    connection: &mut AnyConnection,
    head: &str,
    rows: Vec<[Value; COLUMNS]>,
    tail: &str,
) -> Result<Vec<AnyRow>, sqlx::Error> {
    let mut returned = Vec::new();
    let mut rows = rows.into_iter();
    while rows.len() > 0 {
        let count = AT_ONCE.into_iter().find(|&count| count <= rows.len()).unwrap_or(1);
        let statement = format!("{head} VALUES {} {tail}", places::<COLUMNS>(count));
        let mut statement = query(AssertSqlSafe(statement));
        for value in rows.by_ref().take(count).flatten() {
            statement = match value {
                Value::Text(text) => statement.bind(text),
                Value::Number(number) => statement.bind(number),
            };
        }
        returned.extend(statement.fetch_all(&mut *connection).await?);
    }
    Ok(returned)
}

/// `($1,$2),($3,$4)`.
pub(super) fn places<const COLUMNS: usize>(rows: usize) -> String {
    let row = |row: usize| {
        let columns = (1..=COLUMNS).map(|column| format!("${}", row * COLUMNS + column));
        format!("({})", columns.collect::<Vec<_>>().join(","))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_through() {
        assert_eq!(places::<2>(2), "($1,$2),($3,$4)");
        assert_eq!(places::<1>(1), "($1)");
    }
}
