// fhirclient, the SMART JavaScript client, with a token that `countersign token` got.
import assert from "node:assert/strict";
import { test } from "node:test";
import FHIR from "fhirclient";
import { CLIENT, COUNTERSIGN, runBeside } from "./command.mjs";
import { keyOf, serve } from "./served.mjs";

test("fhirclient reads every patient, page by page, and one by its id", async (t) => {
  const key = keyOf("RS384");
  const partner = await serve(t, key.jwks);
  const got = await runBeside(COUNTERSIGN, ["token", "--fhir", partner.fhirBase, "--key", partner.home.write("key.pem", key.pem),
    "--client-id", CLIENT, "--kid", key.kid, "--scope", "system/Patient.rs"]);
  assert.equal(got.status, 0, got.stderr);
  const { access_token } = JSON.parse(got.stdout);
  const fhir = new FHIR.FhirClient(partner.fhirBase);
  const headers = { authorization: `Bearer ${access_token}` };
  const found = [];
  for await (const { id } of fhir.resources("Patient?_count=10", { headers })) found.push(id);
  assert.ok(found.length >= 36 && new Set(found).size === found.length, `${found.length} patients`);
  const patient = await fhir.fhirRequest("Patient/odalys-shaw", { headers });
  assert.equal(patient.name[0].family, "Shaw");
  await assert.rejects(fhir.fhirRequest("MedicationRequest", { headers }), ({ message }) => /403|Forbidden/.test(message));
});
