// The command under test. `cargo xtask test interop` builds it and names it in COUNTERSIGN.
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const required = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run cargo xtask test interop`);
  return value;
};

export const COUNTERSIGN = required("COUNTERSIGN");
export const PYTHON = required("PYTHON");
export const CLIENT = "larkmoor-nightly";

const LIMIT = 1 << 26;
const told = (program, args, { status, stdout, stderr }) => ({ command: [program, ...args].join(" "), status, stdout, stderr });

/** Runs a program to its end. Where it serves nobody, that may block. */
export const run = (program, args, options = {}) => {
  const done = spawnSync(program, args, { encoding: "utf8", maxBuffer: LIMIT, ...options });
  if (done.error) throw done.error;
  return told(program, args, done);
};

/** The same, while this process answers it: a server that runs here would wait for the program that waits for it. */
export const runBeside = async (program, args, options = {}) => {
  try {
    return told(program, args, { status: 0, ...(await promisify(execFile)(program, args, { maxBuffer: LIMIT, ...options })) });
  } catch (error) {
    if (typeof error.code !== "number") throw error;
    return told(program, args, { status: error.code, stdout: error.stdout, stderr: error.stderr });
  }
};

/** What a program says on stdout, which must succeed. */
export const ask = (program, args, options) => {
  const done = run(program, args, options);
  if (done.status !== 0) throw new Error(`${done.command}: ${done.status}\n${done.stdout}${done.stderr}`);
  return done.stdout;
};

/** `countersign …`, which must succeed. */
export const countersign = (...args) => ask(COUNTERSIGN, args);

/** The same, as JSON. */
export const countersignJson = (...args) => JSON.parse(countersign("--format", "json", ...args));

/** Runs one of the scripts in `python/`: JSON in, JSON out. Beside this process, which may be what it talks to. */
export const python = (script, input) =>
  new Promise((resolve, reject) => {
    const path = new URL(`python/${script}`, import.meta.url).pathname;
    const child = execFile(PYTHON, ["-I", path], { maxBuffer: LIMIT }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${script}: ${error.message}\n${stderr}`));
      else resolve(JSON.parse(stdout));
    });
    child.stdin.end(JSON.stringify(input));
  });

/** A folder that is gone after the test, and files in it. */
export const folder = (t) => {
  const home = mkdtempSync(join(tmpdir(), "countersign-interop-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const path = (name) => join(home, name);
  return {
    path,
    write: (name, content) => {
      writeFileSync(path(name), typeof content === "string" ? content : JSON.stringify(content), { mode: 0o600 });
      return path(name);
    },
  };
};
