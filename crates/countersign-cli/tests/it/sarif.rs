//! `--format sarif`.

use boon::{Compiler, Schemas};
use serde_json::{Value, json};

use crate::assertions::{Folder, TOKEN_URL, judged_by_two};
use crate::support::ran;

/// By the OASIS SARIF Technical Committee.
const SCHEMA: &str = include_str!("../../../../tests/vectors/sarif/sarif-schema-2.1.0.json");

/// Holds a log against the schema.
fn check(log: &Value) {
    const AT: &str = "https://docs.oasis-open.org/sarif-schema-2.1.0.json";

    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    let schema = serde_json::from_str(SCHEMA).expect("JSON");
    compiler.add_resource(AT, schema).expect("a schema");
    let index = compiler.compile(AT, &mut schemas).expect("a schema");
    if let Err(error) = schemas.validate(log, index) {
        panic!("{error:#}\n{log:#}");
    }
}

fn log(stdout: &str) -> Value {
    let log = serde_json::from_str(stdout).expect("JSON");
    check(&log);
    log
}

#[test]
#[should_panic(expected = "runs")]
fn the_schema_is_held_against_it() {
    check(&json!({ "version": "2.1.0", "runs": [{ "results": [] }] }));
}

#[test]
fn faults_are_results_with_their_rules() {
    let ran = judged_by_two(&format!("{TOKEN_URL}/"), "sarif");
    assert_eq!(ran.exit, 1);
    let log = log(&ran.stdout);
    let runs = log["runs"].as_array().expect("an array");
    let told: Vec<_> = runs
        .iter()
        .map(|run| {
            let results = run["results"].as_array().expect("an array").iter();
            let told = results.map(|one| {
                let index =
                    usize::try_from(one["ruleIndex"].as_u64().expect("a number")).expect("small");
                assert_eq!(run["tool"]["driver"]["rules"][index]["id"], one["ruleId"]);
                let at = &one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"];
                json!([one["ruleId"], one["level"], at])
            });
            (run["automationDetails"]["id"].clone(), told.collect::<Vec<_>>())
        })
        .collect();
    let aud = json!(["jwt.aud.trailing-slash", "error", "claims.aud"]);
    assert_eq!(
        told,
        [
            (
                json!("countersign/spec/"),
                vec![json!(["jws.kid.missing", "error", "header.kid"]), aud.clone()]
            ),
            (
                json!("countersign/epic/"),
                vec![json!(["jws.kid.missing", "warning", "header.kid"]), aud]
            ),
        ]
    );
    let message = &runs[0]["results"][1]["message"]["text"];
    assert_eq!(
        message,
        "`aud` differs from the token endpoint by a slash at the end. \
         Got: https://ternvalley.example/auth/token/. Wanted: https://ternvalley.example/auth/token. \
         There is a `/` too many at the end."
    );
    assert!(
        runs[0]["results"][0]["locations"][0].get("physicalLocation").is_none(),
        "stdin has none"
    );
}

#[test]
fn a_fault_in_a_file_has_its_lines() {
    let folder = Folder::new();
    let document = "{\n  \"ü\": 1, \"token_endpoint\": \"http://ehr.example/token\"\n}\n";
    let file = folder.file("smart configuration.json", document);
    let log = log(&ran(["lint", &file, "--format", "sarif"]).stdout);
    let results = log["runs"][0]["results"].as_array().expect("an array");
    let of_endpoint = results
        .iter()
        .find(|one| one["locations"][0]["physicalLocation"].get("region").is_some())
        .expect("the endpoint is not https");
    let physical = &of_endpoint["locations"][0]["physicalLocation"];
    // Counted by hand, in characters: the member with its name and its value.
    let region = json!({ "startLine": 2, "startColumn": 11, "endLine": 2, "endColumn": 55 });
    assert_eq!(physical["region"], region);
    let uri = physical["artifactLocation"]["uri"].as_str().expect("text");
    assert!(uri.starts_with("file:///") && uri.ends_with("/smart%20configuration.json"), "{uri}");
}

#[test]
fn nothing_wrong_is_an_empty_list() {
    let folder = Folder::new();
    let ran = ran(["lint", &folder.path("jwks.json"), "--format", "sarif"]);
    assert_eq!(ran.exit, 0);
    let log = log(&ran.stdout);
    let faults = log["runs"][0]["results"].as_array().expect("an array");
    assert!(faults.iter().all(|one| one["level"] == "warning"), "{log:#}");
}

#[test]
fn other_commands_have_none() {
    for format in ["sarif", "junit"] {
        let failed = ran(["rule", "--format", format]).failed();
        let says = "error: only `verify` and `lint` have results in SARIF or JUnit\n";
        assert!(failed.starts_with(says), "{failed}");
    }
}
