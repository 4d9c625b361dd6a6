/**
 * `countersign` with its wasm in base64 inside: one file for bundlers that leave others behind. A third larger, and not for workerd, which
 * compiles no wasm from bytes.
 *
 * @example
 * ```js
 * import { verifySync } from "countersign/inline";
 *
 * verifySync("not an assertion").verdict; // => "rejected"
 * ```
 *
 * @packageDocumentation
 */

export * from "./index.js";
