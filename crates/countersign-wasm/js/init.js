// What synchronous functions need. The asynchronous ones get what they need by themselves.
import { options } from "./arguments.js";
import * as module from "./module.js";
import * as tools from "./tools.js";

const SOURCES = ["wasm", "tools"];

export async function init(from) {
  const given = sources(from);
  const wantsTools = given.tools !== false && (given.tools !== undefined || tools.hasSource());
  await Promise.all([module.init(given.wasm), wantsTools ? tools.init(given.tools) : undefined]);
}

/** Both sources by name, or that of the wasm alone. */
function sources(from) {
  const byName = typeof from === "object" && from !== null && Object.getPrototypeOf(from) === Object.prototype;
  if (!byName) return { wasm: from };
  return options(from, SOURCES, "init");
}
