// Bundlers as their own documentation starts them: nothing is configured for the package.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import * as esbuild from "esbuild";
import { rollup } from "rollup";
import * as vite from "vite";
import webpack from "webpack";
import { run } from "./program.mjs";
import { root } from "./project.mjs";

const out = (name) => join(root, "out", name);

/** The page around a bundle whose entry kept its name. */
const withPage = (folder) => cpSync(join(root, "index.html"), join(folder, "index.html"));

const withEsbuild = (name, options) =>
  esbuild.build({ absWorkingDir: root, bundle: true, outdir: out(name), logLevel: "silent", ...options });

const withWebpack = async (name, options) => {
  const compiler = webpack({ context: root, mode: "production", output: { path: out(name), filename: "[name].js" }, ...options });
  const stats = await promisify(compiler.run.bind(compiler))();
  await promisify(compiler.close.bind(compiler))();
  if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
};

const inVite = (options) => ({ root, configFile: false, logLevel: "silent", ...options, cacheDir: out("vite-cache") });

/** Each builds the page and gives the folder to serve. */
export const pages = {
  "webpack": async () => {
    await withWebpack("webpack", { entry: { page: "./page.js" } });
    withPage(out("webpack"));
    return out("webpack");
  },
  "esbuild, in one file": async () => {
    await withEsbuild("esbuild", { entryPoints: ["page.js"], format: "esm" });
    withPage(out("esbuild"));
    return out("esbuild");
  },
  "esbuild, split": async () => {
    await withEsbuild("esbuild-split", { entryPoints: ["page.js"], format: "esm", splitting: true });
    withPage(out("esbuild-split"));
    return out("esbuild-split");
  },
  "Rollup": async () => {
    const bundle = await rollup({ input: join(root, "page.js"), plugins: [nodeResolve({ browser: true })] });
    await bundle.write({ dir: out("rollup"), format: "es" });
    await bundle.close();
    withPage(out("rollup"));
    return out("rollup");
  },
  "Bun": async () => {
    await run("bun", ["build", "page.js", "--target=browser", `--outdir=${out("bun")}`]);
    withPage(out("bun"));
    return out("bun");
  },
};

/** Each builds the program and gives the runtime and the file to run. */
export const programs = {
  "webpack": async () => {
    await withWebpack("webpack-node", { target: "node", entry: { program: "./program.js" }, output: { path: out("webpack-node"), filename: "[name].cjs" } });
    return ["node", join(out("webpack-node"), "program.cjs")];
  },
  "esbuild, as modules": async () => {
    await withEsbuild("esbuild-node", { entryPoints: ["program.js"], platform: "node", format: "esm" });
    return ["node", join(out("esbuild-node"), "program.js")];
  },
  "esbuild, as CommonJS": async () => {
    await withEsbuild("esbuild-cjs", { entryPoints: ["program.js"], platform: "node", format: "cjs", outExtension: { ".js": ".cjs" } });
    return ["node", join(out("esbuild-cjs"), "program.cjs")];
  },
  "Vite for the server": async () => {
    await vite.build(inVite({ build: { ssr: "program.js", outDir: out("ssr") } }));
    return ["node", join(out("ssr"), "program.js")];
  },
  "Vite for the server, with everything in it": async () => {
    await vite.build(inVite({ build: { ssr: "program.js", outDir: out("ssr-alone") }, ssr: { noExternal: true } }));
    return ["node", join(out("ssr-alone"), "program.js")];
  },
  "Bun": async () => {
    await run("bun", ["build", "program.js", "--target=bun", `--outdir=${out("bun-program")}`]);
    return ["bun", join(out("bun-program"), "program.js")];
  },
};

const own = { host: "127.0.0.1", port: 0 };

/** Vite's servers, by their address and how to close them. */
export const servers = {
  "Vite in development": async () => {
    const server = await vite.createServer(inVite({ server: own }));
    await server.listen();
    return { url: server.resolvedUrls.local[0], close: () => server.close() };
  },
  "Vite in development, the package not bundled before": async () => {
    const exclude = ["countersign", "countersign/verify", "countersign/partner", "countersign/rules"];
    const server = await vite.createServer(inVite({ server: own, optimizeDeps: { exclude } }));
    await server.listen();
    return { url: server.resolvedUrls.local[0], close: () => server.close() };
  },
  "Vite's build": async () => {
    await vite.build(inVite({ build: { outDir: out("vite") } }));
    const server = await vite.preview(inVite({ build: { outDir: out("vite") }, preview: own }));
    return { url: server.resolvedUrls.local[0], close: () => server.close() };
  },
};
