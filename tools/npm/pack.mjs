// Lays out the npm package: `node pack.mjs GLUE PACKAGE VERSION TOOLS`.
//
// GLUE has a `NAME.js` and a `NAME.wasm` for each wasm; PACKAGE is emptied and filled. Each face is bundled by itself, against its own
// glue: `#glue` and `#tools` are its names in the sources.
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";

const [glue, out, version] = [resolve(process.argv[2]), resolve(process.argv[3]), process.argv[4]];
// Installed in a cache, by the lock beside this file.
const { build } = createRequire(join(process.argv[5], "package.json"))("esbuild");

const root = resolve(import.meta.dirname, "../..");
const crate = join(root, "crates/countersign-wasm");
const js = join(crate, "js");

/** Where the package runs. The caller of `slim` says where its wasm is. */
const HOSTS = ["browser", "node", "workerd", "edge"];

/** What is packed: the name of the entries, their face, and the wasm behind each of its glues. */
const BUILDS = [
  { entry: "index", face: "index.js", wasm: { glue: "countersign", tools: "tools" }, also: { slim: "caller", inline: "inline" }, worker: true },
  { entry: "verify", face: "verifier.js", wasm: { glue: "verify" } },
  { entry: "partner", face: "partner.js", wasm: { glue: "partner" } },
];

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const one of BUILDS) {
  for (const wasm of Object.values(one.wasm)) {
    const octets = marked(await readFile(join(glue, `${wasm}.wasm`)), wasm);
    await writeFile(join(out, `${wasm}.wasm`), octets);
    await writeFile(join(out, `${wasm}-inline.js`), inlined(octets));
  }
  await modules(one);
  await commonjs(one);
}
await types();
await writeFile(join(out, "rules.js"), await rules());
for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) await copyFile(join(root, licence), join(out, licence));
await copyFile(join(crate, "README.md"), join(out, "README.md"));
const manifest = JSON.parse(await readFile(join(crate, "package.json"), "utf8"));
await writeFile(join(out, "package.json"), JSON.stringify({ ...manifest, version }, undefined, 2) + "\n");

/**
 * With a section that says which wasm of which version it is: whoever serves the file himself may serve another's, or an old one.
 * Section 0 is a custom one: its length, the length of its name, the name, and what it holds.
 */
function marked(wasm, name) {
  const [title, says] = ["countersign", `${version} ${name}`].map((text) => Buffer.from(text));
  const section = Buffer.concat([Buffer.from([title.length]), title, says]);
  return Buffer.concat([wasm, Buffer.from([0, section.length]), section]);
}

/** The wasm in base64. Some runtimes take it from nowhere else. */
function inlined(octets) {
  return `const base64 =\n  "${octets.toString("base64")}";\n\nexport function octets() {\n  return Uint8Array.from(atob(base64), (octet) => octet.charCodeAt(0));\n}\n`;
}

function modules(one) {
  const entries = HOSTS.map((host) => ({ in: `entry:${host}`, out: `${one.entry}.${host}` }));
  for (const [name, host] of Object.entries(one.also ?? {})) entries.push({ in: `entry:${host}`, out: name });
  if (one.worker) entries.push({ in: join(js, "worker.js"), out: "worker" });
  return build({
    ...common(one),
    entryPoints: entries,
    format: "esm",
    splitting: true,
    chunkNames: `${one.wasm.glue}-[hash]`,
    outdir: out,
  });
}

/** One file, with everything in it: `require` in a Node that has no `require` of modules. */
function commonjs(one) {
  return build({
    ...common(one),
    entryPoints: [{ in: "entry:node", out: `${one.entry}.node` }],
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    outdir: out,
    define: { "import.meta.url": "fileOfThis" },
    banner: { js: 'const fileOfThis = require("node:url").pathToFileURL(__filename).href;' },
  });
}

function common({ face, wasm }) {
  const names = Object.values(wasm);
  const glues = Object.entries(wasm).map(([as, name]) => [`#${as}`, join(glue, `${name}.js`)]);
  return {
    bundle: true,
    target: "es2022",
    platform: "neutral",
    logLevel: "warning",
    external: names.flatMap((name) => [`./${name}-inline.js`, `./${name}.wasm`, `./${name}.wasm?module`]),
    alias: { ...Object.fromEntries(glues), "#webcrypto": join(root, "crates/countersign-webcrypto/js/webcrypto.js") },
    plugins: [{ name: "entries", setup: (build) => entries(build, face, wasm) }],
  };
}

/** An entry says where each wasm is, and is the face. */
function entries(build, face, wasm) {
  build.onResolve({ filter: /^entry:/ }, ({ path }) => ({ path: path.slice("entry:".length), namespace: "entry" }));
  build.onLoad({ filter: /.*/, namespace: "entry" }, ({ path: host }) => {
    const sources = host === "caller" ? [] : Object.keys(wasm).map((as) => `import "source:${host}:${as}";\n`);
    return { contents: `${sources.join("")}export * from "./${face}";\n`, resolveDir: js };
  });
  build.onResolve({ filter: /^source:/ }, ({ path }) => ({ path: path.slice("source:".length), namespace: "source", sideEffects: true }));
  build.onLoad({ filter: /.*/, namespace: "source" }, async ({ path }) => {
    const [host, as] = path.split(":");
    const text = await readFile(join(js, `source/${host}.js`), "utf8");
    const module = as === "glue" ? "../module.js" : `../${as}.js`;
    // Bundlers of others look for a literal in `new URL("./file", import.meta.url)`.
    return { contents: text.replaceAll("__WASM__", wasm[as]).replaceAll("#module", module), resolveDir: join(js, "source") };
  });
  // What wasm-bindgen writes for readers of an API, which the glue is not.
  const glues = new Set(Object.values(wasm).map((name) => join(glue, `${name}.js`)));
  build.onLoad({ filter: /\.js$/ }, async ({ path }) => {
    if (glues.has(path)) return { contents: (await readFile(path, "utf8")).replaceAll(/^ *\/\*\*\n( *\*.*\n)+/gm, "") };
  });
  build.onLoad({ filter: /[\\/]version\.js$/ }, async ({ path }) => {
    return { contents: (await readFile(path, "utf8")).replaceAll("__VERSION__", version).replaceAll("__WASM__", wasm.glue) };
  });
}

/** Kept by hand; what `require` sees is the same under another name. */
async function types() {
  const folder = join(js, "types");
  for (const name of await readdir(folder)) {
    const text = await readFile(join(folder, name), "utf8");
    await writeFile(join(out, name), text);
    const commonjs = (other) => other.replaceAll(/(from "\.\/[a-z]+)(\.js")/g, "$1.cjs\"");
    if (/^(index|verify|partner)\.d\.ts$/.test(name)) await writeFile(join(out, name.replace(/ts$/, "cts")), commonjs(text));
  }
}

/** The rules and findings, as a module: a bare JSON file wants an attribute at each import. */
async function rules() {
  const text = (await readFile(join(root, "docs/rules.json"), "utf8")).trim();
  return `const data = ${text};\n\nexport const { profiles, rules, codes } = data;\nexport default data;\n`;
}
