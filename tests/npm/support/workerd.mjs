// workerd, with a worker bundled as wrangler bundles it: the wasm stays outside, and comes in as a compiled module.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { root } from "./project.mjs";

/** Bundles an entry of the project; `found` collects the wasm files that it imports. */
const bundled = async (entry, conditions, found) => {
  const compiled = {
    name: "compiled-wasm",
    setup: (bundler) =>
      bundler.onResolve({ filter: /\.wasm(\?module)?$/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (pluginData === "asked") return;
        const { path: file, errors } = await bundler.resolve(path.replace(/\?module$/, ""), { importer, resolveDir, kind, pluginData: "asked" });
        if (errors.length > 0) return { errors };
        found.set(basename(file), file);
        return { path: `./${basename(file)}`, external: true };
      }),
  };
  const { outputFiles } = await build({
    absWorkingDir: root, entryPoints: [entry], bundle: true, write: false, format: "esm", target: "es2022", conditions, plugins: [compiled], logLevel: "silent",
  });
  return outputFiles[0].text;
};

/** What the worker answers to one request, read as JSON. */
export const answer = async (entry, { conditions = ["workerd", "worker", "browser"] } = {}) => {
  const found = new Map();
  const contents = await bundled(entry, conditions, found);
  const wasm = [...found].map(([path, file]) => ({ type: "CompiledWasm", path, contents: readFileSync(file) }));
  const miniflare = new Miniflare({
    modules: [{ type: "ESModule", path: "worker.js", contents }, ...wasm],
    compatibilityDate: "2026-07-01",
  });
  try {
    return await (await miniflare.dispatchFetch("http://worker.example/")).json();
  } finally {
    await miniflare.dispose();
  }
};
