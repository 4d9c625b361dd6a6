/**
 * `countersign` without a wasm of its own: `init` is given one, before anything else is called.
 *
 * @example
 * ```js
 * import { readFile } from "node:fs/promises";
 * import { init, inspect, verifySync } from "countersign/slim";
 *
 * const read = (name) => readFile(new URL(import.meta.resolve(name)));
 * await init({ wasm: read("countersign/wasm"), tools: read("countersign/wasm/tools") });
 * verifySync("not an assertion").verdict; // => "rejected"
 * inspect("https://ehr.example/fhir").kind; // => "url"
 * ```
 *
 * @packageDocumentation
 */

export * from "./index.js";
