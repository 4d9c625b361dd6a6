import compiled from "./__WASM__.wasm";
import { setSource } from "#module";

setSource({ load: () => compiled, loadNow: () => compiled });
