// Puts the packed package beside the other packages, as it is in the tarball. Import this before anything that names it.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

export const folder = import.meta.dirname;

const tarball = process.env.COUNTERSIGN_TARBALL;
if (!tarball) throw new Error("COUNTERSIGN_TARBALL names no tarball: run `cargo xtask test npm`, which packs one and sets it");
if (!existsSync(join(folder, "node_modules/jose"))) throw new Error("the packages are not installed: npm ci --prefix tests/npm/partner");

const installed = join(folder, "node_modules/countersign");
rmSync(installed, { recursive: true, force: true });
mkdirSync(installed);
execFileSync("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
