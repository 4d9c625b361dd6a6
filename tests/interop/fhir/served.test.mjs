// What `countersign serve` answers over the wire, judged by independent FHIR R4 validators.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { CLIENT, COUNTERSIGN, runBeside } from "../serve/command.mjs";
import { keyOf, serve } from "../serve/served.mjs";
import { faults } from "./validator.mjs";

const over = [];
after(async () => {
  for (const end of over) await end();
});

const key = keyOf("ES384");
const partner = await serve({ after: (end) => over.unshift(end) }, key.jwks);
const got = await runBeside(COUNTERSIGN, ["token", "--fhir", partner.fhirBase, "--key", partner.home.write("key.pem", key.pem),
  "--client-id", CLIENT, "--kid", key.kid, "--scope", "system/Patient.rs system/AllergyIntolerance.rs system/AuditEvent.rs"]);
assert.equal(got.status, 0, got.stderr);
const authorization = `Bearer ${JSON.parse(got.stdout).access_token}`;

const asked = [
  ["the metadata", "metadata", 200, "CapabilityStatement"],
  ["a page of patients", "Patient?_count=3", 200, "Bundle"],
  ["a search that finds nobody", "Patient?name=nobody-of-that-name", 200, "Bundle"],
  ["a patient", "Patient/odalys-shaw", 200, "Patient"],
  ["allergies of a patient", "AllergyIntolerance?patient=odalys-shaw", 200, "Bundle"],
  ["a patient who is not there", "Patient/nobody", 404, "OperationOutcome"],
  ["what the token does not cover", "MedicationRequest", 403, "OperationOutcome"],
  ["a bad date", "Patient?birthdate=yesterday", 400, "OperationOutcome"],
  ["the audit trail", "AuditEvent", 200, "Bundle"],
];

for (const [what, path, status, type] of asked) {
  test(`${what} is valid R4`, async () => {
    const response = await fetch(`${partner.fhirBase}/${path}`, { headers: { authorization, accept: "application/fhir+json" } });
    const resource = await response.json();
    assert.deepEqual([response.status, resource.resourceType], [status, type], JSON.stringify(resource));
    assert.match(response.headers.get("content-type"), /^application\/fhir\+json/);
    assert.deepEqual(faults(resource), []);
  });
}

test("a request without a token is refused in valid R4", async () => {
  const response = await fetch(`${partner.fhirBase}/Patient`);
  assert.equal(response.status, 401);
  assert.match(response.headers.get("www-authenticate"), /^Bearer/);
  assert.deepEqual(faults(await response.json()), []);
});
