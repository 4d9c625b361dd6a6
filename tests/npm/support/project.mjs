// Somebody's project: a folder elsewhere, with the tarball installed as npm installs it, beside the consumers.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { vectors } from "./vectors.mjs";

/** The packed package. */
export const tarball = (() => {
  const path = process.env.COUNTERSIGN_TARBALL;
  if (!path) throw new Error("COUNTERSIGN_TARBALL names no tarball: run `cargo xtask test npm`, which packs one and sets it");
  return path;
})();

/** Where the bundlers and runtimes are installed. */
export const tools = fileURLToPath(new URL("..", import.meta.url));

/** The project's folder. Above it stands no other `node_modules`, so nothing is found that the package does not bring. */
export const root = (() => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "countersign-npm-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
})();

export const write = (path, text) => {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

write("package.json", JSON.stringify({ name: "consumer", private: true, type: "module" }));
execFileSync("npm", ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--silent", tarball], { cwd: root });
cpSync(join(tools, "consumers"), root, { recursive: true });
cpSync(join(tools, "exercise.js"), join(root, "exercise.js"));
write("vectors.js", `export const vectors = ${JSON.stringify(vectors())};\n`);

/** The package as it was installed. */
export const installed = join(root, "node_modules/countersign");
export const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));

/** The file that a subpath leads to under these conditions: the first match wins, as in every resolver. */
export const leaf = (subpath, conditions) => {
  const follow = (target) => {
    if (typeof target !== "object") return target;
    for (const [condition, next] of Object.entries(target)) {
      const found = condition === "default" || conditions.includes(condition) ? follow(next) : undefined;
      if (found) return found;
    }
  };
  return follow(manifest.exports[subpath]);
};

/** The conditions of a browser's bundler; what a page without one must write out. */
const BROWSER = ["browser", "import"];

export const pathOf = (subpath, conditions = BROWSER) => `/node_modules/countersign/${leaf(subpath, conditions).replace(/^\.\//, "")}`;

/** Writes the consumers for a page without a bundler, which names files where the others name the package. Gives their folder. */
export const withoutBundler = () => {
  for (const name of ["everything.js", "page.js", "index.html", "worker.js", "service-worker.js"]) {
    const text = readFileSync(join(root, name), "utf8").replace(/"countersign(\/\w+)?"/g, (_, subpath = "") => `"${pathOf(`.${subpath}`)}"`);
    write(`plain/${name}`, text);
  }
  for (const name of ["exercise.js", "vectors.js"]) cpSync(join(root, name), join(root, "plain", name));
  return "plain/";
};

/** An entry of the installed package, in this process. */
export const load = (subpath) => import(pathToFileURL(join(installed, leaf(subpath, ["node", "import"]))).href);
