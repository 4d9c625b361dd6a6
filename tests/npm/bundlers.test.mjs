// The package, unchanged, through bundlers with nothing configured for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pages, programs, servers } from "./support/bundlers.mjs";
import { expectOutcome } from "./support/outcome.mjs";
import { asked, outcomeAt, withBrowser } from "./support/page.mjs";
import { outcomeOf } from "./support/program.mjs";
import { serve } from "./support/server.mjs";

withBrowser();

/** Bundlers that leave the wasm where it was: the copy inside takes its place, and one request finds nothing. */
const LEAVES_THE_WASM = ["esbuild, in one file", "esbuild, split", "Rollup", "Bun"];

for (const [name, build] of Object.entries(pages)) {
  test(`${name} makes a page`, async (t) => {
    const server = await serve(await build());
    t.after(() => server.close());
    const { outcome, seen } = await outcomeAt(t, server.url);
    expectOutcome(outcome, { ready: "not-ready" });
    if (LEAVES_THE_WASM.includes(name)) return;
    assert.deepEqual(seen.errors, []);
    assert.ok(asked(seen, ".wasm").length > 0);
  });
}

for (const [name, start] of Object.entries(servers)) {
  test(`${name} serves a page`, async (t) => {
    const server = await start();
    t.after(() => server.close());
    const { outcome, seen } = await outcomeAt(t, server.url);
    expectOutcome(outcome, { ready: "not-ready" });
    assert.deepEqual(seen.errors, []);
    assert.ok(asked(seen, ".wasm").length > 0);
  });
}

/** What stands beside the program in the end: its wasm, or a copy inside that the async functions read. */
const KEEPS_THE_WASM = ["webpack", "Vite for the server"];

for (const [name, build] of Object.entries(programs)) {
  test(`${name} makes a program`, async () => {
    const [runtime, file] = await build();
    expectOutcome(await outcomeOf(runtime, [file]), { ready: KEEPS_THE_WASM.includes(name) ? "at-once" : "not-ready" });
  });
}
