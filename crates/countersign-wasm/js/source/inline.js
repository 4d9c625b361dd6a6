import { octets } from "./__WASM__-inline.js";
import { setSource } from "#module";

setSource({ load: octets, loadNow: octets });
