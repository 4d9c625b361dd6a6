// The wasm: loaded once, when it is first needed. Where it comes from is told by the entry, through `setSource`.
import * as glue from "#glue";
import { wrong, named } from "./arguments.js";
import { CountersignError } from "./errors.js";

let source = {};
let starting;
let running = false;
let compiled;

/** `load` gives a module, its octets, or a Response of them, or promises it. `loadNow`, where there is one, at once. */
export function setSource(given) {
  source = given;
}

/** Gets the wasm ready. Calls after the first have nothing to do, and a call that failed may be made again. */
export function init(from) {
  if (running) return Promise.resolve();
  starting ??= begin(from).catch((error) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

async function begin(from) {
  if (from === undefined && source.load === undefined) {
    const says = 'this entry loads nothing by itself; call init(bytes | WebAssembly.Module | URL | Response) first, or import "countersign"';
    throw new CountersignError("not-ready", says);
  }
  start(await moduleOf(from === undefined ? source.load() : from));
}

function start(module) {
  // A synchronous call may have been quicker.
  if (running) return;
  glue.initSync({ module });
  compiled = module;
  running = true;
}

/** The glue, running. */
export function ready() {
  if (running) return glue;
  if (source.loadNow === undefined) throw notReady();
  let given;
  try {
    given = source.loadNow();
  } catch (cause) {
    throw notReady(cause);
  }
  start(moduleNow(given));
  return glue;
}

function notReady(cause) {
  const says = "the wasm is not loaded yet; await init() once before calling a synchronous function, or use the asynchronous one";
  return new CountersignError("not-ready", says, { cause });
}

/** The module itself, for a Worker to run as well. */
export function module() {
  return compiled;
}

async function moduleOf(given) {
  const got = await given;
  if (typeof got === "string" || got instanceof URL) return moduleOf(fetch(got));
  if (typeof Response === "function" && got instanceof Response) return streamed(got);
  if (got instanceof WebAssembly.Module) return got;
  if (got instanceof ArrayBuffer || ArrayBuffer.isView(got)) return compile(() => WebAssembly.compile(got));
  throw wrong("source", `init takes bytes, a WebAssembly.Module, a URL or a Response, got ${named(got)}`);
}

function moduleNow(given) {
  if (given instanceof WebAssembly.Module) return given;
  try {
    return new WebAssembly.Module(given);
  } catch (cause) {
    throw refusal(cause);
  }
}

async function streamed(response) {
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok) throw new CountersignError("load-failed", `${response.url || "the wasm"} answered ${response.status}`);
  if (type.startsWith("application/wasm")) return compile(() => WebAssembly.compileStreaming(response));
  const octets = new Uint8Array(await response.arrayBuffer());
  // A server of a single-page app answers a missing file with its page.
  if (octets[0] !== 0 || octets[1] !== 0x61 || octets[2] !== 0x73 || octets[3] !== 0x6d) {
    const says = `${response.url || "the answer"} is ${type || "of no type"}, not wasm; serve the package's .wasm file there`;
    throw new CountersignError("load-failed", says);
  }
  return compile(() => WebAssembly.compile(octets));
}

async function compile(work) {
  try {
    return await work();
  } catch (cause) {
    throw refusal(cause);
  }
}

/** An error of compiling, with what to do about it where a policy is the reason. */
function refusal(cause) {
  if (/unsafe-eval|Content.Security.Policy/i.test(cause?.message)) {
    const says = "the page's Content-Security-Policy refuses WebAssembly; add 'wasm-unsafe-eval' to script-src";
    return new CountersignError("wasm-refused", says, { cause });
  }
  if (/disallowed by embedder/i.test(cause?.message)) {
    const says = 'this runtime compiles no wasm from bytes; import "countersign", whose entry for it carries a compiled module';
    return new CountersignError("wasm-refused", says, { cause });
  }
  return cause;
}
