//! `--format junit`.

use crate::assertions::{Folder, TOKEN_URL, assertion};
use crate::support::ran_with;

#[test]
fn each_check_is_a_test_case() {
    let folder = Folder::new();
    let token = assertion(|draft| {
        draft.remove_header("kid");
        draft.set_claim("aud", format!("{TOKEN_URL}/<&\u{1}>"));
    });
    let keys = folder.path("jwks.json");
    let command = [
        "verify",
        "-",
        "--keys",
        &keys,
        "--aud",
        TOKEN_URL,
        "--profile",
        "spec,epic",
        "--format",
        "junit",
    ];
    let ran = ran_with(command, token);
    assert_eq!(ran.exit, 1);
    insta::assert_snapshot!(ran.stdout);
}
