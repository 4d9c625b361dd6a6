// Other programs: run to their end, with what they printed last.
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { root, tools } from "./project.mjs";

const require = createRequire(join(tools, "package.json"));
const started = promisify(execFile);

/** The binaries come as optional packages, one for each platform; npm's install scripts, which would copy them, are off. */
const bun = () => {
  const kinds = ["", "-musl"].map((libc) => `@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}${libc}`);
  for (const kind of kinds) {
    try {
      return require.resolve(`${kind}/bin/bun`);
    } catch {
      continue;
    }
  }
  throw new Error(`no Bun for this platform in tests/npm: npm install ${kinds[0]}`);
};

const FOUND = { node: () => process.execPath, deno: () => require("deno/install_api.cjs").runInstall(), bun };

/** Runs a program in the project and gives its standard output; what it printed is the error where it fails. */
export const run = async (program, args, { env = {}, cwd = root, timeout = 60_000 } = {}) => {
  const options = { cwd, env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", ...env }, timeout, maxBuffer: 1 << 26 };
  try {
    return (await started(FOUND[program](), args, options)).stdout;
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")}: ${error.killed ? `not done after ${timeout} ms` : error.code}\n${error.stdout}${error.stderr}`);
  }
};

/** The same, of a program whose last line is the outcome. */
export const outcomeOf = async (program, args, options) => JSON.parse((await run(program, args, options)).trimEnd().split("\n").at(-1));
