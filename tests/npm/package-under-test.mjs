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
if (folder) symlinkSync(resolve(folder), join(modules, "countersign"));
else {
  mkdirSync(join(modules, "countersign"));
  execFileSync("tar", ["-xzf", resolve(tarball), "-C", join(modules, "countersign"), "--strip-components=1"]);
}

/** An entry of the package, as Node finds it: `countersign`, `countersign/partner`. */
export const load = (name) => import(pathToFileURL(createRequire(join(project, "index.js")).resolve(name)).href);

export const countersign = await load("countersign");
