// Imports every entry where whoever does work at import is caught. The files to import are the arguments.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const touched = [];
const watched = ["WebAssembly", "fetch", "crypto", "Worker", "SharedArrayBuffer", "atob", "setTimeout", "setInterval", "document", "window", "navigator"];
for (const name of watched) {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      // Node's own modules read globals too, while it loads ours.
      const by = new Error(name).stack.split("\n")[2] ?? "";
      if (!by.includes("node:internal")) touched.push(`${name} ${by.trim()}`);
      return undefined;
    },
  });
}
for (const name of ["readFileSync", "readFile", "openSync"]) {
  const original = fs[name];
  fs[name] = (path, ...rest) => {
    if (String(path).endsWith(".wasm")) touched.push(`${name} ${path}`);
    return original(path, ...rest);
  };
}
syncBuiltinESMExports();

const before = Reflect.ownKeys(globalThis).length;
for (const specifier of process.argv.slice(2)) await import(specifier);
console.log(JSON.stringify({ touched, added: Reflect.ownKeys(globalThis).length - before }));
