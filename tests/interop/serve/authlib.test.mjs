// Authlib, Python's OAuth library: what its PrivateKeyJWT sends by itself, and what has to be given to it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CLIENT, python } from "./command.mjs";
import { judged, keyOf, serve } from "./served.mjs";

const scope = "system/Patient.rs";

const ask = (partner, key, given) =>
  python("authlib_tokens.py", { tokenEndpoint: partner.tokenEndpoint, clientId: CLIENT, pem: key.pem, scope, ...given });

test("by itself: RS256, no kid, and good for an hour", async (t) => {
  const key = keyOf("RS384");
  const partner = await serve(t, key.jwks);
  const [{ error }] = await ask(partner, key, {});
  assert.equal(error, "invalid_client");
  assert.deepEqual(await judged(partner), [["fail jws.kid.missing", "fail jwt.exp.too-far", "warn jwt.lifetime.too-long"]]);
});

for (const alg of ["RS384", "ES384"]) {
  test(`${alg}, with alg and kid, and claims made anew each time: two tokens, and patients with one`, async (t) => {
    const key = keyOf(alg);
    const partner = await serve(t, key.jwks);
    const [first, second] = await ask(partner, key, { alg, headers: { kid: key.kid }, lifetime: 240, times: 2 });
    assert.equal(first.token.scope, scope);
    assert.notEqual(first.token.access_token, second.token.access_token);
    const options = { headers: { authorization: `Bearer ${second.token.access_token}` } };
    assert.equal((await fetch(`${partner.fhirBase}/Patient/odalys-shaw`, options)).status, 200);
    assert.deepEqual(await judged(partner, 2), [[], []]);
  });
}

test("claims given once keep the jti that it adds to them: the second assertion is a replay", async (t) => {
  const key = keyOf("RS384");
  const partner = await serve(t, key.jwks);
  const claims = { exp: Math.floor(Date.now() / 1000) + 240 };
  const [first, second] = await ask(partner, key, { alg: "RS384", headers: { kid: key.kid }, claims, times: 2 });
  assert.ok(first.token);
  assert.equal(second.error, "invalid_client");
  assert.deepEqual(await judged(partner, 2), [[], ["fail jwt.jti.replayed"]]);
});
