/**
 * A wasm of the package as a file. What importing it gives is the bundler's choice: its URL, or a compiled module. `init` of
 * `countersign/slim` takes either.
 *
 * Where nothing bundles, it is a place: `import.meta.resolve("countersign/wasm")`.
 *
 * @packageDocumentation
 */

import type { CompiledModule } from "./verify.js";

/** The URL, or the compiled module. */
declare const wasm: string | CompiledModule;
export default wasm;
