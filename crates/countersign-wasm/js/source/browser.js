import { setSource } from "#module";

// From beside the script. A bundler that knows no `new URL` leaves the file behind, and takes the copy along.
setSource({ load: () => fetch(new URL("./__WASM__.wasm", import.meta.url)), instead: () => import("./__WASM__-inline.js") });
