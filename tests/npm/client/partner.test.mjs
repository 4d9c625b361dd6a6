// The client and the partner of the package: the whole walk, with nothing between them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { countersign, load } from "../package-under-test.mjs";
import { CLIENT, failure, jwkOf, START } from "./scripted.mjs";

const { createPartner } = await load("countersign/partner");
const ORIGIN = "https://ternvalley.example";

/** A pair of them by one clock, which either may be set to go ahead of. */
async function pair({ jwk = "p384", alg, registered, partnerOptions, ...clientOptions } = {}) {
  const clock = { client: START, partner: START };
  const key = await countersign.importKey(jwkOf(jwk), { alg });
  const jwks = countersign.publicJwks(registered === undefined ? key : await countersign.importKey(jwkOf(registered)));
  const partner = createPartner({ baseUrl: ORIGIN, clients: [{ clientId: CLIENT, jwks }], now: () => clock.partner, ...partnerOptions });
  const client = countersign.createBackendClient({
    fhirBase: `${ORIGIN}/fhir`, clientId: CLIENT, key, scope: "system/Patient.rs", fetch: partner, now: () => clock.client, ...clientOptions,
  });
  return { client, partner, clock };
}

const routes = ({ requests }) => requests.map(({ route, status }) => `${route} ${status}`);
const failures = ({ report }) => report.findings.filter(({ status }) => status === "fail").map(({ code }) => code);

for (const [jwk, alg] of [["p384", "ES384"], ["rsa-2048", "RS384"], ["rsa-3072", "RS384"], ["rsa-2048", "RS256"]]) {
  test(`from nothing to patients, with ${jwk} and ${alg}`, async () => {
    const { client, partner } = await pair({ jwk, alg });
    const response = await client.fetch("Patient?name=shaw");
    assert.equal(response.status, 200);
    const bundle = await response.json();
    assert.equal(bundle.resourceType, "Bundle");
    assert.deepEqual(bundle.entry.map(({ resource }) => `${resource.resourceType}/${resource.id}`), ["Patient/odalys-shaw"]);
    assert.deepEqual(routes(partner), ["discovery 200", "token 200", "search 200"]);
    const { report } = partner.requests[1];
    assert.equal(report.verdict, "accepted");
    assert.deepEqual(report.findings.filter(({ status }) => status === "fail" || status === "warn"), []);
    assert.equal((await client.fetch("Patient/odalys-shaw")).status, 200);
    assert.equal((await client.fetch(`${ORIGIN}/fhir/Patient/nobody`)).status, 404);
    assert.equal(partner.requests.length, 5);
  });
}

test("fifty requests at once need one token", async () => {
  const { client, partner } = await pair();
  const responses = await Promise.all(Array.from({ length: 50 }, () => client.fetch("Patient")));
  assert.ok(responses.every(({ status }) => status === 200));
  assert.deepEqual(routes(partner).filter((line) => !line.startsWith("search")), ["discovery 200", "token 200"]);
});

test("the scope is what the partner grants", async () => {
  const { client } = await pair({ scope: "system/Patient.rs system/Patient.write" });
  assert.equal((await client.token()).scope, "system/Patient.rs");
});

test("the partner's clock goes ahead: the token is over there, and a new one is asked for", async () => {
  const { client, partner, clock } = await pair();
  await client.fetch("Patient");
  clock.partner += 310_000;
  clock.client += 265_000;
  assert.equal((await client.fetch("Patient")).status, 200);
  assert.deepEqual(routes(partner).slice(3), ["search 401", "token 200", "search 200"]);
});

test("time goes by: the token is renewed before anybody finds it over", async () => {
  const { client, partner, clock } = await pair({ partnerOptions: { tokenLifetime: 60 } });
  for (let minute = 0; minute < 5; minute += 1) {
    assert.equal((await client.fetch("Patient")).status, 200);
    clock.client += 55_000;
    clock.partner += 55_000;
  }
  assert.deepEqual(routes(partner).filter((line) => line.endsWith("401")), []);
  assert.equal(routes(partner).filter((line) => line === "token 200").length, 5);
});

test("a key that is not the one registered: the error names the likely causes, the partner the finding", async () => {
  const { client, partner } = await pair({ jwk: "rsa-2048", registered: "rsa-2048-other", kid: "65b4e46f33b9323d" });
  const error = await failure(() => client.fetch("Patient"));
  assert.deepEqual([error.code, error.status, error.error], ["token.refused", 401, "invalid_client"]);
  const [, asked] = partner.requests;
  assert.deepEqual(failures(asked), ["jws.kid.unknown"]);
  assert.ok(error.explanation.causes.some(({ codes }) => codes.includes("jws.kid.unknown")));
});

test("a clock that is ten minutes behind is found out, and once it is set the same client goes on", async () => {
  const { client, partner, clock } = await pair();
  clock.client -= 600_000;
  const error = await failure(() => client.token());
  assert.equal(error.code, "token.refused");
  assert.ok(failures(partner.requests[1]).includes("jwt.exp.expired"));
  clock.client = clock.partner;
  assert.equal((await client.fetch("Patient")).status, 200);
});
