import { read, readOr } from "../load/node.js";
import { setSource } from "#module";

const file = () => new URL("./__WASM__.wasm", import.meta.url);
setSource({ load: () => readOr(file(), () => import("./__WASM__-inline.js")), loadNow: () => read(file()) });
