// Lays out the npm package: `node pack.mjs GLUE PACKAGE VERSION`.
//
// GLUE has a `NAME.js` and a `NAME.wasm` for each of the three builds; PACKAGE is emptied and filled. Each build is bundled by
// itself, so that a face is compiled against its own glue: `#glue`, `#face` and `__WASM__` are its names in the sources.
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";

const [glue, out, version] = [resolve(process.argv[2]), resolve(process.argv[3]), process.argv[4]];
// Installed in a cache, by the lock beside this file.
const { build } = createRequire(join(process.argv[5], "package.json"))("esbuild");

const root = resolve(import.meta.dirname, "../..");
const crate = join(root, "crates/countersign-wasm");
const js = join(crate, "js");

/** What is packed: the wasm's name, the face, the name that its entries begin with, and where they run. */
const HOSTS = ["browser", "node", "workerd", "edge"];
const BUILDS = [
  { wasm: "countersign", face: "index.js", entry: "index", others: ["slim", "inline"], worker: true },
  { wasm: "verify", face: "verifier.js", entry: "verify", others: [], worker: false },
  { wasm: "partner", face: "partner.js", entry: "partner", others: [], worker: false },
];

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const one of BUILDS) {
  await copyFile(join(glue, `${one.wasm}.wasm`), join(out, `${one.wasm}.wasm`));
  await writeFile(join(out, `${one.wasm}-inline.js`), await inlined(one.wasm));
  await modules(one);
  await commonjs(one);
}
await types();
await writeFile(join(out, "rules.js"), await rules());
for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) await copyFile(join(root, licence), join(out, licence));
await copyFile(join(crate, "README.md"), join(out, "README.md"));
const manifest = JSON.parse(await readFile(join(crate, "package.json"), "utf8"));
await writeFile(join(out, "package.json"), JSON.stringify({ ...manifest, version }, undefined, 2) + "\n");

/** The wasm in base64. Some runtimes take it from nowhere else. */
async function inlined(wasm) {
  const base64 = (await readFile(join(glue, `${wasm}.wasm`))).toString("base64");
  return `const base64 =\n  "${base64}";\n\nexport function octets() {\n  return Uint8Array.from(atob(base64), (octet) => octet.charCodeAt(0));\n}\n`;
}

function modules(one) {
  const entries = HOSTS.map((host) => [`${one.entry}.${host}`, join(js, "entry", `${host}.js`)]);
  for (const other of one.others) entries.push([other, join(js, "entry", `${other}.js`)]);
  if (one.worker) entries.push(["worker", join(js, "worker.js")]);
  return build({
    ...common(one),
    entryPoints: entries.map(([as, source]) => ({ in: source, out: as })),
    format: "esm",
    splitting: true,
    chunkNames: `${one.wasm}-[hash]`,
    outdir: out,
  });
}

/** One file, with everything in it: `require` in a Node that has no `require` of modules. */
function commonjs(one) {
  return build({
    ...common(one),
    entryPoints: [join(js, "entry/node.js")],
    format: "cjs",
    outfile: join(out, `${one.entry}.node.cjs`),
    define: { "import.meta.url": "fileOfThis" },
    banner: { js: 'const fileOfThis = require("node:url").pathToFileURL(__filename).href;' },
  });
}

function common({ wasm, face }) {
  return {
    bundle: true,
    target: "es2022",
    platform: "neutral",
    logLevel: "warning",
    external: [`./${wasm}-inline.js`, `./${wasm}.wasm`, `./${wasm}.wasm?module`],
    alias: {
      "#glue": join(glue, `${wasm}.js`),
      "#face": join(js, face),
      "#webcrypto": join(root, "crates/countersign-webcrypto/js/webcrypto.js"),
    },
    plugins: [{ name: "names", setup: (build) => named(build, wasm) }],
  };
}

/** Bundlers of others look for a literal in `new URL("./file", import.meta.url)`. */
function named(build, wasm) {
  build.onLoad({ filter: /[\\/]js[\\/](entry[\\/].*|version)\.js$/ }, async ({ path }) => {
    const text = await readFile(path, "utf8");
    return { contents: text.replaceAll("__WASM__", wasm).replaceAll("__VERSION__", version) };
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
