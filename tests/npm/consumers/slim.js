// The entry that loads nothing by itself, given what it cannot use and then what it can.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { init, verifySync, CountersignError } from "countersign/slim";
import { vectors } from "./vectors.js";

const wasm = createRequire(import.meta.url).resolve("countersign/wasm");

const refused = async (...given) => {
  try {
    await init(...given);
  } catch (error) {
    return error instanceof CountersignError ? error.code : String(error);
  }
};

const answer = (body, type, status) => new Response(body, { status, headers: { "content-type": type } });

const refusals = {
  nothing: await refused(),
  "a number": await refused(7),
  "octets that are no wasm": await refused(new TextEncoder().encode("<!doctype html>")),
  "a page": await refused(answer("<!doctype html>", "text/html", 200)),
  "a page that is called wasm": await refused(answer("<!doctype html>", "application/wasm", 200)),
  "a wasm that is empty": await refused(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])),
  "the verifier's": await refused(readFileSync(new URL("./verify.wasm", pathToFileURL(wasm)))),
  "an answer without it": await refused(answer("not found", "text/plain", 404)),
  // Nobody may fetch from this port.
  "an address where nobody answers": await refused(new URL("http://127.0.0.1:1/countersign.wasm")),
};

await init(readFileSync(wasm));
const { verdict } = verifySync(vectors.good.RS384, vectors.keySet, { clientId: vectors.clientId, aud: vectors.aud });
console.log(JSON.stringify({ refusals, verdict }));
