//! `cargo xtask fuzz [TARGET] [--seconds N]`: text that strangers might send, made up by a machine that watches the code.
//!
//! The targets are laid out as cargo-fuzz wants them and built with the flags that it would give, so that one tool less
//! has to be installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::files::{root, target};
use crate::process::{self, ask, cargo, command, run};

/// What makes the compiler count which code runs, and compare with what is compared (libFuzzer's counters).
const COVERAGE: [&str; 7] = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// Longest input that is made up, in octets.
const LONGEST: usize = 8 * 1024;

/// What one target's run came to.
pub(crate) struct Outcome {
    /// The target.
    pub(crate) target: String,
    /// Whether nothing was found.
    pub(crate) clean: bool,
    /// Executions, coverage and the like, as libFuzzer says them last; or what it found.
    pub(crate) says: String,
}

/// Runs `named`, or every target, for `seconds` each. What is found is kept in `fuzz/artifacts`, what taught something
/// new in `fuzz/corpus`. Gives whether nothing was found.
///
/// # Errors
///
/// No such target, no C++ compiler, or the targets do not compile.
pub(crate) fn fuzz(named: Option<&str>, seconds: u32) -> Result<bool> {
    let mut clean = true;
    for target in chosen(named)? {
        println!("\n{target}, {seconds} s");
        let outcome = run_one(&target, seconds, true)?;
        println!("      {}", outcome.says);
        clean &= outcome.clean;
    }
    Ok(clean)
}

/// Builds the targets and gives their names.
///
/// # Errors
///
/// As [`fuzz`].
pub(crate) fn chosen(named: Option<&str>) -> Result<Vec<String>> {
    let all = targets()?;
    let chosen = match named {
        None => all,
        Some(name) if all.iter().any(|target| target == name) => vec![name.to_owned()],
        Some(name) => bail!("no target `{name}`; there are: {}", all.join(" ")),
    };
    build()?;
    Ok(chosen)
}

/// Runs one target that was built. With `keep`, what taught something new is added to its corpus.
///
/// # Errors
///
/// It cannot be started, or does not end.
pub(crate) fn run_one(target: &str, seconds: u32, keep: bool) -> Result<Outcome> {
    let (corpus, artifacts) = (folder("corpus", target)?, folder("artifacts", target)?);
    let scratch = self::target().join("fuzz-scratch").join(target);
    fs::create_dir_all(&scratch)?;
    let mut fuzzer = command(binary(target)?);
    // libFuzzer writes what is new into the first folder.
    let folders = if keep { vec![&corpus] } else { vec![&scratch, &corpus] };
    fuzzer.args(folders);
    fuzzer.arg(format!("-artifact_prefix={}/", artifacts.display()));
    fuzzer.arg(format!("-dict={}", root().join("fuzz/words.dict").display()));
    fuzzer.args([&format!("-max_total_time={seconds}"), &format!("-max_len={LONGEST}")]);
    fuzzer.args(["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]);
    let limit = Duration::from_secs(u64::from(seconds) + 120);
    let done = run(target, &mut fuzzer, limit)?;
    let says = if done.success { last_words(&done.text) } else { found(&done.text) };
    Ok(Outcome { target: target.to_owned(), clean: done.success, says })
}

/// The targets that `fuzz/Cargo.toml` names.
fn targets() -> Result<Vec<String>> {
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).context("fuzz/Cargo.toml")?;
    let paths = manifest.lines().filter_map(|line| line.strip_prefix("path = \"fuzz_targets/"));
    Ok(paths.filter_map(|rest| rest.strip_suffix(".rs\"")).map(str::to_owned).collect())
}

fn build() -> Result<()> {
    if process::on_path("c++").or_else(|| process::on_path("g++")).is_none() {
        bail!("libFuzzer is C++: install a compiler, `apt-get install g++` on Debian");
    }
    let mut build = cargo();
    build.args(["build", "--release", "--manifest-path", "fuzz/Cargo.toml", "--locked"]);
    // Named although it is the host's: flags then reach the targets, and not the build scripts.
    build.args(["--target", &host()?, "--target-dir"]).arg(folder_of_builds());
    build.env("CARGO_ENCODED_RUSTFLAGS", COVERAGE.join("\u{1f}"));
    run("the fuzz targets", &mut build, Duration::from_secs(1_800))?
        .expect_success("compiling the fuzz targets")?;
    Ok(())
}

fn folder_of_builds() -> PathBuf {
    target().join("fuzz")
}

fn binary(target: &str) -> Result<PathBuf> {
    Ok(folder_of_builds().join(host()?).join("release").join(target))
}

fn host() -> Result<String> {
    ask(command("rustc").args(["--print", "host-tuple"]))
}

fn folder(what: &str, target: &str) -> Result<PathBuf> {
    let folder = root().join("fuzz").join(what).join(target);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", show(&folder)))?;
    Ok(folder)
}

fn show(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Executions and coverage, from the last line that has them.
fn last_words(text: &str) -> String {
    let line = text.lines().rev().find(|line| line.contains("cov: ")).unwrap_or_default();
    let word = |name: &str| {
        line.split_whitespace().skip_while(|word| *word != name).nth(1).unwrap_or("?").to_owned()
    };
    let executions = text
        .lines()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))
        .map_or("?", str::trim);
    let (edges, features, inputs) = (word("cov:"), word("ft:"), word("corp:"));
    format!(
        "{executions} executions, {edges} edges and {features} features reached, corpus {inputs}"
    )
}

/// What was found, from the panic on.
fn found(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from =
        lines.iter().position(|line| line.contains("panicked at") || line.contains("ERROR:"));
    lines[from.unwrap_or(lines.len().saturating_sub(20))..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_of_a_run() {
        let text = "#8\tINITED cov: 1 ft: 2 corp: 3/4b\n#900\tDONE   cov: 1203 ft: 4410 corp: 512/80Kb lim: 4096\nstat::number_of_executed_units: 901\n";
        assert_eq!(
            last_words(text),
            "901 executions, 1203 edges and 4410 features reached, corpus 512/80Kb"
        );
    }

    #[test]
    fn every_target_has_a_file() {
        let targets = targets().expect("the manifest names targets");
        assert!(targets.contains(&"verify".to_owned()));
        for target in targets {
            assert!(root().join(format!("fuzz/fuzz_targets/{target}.rs")).is_file(), "{target}");
        }
    }
}
