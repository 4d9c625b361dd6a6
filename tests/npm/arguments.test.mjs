// What callers give, in the forms that they give it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./support/project.mjs";
import { keys } from "./support/vectors.mjs";

const { CountersignError, createClientAssertion, explain, importKey, prepareKeys } = await load(".");

test("headers come in every form that fetch takes, and as Node gives them", () => {
  const pairs = [["Date", "Wed, 25 Nov 2026 11:00:00 GMT"], ["X-Request-Id", "7"]];
  const asked = (headers) => explain({ status: 401, headers, body: { error: "invalid_client" }, at: 1_795_608_000 }).facts;
  const facts = asked(pairs);
  assert.equal(facts.length, 2);
  for (const headers of [Object.fromEntries(pairs), new Headers(pairs), new Map(pairs)]) assert.deepEqual(asked(headers), facts);
  assert.deepEqual(asked({ date: pairs[0][1], "x-request-id": ["7"], via: undefined }), facts);
  assert.throws(() => asked(["date"]), ({ argument }) => argument === "headers");
});

test("a key signs under what its JWK says, unless told otherwise", async () => {
  for (const alg of ["RS256", "PS384"]) {
    for (const given of [{ ...keys.rsa.jwk, alg }, JSON.stringify({ ...keys.rsa.jwk, alg })]) assert.equal((await importKey(given)).alg, alg);
  }
  assert.equal((await importKey({ ...keys.rsa.jwk, alg: "PS256" }, { alg: "RS384" })).alg, "RS384");
  await assert.rejects(importKey({ ...keys.rsa.jwk, alg: "RS512" }), ({ argument }) => argument === "alg");
});

test("an algorithm that a key does not have is refused alike by every engine", async () => {
  const [rsa, ec] = await Promise.all([importKey(keys.rsa.jwk), importKey(keys.ec.jwk)]);
  for (const engine of ["auto", "webcrypto", "rust"]) {
    for (const [key, alg] of [[rsa, "ES384"], [ec, "ES256"], [ec, "RS384"]]) {
      const error = await createClientAssertion({ key, clientId: "me", aud: "https://ehr.example/token", alg, engine }).catch((error) => error);
      assert.ok(error instanceof CountersignError, `${engine}, ${alg}: ${error}`);
      assert.deepEqual([error.code, error.argument], ["invalid-argument", "alg"]);
    }
  }
});

test("what is wrong is named, and what would be right", async () => {
  const key = await importKey(keys.ec.jwk);
  const long = createClientAssertion({ key, clientId: "me", aud: "https://ehr.example/token", lifetime: 3600 });
  await assert.rejects(long, ({ argument, message }) => argument === "lifetime" && message.includes("1 to 300 s"));
  for (const given of ["nonsense", "{}", "7"]) {
    assert.throws(() => prepareKeys(given), ({ argument, message }) => argument === "keys" && message.endsWith("give a JWK, a JWKS, an array of JWK, or PEM"));
  }
});
