//! A server in this process, and a client that can misbehave.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use clap::Parser;
use countersign::assertion::Assertion;
use countersign::jwk::{Jwk, publish};
use countersign::jws::Alg;
use countersign::key::PrivateKey;
use countersign::kid::{self, KidMethod};
use countersign::time::UnixSeconds;
use countersign::token::TokenRequest;
use countersign_cli::commands::serve::Args;
use countersign_cli::serve::{Server, Surroundings};
use countersign_cli::{Cli, Command as Asked, Failure};
use countersign_testkit::{NOW, keys, rng_from};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The client that [`Served::with_client`] registers.
pub(crate) const CLIENT: &str = "larkmoor";

/// Longer than anything here takes; who waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server, with a clock that stands still until it is moved.
pub(crate) struct Served {
    server: Option<Server>,
    pub(crate) runtime: Runtime,
    pub(crate) address: SocketAddr,
    pub(crate) url: String,
    clock: Arc<AtomicI64>,
    _folder: TempDir,
}

pub(crate) fn args(words: &[&str]) -> Args {
    let listens = words.contains(&"--listen");
    let listen: &[&str] = if listens { &[] } else { &["--listen", "127.0.0.1:0"] };
    let words = ["countersign", "serve"].iter().chain(listen).chain(words);
    match Cli::try_parse_from(words).unwrap_or_else(|error| panic!("{error}")).command {
        Asked::Serve(args) => args,
        other => panic!("not serve: {other:?}"),
    }
}

impl Served {
    pub(crate) fn start(words: &[&str]) -> Self {
        Self::start_in(words, |_| {})
    }

    /// A server that knows [`CLIENT`] by the RSA test key.
    pub(crate) fn with_client(words: &[&str]) -> Self {
        Self::with_client_in(words, |_| {})
    }

    pub(crate) fn with_client_in(words: &[&str], change: impl FnOnce(&mut Surroundings)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("jwks.json");
        std::fs::write(&file, key_set(&[&keys::rsa_2048()])).expect("written");
        let client = format!("{CLIENT}={}", file.display());
        let words: Vec<&str> = words.iter().copied().chain(["--client", &client]).collect();
        Self { _folder: folder, ..Self::start_in(&words, change) }
    }

    pub(crate) fn start_in(words: &[&str], change: impl FnOnce(&mut Surroundings)) -> Self {
        Self::try_start(words, change).unwrap_or_else(|failure| panic!("{failure:?}"))
    }

    pub(crate) fn try_start(
        words: &[&str],
        change: impl FnOnce(&mut Surroundings),
    ) -> Result<Self, Failure> {
        let clock = Arc::new(AtomicI64::new(NOW.get()));
        let told = clock.clone();
        let mut surroundings = Surroundings {
            clock: Arc::new(move || UnixSeconds::new(told.load(Ordering::SeqCst))),
            ..Surroundings::default()
        };
        change(&mut surroundings);
        let runtime = Runtime::new().expect("a runtime");
        let server = runtime.block_on(Server::start(&args(words), surroundings))?;
        let address = server.address();
        Ok(Self {
            server: Some(server),
            runtime,
            address,
            url: format!("http://{address}"),
            clock,
            _folder: tempfile::tempdir().expect("a folder"),
        })
    }

    pub(crate) fn greeting(&self) -> String {
        self.server.as_ref().expect("it runs").greeting().to_string()
    }

    pub(crate) fn page_token(&self) -> String {
        self.server.as_ref().expect("it runs").page_token().to_owned()
    }

    pub(crate) fn now(&self) -> UnixSeconds {
        UnixSeconds::new(self.clock.load(Ordering::SeqCst))
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Begins to end; the handle is ready when it has ended.
    pub(crate) fn end(&mut self) -> tokio::task::JoinHandle<()> {
        self.runtime.spawn(self.server.take().expect("it ends once").shutdown())
    }

    pub(crate) fn connect(&self) -> Wire {
        Wire::to(self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[])
    }

    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.connect().ask("GET", path, headers, "")
    }

    pub(crate) fn post(&self, path: &str, media_type: &str, body: &str) -> Reply {
        self.connect().ask("POST", path, &[("Content-Type", media_type)], body)
    }

    pub(crate) fn ask_token(&self, form: &str) -> Reply {
        self.post("/auth/token", "application/x-www-form-urlencoded", form)
    }

    /// A token for everything, by the RSA test key.
    pub(crate) fn token(&self) -> String {
        let reply = self.ask_token(&self.form(&keys::rsa_2048()));
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json()["access_token"].as_str().expect("a token").to_owned()
    }

    /// A token request of [`CLIENT`], signed by `key`, with a `jti` of its own.
    pub(crate) fn form(&self, key: &PrivateKey) -> String {
        form(key, &format!("{}/auth/token", self.url), self.now())
    }
}

/// The command in a process of its own.
pub(crate) struct Process {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Process {
    /// Starts it, and waits until it listens.
    pub(crate) fn start(words: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(["serve", "--listen", "127.0.0.1:0", "--format", "json", "--quiet"])
            .args(words)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command runs");
        let mut line = String::new();
        let stderr = child.stderr.as_mut().expect("piped");
        BufReader::new(stderr).read_line(&mut line).expect("it says that it listens");
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
        let address = said["address"].as_str().unwrap_or_else(|| panic!("{line}"));
        Self { address: address.parse().expect("an address"), child }
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// A token request of [`CLIENT`] to that endpoint.
pub(crate) fn form(key: &PrivateKey, endpoint: &str, now: UnixSeconds) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let kid = kid::derive(&key.public(), KidMethod::default_for(&key.public()));
    let jti = format!("jti-{}-{count}", std::process::id());
    let draft = Assertion::new(CLIENT, endpoint, kid, Alg::Rs384, jti, now).draft().expect("whole");
    let input = draft.signing_input(Alg::Rs384);
    let octets = input.as_str().as_bytes();
    let signature = key.sign(Alg::Rs384, octets, &mut rng_from(count)).expect("the key can");
    let assertion = input.with_signature(&signature).expect("the right form");
    TokenRequest::new("system/*.rs", assertion.as_str()).to_form()
}

/// The public key set of these keys.
pub(crate) fn key_set(keys: &[&PrivateKey]) -> String {
    let jwks: Vec<Jwk> = keys
        .iter()
        .map(|key| {
            let kid = kid::derive(&key.public(), KidMethod::default_for(&key.public()));
            Jwk::new(key.public(), kid, Alg::Rs384)
        })
        .collect();
    publish::public_set(&jwks)
}

/// A connection, one octet at a time if need be.
pub(crate) struct Wire(TcpStream);

impl Wire {
    pub(crate) fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time");
        stream.set_write_timeout(Some(PATIENCE)).expect("a time");
        stream.set_nodelay(true).expect("a socket");
        Self(stream)
    }

    /// Sends a request on its own and reads the answer.
    pub(crate) fn ask(
        mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        let address = self.0.peer_addr().expect("connected");
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head += &format!("Host: {address}\r\n");
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        self.send(&format!("{head}\r\n{body}"));
        self.reply()
    }

    /// As [`ask`](Self::ask), where the other side may go away before it answers.
    pub(crate) fn try_ask(
        address: SocketAddr,
        path: &str,
        header: &str,
        body: &str,
    ) -> Option<Reply> {
        let method = if body.is_empty() { "GET" } else { "POST" };
        let mut stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{header}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).ok()?;
        let mut octets = Vec::new();
        stream.read_to_end(&mut octets).ok()?;
        let text = String::from_utf8(octets).expect("UTF-8");
        // What broke off in the middle was not said.
        text.contains("\r\n\r\n").then(|| Reply::parse(&text)).filter(Reply::is_whole)
    }

    pub(crate) fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).expect("it is open");
    }

    /// Sends what the other side may no longer want.
    pub(crate) fn try_send(&mut self, text: &str) -> bool {
        self.0.write_all(text.as_bytes()).is_ok()
    }

    pub(crate) fn finish_sending(&mut self) {
        self.0.shutdown(Shutdown::Write).expect("it is open");
    }

    /// All that comes until the other side closes.
    pub(crate) fn rest(&mut self) -> String {
        let mut octets = Vec::new();
        match self.0.read_to_end(&mut octets) {
            Ok(_) => {}
            // What was sent and not read any more.
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
            Err(error) => panic!("{error}"),
        }
        String::from_utf8(octets).expect("UTF-8")
    }

    pub(crate) fn reply(mut self) -> Reply {
        Reply::parse(&self.rest())
    }

    /// What comes until it holds `end`.
    pub(crate) fn until(&mut self, end: &str) -> String {
        let (mut octets, mut buffer) = (Vec::new(), [0; 1]);
        loop {
            let text = String::from_utf8_lossy(&octets);
            if text.contains(end) {
                return text.into_owned();
            }
            let read = self.0.read(&mut buffer).expect("something comes");
            assert!(read > 0, "it closed after {text}");
            octets.extend_from_slice(&buffer[..read]);
        }
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    #[track_caller]
    pub(crate) fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{text:?}"));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Self {
            status: status.unwrap_or_else(|| panic!("{head}")),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    fn is_whole(&self) -> bool {
        let length = self.header("content-length").and_then(|length| length.parse().ok());
        length == Some(self.body.len())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (named, value) = line.split_once(':')?;
            named.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Another server, which answers as it is told and counts how often it is asked.
pub(crate) struct Elsewhere {
    pub(crate) address: SocketAddr,
    pub(crate) asked: Arc<AtomicUsize>,
    /// What was asked last.
    pub(crate) last: Arc<Mutex<String>>,
}

impl Elsewhere {
    /// `answer` gets the head of the request and the connection, on a thread of its own.
    pub(crate) fn answering(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("some port is free");
        let address = listener.local_addr().expect("it listens");
        let (asked, last) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(String::new())));
        let (count, kept, answer) = (asked.clone(), last.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (Ok(mut stream), answer) = (stream, answer.clone()) else { continue };
                let (count, kept) = (count.clone(), kept.clone());
                thread::spawn(move || {
                    let head = Wire(stream.try_clone().expect("a socket")).until("\r\n\r\n");
                    count.fetch_add(1, Ordering::SeqCst);
                    *kept.lock().expect("no writer panicked") = head.clone();
                    answer(&head, &mut stream);
                });
            }
        });
        Self { address, asked, last }
    }

    /// Whole answers, by a text that may change.
    pub(crate) fn hosting(text: &Arc<Mutex<String>>) -> Self {
        let text = text.clone();
        Self::answering(move |_, stream| {
            let text = text.lock().expect("no writer panicked").clone();
            let _ = stream.write_all(ok(&text).as_bytes());
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

pub(crate) fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}
