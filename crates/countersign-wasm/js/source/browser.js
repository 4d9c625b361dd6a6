import { fetched } from "../load/web.js";
import { setSource } from "#module";

setSource({ load: () => fetched(new URL("./__WASM__.wasm", import.meta.url), () => import("./__WASM__-inline.js")) });
