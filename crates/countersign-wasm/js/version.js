// Filled in when the package is packed.
export const version = "__VERSION__";

/** Which wasm `#glue` is the glue of. */
export const build = "__WASM__";
