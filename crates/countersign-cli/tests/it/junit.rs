//! `--format junit`.

use crate::assertions::{TOKEN_URL, judged_by_two};

#[test]
fn each_check_is_a_test_case() {
    let ran = judged_by_two(&format!("{TOKEN_URL}/<&\u{1}>"), "junit");
    assert_eq!(ran.exit, 1);
    insta::assert_snapshot!(ran.stdout);
}
