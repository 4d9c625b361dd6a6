//! Other programs: run with their output shown, or watched with a line of progress now and then.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// How often a long step says what it is waiting for.
const EVERY: Duration = Duration::from_secs(10);
/// How much of a failed step's output is shown.
const TAIL: usize = 40;

/// A command in the root of the checkout.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(crate::workspace::root());
    command
}

/// `cargo`, the one that runs us.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end with its output shown.
///
/// # Errors
/// It could not start, or ended with a failure.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("{} ended with {status}", words(command));
    }
    Ok(())
}

/// Runs to the end and gives what it wrote to stdout; its stderr is shown.
///
/// # Errors
/// It could not start, or ended with a failure.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let out = command.stderr(Stdio::inherit()).output().with_context(|| cannot_start(command))?;
    if !out.status.success() {
        bail!("{} ended with {}", words(command), out.status);
    }
    String::from_utf8(out.stdout).with_context(|| format!("{} wrote no UTF-8", words(command)))
}

/// Runs to the end showing each line of stdout and giving it to `line`; true when it ended well.
///
/// # Errors
/// It could not start.
pub(crate) fn follow(command: &mut Command, mut line: impl FnMut(&str)) -> Result<bool> {
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| cannot_start(command))?;
    let stdout = child.stdout.take().expect("stdout is piped");
    for text in BufReader::new(stdout).split(b'\n') {
        let text = text?;
        let text = String::from_utf8_lossy(&text);
        println!("{text}");
        line(&text);
    }
    Ok(child.wait()?.success())
}

/// Runs a step that may be long: quiet, but every ten seconds a line with the time and what it is at.
///
/// # Errors
/// It could not start, took longer than `limit`, or ended with a failure; then the end of its output is shown.
pub(crate) fn watch(label: &str, command: &mut Command, limit: Option<Duration>) -> Result<()> {
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| cannot_start(command))?;
    let lines = Arc::new(Mutex::new(VecDeque::new()));
    let stdout = child.stdout.take().expect("stdout is piped");
    let stderr = child.stderr.take().expect("stderr is piped");
    let readers = [collect(stdout, &lines), collect(stderr, &lines)];

    let mut told = started;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if limit.is_some_and(|limit| started.elapsed() > limit) {
            child.kill()?;
            child.wait()?;
            bail!("{label}: stopped after {} s", started.elapsed().as_secs());
        }
        if told.elapsed() >= EVERY {
            told = Instant::now();
            let lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            let at = lines.back().map_or("", |line: &String| line.trim());
            println!("  {label}: {} s · {at}", started.elapsed().as_secs());
        }
        thread::sleep(Duration::from_millis(100));
    };
    for reader in readers {
        reader.join().expect("reading lines does not panic");
    }
    let seconds = started.elapsed().as_secs_f64();
    if !status.success() {
        for line in lines.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            eprintln!("  | {line}");
        }
        bail!("{label}: {} ended with {status} after {seconds:.0} s", words(command));
    }
    println!("  {label}: done in {seconds:.1} s");
    Ok(())
}

fn collect(
    from: impl Read + Send + 'static,
    lines: &Arc<Mutex<VecDeque<String>>>,
) -> thread::JoinHandle<()> {
    let lines = Arc::clone(lines);
    thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if line.is_empty() {
                continue;
            }
            let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            lines.push_back(line);
            if lines.len() > TAIL {
                lines.pop_front();
            }
        }
    })
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start {}", command.get_program().display())
}

/// The command as one would type it, shortened.
fn words(command: &Command) -> String {
    let name = std::path::Path::new(command.get_program());
    let mut text = name.file_name().unwrap_or(name.as_os_str()).to_string_lossy().into_owned();
    for arg in command.get_args().take(4) {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}
