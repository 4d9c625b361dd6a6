//! Stands in for the `wasm-bindgen` command, which takes minutes to install: the library behind it builds in seconds.
//!
//! It answers what Trunk and the npm package ask: `--version`, and `--target=… --out-dir=… --out-name=… FILE
//! --no-typescript`, for the package with `--omit-default-module-path`: its loaders say where the wasm is.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks on the terminal")]

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

/// The version that `Cargo.toml` pins.
const VERSION: &str = "0.2.130";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.iter().any(|arg| arg == "--version") {
        println!("wasm-bindgen {VERSION}");
        return ExitCode::SUCCESS;
    }
    match generate(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn generate(args: &[String]) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    let mut out_dir = None;
    for arg in args {
        match arg.split_once('=') {
            Some(("--target", "web")) => drop(bindgen.web(true).map_err(text)?),
            Some(("--target", "no-modules")) => drop(bindgen.no_modules(true).map_err(text)?),
            Some(("--out-dir", dir)) => out_dir = Some(dir),
            Some(("--out-name", name)) => drop(bindgen.out_name(name)),
            None if arg == "--omit-default-module-path" => {
                bindgen.omit_default_module_path(true);
            }
            None if arg == "--no-typescript" => drop(bindgen.typescript(false)),
            None if !arg.starts_with('-') => drop(bindgen.input_path(arg)),
            _ => {
                return Err(format!(
                    "`{arg}` is not known here; this stands in for wasm-bindgen in our builds alone"
                ));
            }
        }
    }
    bindgen.generate(out_dir.ok_or("`--out-dir=…` is missing")?).map_err(text)
}

/// The whole chain of causes: the last one says which version or section is wrong.
fn text(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}
