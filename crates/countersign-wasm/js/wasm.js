// A wasm: loaded once, when it is first needed. Where it comes from is told by the entry, through `setSource`.
import { wrong, named } from "./arguments.js";
import { CountersignError } from "./errors.js";
import { version } from "./version.js";

/** One wasm, by its name and the glue that was made for it. */
export class Wasm {
  #glue;
  #name;
  #source = {};
  #starting;
  #compiled;

  constructor(glue, name) {
    this.#glue = glue;
    this.#name = name;
  }

  /**
   * `load` gives a module, its octets, or a Response of them, or promises it; `loadNow`, where there is one, does at once. Where that
   * fails, `instead` gets a module of a copy.
   */
  setSource(source) {
    this.#source = source;
  }

  /** Whether it can be loaded without being given. */
  get hasSource() {
    return this.#source.load !== undefined;
  }

  /** Gets it ready. Calls after the first have nothing to do, and a call that failed may be made again. */
  init(from) {
    if (this.#compiled !== undefined) return Promise.resolve();
    this.#starting ??= this.#begin(from).catch((error) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  async #begin(from) {
    if (from !== undefined) return this.#startWith(() => from);
    if (!this.hasSource) {
      const says = 'this entry loads nothing by itself; call init(bytes | WebAssembly.Module | URL | Response) first, or import "countersign"';
      throw new CountersignError("not-ready", says);
    }
    const { load, instead } = this.#source;
    try {
      await this.#startWith(load);
    } catch (error) {
      // Who refuses wasm refuses every copy of it.
      if (instead === undefined || error.code === "wasm-refused") throw error;
      await this.#startWith(async () => (await instead()).octets());
    }
  }

  async #startWith(load) {
    try {
      this.#start(await moduleOf(load()));
    } catch (cause) {
      throw refusal(cause);
    }
  }

  #start(module) {
    // A synchronous call may have been quicker.
    if (this.#compiled !== undefined) return;
    expect(module, `${version} ${this.#name}`);
    this.#glue.initSync({ module });
    this.#compiled = module;
  }

  /** The glue, running. */
  ready() {
    if (this.#compiled !== undefined) return this.#glue;
    if (this.#source.loadNow === undefined) throw notReady();
    let given;
    try {
      given = this.#source.loadNow();
    } catch (cause) {
      throw notReady(cause);
    }
    this.#start(moduleNow(given));
    return this.#glue;
  }

  /** The module itself, for a Worker to run as well. */
  get module() {
    return this.#compiled;
  }
}

/** Refuses what is not the wasm of this very package: it would fail later, and say nothing of why. */
function expect(module, wanted) {
  const [section] = WebAssembly.Module.customSections(module, "countersign");
  const got = section === undefined ? "another wasm" : new TextDecoder().decode(section);
  if (got !== wanted) throw new CountersignError("load-failed", `this is ${got}, wanted ${wanted}; serve the .wasm file of the package that is imported`);
}

function notReady(cause) {
  const says = "the wasm is not loaded yet; await init() once before calling a synchronous function, or use the asynchronous one";
  return new CountersignError("not-ready", says, { cause });
}

async function moduleOf(given) {
  const got = await given;
  if (typeof got === "string" || got instanceof URL) return moduleOf(fetch(got));
  if (typeof Response === "function" && got instanceof Response) return streamed(got);
  if (got instanceof WebAssembly.Module) return got;
  if (got instanceof ArrayBuffer || ArrayBuffer.isView(got)) return WebAssembly.compile(got);
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
  if (type.startsWith("application/wasm")) return WebAssembly.compileStreaming(response);
  const octets = new Uint8Array(await response.arrayBuffer());
  // A server of a single-page app answers a missing file with its page.
  if (octets[0] !== 0 || octets[1] !== 0x61 || octets[2] !== 0x73 || octets[3] !== 0x6d) {
    const says = `${response.url || "the answer"} is ${type || "of no type"}, not wasm; serve the package's .wasm file there`;
    throw new CountersignError("load-failed", says);
  }
  return WebAssembly.compile(octets);
}

/** Why there is no wasm, with what to do about it. */
function refusal(cause) {
  if (cause instanceof CountersignError) return cause;
  if (/unsafe-eval|Content.Security.Policy/i.test(cause?.message)) {
    const says = "the page's Content-Security-Policy refuses WebAssembly; add 'wasm-unsafe-eval' to script-src";
    return new CountersignError("wasm-refused", says, { cause });
  }
  if (/disallowed by embedder/i.test(cause?.message)) {
    const says = 'this runtime compiles no wasm from bytes; import "countersign", whose entry for it carries a compiled module';
    return new CountersignError("wasm-refused", says, { cause });
  }
  const says = `the wasm cannot be loaded: ${cause?.message ?? cause}; see that the package's .wasm file is served, or import "countersign/inline"`;
  return new CountersignError("load-failed", says, { cause });
}
