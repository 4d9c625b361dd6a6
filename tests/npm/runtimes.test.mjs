// The package, unchanged, in the runtimes of servers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { expectOutcome } from "./support/outcome.mjs";
import { outcomeOf } from "./support/program.mjs";
import { installed, leaf, manifest } from "./support/project.mjs";
import { answer } from "./support/workerd.mjs";

const AT_ONCE = { ready: "at-once" };
const WITHOUT_REQUIRE = "--no-experimental-require-module";

test("Node imports it", async () => expectOutcome(await outcomeOf("node", ["program.js"]), AT_ONCE));

test("Node requires it", async () => expectOutcome(await outcomeOf("node", ["program.cjs"]), AT_ONCE));

test("Node requires it where modules cannot be required", async () =>
  expectOutcome(await outcomeOf("node", [WITHOUT_REQUIRE, "program.cjs"]), AT_ONCE));

test("imported and required it is one instance in Node", async () => {
  const { oneInstance, instances, strangers } = await outcomeOf("node", ["both.js"]);
  assert.equal(oneInstance, true);
  assert.deepEqual(instances.flat(), Array(9).fill(true));
  assert.deepEqual(strangers, [false, false, false]);
});

test("an error of one copy is known to another, where there are two", async () => {
  const { oneInstance, instances } = await outcomeOf("node", [WITHOUT_REQUIRE, "both.js"]);
  assert.equal(oneInstance, false);
  assert.deepEqual(instances.flat(), Array(9).fill(true));
});

test("threads of Node use it side by side", async () => {
  for (const outcome of await outcomeOf("node", ["threads.js"])) expectOutcome(outcome, AT_ONCE);
});

test("importing does no work, whichever file a server's resolver takes", async () => {
  const leaves = Object.keys(manifest.exports).flatMap((subpath) => [leaf(subpath, ["node", "import"]), leaf(subpath, ["browser"])]);
  const modules = new Set(leaves.filter((file) => file.endsWith(".js")));
  const files = [...modules].map((file) => pathToFileURL(join(installed, file)).href);
  assert.ok(files.length >= 9, `only ${files.length} files`);
  assert.deepEqual(await outcomeOf("node", ["idle.js", ...files]), { touched: [], added: 0 });
});

test("slim says what it cannot use, and takes what countersign/wasm leads to", async () => {
  const { refusals, verdict } = await outcomeOf("node", ["slim.js"]);
  assert.deepEqual(refusals, {
    nothing: "not-ready",
    "a number": "invalid-argument",
    "octets that are no wasm": "load-failed",
    "a page": "load-failed",
    "a page that is called wasm": "load-failed",
    "a wasm that is empty": "load-failed",
    "the verifier's": "load-failed",
    "an answer without it": "load-failed",
    "an address where nobody answers": "load-failed",
  });
  assert.equal(verdict, "accepted");
});

test("Deno runs it with leave to read", async () =>
  expectOutcome(await outcomeOf("deno", ["run", "--no-prompt", "--allow-read", "program.js"]), AT_ONCE));

test("Deno runs it with no leave at all, once it is ready", async () =>
  expectOutcome(await outcomeOf("deno", ["run", "--no-prompt", "program.js"]), { ready: "not-ready" }));

test("Bun imports it", async () => expectOutcome(await outcomeOf("bun", ["program.js"]), AT_ONCE));

test("Bun requires it", async () => expectOutcome(await outcomeOf("bun", ["program.cjs"]), AT_ONCE));

test("workerd runs it, bundled as wrangler bundles", async () => expectOutcome(await answer("workerd.js"), AT_ONCE));

test("an edge runtime runs it, the wasm imported with ?module", async () =>
  expectOutcome(await answer("workerd.js", { conditions: ["edge-light", "browser"] }), AT_ONCE));

test("in workerd the inline entry fails, and names the one to use", async () => {
  const { ours, message } = await answer("workerd-inline.js");
  assert.equal(ours, true);
  assert.match(message, /import .*["'`]countersign["'`]/);
});
