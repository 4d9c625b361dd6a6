// What the exercise has to come to, wherever it ran.
import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";

const DIGEST = { RS384: "sha384", ES384: "sha384" };

/** Node's OpenSSL on an assertion of ours. */
const signatureHolds = ({ assertion, jwk }) => {
  const [header, payload, signature] = assertion.split(".");
  const { alg, kid } = JSON.parse(Buffer.from(header, "base64url"));
  assert.equal(kid, jwk.kid);
  const key = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" };
  return verify(DIGEST[alg], Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"));
};

/**
 * Every check held, another implementation accepts what was signed, and the sync functions were ready as said: `at-once`, or `not-ready`.
 */
export const expectOutcome = (outcome, { ready }) => {
  assert.ok(outcome && !outcome.thrown, `nothing came of it: ${outcome?.thrown}`);
  const faults = outcome.checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
  assert.deepEqual(faults, []);
  assert.ok(outcome.checks.length >= 15, `only ${outcome.checks.length} checks ran`);
  assert.deepEqual(outcome.ready, { verify: ready, countersign: ready });
  assert.equal(outcome.made.length, 3);
  for (const made of outcome.made) assert.ok(signatureHolds(made), `OpenSSL refuses ${made.assertion}`);
};
