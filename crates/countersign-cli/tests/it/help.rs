//! What the command says of itself: help, manual pages, completions.

use std::fs;
use std::path::PathBuf;

use clap::{Command, CommandFactory};
use countersign_cli::Cli;
use serde_json::Value;
use tempfile::tempdir;

use crate::support::{ran, refused, usage};

/// Every command with the words that call it.
fn commands() -> Vec<(Vec<String>, Command)> {
    fn under(path: &[String], command: &Command, all: &mut Vec<(Vec<String>, Command)>) {
        for command in command.get_subcommands() {
            let path = [path, &[command.get_name().to_owned()]].concat();
            under(&path, command, all);
            all.push((path, command.clone()));
        }
    }

    let mut all = Vec::new();
    under(&[], &Cli::command(), &mut all);
    all
}

#[test]
fn the_commands_are_sound() {
    Cli::command().debug_assert();
}

#[test]
fn the_help_is_what_a_newcomer_reads() {
    let help = |args: &[&str]| {
        let words = ["countersign"].iter().chain(args).chain(&["--help"]);
        Cli::command().term_width(100).try_get_matches_from(words).expect_err("help").to_string()
    };
    insta::assert_snapshot!(help(&[]));
    for command in [
        "keygen",
        "kid",
        "jwks",
        "assert",
        "discover",
        "token",
        "fetch",
        "doctor",
        "completions",
        "man",
    ] {
        insta::assert_snapshot!(format!("help_{command}"), help(&[command]));
    }
    insta::assert_snapshot!("help_key_inspect", help(&["key", "inspect"]));
    insta::assert_snapshot!("help_key_convert", help(&["key", "convert"]));
}

#[test]
fn everything_says_what_it_is_for() {
    for (path, command) in commands() {
        assert!(command.get_about().is_some(), "{path:?}");
        for argument in command.get_arguments() {
            let name = argument.get_id();
            assert!(argument.get_help().is_some(), "{path:?} {name}");
        }
    }
}

/// What stands under Examples is read by the command, each line of it.
#[test]
fn examples_can_be_typed() {
    let examples = |(path, command): (Vec<String>, Command)| {
        Some((path.join(" "), command.get_after_help()?.to_string()))
    };
    let typed: usize = commands()
        .into_iter()
        .filter_map(examples)
        .map(|(path, examples)| typed(&path, &examples))
        .sum();
    assert!(typed > 10, "{typed} examples found");
}

#[test]
fn what_the_docs_show_can_be_typed() {
    let docs =
        fs::read_dir("../../docs").expect("a folder").map(|entry| entry.expect("one").path());
    let texts = docs.filter(|path| path.extension().is_some_and(|end| end == "md"));
    let typed: usize = texts
        .chain([PathBuf::from("../../README.md")])
        .map(|path| typed(&path.display().to_string(), &fs::read_to_string(&path).expect("text")))
        .sum();
    assert!(typed > 10, "{typed} commands found");
}

/// How many commands of this one a text shows. Each is read, without what a shell takes for itself.
fn typed(whose: &str, text: &str) -> usize {
    let mut typed = 0;
    let continued: Vec<_> = text.split("\\\n").map(str::trim_start).collect();
    let text = continued.concat().replace("$port", "8481");
    for line in text.lines().map(str::trim) {
        let line = line.strip_prefix("run: ").unwrap_or(line);
        if !line.starts_with("countersign ") {
            continue;
        }
        // A comment stands behind three blanks or more.
        let line = line.split("   ").next().unwrap_or_default();
        let words = shlex::split(line).unwrap_or_else(|| panic!("{whose}: {line}"));
        for call in words.split(|word| word == "|").filter(|call| call[0] == "countersign") {
            let call =
                call.iter().take_while(|word| ![">", "2>", ">>", "&"].contains(&word.as_str()));
            let read = Cli::command().try_get_matches_from(call);
            assert!(read.is_ok(), "{whose}: {line}: {:?}", read.err());
            typed += 1;
        }
    }
    typed
}

#[test]
fn a_secret_is_no_argument() {
    for (path, command) in commands() {
        for argument in command.get_arguments() {
            let name = argument.get_id().as_str();
            assert!(!["passphrase", "password", "secret"].contains(&name), "{path:?} {name}");
        }
    }
}

#[test]
fn an_argument_that_is_not_read_ends_with_2() {
    insta::assert_snapshot!(
        [
            usage(&["keygen", "--alg", "RS512"]),
            usage(&["keygen", "--bits", "1024"]),
            usage(&["keygen", "--force"]),
            usage(&["jwks"]),
        ]
        .join("\n")
    );
}

#[test]
fn a_program_is_told_of_such_arguments_in_json() {
    for args in [
        &["kid", "--format", "json"][..],
        &["--format=json", "keygen", "--bits", "1024"],
        &["--format", "json"],
    ] {
        let refused = refused(args).failed();
        let error: Value = serde_json::from_str(&refused).expect("JSON");
        assert_eq!(error["error"]["code"], "usage");
    }
    insta::assert_snapshot!(
        "usage_in_json",
        refused(&["assert", "--key", "k", "--format", "json"]).failed()
    );
}

#[test]
fn every_command_has_its_page() {
    let folder = tempdir().expect("a folder");
    let out = folder.path().join("man1");
    ran(["man", "--out", out.to_str().expect("UTF-8")]).done();
    for (path, _) in commands() {
        let page = fs::read_to_string(out.join(format!("countersign-{}.1", path.join("-"))));
        let page = page.expect("a page");
        let args = ["man"].into_iter().chain(path.iter().map(String::as_str));
        assert_eq!(ran(args).done(), page, "{path:?}");
        assert!(page.contains(".SH SYNOPSIS"), "{page}");
    }
    let whole = ran(["man"]).done();
    assert_eq!(fs::read_to_string(out.join("countersign.1")).expect("a page"), whole);
    let refused = ran(["man", "key", "melt"]).failed();
    assert!(refused.contains(r#"there is no command "melt" in key"#), "{refused}");
    let file = out.join("countersign.1");
    let refused = ran(["man", "--out", file.to_str().expect("UTF-8")]).failed();
    assert!(refused.contains("it is a file, wanted a folder"), "{refused}");
}

#[test]
fn shells_complete_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = ran(["completions", shell]).done();
        for (path, _) in commands() {
            let name = path.last().expect("a name");
            assert!(script.contains(name.as_str()), "{shell} {name}");
        }
        assert!(script.contains("passphrase-file"), "{shell}");
    }
}
