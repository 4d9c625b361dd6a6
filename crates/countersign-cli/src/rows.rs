//! A headline, and names and values in two columns under it.

use std::fmt::{self, Display};

use anstyle::Style;

const HEADLINE: Style = Style::new().bold();

/// What is told of one thing.
#[derive(Debug)]
pub(crate) struct Rows {
    headline: String,
    rows: Vec<(&'static str, String)>,
}

impl Rows {
    pub(crate) fn of(headline: impl Into<String>) -> Self {
        Self { headline: headline.into(), rows: Vec::new() }
    }

    pub(crate) fn row(mut self, name: &'static str, value: impl Display) -> Self {
        self.rows.push((name, value.to_string()));
        self
    }

    /// A row for each of the values, the name beside the first.
    pub(crate) fn list(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item: Display>,
    ) -> Self {
        for (at, value) in values.into_iter().enumerate() {
            self.rows.push((if at == 0 { name } else { "" }, value.to_string()));
        }
        self
    }
}

impl Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADLINE}{}{HEADLINE:#}", self.headline)?;
        let width = self.rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        for (name, value) in &self.rows {
            write!(f, "\n  {name:width$}  {value}")?;
        }
        Ok(())
    }
}
