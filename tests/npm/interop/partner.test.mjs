// Other people's clients with the package's partner: strict where theirs are not, and content once they are put right.
import assert from "node:assert/strict";
import { test } from "node:test";
import FHIR from "fhirclient";
import * as jose from "jose";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { countersign, load } from "../package-under-test.mjs";
import { CLIENT, ISSUER, keyFor } from "./keys.mjs";

const { createPartner } = await load("countersign/partner");
const BASE = `${ISSUER}/fhir`;
const scope = "system/Patient.rs";

const key = await keyFor("ES384", "webcrypto");
const theirKey = { key: await jose.importPKCS8(await countersign.exportPrivateKey(key, "pkcs8"), "ES384"), kid: key.kid };
const partnerOf = () => createPartner({ baseUrl: ISSUER, clients: [{ clientId: CLIENT, jwks: countersign.publicJwks(key) }] });

/** Each asks a partner for a token, with what it finds in the discovery document. */
const libraries = {
  oauth4webapi: async (partner, hook) => {
    const [server, client] = [await discovered(partner), { client_id: CLIENT }];
    const authentication = oauth.PrivateKeyJwt(theirKey, hook && { [oauth.modifyAssertion]: hook });
    const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, { scope }, { [oauth.customFetch]: partner });
    return oauth.processClientCredentialsResponse(server, client, response);
  },
  "openid-client": async (partner, hook) => {
    const authentication = openid.PrivateKeyJwt(theirKey, hook && { [openid.modifyAssertion]: hook });
    const config = new openid.Configuration(await discovered(partner), CLIENT, undefined, authentication);
    config[openid.customFetch] = partner;
    return openid.clientCredentialsGrant(config, { scope });
  },
};

// SMART's document is not where OAuth's libraries look for theirs, and need not name an issuer.
const discovered = async (partner) => ({ issuer: ISSUER, ...(await (await partner(`${BASE}/.well-known/smart-configuration`)).json()) });

const failures = ({ report }) => report.findings.filter(({ status }) => status === "fail").map(({ code }) => code);

for (const [name, ask] of Object.entries(libraries)) {
  test(`${name} by itself is refused, and the partner says why`, async () => {
    const partner = partnerOf();
    await assert.rejects(ask(partner), { status: 401 });
    assert.deepEqual(failures(partner.requests.at(-1)), ["jws.typ.missing", "jwt.aud.issuer"]);
  });

  test(`${name} with its hook gets a token, and patients with it`, async () => {
    const partner = partnerOf();
    const { access_token, expires_in } = await ask(partner, (header, claims) => {
      header.typ = "JWT";
      claims.aud = partner.tokenEndpoint;
    });
    assert.equal(expires_in, 300);
    assert.deepEqual(failures(partner.requests.at(-1)), []);
    const response = await partner(`${BASE}/Patient`, { headers: { authorization: `Bearer ${access_token}` } });
    assert.equal(response.status, 200);
  });
}

test("fhirclient reads the partner's patients, page by page, through our client", async () => {
  const partner = partnerOf();
  const client = countersign.createBackendClient({ fhirBase: BASE, clientId: CLIENT, key, scope, fetch: partner });
  const fhir = new (class extends FHIR.FhirClient {
    fhirRequest = async (uri, options) => (await client.fetch(String(uri), options)).json();
  })(BASE);
  const found = [];
  for await (const { id } of fhir.resources("Patient?_count=2")) found.push(id);
  assert.ok(found.includes("odalys-shaw"));
  const { total } = await (await client.fetch("Patient")).json();
  assert.equal(found.length, total);
  assert.ok(partner.requests.filter(({ route }) => route === "search").length > 2);
  assert.equal(partner.requests.filter(({ route }) => route === "token").length, 1);
});
