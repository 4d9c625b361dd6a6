// Whatever a runtime's own printing shows of a key that has signed.
import { inspect } from "node:util";
import { createClientAssertion, importKey } from "countersign";
import { vectors } from "./vectors.js";

for (const { jwk, pem } of Object.values(vectors.keys)) {
  for (const given of [jwk, pem]) {
    const key = await importKey(given, { alg: jwk.alg });
    for (const engine of ["auto", "rust"]) await createClientAssertion({ key, clientId: vectors.clientId, aud: vectors.aud, engine });
    console.log(key);
    console.dir(key, { depth: null, showHidden: true });
    console.log(inspect(key, { depth: null, showHidden: true, getters: true }), `${key}`, JSON.stringify({ key }));
    console.log(globalThis.Deno?.inspect(key, { depth: 9, getters: true }), globalThis.Bun?.inspect(key, { depth: 9 }));
  }
}
