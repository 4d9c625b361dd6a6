//! Other programs: run to their end, with a line of progress while they take long.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::files::root;

/// How often a line of progress is printed.
const TICK: Duration = Duration::from_secs(10);

/// How long the last words of a program are waited for while another holds its streams open.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What a program left behind.
pub(crate) struct Finished {
    /// It exited with 0.
    pub(crate) success: bool,
    /// Everything it printed, both streams as they came.
    pub(crate) text: String,
}

impl Finished {
    /// The text, if the program succeeded.
    ///
    /// # Errors
    ///
    /// It failed; what it printed is the message.
    pub(crate) fn expect_success(self, what: &str) -> Result<String> {
        if self.success { Ok(self.text) } else { bail!("{what} failed:\n{}", self.text.trim_end()) }
    }
}

/// `program`, run in the project's root.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// The cargo that runs this, called as if by hand: of the package that it is running, `ring` would see another than last
/// time, and be built anew with all that stands on it.
pub(crate) fn cargo() -> Command {
    let mut cargo = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let of_package = ["CARGO_PKG_", "CARGO_MANIFEST_"];
        if name.to_str().is_some_and(|name| of_package.iter().any(|of| name.starts_with(of))) {
            cargo.env_remove(&name);
        }
    }
    cargo
}

/// Runs a long program to its end, keeps what it prints, and says every ten seconds how far it is.
///
/// # Errors
///
/// It cannot be started, or is not done within `limit`.
pub(crate) fn run(what: &str, command: &mut Command, limit: Duration) -> Result<Finished> {
    let begun = Instant::now();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} does not start", command.get_program().display()))?;
    let (lines, came) = channel();
    for pipe in
        [child.stdout.take().map(boxed), child.stderr.take().map(boxed)].into_iter().flatten()
    {
        let lines = lines.clone();
        thread::spawn(move || forward(pipe, &lines));
    }
    drop(lines);

    let (mut text, mut last, mut tick) = (String::new(), String::new(), TICK);
    let success = loop {
        match came.recv_timeout(Duration::from_millis(200)) {
            Ok(line) => {
                if tells_something(&line) {
                    last = line.trim().chars().take(70).collect();
                }
                text.push_str(&line);
            }
            // Both streams are closed: all that is left is to wait.
            Err(RecvTimeoutError::Disconnected) => break child.wait()?.success(),
            // A grandchild may hold the streams open after the program itself has gone.
            Err(RecvTimeoutError::Timeout) => {
                if let Some(status) = child.try_wait()? {
                    // Its last words may still be on their way.
                    let until = Instant::now() + LAST_WORDS;
                    while let Ok(line) = came.recv_timeout(until - Instant::now()) {
                        text.push_str(&line);
                    }
                    break status.success();
                }
            }
        }
        let elapsed = begun.elapsed();
        if elapsed > limit {
            end(&mut child);
            bail!("{what} was not done after {} s; last it said: {last}", limit.as_secs());
        }
        if elapsed > tick {
            let colon = if last.is_empty() { "" } else { ": " };
            println!("      {what}, {} s{colon}{last}", elapsed.as_secs());
            tick += TICK;
        }
    };
    Ok(Finished { success, text })
}

/// Runs a short program and gives its standard output, trimmed.
///
/// # Errors
///
/// It cannot be started, or fails; the message has what it said.
pub(crate) fn ask(command: &mut Command) -> Result<String> {
    let program = command.get_program().display().to_string();
    let output = command.output().with_context(|| format!("{program} does not start"))?;
    if !output.status.success() {
        bail!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Does one step and prints how long it took.
///
/// # Errors
///
/// Those of the step.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    let done = work()?;
    println!("  ok  {what} ({:.1} s)", begun.elapsed().as_secs_f32());
    Ok(done)
}

/// The file that `PATH` finds under that name.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|dir| dir.join(&file))
        .find(|path| path.is_file())
}

/// `PATH` with `dirs` before everything else.
///
/// # Errors
///
/// A folder's name cannot stand in `PATH`.
pub(crate) fn path_with(dirs: &[&Path]) -> Result<std::ffi::OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = dirs.iter().map(|dir| dir.to_path_buf()).chain(std::env::split_paths(&path));
    Ok(std::env::join_paths(all)?)
}

/// Ends a program that this one started. One that has ended by itself is as good.
pub(crate) fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// A line that is worth showing as the last word; not the punctuation of a TAP report.
fn tells_something(line: &str) -> bool {
    line.contains(char::is_alphabetic) && !line.trim_start().starts_with("duration_ms")
}

fn boxed(pipe: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    Box::new(pipe)
}

fn forward(pipe: Box<dyn Read + Send>, lines: &Sender<String>) {
    let mut pipe = BufReader::new(pipe);
    let mut line = Vec::new();
    while pipe.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        if lines.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
            return;
        }
        line.clear();
    }
}
