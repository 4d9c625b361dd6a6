import compiled from "./__WASM__.wasm?module";
import { setSource } from "#module";

setSource({ load: () => compiled, loadNow: () => compiled });
