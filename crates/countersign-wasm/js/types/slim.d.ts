/**
 * `countersign` without a wasm of its own: `init` is given one, before anything else is called.
 *
 * @example
 * ```js
 * import { readFile } from "node:fs/promises";
 * import { init, inspect } from "countersign/slim";
 *
 * await init(await readFile(new URL(import.meta.resolve("countersign/wasm"))));
 * inspect("https://ehr.example/fhir").kind; // => "url"
 * ```
 *
 * @packageDocumentation
 */

export * from "./index.js";
