// The wasm of inspect, lint, explain, redact and summarize: as large as all the rest, and not wanted by everybody.
import * as glue from "#tools";
import { Wasm } from "./wasm.js";

const wasm = new Wasm(glue, "tools");

export const setSource = (source) => wasm.setSource(source);
export const hasSource = () => wasm.hasSource;
export const init = (from) => wasm.init(from);
export const ready = () => wasm.ready();
