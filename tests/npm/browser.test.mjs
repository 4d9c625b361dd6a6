// The package in pages without a bundler: real modules, a real policy, real workers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectOutcome } from "./support/outcome.mjs";
import { asked, outcomeAt, visit, withBrowser } from "./support/page.mjs";
import { leaf, manifest, pathOf, root, withoutBundler } from "./support/project.mjs";
import { serve } from "./support/server.mjs";

const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; img-src data:";
const WITHOUT_WASM = STRICT.replace(" 'wasm-unsafe-eval'", "");
const NOT_READY = { ready: "not-ready" };

withBrowser();
const plain = withoutBundler();

const served = async (t, options) => {
  const server = await serve(root, options);
  t.after(() => server.close());
  return { ...server, at: (path) => new URL(path, server.url).href };
};

const policy = (csp) => ({ headers: { "content-security-policy": csp } });

test("a plain page runs it under a strict policy, and asks for each wasm once", async (t) => {
  const { at } = await served(t, policy(STRICT));
  const { outcome, seen } = await outcomeAt(t, at(plain));
  expectOutcome(outcome, NOT_READY);
  const files = asked(seen, ".wasm");
  assert.ok(files.length >= 1);
  assert.deepEqual(files, [...new Set(files)]);
  assert.deepEqual(seen.errors, []);
  assert.deepEqual(seen.violations, []);
});

test("importing asks for modules alone", async (t) => {
  const { at } = await served(t);
  const { page, seen } = await visit(t, at("plain/vectors.js"));
  const entries = [".", "./slim", "./verify", "./partner", "./rules"].map((subpath) => pathOf(subpath));
  await page.evaluate((paths) => Promise.all(paths.map((path) => import(path))), entries);
  assert.ok(seen.requests.length > entries.length);
  assert.deepEqual(seen.requests.map(({ url }) => url).filter((url) => !url.endsWith(".js")), []);
});

test("a policy without wasm-unsafe-eval is named in the error", async (t) => {
  const { at } = await served(t, policy(WITHOUT_WASM));
  const { page, seen } = await visit(t, at("plain/vectors.js"));
  const { ours, message } = await page.evaluate(async (path) => {
    const { init, CountersignError } = await import(path);
    return init().then(
      () => ({}),
      (error) => ({ ours: error instanceof CountersignError, message: error.message }),
    );
  }, pathOf("."));
  assert.equal(ours, true);
  assert.match(message, /'wasm-unsafe-eval'/);
  // The policy would refuse the inline copy as well.
  assert.deepEqual(asked(seen, ".js").filter((path) => path.includes("inline")), []);
});

for (const [what, options] of [
  ["calls wasm a stream of octets", { types: { ".wasm": "application/octet-stream" } }],
  ["has no wasm", { missing: { pattern: /\.wasm$/, status: 404, type: "text/plain", body: "not found" } }],
  ["answers what is missing with its page", { missing: { pattern: /\.wasm$/, status: 200, type: "text/html", body: "<!doctype html>" } }],
  ["calls its page wasm", { missing: { pattern: /\.wasm$/, status: 200, type: "application/wasm", body: "<!doctype html>" } }],
]) {
  test(`a server that ${what} is no hindrance`, async (t) => {
    const { at } = await served(t, options);
    const { outcome } = await outcomeAt(t, at(plain));
    expectOutcome(outcome, NOT_READY);
  });
}

test("a web worker runs it", async (t) => {
  const { at } = await served(t, policy(STRICT));
  const { page } = await visit(t, at("plain/vectors.js"));
  const outcome = await page.evaluate(
    (path) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(path, { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      }),
    "/plain/worker.js",
  );
  expectOutcome(outcome, NOT_READY);
});

test("a service worker runs it", async (t) => {
  const { at } = await served(t, policy(STRICT));
  const { page } = await visit(t, at("plain/vectors.js"));
  const outcome = await page.evaluate(async (path) => {
    await navigator.serviceWorker.register(path, { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
      active.postMessage("run", [port2]);
    });
  }, "/plain/service-worker.js");
  expectOutcome(outcome, NOT_READY);
});

test("over plain http, where there is no WebCrypto, the Rust engine does all of it", async (t) => {
  // The server stands in for the proxy, so any host's name leads to it.
  const server = await served(t);
  const proxied = { proxy: { server: server.url, bypass: "<-loopback>" } };
  const { outcome, page } = await outcomeAt(t, `http://larkmoor.example/${plain}`, proxied);
  assert.equal(await page.evaluate(() => globalThis.crypto.subtle), undefined);
  expectOutcome(outcome, NOT_READY);
});

test("over plain http a big RSA key is made beside the page, which goes on painting", async (t) => {
  const server = await served(t, policy(STRICT));
  const proxied = { proxy: { server: server.url, bypass: "<-loopback>" } };
  const { page } = await visit(t, `http://larkmoor.example/plain/vectors.js`, proxied);
  let workers = 0;
  page.on("worker", () => (workers += 1));
  const { kind, longest, seconds } = await page.evaluate(async (path) => {
    const { generateKey, init } = await import(path);
    await init();
    let [longest, last, done] = [0, performance.now(), false];
    const tick = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (!done) setTimeout(tick);
    };
    tick();
    const begun = performance.now();
    const { kind } = await generateKey({ alg: "RS384", bits: 3072 });
    done = true;
    return { kind, longest, seconds: (performance.now() - begun) / 1000 };
  }, pathOf("."));
  assert.equal(kind, "RSA 3072");
  assert.equal(workers, 1);
  assert.ok(longest < 250, `the page stood still for ${longest} ms of ${seconds} s`);
});

test("slim loads nothing until it is given its wasm, in any form", async (t) => {
  const { at } = await served(t, policy(STRICT));
  const file = pathOf("./wasm");
  const forms = {
    path: (file) => file,
    url: (file) => new URL(file, location.href),
    response: (file) => fetch(file),
    "awaited response": async (file) => fetch(file),
    bytes: async (file) => new Uint8Array(await (await fetch(file)).arrayBuffer()),
    buffer: async (file) => (await fetch(file)).arrayBuffer(),
    module: async (file) => WebAssembly.compileStreaming(fetch(file)),
  };
  for (const [name, given] of Object.entries(forms)) {
    const { page, seen } = await visit(t, at("plain/vectors.js"));
    const use = `(async () => {
      const { init, verify, verifySync, CountersignError } = await import(${JSON.stringify(pathOf("./slim"))});
      const { vectors } = await import("/plain/vectors.js");
      const codeOf = async (work) => { try { await work(); } catch (error) { return error instanceof CountersignError && error.code; } };
      const early = [await codeOf(() => verifySync("", [])), await codeOf(() => verify("", []))];
      const given = await (${given})(${JSON.stringify(file)});
      await Promise.all([init(given), init(given)]);
      await init();
      const options = { clientId: vectors.clientId, aud: vectors.aud };
      return { early, verdict: verifySync(vectors.good.RS384, vectors.keySet, options).verdict };
    })()`;
    assert.deepEqual(await page.evaluate(use), { early: ["not-ready", "not-ready"], verdict: "accepted" }, name);
    assert.deepEqual(asked(seen, ".wasm"), [file], name);
  }
});

test("an init that failed can be tried again", async (t) => {
  const { at } = await served(t);
  const { page } = await visit(t, at("plain/vectors.js"));
  const said = await page.evaluate(
    async ([slim, file]) => {
      const { init, verify, CountersignError } = await import(slim);
      const { vectors } = await import("/plain/vectors.js");
      const failed = await init("/nothing.wasm").catch((error) => [error instanceof CountersignError, error.code]);
      await init(file);
      const { verdict } = await verify(vectors.good.RS384, vectors.keySet, { clientId: vectors.clientId, aud: vectors.aud });
      return { failed, verdict };
    },
    [pathOf("./slim"), pathOf("./wasm")],
  );
  assert.equal(said.failed[0], true);
  assert.equal(typeof said.failed[1], "string");
  assert.equal(said.verdict, "accepted");
});

test("the inline entry is ready at once and asks for no wasm", async (t) => {
  const { at } = await served(t, policy(STRICT));
  const { page, seen } = await visit(t, at("plain/vectors.js"));
  const verdict = await page.evaluate(async (path) => {
    const { verify, verifySync } = await import(path);
    const { vectors } = await import("/plain/vectors.js");
    const options = { clientId: vectors.clientId, aud: vectors.aud };
    return [(await verify(vectors.good.RS384, vectors.keySet, options)).verdict, verifySync(vectors.good.ES384, vectors.keySet, options).verdict];
  }, pathOf("./inline"));
  assert.deepEqual(verdict, ["accepted", "accepted"]);
  assert.deepEqual(asked(seen, ".wasm"), []);
});

test("every path of the exports map is a file", async (t) => {
  const { at } = await served(t);
  const subpaths = Object.keys(manifest.exports);
  assert.ok(subpaths.length >= 8);
  for (const subpath of subpaths) {
    assert.ok(leaf(subpath, ["browser"]), subpath);
    assert.equal((await fetch(at(pathOf(subpath)))).status, 200, subpath);
  }
});
