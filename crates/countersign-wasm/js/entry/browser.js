import { fetched } from "../load/web.js";
import { setSource } from "../module.js";

setSource({ load: () => fetched(new URL("./__WASM__.wasm", import.meta.url), () => import("./__WASM__-inline.js")) });

export * from "#face";
