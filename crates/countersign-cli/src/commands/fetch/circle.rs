//! Links that lead in a circle, found without keeping them all.

/// One link of a chain, to be met again if the chain is a circle: another one after twice as many each time (Brent).
#[derive(Debug)]
pub(super) struct Circle {
    kept: String,
    since: u64,
    until: u64,
}

impl Circle {
    /// A chain that begins at `link`.
    pub(super) fn at(link: &str) -> Self {
        Self { kept: link.to_owned(), since: 0, until: 1 }
    }

    /// Whether the chain, which goes on to `link`, is known to be a circle.
    pub(super) fn closes_at(&mut self, link: &str) -> bool {
        if self.kept == link {
            return true;
        }
        self.since += 1;
        if self.since == self.until {
            *self = Self { kept: link.to_owned(), since: 0, until: self.until * 2 };
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::Circle;

    #[test]
    fn every_circle_is_found_and_no_other_chain() {
        for lead in 0..20 {
            for around in 1..20 {
                let link = |step: u64| match step < lead {
                    true => step,
                    false => lead + (step - lead) % around,
                };
                let mut circle = Circle::at(&link(0).to_string());
                let found = (1..).find(|step| circle.closes_at(&link(*step).to_string()));
                let found = found.expect("an endless range");
                assert!(found >= lead + around, "{lead}, {around}: too early, at {found}");
                assert!(found <= 3 * (lead + around) + 1, "{lead}, {around}: late, at {found}");
            }
        }
        let mut circle = Circle::at("0");
        assert!(!(1..10_000).any(|step| circle.closes_at(&step.to_string())));
    }
}
