// The wasm of this build.
import * as glue from "#glue";
import { build } from "./version.js";
import { Wasm } from "./wasm.js";

const wasm = new Wasm(glue, build);

export const setSource = (source) => wasm.setSource(source);
export const init = (from) => wasm.init(from);
export const ready = () => wasm.ready();
export const module = () => wasm.module;
