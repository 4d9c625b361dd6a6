//! `countersign fetch '$export'`.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};

use countersign_cli::Io;
use serde_json::{Value, json};

use crate::server::{CLIENT, Server, by_hand, response};
use crate::support::{Ran, key_file, ran_by};

const SCOPE: &str = "system/Patient.rs system/AllergyIntolerance.rs";

const PATIENT: &str = "{\"resourceType\":\"Patient\"}\n";

fn export(server: &Server, query: &str, further: &[&str]) -> Ran {
    export_in(server, query, further, |_| {})
}

/// The same in a world that `change` has changed.
fn export_in(server: &Server, query: &str, further: &[&str], change: impl FnOnce(&mut Io)) -> Ran {
    ran_by(args(server, query, further), "", change)
}

fn args(server: &Server, query: &str, further: &[&str]) -> Vec<String> {
    let (base, key) = (server.fhir(), key_file("rsa-2048.pem"));
    let args = ["fetch", "--fhir", &base, "--key", &key, "--client-id", CLIENT, "--scope", SCOPE];
    args.iter().chain(&[query]).chain(further).map(|arg| (*arg).to_owned()).collect()
}

/// A server whose export goes as `answer` says, for requests below `/fhir`.
fn exporting(
    answer: impl Fn(&str, &http::Request<Vec<u8>>) -> http::Response<Vec<u8>> + Send + Sync + 'static,
) -> Server {
    Server::answering(move |request| {
        let base = format!("http://{}", request.headers()["host"].to_str().expect("a host"));
        match request.uri().path() {
            "/fhir/.well-known/smart-configuration" => {
                response(200, &[], json!({ "token_endpoint": format!("{base}/token") }).to_string())
            }
            "/token" => {
                let token = json!({ "access_token": "t", "token_type": "bearer", "expires_in": 300, "scope": SCOPE });
                let headers = [("cache-control", "no-store"), ("pragma", "no-cache")];
                response(200, &headers, token.to_string())
            }
            _ => answer(&base, request),
        }
    })
}

/// A server whose export is done, and has those files, for whoever asks.
fn exported(output: &[Value]) -> Server {
    let manifest = json!({ "requiresAccessToken": false, "output": output });
    exporting(move |base, request| match (request.method().as_str(), request.uri().path()) {
        ("GET", "/fhir/$export") => {
            response(202, &[("content-location", &format!("{base}/fhir/jobs/1"))], "")
        }
        ("GET", "/fhir/jobs/1") => response(200, &[], manifest.to_string()),
        ("DELETE", "/fhir/jobs/1") => response(202, &[], ""),
        asked => panic!("{asked:?}"),
    })
}

fn file(address: impl ToString) -> Value {
    json!({ "type": "Patient", "url": format!("http://{}/file", address.to_string()) })
}

/// Serves a file that is said to have so many octets, and closes the connection after these.
fn cut_off(octets: usize, body: &'static str) -> SocketAddr {
    by_hand(move |mut stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {octets}\r\n\r\n{body}");
    })
}

/// Serves a whole file.
fn whole(body: &'static str) -> SocketAddr {
    cut_off(body.len(), body)
}

#[track_caller]
fn assert_forgotten(server: &Server) {
    let (method, path) = server.all().pop().expect("requests");
    assert_eq!((method.as_str(), path.as_str()), ("DELETE", "/fhir/jobs/1"));
}

#[test]
fn an_export_is_waited_for_fetched_and_deleted() {
    let server = Server::partner();
    let ran = export(&server, "Patient/$export?_type=Patient,AllergyIntolerance", &[]);
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""));
    let lines: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let types: BTreeSet<_> = lines.iter().map(|line| line["resourceType"].as_str()).collect();
    assert_eq!(types, BTreeSet::from([Some("AllergyIntolerance"), Some("Patient")]));
    let patients = lines.iter().filter(|line| line["resourceType"] == "Patient").count();

    let begun = &server.seen("/fhir/Patient/$export")[0];
    assert_eq!(begun.headers()["prefer"], "respond-async");
    let searched = export(&Server::partner(), "Patient", &["--all"]).done();
    assert_eq!(searched.lines().count(), patients, "as many as a search finds");
    let asked = server.all();
    let (method, path) = asked.last().expect("requests").clone();
    assert_eq!(method, "DELETE");
    assert!(path.starts_with("/fhir/export/"), "{path}");
}

#[test]
fn it_is_asked_for_until_it_is_done_and_files_elsewhere_see_no_token() {
    let files = Server::answering(|request| {
        assert!(!request.headers().contains_key("authorization"));
        response(
            200,
            &[],
            "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n\n{\"resourceType\":\"Patient\",\"id\":\"b\"}\n",
        )
    });
    let looks = AtomicUsize::new(0);
    let file = format!("{}/a.ndjson?signature=s3cr3t", files.base);
    let server =
        exporting(move |base, request| match (request.method().as_str(), request.uri().path()) {
            ("GET", "/fhir/$export") => {
                response(202, &[("content-location", &format!("{base}/fhir/jobs/1"))], "")
            }
            ("GET", "/fhir/jobs/1") if looks.fetch_add(1, Ordering::SeqCst) < 2 => {
                response(202, &[("retry-after", "0"), ("x-progress", "half")], "")
            }
            ("GET", "/fhir/jobs/1") => {
                let manifest = json!({
                    "requiresAccessToken": false, "output": [{ "type": "Patient", "url": file }],
                    "deleted": [{ "type": "Bundle", "url": "https://files.example/deleted" }],
                });
                response(200, &[], manifest.to_string())
            }
            ("DELETE", "/fhir/jobs/1") => response(202, &[], ""),
            asked => panic!("{asked:?}"),
        });
    let ran = export(&server, "$export", &["--format", "json"]);
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    assert_eq!(
        ran.stdout,
        "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n{\"resourceType\":\"Patient\",\"id\":\"b\"}\n"
    );
    assert_eq!(
        ran.stderr,
        "warn  resources that were deleted are listed in the export, and not fetched\n"
    );
    assert_eq!(server.seen("/fhir/jobs/1").len(), 4);
}

#[test]
fn a_token_is_not_sent_after_a_file_elsewhere() {
    let elsewhere = Server::answering(|_| response(200, &[], ""));
    let file = format!("{}/a.ndjson", elsewhere.base);
    let server =
        exporting(move |base, request| match (request.method().as_str(), request.uri().path()) {
            ("GET", "/fhir/$export") => {
                response(202, &[("content-location", &format!("{base}/fhir/jobs/1"))], "")
            }
            ("GET", _) => {
                let output = json!([{ "type": "Patient", "url": file }]);
                response(
                    200,
                    &[],
                    json!({ "requiresAccessToken": true, "output": output }).to_string(),
                )
            }
            _ => response(202, &[], ""),
        });
    let said = export(&server, "$export", &[]).failed();
    assert!(said.contains(&format!("it is not sent to {}", elsewhere.base)), "{said}");
    assert!(elsewhere.all().is_empty());
    assert_eq!(server.all().last().expect("requests").0, "DELETE", "it is forgotten all the same");
}

#[test]
fn an_export_that_cannot_be_asked_for_again_is_no_export() {
    let server = exporting(|_, _| response(202, &[], ""));
    let said = export(&server, "$export", &[]).failed();
    assert!(said.contains("no Content-Location says where to ask for it"), "{said}");
}

#[test]
fn a_resource_is_printed_before_the_next_one_has_come() {
    /// Tells of each line that was printed.
    struct Printer(mpsc::Sender<()>);

    impl Write for Printer {
        fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
            if octets.ends_with(b"\n") {
                self.0.send(()).expect("the server waits for it");
            }
            Ok(octets.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let (sender, printed) = mpsc::channel();
    let address = by_hand(move |mut stream| {
        let length = 3 * PATIENT.len();
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n").expect("read");
        for _ in 0..3 {
            stream.write_all(PATIENT.as_bytes()).expect("read");
            printed.recv().expect("it is printed");
        }
    });
    let server = exported(&[file(address)]);
    let ran = export_in(&server, "$export", &[], |io| io.stdout = Box::new(Printer(sender)));
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""));
}

#[test]
fn a_file_that_breaks_off_is_printed_so_far_and_is_an_error() {
    let body = "{\"resourceType\":\"Patient\"}\n{\"resourceType\":\"Pat";
    let files = [file(whole(PATIENT)), file(cut_off(400, body))];
    let server = exported(&files);
    let ran = export(&server, "$export", &[]);
    assert_eq!((ran.exit, ran.stdout), (2, PATIENT.repeat(2)));
    assert!(ran.stderr.contains("the connection ended before the answer did"), "{}", ran.stderr);
    assert!(ran.stderr.contains(", after 2 resources\n"), "{}", ran.stderr);
    assert_forgotten(&server);

    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("all.ndjson").display().to_string();
    let said = export(&exported(&files), "$export", &["--out", &out]).failed();
    assert!(said.contains(&format!(", after 2 resources; {out} is not written\n")), "{said}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "nor is a part of it");
}

#[test]
fn a_file_that_has_less_than_the_export_says_is_an_error() {
    let counting = |count: u64| {
        let mut file = file(whole(PATIENT));
        file["count"] = json!(count);
        exported(&[file])
    };
    assert_eq!(export(&counting(1), "$export", &[]).done(), PATIENT);
    let ran = export(&counting(3), "$export", &["--format", "json"]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (2, PATIENT));
    let error: Value = serde_json::from_str(&ran.stderr).expect("JSON");
    assert_eq!(error["error"]["code"], "export.count");
    let says = error["error"]["message"].as_str().expect("words");
    assert!(
        says.ends_with(
            "/file: wanted 3 resources, as the export counts them, and got 1, after 1 resource"
        ),
        "{says}"
    );
}

#[test]
fn each_line_is_a_resource_as_it_came() {
    let rows = [
        ("{\"resourceType\":\"Pat", "line 1: it is not JSON: EOF"),
        ("[\"Patient\"]", "line 1: it is no resource: wanted a JSON object"),
        ("\n\n{\"id\":\"a\"}", "line 3: it is no resource: missing field `resourceType`"),
        ("{\"resourceType\":7}", "line 1: it is no resource: invalid type"),
    ];
    for (body, says) in rows {
        let server = exported(&[file(whole(body))]);
        let said = export(&server, "$export", &[]).failed();
        assert!(said.contains(&format!("/file: {says}")), "{said}");
        assert_forgotten(&server);
    }
    let body = "{\t\"resourceType\":\"Observation\", \"value\": 1.500, \"text\": \"\u{202e}\"}\r\n";
    let printed = export(&exported(&[file(whole(body))]), "$export", &[]).done();
    let expected = "{ \"resourceType\":\"Observation\", \"value\": 1.500, \"text\": \"\\u202e\"}\n";
    assert_eq!(printed, expected);
}

#[test]
fn a_line_without_end_is_not_read_to_its_end() {
    let endless = by_hand(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        let chunk = format!("40000\r\n{}\r\n", " ".repeat(0x40000));
        while stream.write_all(chunk.as_bytes()).is_ok() {}
    });
    let said = export(&exported(&[file(endless)]), "$export", &[]).failed();
    assert!(said.contains("/file: line 1: more than 16777216 octets"), "{said}");
}

#[test]
fn a_file_that_stalls_is_not_waited_for_for_ever() {
    let held = Mutex::new(Vec::new());
    let address = by_hand(move |mut stream| {
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{PATIENT}").expect("read");
        held.lock().expect("no panic").push(stream);
    });
    let ran = export(&exported(&[file(address)]), "$export", &["--timeout", "1"]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (2, PATIENT));
    let says =
        format!("nothing more came within 1 s from http://{address}/file, after 1 resource\n");
    assert!(ran.stderr.contains(&says), "{}", ran.stderr);
}

#[test]
fn a_closed_pipe_ends_it_quietly_and_the_export_is_forgotten() {
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let server = exported(&[file(whole(PATIENT))]);
    let ran = export_in(&server, "$export", &[], |io| io.stdout = Box::new(Closed));
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""));
    assert_forgotten(&server);
}

#[test]
fn what_went_wrong_in_an_export_is_said_up_to_a_point() {
    let outcome = json!({ "resourceType": "OperationOutcome", "issue": [
        { "severity": "error", "code": "exception", "diagnostics": "a record was locked" },
    ]});
    let errors = format!("{outcome}\n").repeat(25);
    let server =
        exporting(move |base, request| match (request.method().as_str(), request.uri().path()) {
            ("GET", "/fhir/$export") => {
                response(202, &[("content-location", &format!("{base}/fhir/jobs/1"))], "")
            }
            ("GET", "/fhir/jobs/1") => {
                let error =
                    json!([{ "type": "OperationOutcome", "url": format!("{base}/fhir/errors") }]);
                let manifest = json!({ "requiresAccessToken": true, "output": [], "error": error });
                response(200, &[], manifest.to_string())
            }
            ("GET", "/fhir/errors") => response(200, &[], errors.clone()),
            _ => response(202, &[], ""),
        });
    let ran = export(&server, "$export", &[]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (0, ""));
    let said = "warn  the server says: exception: a record was locked\n".repeat(20);
    assert_eq!(ran.stderr, said + "warn  and 5 more like these\n");
}

#[test]
fn a_file_that_is_refused_is_a_refusal() {
    let gone = by_hand(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    });
    let server = exported(&[file(whole(PATIENT)), file(gone)]);
    let ran = export(&server, "$export", &[]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, PATIENT));
    assert!(ran.stderr.starts_with("REFUSED  404"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("warn  this came after 1 resource\n"), "{}", ran.stderr);
    assert_forgotten(&server);
}

#[cfg(unix)]
#[test]
fn ctrl_c_tells_the_server_to_forget_the_export() {
    use std::process::{Command, Stdio};

    let (sender, asked) = mpsc::channel();
    let server =
        exporting(move |base, request| match (request.method().as_str(), request.uri().path()) {
            ("GET", "/fhir/$export") => {
                response(202, &[("content-location", &format!("{base}/fhir/jobs/1"))], "")
            }
            ("GET", "/fhir/jobs/1") => {
                sender.send(()).expect("the test waits for it");
                response(202, &[("retry-after", "600")], "")
            }
            _ => response(202, &[], ""),
        });
    let child = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(args(&server, "$export", &[]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    asked.recv().expect("it asks how far it is");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.expect("kill is there").success());
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(130));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "error: interrupted\n");
    assert_forgotten(&server);
}

#[test]
fn an_export_that_the_token_does_not_cover_is_refused() {
    let server = Server::partner();
    let ran = export(&server, "$export?_type=MedicationRequest", &[]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.starts_with("REFUSED  403"), "{}", ran.stderr);
}
