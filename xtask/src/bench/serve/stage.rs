//! What the servers are given: the command as it is published, keys, and requests signed before a clock starts.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use super::server::Server;
use crate::files::target;
use crate::process::{ask, cargo, command, run, step};
use crate::tools::node;

/// The client of every server.
pub(super) const CLIENT: &str = "bench";

/// The name of every server: what is signed for one is good for each.
pub(super) const HOST: &str = "partner.example";

/// What is signed under, the usual one first.
pub(super) const ALGS: [&str; 2] = ["RS384", "ES384"];

/// How long the build may take, from nothing, and the signing.
const LIMIT: Duration = Duration::from_secs(40 * 60);

/// A folder with all of it.
pub(super) struct Stage {
    /// The command.
    pub(super) countersign: PathBuf,
    folder: PathBuf,
}

impl Stage {
    /// Builds the command, and makes a key for each of [`ALGS`].
    ///
    /// # Errors
    ///
    /// It does not build, or makes no key.
    pub(super) fn build() -> Result<Self> {
        step("the command, optimised", || {
            let mut build = cargo();
            build.args([
                "build",
                "--release",
                "--package",
                "countersign-cli",
                "--bin",
                "countersign",
            ]);
            run("the command", &mut build, LIMIT)?.expect_success("cargo build")
        })?;
        let folder = target().join("bench-serve");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let stage = Self { countersign: target().join("release/countersign"), folder };
        let mut jwks = command(&stage.countersign);
        jwks.arg("jwks");
        for alg in ALGS {
            let mut keygen = command(&stage.countersign);
            ask(keygen.args(["keygen", "--alg", alg, "--out"]).arg(stage.key(alg)))?;
            jwks.arg(stage.key(alg));
        }
        fs::write(stage.jwks(), ask(&mut jwks)?)?;
        Ok(stage)
    }

    /// A file in it.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The client's public keys.
    pub(super) fn jwks(&self) -> PathBuf {
        self.file("jwks.json")
    }

    /// A store of SQLite's, on the disk.
    pub(super) fn sqlite(&self) -> String {
        format!("sqlite:{}", self.file("partner.db").display())
    }

    /// A file of token requests, each with an assertion of its own, good for five minutes from now.
    ///
    /// # Errors
    ///
    /// Node is missing or fails.
    pub(super) fn sign(&self, alg: &str, count: u64) -> Result<PathBuf> {
        let bodies = self.file(&format!("{alg}.txt"));
        let mut sign = node::node()?;
        sign.arg("tests/interop/bench/sign.mjs").arg(self.key(alg));
        sign.arg(format!("http://{HOST}/auth/token")).arg(count.to_string()).arg(&bodies);
        run("signing", &mut sign, LIMIT)?.expect_success("sign.mjs")?;
        Ok(bodies)
    }

    /// A token of a server's, to read with.
    ///
    /// # Errors
    ///
    /// It gives none.
    pub(super) fn token(&self, server: &Server) -> Result<String> {
        let request = fs::read_to_string(self.sign(ALGS[0], 1)?)?;
        let mut curl = command("curl");
        curl.args(["--silent", "--show-error", "--fail-with-body", "--data", request.trim()]);
        curl.args(["--header", &format!("Host: {}", server.host)]);
        let reply = ask(curl.arg(format!("{}/auth/token", server.origin)))?;
        let reply: Value = serde_json::from_str(&reply)?;
        Ok(reply["access_token"].as_str().context("the reply has no token")?.to_owned())
    }

    fn key(&self, alg: &str) -> PathBuf {
        self.file(&format!("{alg}.json"))
    }
}
