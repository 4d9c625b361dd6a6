import compiled from "./__WASM__.wasm";
import { setSource } from "../module.js";

setSource({ load: () => compiled, loadNow: () => compiled });

export * from "#face";
