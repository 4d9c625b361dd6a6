// Token requests to post, each with an assertion of its own, signed before any clock starts: a request's body a line.
//
//   node sign.mjs KEY AUD COUNT OUT      KEY is a private JWK with kid and alg, as countersign keygen writes it
import { createPrivateKey, randomUUID, sign } from "node:crypto";
import { openSync, readFileSync, writeSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

const CLIENT = "bench";
const SCOPE = "system/Patient.rs";
/** How many go from a worker to the file at a time. */
const CHUNK = 1_000;

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

const bodies = function* ({ jwk, aud, count }) {
  const key = { key: createPrivateKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" };
  const hash = `sha${jwk.alg.slice(2)}`;
  const header = encoded({ alg: jwk.alg, kid: jwk.kid, typ: "JWT" });
  const now = Math.floor(Date.now() / 1000);
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    scope: SCOPE,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  });
  for (let n = 0; n < count; n += 1) {
    const signed = `${header}.${encoded({ iss: CLIENT, sub: CLIENT, aud, jti: randomUUID(), iat: now, exp: now + 300 })}`;
    yield `${form}&client_assertion=${signed}.${sign(hash, Buffer.from(signed), key).toString("base64url")}\n`;
  }
};

if (isMainThread) {
  const [key, aud, count, out] = process.argv.slice(2);
  const jwk = JSON.parse(readFileSync(key, "utf8"));
  const file = openSync(out, "w", 0o600);
  const workers = availableParallelism();
  for (let n = 0; n < workers; n += 1) {
    const share = Math.floor(count / workers) + (n < count % workers ? 1 : 0);
    new Worker(new URL(import.meta.url), { workerData: { jwk, aud, count: share } }).on("message", (lines) => writeSync(file, lines));
  }
} else {
  let lines = [];
  for (const body of bodies(workerData)) {
    if (lines.push(body) === CHUNK) {
      parentPort.postMessage(lines.join(""));
      lines = [];
    }
  }
  parentPort.postMessage(lines.join(""));
}
