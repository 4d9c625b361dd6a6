//! A PostgreSQL server of the test's own: a socket and a folder, gone when the process ends, however it ends.

use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

/// Who may run the server where we are root, which PostgreSQL refuses to be: the first of them that there is.
const USERS: [&str; 2] = ["postgres", "nobody"];
/// How long a server may take to start or to stop.
const PATIENCE: Duration = Duration::from_secs(60);
/// Starts the server and waits for a word on stdin. The end of stdin is the end of the test: the server drops everything, and
/// the folder goes too.
const WATCH: &str = r#"
dir=$1; shift
"$@" >>"$dir/log" 2>&1 &
read -r word
if [ "$word" = stop ]; then
    kill -INT $!
    wait $!
else
    kill -QUIT $!
    wait $!
    rm -rf "$dir"
fi
"#;

/// A server that answers on a socket of its own.
#[derive(Debug)]
pub struct Postgres {
    dir: PathBuf,
    programs: PathBuf,
    user: Option<User>,
    watch: Mutex<Option<Child>>,
    databases: AtomicU32,
}

#[derive(Clone, Copy, Debug)]
struct User {
    uid: u32,
    gid: u32,
}

impl Postgres {
    /// The server that all tests of a process share.
    ///
    /// # Panics
    /// When there is no PostgreSQL, with the line that installs it; when it does not start, with its log.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(Self::started)
    }

    /// A server for one test, which may stop it.
    ///
    /// # Panics
    /// As [`shared`](Self::shared).
    pub fn started() -> Self {
        static SERVERS: AtomicU32 = AtomicU32::new(0);
        let programs = programs();
        let number = SERVERS.fetch_add(1, Ordering::Relaxed);
        let dir = env::temp_dir().join(format!("countersign-pg-{}-{number}", process::id()));
        // Left behind by a process of the same number, which was killed together with its watch.
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir(&dir).expect("a new folder among the temporary ones");
        let is_root = fs::metadata(&dir).expect("it was just made").uid() == 0;
        let user = is_root.then(user);
        if let Some(user) = user {
            std::os::unix::fs::chown(&dir, Some(user.uid), Some(user.gid)).expect("we are root");
        }
        let watch = Mutex::new(None);
        let server = Self { dir, programs, user, watch, databases: AtomicU32::new(0) };
        let data = server.dir.join("data");
        server.run(
            "initdb",
            &["--no-sync", "--auth=trust", "--encoding=UTF8", "--no-locale", "--username=postgres"],
            Some(&data),
        );
        server.start();
        server
    }

    /// The URL of a new, empty database.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let socket = self.dir.to_str().expect("temporary folders have names of text");
        self.run("createdb", &["--host", socket, "--username", "postgres", &name], None);
        format!("postgres://postgres@localhost/{name}?host={socket}")
    }

    /// Stops the server as if its machine were shut down. Its data stay.
    ///
    /// # Panics
    /// When it does not stop.
    pub fn stop(&self) {
        let watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut watch) = watch else { return };
        let stdin = watch.stdin.as_mut().expect("it was piped");
        stdin.write_all(b"stop\n").expect("it reads one line");
        watch.wait().expect("it is our child");
    }

    /// Starts it again where it was stopped.
    ///
    /// # Panics
    /// When it does not start, with its log.
    pub fn start(&self) {
        let dir = self.dir.to_str().expect("temporary folders have names of text");
        let mut command = self.command(Path::new("/bin/sh"));
        command.args(["-c", WATCH, "watch", dir]).arg(self.programs.join("postgres"));
        command.args(["-c", "listen_addresses=", "-c", "max_connections=200", "-k", dir, "-D"]);
        command.arg(self.dir.join("data"));
        // A group of its own: an interrupt at the terminal ends the test, and the end of the test ends the server.
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let watch = command.spawn().expect("there is a shell");
        *self.watch.lock().unwrap_or_else(PoisonError::into_inner) = Some(watch);
        let since = Instant::now();
        while !self.answers() {
            if since.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.dir.join("log")).unwrap_or_default();
                panic!("PostgreSQL did not start:\n{log}");
            }
            // Nothing tells when it is up but asking.
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn answers(&self) -> bool {
        let mut ready = self.command(&self.programs.join("pg_isready"));
        ready.arg("--host").arg(&self.dir).stdout(Stdio::null());
        ready.status().expect("it stands beside the server").success()
    }

    fn run(&self, program: &str, args: &[&str], data: Option<&Path>) {
        let mut command = self.command(&self.programs.join(program));
        command.args(args);
        if let Some(data) = data {
            command.arg("-D").arg(data);
        }
        let Output { status, stdout, stderr } =
            command.output().expect("it stands beside the server");
        assert!(
            status.success(),
            "{program}: {}{}",
            String::from_utf8_lossy(&stdout),
            String::from_utf8_lossy(&stderr)
        );
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.dir);
        if let Some(User { uid, gid }) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let watch = self.watch.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        match watch {
            Some(mut watch) => {
                drop(watch.stdin.take());
                let _ = watch.wait();
            }
            None => {
                let _ = fs::remove_dir_all(&self.dir);
            }
        }
    }
}

/// The folder with the server's programs: on the PATH, or where Debian keeps them, the newest.
fn programs() -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let kept = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut kept: Vec<PathBuf> = kept.map(|version| version.path().join("bin")).collect();
    kept.sort_by_key(|bin| {
        bin.parent().and_then(|version| version.file_name()?.to_str()?.parse::<u32>().ok())
    });
    env::split_paths(&path)
        .chain(kept.into_iter().rev())
        .find(|bin| {
            ["postgres", "initdb", "createdb", "pg_isready"]
                .iter()
                .all(|name| bin.join(name).exists())
        })
        .expect("no PostgreSQL server is installed: apt-get install postgresql")
}

fn user() -> User {
    let users = fs::read_to_string("/etc/passwd").expect("every user may read it");
    let named = |name: &str| {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            let is_named = fields.next() == Some(name);
            let mut ids = fields.skip(1).map_while(|field| field.parse().ok());
            is_named.then(|| Some(User { uid: ids.next()?, gid: ids.next()? }))?
        })
    };
    USERS.into_iter().find_map(named).expect("a user beside root to run PostgreSQL as")
}
