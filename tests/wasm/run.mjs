// Runs a test binary that was compiled for WASI. What the host has not is not given: no files, no environment.
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

// The program's exit is taken back to here: ending the process in the midst of it can bring V8 down.
const wasi = new WASI({ version: "preview1", args: process.argv.slice(2), returnOnExit: true });
const module = await WebAssembly.compile(await readFile(process.argv[2]));
process.exitCode = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
