// Every example of the package's README runs where it says, and comes to what it says.
//
// Behind the fence stands where: `node`, `page`, `workerd`, or `everywhere` for Node, Deno, Bun and a page; and what the runner gives:
// `given=partner`, `given=kms`.
import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { visit, withBrowser } from "../support/page.mjs";
import { run } from "../support/program.mjs";
import { installed, leaf, manifest, root, write } from "../support/project.mjs";
import { serve } from "../support/server.mjs";
import { keys } from "../support/vectors.mjs";
import { answer } from "../support/workerd.mjs";
import { blocks, written } from "./example.mjs";

withBrowser();
cpSync(installed, join(root, "docs/countersign"), { recursive: true });

const examples = blocks(join(installed, "README.md")).filter(({ language }) => language !== "");

/** What an example is given: the client's key and the partner that knows it, or a KMS that holds it. */
const GIVEN = {
  partner: `
    import { importKey, publicJwks } from "countersign";
    import { createPartner } from "countersign/partner";
    const jwks = publicJwks(await importKey(process.env.CLIENT_KEY));
    const clients = [{ clientId: "larkmoor-nightly", jwks, scope: "system/Patient.rs" }];
    globalThis.fetch = createPartner({ baseUrl: "https://ehr.example", clients });`,
  kms: `
    import { createPublicKey, sign } from "node:crypto";
    globalThis.kms = {
      publicKey: async () => createPublicKey(process.env.CLIENT_KEY).export({ format: "pem", type: "spki" }),
      sign: async (name, octets) => sign("sha384", octets, process.env.CLIENT_KEY),
    };`,
};

const inProgram = (runtime, flags) => async (t, { example, name, given }) => {
  if (given) write(`docs/given-${given}.js`, GIVEN[given]);
  const { file, checks } = written(example, `${name}.js`, { ending: "console.log(checked);" });
  const start = write(`docs/${name}.start.js`, `${given ? `await import("./given-${given}.js");` : ""}\nawait import("./${name}.js");`);
  const said = await run(runtime, [...flags, relative(root, start)], { env: { CLIENT_KEY: keys.rsa.pem } });
  assert.equal(Number(said.trim().split("\n").at(-1)), checks, `not every check of ${file} was reached`);
};

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";

const inPage = async (t, { example, name }) => {
  // A page without a bundler names files where others name the package.
  const text = example.text.replaceAll('"countersign"', `"./countersign/${leaf(".", ["browser"]).slice(2)}"`);
  const { checks } = written({ ...example, text }, `${name}.page.js`);
  write(`docs/${name}.html`, `<!doctype html><link rel="icon" href="data:,"><script type="module" src="./${name}.page.js"></script>`);
  const server = await serve(root, { headers: { "content-security-policy": POLICY } });
  t.after(() => server.close());
  const { page, seen } = await visit(t, `${server.url}docs/${name}.html`);
  const came = page.waitForFunction(() => globalThis.outcome, undefined, { timeout: 30_000 });
  const outcome = await came.catch(() => assert.fail(seen.errors.join("\n")));
  assert.deepEqual([await outcome.jsonValue(), seen.errors, seen.violations], [{ checked: checks }, [], []]);
};

/** A worker answers; what it is asked and what it says is the runner's. */
const inWorkerd = async (t, { example, name }) => {
  write(`docs/${name}.worker.js`, example.text);
  write(
    `docs/${name}.asking.js`,
    `import worker from "./${name}.worker.js";
    const request = () => new Request("https://worker.example/", { method: "POST", body: "https://ehr.example/fhir" });
    export default { fetch: () => worker.fetch(request()) };`,
  );
  assert.deepEqual(await answer(`docs/${name}.asking.js`), { kind: "url", name: "An address at ehr.example" });
};

const RUNTIMES = {
  node: { Node: inProgram("node", []) },
  page: { "a page": inPage },
  workerd: { workerd: inWorkerd },
  everywhere: {
    "Node": inProgram("node", []),
    "Deno": inProgram("deno", ["run", "--no-prompt", "--allow-read"]),
    "Bun": inProgram("bun", []),
    "a page": inPage,
  },
};

test("there are examples", () => assert.ok(examples.length >= 8, `${examples.length}`));

for (const example of examples) {
  const { where, given } = example.says.match(/^(?<where>\w*)( given=(?<given>\w+))?$/)?.groups ?? {};
  const runtimes = example.language === "js" ? RUNTIMES[where] : undefined;
  if (!runtimes) test(`README.md:${example.line}`, () => assert.fail(`where does it run? It says: ${example.language} ${example.says}`));
  for (const [runtime, runIn] of Object.entries(runtimes ?? {})) {
    test(`README.md:${example.line} in ${runtime}`, (t) => runIn(t, { example, given, name: `readme-${example.line}` }));
  }
}

test("every entry is in its table, and nothing else is", () => {
  const table = readFileSync(join(installed, "README.md"), "utf8").split("## Entries")[1].split("##")[0];
  const named = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, entries]) => entries.match(/(?<=`)countersign[\w/]*/g) ?? []);
  const entries = Object.keys(manifest.exports).filter((subpath) => subpath !== "./package.json");
  assert.deepEqual(named.sort(), entries.map((subpath) => `countersign${subpath.slice(1)}`).sort());
});
