// The package, unchanged, in the runtimes of servers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectOutcome } from "./support/outcome.mjs";
import { outcomeOf, run } from "./support/program.mjs";
import { write } from "./support/project.mjs";

const AT_ONCE = { ready: "at-once" };

test("Node imports it", async () => expectOutcome(await outcomeOf("node", ["program.js"]), AT_ONCE));

test("Node requires it", async () => expectOutcome(await outcomeOf("node", ["program.cjs"]), AT_ONCE));

test("Node requires it where modules cannot be required", async () =>
  expectOutcome(await outcomeOf("node", ["--no-experimental-require-module", "program.cjs"]), AT_ONCE));

test("Deno runs it with leave to read", async () =>
  expectOutcome(await outcomeOf("deno", ["run", "--no-prompt", "--allow-read", "program.js"]), AT_ONCE));

test("Deno runs it with no leave at all, once it is ready", async () =>
  expectOutcome(await outcomeOf("deno", ["run", "--no-prompt", "program.js"]), { ready: "not-ready" }));

test("Bun imports it", async () => expectOutcome(await outcomeOf("bun", ["program.js"]), AT_ONCE));

test("Bun requires it", async () => expectOutcome(await outcomeOf("bun", ["program.cjs"]), AT_ONCE));
