import { octets } from "./__WASM__-inline.js";
import { setSource } from "../module.js";

setSource({ load: octets, loadNow: octets });

export * from "#face";
