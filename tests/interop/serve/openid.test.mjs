// openid-client and oauth4webapi with a partner on a socket: what each sends by itself, what is found in it, and the hook that puts it right.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { CLIENT } from "./command.mjs";
import { judged, keyOf, serve } from "./served.mjs";

const scope = "system/Patient.rs";
const insecure = { [oauth.allowInsecureRequests]: true };

/** Both want to be told of an issuer; SMART's document need not name one. */
const discovered = async ({ origin, fhirBase }) => ({ issuer: origin, ...(await (await fetch(`${fhirBase}/.well-known/smart-configuration`)).json()) });

/** Each asks for a token with that key, its assertion changed by the hook, and gives the token response. */
const libraries = {
  oauth4webapi: async (partner, key, hook) => {
    const [server, client] = [await discovered(partner), { client_id: CLIENT }];
    const authentication = oauth.PrivateKeyJwt(key, hook && { [oauth.modifyAssertion]: hook });
    const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, { scope }, insecure);
    return oauth.processClientCredentialsResponse(server, client, response);
  },
  "openid-client": async (partner, key, hook) => {
    const authentication = openid.PrivateKeyJwt(key, hook && { [openid.modifyAssertion]: hook });
    const config = new openid.Configuration(await discovered(partner), CLIENT, undefined, authentication);
    openid.allowInsecureRequests(config);
    return openid.clientCredentialsGrant(config, { scope });
  },
};

/** What makes their assertion one of SMART's. */
const asSmartWants = ({ tokenEndpoint }) => (header, claims) => {
  header.typ = "JWT";
  claims.aud = tokenEndpoint;
};

for (const [name, ask] of Object.entries(libraries)) {
  test(`${name} by itself: its audience is the issuer, and it has no typ`, async (t) => {
    const key = keyOf("RS384");
    const partner = await serve(t, key.jwks);
    await assert.rejects(ask(partner, { key: await key.forJose(), kid: key.kid }), { status: 401 });
    assert.deepEqual(await judged(partner), [["fail jws.typ.missing", "fail jwt.aud.issuer"]]);
  });

  test(`${name} with a key alone sends no kid`, async (t) => {
    const key = keyOf("ES384");
    const partner = await serve(t, key.jwks);
    await assert.rejects(ask(partner, await key.forJose(), asSmartWants(partner)), { status: 401 });
    assert.deepEqual(await judged(partner), [["fail jws.kid.missing"]]);
  });

  for (const alg of ["RS384", "ES384"]) {
    test(`${name}, ${alg}, with its hook: a token, and a patient with it`, async (t) => {
      const key = keyOf(alg);
      const partner = await serve(t, key.jwks);
      const { access_token, expires_in, token_type } = await ask(partner, { key: await key.forJose(), kid: key.kid }, asSmartWants(partner));
      assert.deepEqual([expires_in, token_type], [300, "bearer"]);
      const options = { headers: { authorization: `Bearer ${access_token}` } };
      const bundle = await (await fetch(`${partner.fhirBase}/Patient?name=shaw`, options)).json();
      assert.deepEqual(bundle.entry.map(({ resource }) => resource.id), ["odalys-shaw"]);
      assert.deepEqual(await judged(partner), [[]]);
    });
  }
}

test("openid-client discovers by SMART's document only if that names an issuer", async (t) => {
  const partner = await serve(t, keyOf("ES384").jwks);
  const address = new URL(`${partner.fhirBase}/.well-known/smart-configuration`);
  const found = openid.discovery(address, CLIENT, undefined, openid.None(), { execute: [openid.allowInsecureRequests] });
  await assert.rejects(found, ({ cause }) => /"issuer" property must be a string/.test(cause?.message ?? ""));
});
