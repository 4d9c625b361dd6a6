// With Mock Service Worker: one handler for all that is below the partner's base.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { http } from "msw";
import { setupServer } from "msw/node";
import { createPartner } from "countersign/partner";
import { clientId, familyNames, makeKey } from "./client.js";

const key = await makeKey("RS384");
const partner = createPartner({
  baseUrl: "https://ehr.example/r4",
  // The key set is fetched by way of the same server.
  clients: [{ clientId, jwksUri: "https://nightly.example/jwks.json" }],
});
const server = setupServer(
  http.all(`${partner.baseUrl}/*`, ({ request }) => partner(request)),
  http.get("https://nightly.example/jwks.json", () => Response.json(key.jwks)),
);
before(() => server.listen({ onUnhandledRequest: "error" }));
after(() => server.close());

test("a client reads a patient, and its keys are fetched from where it publishes them", async () => {
  assert.deepEqual(await familyNames(partner.fhirBase, key, "name=shaw"), ["Shaw"]);
});

test("a client whose keys are gone is refused", async () => {
  partner.reset();
  server.use(http.get("https://nightly.example/jwks.json", () => new Response("gone", { status: 410 })));
  await assert.rejects(familyNames(partner.fhirBase, key, "name=shaw"), /invalid_client/);
  const { report } = partner.requests.at(-1);
  assert.equal(report.findings.find(({ status }) => status === "fail").code, "jwks.fetch.failed");
});
