// The site on a host: the headers it deserves, any sub-path, and a plain static host that sends no header of ours at all.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";

import { base, launch, newPage } from "./support/browser.mjs";

const SUB_PATH = process.env.SUB_PATH ?? "/some/where/";
/** The folder that is served. */
const SITE = process.env.SITE ?? new URL("../../dist", import.meta.url).pathname;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** The whole walk at that address. Gives what the page says of itself. */
const walk = async (address) => {
  const { page, context, seen } = await newPage(browser, { reducedMotion: "reduce" });
  try {
    await page.goto(address);
    await page.locator("html[data-ready]").waitFor({ state: "attached" });
    await page.locator("[data-run]").click();
    await page.locator('main[data-walk="done"]').waitFor({ timeout: 60_000 });
    const isolated = await page.evaluate(() => crossOriginIsolated);
    return { isolated, requests: seen.requests.map(({ url }) => url), violations: seen.violations, errors: seen.errors };
  } finally {
    await context.close();
  }
};

test("the page comes with its policy, isolated, and cached by nobody unasked", async () => {
  const { headers } = await fetch(base);
  const policy = headers.get("content-security-policy");
  for (const directive of ["default-src 'self'", "require-trusted-types-for 'script'", "object-src 'none'", "frame-ancestors 'none'"]) {
    assert.ok(policy.split("; ").includes(directive), directive);
  }
  assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
  assert.equal(headers.get("cross-origin-embedder-policy"), "require-corp");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("cache-control"), "no-cache");
});

test("the worker may talk to its own origin alone", async () => {
  const { headers } = await fetch(new URL("worker_loader.js", base));
  assert.equal(headers.get("content-security-policy"), "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'");
});

test("nothing outside the site is served", async () => {
  for (const path of ["..%2fCargo.toml", "%2e%2e/Cargo.toml", "nothing.js"]) assert.equal((await fetch(base + path)).status, 404, path);
  assert.equal((await fetch(base, { method: "POST" })).status, 405);
});

test("the walk runs under a sub-path, and asks for nothing above it", async () => {
  const address = new URL(SUB_PATH, base).href;
  const { isolated, requests, violations, errors } = await walk(address);
  assert.ok(isolated);
  assert.deepEqual(requests.filter((url) => !url.startsWith(address)), []);
  assert.deepEqual([violations, errors], [[], []]);
});

test("the walk runs on a static host that sends no header of ours", async () => {
  const host = createServer(async ({ url }, response) => {
    const path = new URL(url, "http://host").pathname.replace(/\/$/, "/index.html");
    const octets = await readFile(join(SITE, path)).catch(() => null);
    response.writeHead(octets ? 200 : 404, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
    response.end(octets);
  });
  await new Promise((listening) => { host.listen(0, "127.0.0.1", listening); });
  try {
    const { violations, errors } = await walk(`http://127.0.0.1:${host.address().port}/`);
    assert.deepEqual([violations, errors], [[], []]);
  } finally {
    host.closeAllConnections();
    host.close();
  }
});
