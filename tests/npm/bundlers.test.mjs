// The package, unchanged, through bundlers with nothing configured for it.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pages, programs, servers } from "./support/bundlers.mjs";
import { expectOutcome } from "./support/outcome.mjs";
import { asked, makeRsa, outcomeAt, withBrowser } from "./support/page.mjs";
import { outcomeOf } from "./support/program.mjs";
import { serve } from "./support/server.mjs";

withBrowser();

/** Bundlers that leave files where they were: the copy inside takes the place of the wasm, and one request finds nothing. */
const LEAVES_FILES = ["esbuild, in one file", "esbuild, split", "Rollup", "Bun"];

for (const [name, build] of Object.entries(pages)) {
  test(`${name} makes a page`, async (t) => {
    const server = await serve(await build());
    t.after(() => server.close());
    const { outcome, page, seen } = await outcomeAt(t, server.url);
    expectOutcome(outcome, { ready: "not-ready" });
    if (LEAVES_FILES.includes(name)) {
      assert.equal((await makeRsa(page)).kind, "RSA 2048");
      return;
    }
    assert.deepEqual(seen.errors, []);
    assert.ok(asked(seen, ".wasm").length > 0);
    assert.deepEqual(await makeRsa(page), { kind: "RSA 2048", workers: 1 });
    expectOutcome(await page.evaluate(() => globalThis.besides()), { ready: "not-ready" });
  });
}

for (const [name, start] of Object.entries(servers)) {
  test(`${name} serves a page`, async (t) => {
    const server = await start();
    t.after(() => server.close());
    const { outcome, page, seen } = await outcomeAt(t, server.url);
    expectOutcome(outcome, { ready: "not-ready" });
    assert.deepEqual(seen.errors, []);
    assert.ok(asked(seen, ".wasm").length > 0);
    assert.deepEqual(await makeRsa(page), { kind: "RSA 2048", workers: 1 });
    expectOutcome(await page.evaluate(() => globalThis.besides()), { ready: "not-ready" });
  });
}

test("a worker.js of the page's own is not taken for the package's", async (t) => {
  const folder = await pages["esbuild, in one file"]();
  writeFileSync(join(folder, "worker.js"), "self.onmessage = () => {};\n");
  const server = await serve(folder);
  t.after(() => server.close());
  const { page } = await outcomeAt(t, server.url);
  assert.equal((await makeRsa(page)).kind, "RSA 2048");
});

/** What stands beside the program in the end: its wasm, or a copy inside that the async functions read. */
const KEEPS_THE_WASM = ["webpack", "Vite for the server"];

for (const [name, build] of Object.entries(programs)) {
  test(`${name} makes a program`, async () => {
    const [runtime, file] = await build();
    expectOutcome(await outcomeOf(runtime, [file]), { ready: KEEPS_THE_WASM.includes(name) ? "at-once" : "not-ready" });
  });
}
