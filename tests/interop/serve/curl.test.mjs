// curl: the commands that countersign token and fetch print, run by a shell as they stand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CLIENT, COUNTERSIGN, runBeside } from "./command.mjs";
import { judged, keyOf, serve } from "./served.mjs";

const scope = "system/Patient.rs system/AllergyIntolerance.rs";
const shell = (script) => runBeside("sh", ["-c", script]);

for (const alg of ["RS384", "ES384"]) {
  test(`${alg}: token --curl prints a command that gets a token, once`, async (t) => {
    const key = keyOf(alg);
    const partner = await serve(t, key.jwks);
    const printed = await runBeside(COUNTERSIGN, ["token", "--fhir", partner.fhirBase, "--key", partner.home.write("key.pem", key.pem),
      "--client-id", CLIENT, "--kid", key.kid, "--scope", scope, "--curl"]);
    assert.equal(printed.status, 0, printed.stderr);
    assert.match(printed.stdout, /^curl /);
    const got = await shell(printed.stdout);
    assert.equal(got.status, 0, got.stdout + got.stderr);
    const { access_token, token_type, expires_in } = JSON.parse(got.stdout);
    assert.deepEqual([token_type, expires_in], ["Bearer", 300]);
    const again = await shell(printed.stdout);
    assert.equal(again.status, 22, "curl: the answer was 400 or more");
    assert.equal(JSON.parse(again.stdout).error, "invalid_client");
    assert.deepEqual(await judged(partner, 2), [[], ["fail jwt.jti.replayed"]]);

    const read = await runBeside("curl", ["--silent", "--fail-with-body", "--header", `Authorization: Bearer ${access_token}`,
      `${partner.fhirBase}/Patient?name=shaw&_count=5`]);
    assert.equal(read.status, 0, read.stdout);
    assert.deepEqual(JSON.parse(read.stdout).entry.map(({ resource }) => resource.id), ["odalys-shaw"]);
  });
}

test("fetch --curl prints commands for curl and jq that get each query's answer", async (t) => {
  const key = keyOf("ES384");
  const partner = await serve(t, key.jwks);
  const printed = await runBeside(COUNTERSIGN, ["fetch", "--fhir", partner.fhirBase, "--key", partner.home.write("key.pem", key.pem),
    "--client-id", CLIENT, "--kid", key.kid, "--scope", scope, "--curl", "Patient?name=shaw&_count=5", "Patient/odalys-shaw"]);
  assert.equal(printed.status, 0, printed.stderr);
  const { stdout, stderr } = await shell(`{\n${printed.stdout}\n} | jq --slurp .`);
  const [bundle, patient, ...more] = JSON.parse(stdout);
  assert.deepEqual(more, [], stderr);
  assert.deepEqual(bundle.entry.map(({ resource }) => resource.id), ["odalys-shaw"]);
  assert.deepEqual([patient.resourceType, patient.id], ["Patient", "odalys-shaw"]);
});
