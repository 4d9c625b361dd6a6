// What is in the tarball, and how the tools that judge packages judge it.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { publint } from "publint";
import { run } from "./support/program.mjs";
import { installed, manifest, tarball, tools } from "./support/project.mjs";

const files = readdirSync(installed, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(installed.length + 1));

test("publint has nothing to say", async () => {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball);
  const { messages } = await publint({ pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) }, strict: true });
  assert.deepEqual(messages.map(({ code, path }) => `${code} at ${path.join(".")}`), []);
});

test("the types are not wrong", async () => {
  const attw = join(tools, "node_modules/@arethetypeswrong/cli/dist/index.js");
  // CommonJS gets types for the entries that it can require; the others it can import, which is what the rule left out says.
  await run("node", [attw, tarball, "--profile", "node16", "--ignore-rules", "cjs-resolves-to-esm"]);
});

test("every entry has its files", () => {
  const targets = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry).flatMap(targets));
  const named = [manifest.main, manifest.module, manifest.types, ...targets(manifest.exports)].filter(Boolean);
  assert.deepEqual(named.map((path) => path.replace(/^\.\//, "")).filter((path) => !files.includes(path)), []);
});

test("it brings nobody along and runs nothing when installed", () => {
  assert.deepEqual(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }), []);
  assert.deepEqual(Object.keys(manifest.scripts ?? {}), []);
  assert.deepEqual(manifest.bin, undefined);
});

test("it carries its licences and its readme, and nothing that is not its own", () => {
  for (const name of ["README.md", "LICENSE-MIT", "LICENSE-APACHE"]) assert.ok(files.includes(name), name);
  const kinds = /\.(c?js|d\.c?ts|wasm|json|md|map)$|^LICENSE-/;
  assert.deepEqual(files.filter((file) => !kinds.test(file)), []);
});

test("nothing in it tells where it was built, or holds a private key", () => {
  // In two parts each, or this file would be a finding of the same kind.
  const homes = ["/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/", "/wo" + "rk/", "/.car" + "go/"];
  for (const file of files) {
    const text = readFileSync(join(installed, file), "latin1");
    for (const home of homes) {
      const at = text.indexOf(home);
      const around = text.slice(Math.max(0, at - 20), at + 60).replace(/[^ -~]/g, "·");
      assert.equal(at, -1, `${file}: ${around}`);
    }
    assert.doesNotMatch(text, /PRIVATE KEY-----(\\n|\s)*[A-Za-z0-9+/]{40}/, file);
  }
});
