// With node:test: the partner stands in for fetch.
import assert from "node:assert/strict";
import { afterEach, before, mock, test } from "node:test";
import { createPartner } from "countersign/partner";
import { clientId, familyNames, makeKey } from "./client.js";

let key, partner;
before(async () => {
  key = await makeKey();
  partner = createPartner({ baseUrl: "https://ehr.example", clients: [{ clientId, jwks: key.jwks }] });
});
afterEach(() => {
  mock.restoreAll();
  partner.reset();
});

test("a client given its fetch reads a patient", async () => {
  assert.deepEqual(await familyNames(partner.fhirBase, key, "name=shaw", partner), ["Shaw"]);
  assert.deepEqual(partner.requests.map(({ route, status }) => `${route} ${status}`), ["discovery 200", "token 200", "search 200"]);
  assert.equal(partner.requests[1].report.verdict, "accepted");
});

test("a client that uses the global fetch does too", async () => {
  mock.method(globalThis, "fetch", partner);
  assert.deepEqual(await familyNames(partner.fhirBase, key, "name=shaw"), ["Shaw"]);
});
