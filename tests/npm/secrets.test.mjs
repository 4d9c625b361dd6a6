// Nothing private in whatever is shown of a key, or of a call that went wrong.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { serialize } from "node:v8";
import { inspect } from "node:util";
import { run } from "./support/program.mjs";
import { load } from "./support/project.mjs";

const countersign = await load(".");
const verifier = await load("./verify");

const folder = new URL("../vectors/keys/", import.meta.url);
const names = readdirSync(folder).flatMap((name) => name.match(/^(.*)\.jwk\.json$/)?.[1] ?? []);
const keys = names.map((name) => ({
  name,
  jwk: JSON.parse(readFileSync(new URL(`${name}.jwk.json`, folder), "utf8")),
  pem: readFileSync(new URL(`${name}.pem`, folder), "utf8"),
}));

/** A private number as anybody might print it: each long enough that it is nothing else. */
const spellings = ({ jwk }) =>
  ["d", "p", "q", "dp", "dq", "qi"].filter((member) => jwk[member]).flatMap((member) => {
    const octets = Buffer.from(jwk[member], "base64url");
    // From the second octet on, and a third of it: a leading zero or a cut must not hide it.
    const part = octets.subarray(1, 1 + Math.max(12, octets.length / 3));
    return [
      octets.toString("base64url").slice(4, 24),
      octets.toString("base64").slice(4, 24),
      part.toString("hex"),
      part.toString("hex").toUpperCase(),
      [...part].join(","),
      [...part].join(", "),
      part.toString("latin1"),
    ];
  });

/** Two lines from the middle of the PEM, where the private numbers are. */
const lines = ({ pem }) => pem.trim().split("\n").slice(-4, -1);

const secrets = keys.flatMap((key) => [...spellings(key), ...lines(key).map((line) => line.slice(0, 20))].map((secret) => ({ name: key.name, secret })));

/** Everything that a program may show of a value. */
const shown = (value) => {
  const seen = [
    () => String(value),
    () => inspect(value, { depth: null, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null, breakLength: Infinity }),
    () => JSON.stringify(value),
    () => serialize(value).toString("latin1"),
    () => inspect(structuredClone(value), { depth: null, showHidden: true }),
    () => Object.entries(value).map(String).join(),
    () => value.stack,
    () => shown(value.cause),
  ];
  return seen.map((show) => {
    try {
      return show() ?? "";
    } catch {
      // What cannot be shown this way shows nothing.
      return "";
    }
  }).join("\n");
};

const found = (text) => secrets.filter(({ secret }) => text.includes(secret)).map(({ name, secret }) => `${name}: ${JSON.stringify(secret)}`);

const imported = async ({ jwk, pem }) => {
  const algorithm = jwk.kty === "RSA" ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-384" } : { name: "ECDSA", namedCurve: jwk.crv };
  const { use, key_ops, alg, kid, ...bare } = jwk;
  const crypto = await globalThis.crypto.subtle.importKey("jwk", bare, algorithm, true, ["sign"]);
  return Promise.all([jwk, pem, crypto].map((form) => countersign.importKey(form)));
};

test("the search finds what is exported on purpose", async () => {
  for (const key of keys) {
    const [ours] = await imported(key);
    for (const form of ["jwk", "pkcs8"]) {
      assert.ok(found(shown(await countersign.exportPrivateKey(ours, form))).length > 0, `${key.name} as ${form}`);
    }
    assert.ok(found(shown(key.jwk)).length > 0);
    assert.ok(found(shown([...Buffer.from(key.jwk.d, "base64url")])).length > 0);
  }
});

test("a key shows nothing private, before it has signed and after", async () => {
  for (const key of keys) {
    for (const ours of await imported(key)) {
      assert.deepEqual(found(shown(ours)), []);
      await countersign.createClientAssertion({ key: ours, clientId: "larkmoor-nightly", aud: "https://ternvalley.example/auth/token" });
      assert.deepEqual(found(shown(ours)), []);
      assert.deepEqual(found(shown(countersign.publicJwks(ours))), []);
      assert.deepEqual(found(shown(countersign.publicJwks([ours]))), []);
    }
  }
});

for (const [runtime, ...args] of [["node"], ["deno", "run", "--no-prompt", "--allow-read"], ["bun"]]) {
  test(`${runtime} prints nothing private of a key`, async () => {
    const text = await run(runtime, [...args, "shown.js"]);
    assert.match(text, /PrivateKey/);
    assert.deepEqual(found(text), []);
  });
}

/** A key in every place where one may land by mistake, and keys that are damaged. */
const mistakes = ({ jwk, pem }, ours) => {
  const { importKey, exportPrivateKey, prepareKeys, publicJwks, keyId, createClientAssertion, verify, verifySync, judge, inspect, lint, explain, generateKey } = countersign;
  const good = { key: ours, clientId: "larkmoor-nightly", aud: "https://ternvalley.example/auth/token" };
  const text = JSON.stringify(jwk);
  const damaged = [text.slice(0, -1), text.slice(0, text.length >> 1), `${text}x`, pem.slice(0, pem.length >> 1), pem.replace(/.{9}\n/, "*\n"), { ...jwk, e: "AQ" }, { ...jwk, kty: "oct", k: jwk.d }, { ...jwk, n: jwk.d, y: jwk.d }, { ...jwk, alg: jwk.d }];
  const octets = new TextEncoder().encode(text);
  return [
    ...damaged.flatMap((given) => [() => importKey(given), () => keyId(given), () => prepareKeys(given), () => verify("a.b.c", given)]),
    ...[jwk, text, pem, octets].flatMap((given) => [
      () => importKey(given, { alg: given }),
      () => importKey(given, { kid: given }),
      () => importKey(given, { passphrase: given }),
      () => importKey(pem, given),
      () => exportPrivateKey(given, "jwk"),
      () => exportPrivateKey(ours, given),
      () => publicJwks(given),
      () => publicJwks([ours, given]),
      () => keyId(given),
      () => keyId(ours, given),
      () => generateKey({ alg: given }),
      () => generateKey(given),
      ...Object.keys(good).map((name) => () => createClientAssertion({ ...good, [name]: given })),
      ...["alg", "kid", "lifetime", "jku", "at", "engine"].map((name) => () => createClientAssertion({ ...good, [name]: given })),
      () => createClientAssertion(given),
      () => verify(given, []),
      () => verify("a.b.c", given),
      () => verify("a.b.c", given, given),
      () => verifySync("a.b.c", given, { clientId: given }),
      () => judge("a.b.c", given, { profiles: given }),
      () => prepareKeys(given),
      () => inspect(given),
      () => lint(given),
      () => explain(given),
      () => verifier.verify("a.b.c", given),
      () => verifier.verify("a.b.c", given, { profile: given }),
    ]),
  ];
};

/** Calls that do as they are told: a client id or a kid is public, and so is what was given for it. */
const ECHOES = ["clientId: given", "kid: given"];

test("a call that went wrong shows nothing of the key that it was given", async () => {
  let wrong = 0;
  for (const key of keys) {
    const [ours] = await imported(key);
    for (const mistake of mistakes(key, ours)) {
      let outcome;
      try {
        outcome = await mistake();
        if (ECHOES.some((call) => String(mistake).includes(call))) continue;
      } catch (error) {
        outcome = error;
        wrong += 1;
      }
      assert.deepEqual(found(shown(outcome)), [], `${mistake} of ${key.name}`);
    }
  }
  assert.ok(wrong > 100, `only ${wrong} calls went wrong`);
});
