import { setSource } from "#module";

// From the package's folder. Where that may not be read, or a bundler left the file behind, the copy. A bundle as CommonJS has no
// `import.meta.url` at all.
const read = () => process.getBuiltinModule("node:fs").readFileSync(new URL("./__WASM__.wasm", import.meta.url));
setSource({ load: read, loadNow: read, instead: () => import("./__WASM__-inline.js") });
