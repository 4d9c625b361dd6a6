import compiled from "./__WASM__.wasm?module";
import { setSource } from "../module.js";

setSource({ load: () => compiled, loadNow: () => compiled });

export * from "#face";
