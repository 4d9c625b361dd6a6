// `countersign serve` on a free port, its clients' keys, and what it finds in what they send.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { createInterface } from "node:readline";
import * as jose from "jose";
import { CLIENT, COUNTERSIGN, folder } from "./command.mjs";

/** A key pair of OpenSSL's, for a client: PEM, JWK and JWKS, all with one kid. */
export const keyOf = (alg, kid = `${alg.toLowerCase()}-1`) => {
  const { privateKey, publicKey } = alg.startsWith("ES")
    ? generateKeyPairSync("ec", { namedCurve: `P-${alg.slice(2)}` })
    : generateKeyPairSync("rsa", { modulusLength: 2048 });
  const named = { kid, alg, use: "sig" };
  return {
    alg,
    kid,
    pem: privateKey.export({ type: "pkcs8", format: "pem" }),
    jwk: { ...privateKey.export({ format: "jwk" }), ...named },
    jwks: { keys: [{ ...publicKey.export({ format: "jwk" }), ...named }] },
    forJose: () => jose.importPKCS8(privateKey.export({ type: "pkcs8", format: "pem" }), alg),
  };
};

/** Serves to `CLIENT`, known by that key set, until the test is over. `t` is the test, or has an `after` as one has. */
export const serve = async (t, jwks) => {
  const home = folder(t);
  const client = `${CLIENT}=${home.write("jwks.json", jwks)}`;
  const server = spawn(COUNTERSIGN, ["serve", "--listen", "127.0.0.1:0", "--client", client], { stdio: ["ignore", "ignore", "pipe"] });
  const said = [];
  const lines = createInterface({ input: server.stderr }).on("line", (line) => said.push(line));
  const exited = new Promise((resolve) => server.once("exit", resolve));
  t.after(async () => {
    server.kill("SIGTERM");
    assert.equal(await exited, 0, said.join("\n"));
  });
  const origin = await new Promise((resolve, reject) => {
    lines.on("line", (line) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
      if (address) resolve(address[0]);
    });
    exited.then((status) => reject(new Error(`serve ended with ${status}:\n${said.join("\n")}`)));
    server.once("error", reject);
  });
  return { origin, home, fhirBase: `${origin}/fhir`, tokenEndpoint: `${origin}/auth/token`, seen: (wanted) => seen(origin, wanted) };
};

/** What was asked so far, as `Watch` tells it: waits until a record is `wanted`, and gives all until then. */
const seen = async (origin, wanted) => {
  const watching = new AbortController();
  const response = await fetch(`${origin}/watch/events?after=0`, { signal: watching.signal });
  if (!response.ok) throw new Error(`/watch/events: ${response.status} ${await response.text()}`);
  const records = [];
  let text = "";
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    const events = text.split("\n\n");
    text = events.pop();
    for (const event of events) {
      const data = event.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
      if (data) records.push(JSON.parse(data));
    }
    if (records.some(wanted)) break;
  }
  watching.abort();
  return records;
};

/** The findings of the token requests so far, at least `count` of them: one list each, without what passed. */
export const judged = async (partner, count = 1) => {
  let tokens = 0;
  const records = await partner.seen(({ route }) => route === "token" && (tokens += 1) === count);
  return records.filter(({ route }) => route === "token").map(({ report }) => held(report));
};

/** What is held against an assertion, or noted of it. */
const held = (report) => report.findings.filter(({ status }) => status === "fail" || status === "warn").map(({ status, code }) => `${status} ${code}`);
