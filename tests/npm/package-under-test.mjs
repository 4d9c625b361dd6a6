// The package as it is packed, for tests that import it: the tarball, unpacked where `node_modules` would have it, or a folder that
// lies open already.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const { COUNTERSIGN_TARBALL: tarball, COUNTERSIGN_PACKAGE: folder } = process.env;
if (!tarball && !folder) throw new Error("COUNTERSIGN_TARBALL names no tarball: run `cargo xtask test npm`, which packs one and sets it");

const project = mkdtempSync(join(realpathSync(tmpdir()), "countersign-"));
process.on("exit", () => rmSync(project, { recursive: true, force: true, maxRetries: 3 }));
const modules = join(project, "node_modules");
mkdirSync(modules);
const installed = join(modules, "countersign");
if (tarball) {
  mkdirSync(installed);
  execFileSync("tar", ["-xzf", resolve(tarball), "-C", installed, "--strip-components=1"]);
} else {
  symlinkSync(resolve(folder), installed);
}

/** An entry of the package, as Node finds it: `countersign`, `countersign/partner`. */
export const load = (name) => import(pathToFileURL(createRequire(join(project, "index.js")).resolve(name)).href);

export const countersign = await load("countersign");
