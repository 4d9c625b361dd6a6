/**
 * `countersign` without a wasm of its own: `init` is given one, before anything else is called.
 *
 * @example
 * ```js
 * import { readFile } from "node:fs/promises";
 * import { init, keyId } from "countersign/slim";
 *
 * await init(await readFile(new URL(import.meta.resolve("countersign/wasm"))));
 * keyId({ kty: "EC", crv: "P-256", x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM" }).length; // => 43
 * ```
 *
 * @packageDocumentation
 */

export * from "./index.js";
