// smart-fetch, the bulk client of SMART's own makers: Backend Services with its own signature, and a whole export.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { faults, readNdjson } from "../fhir/validator.mjs";
import { CLIENT, countersign, folder, PYTHON, runBeside } from "./command.mjs";
import { judged, keyOf, serve } from "./served.mjs";

const smartFetch = ({ fhirBase }, command, keys, ...args) =>
  runBeside(join(dirname(PYTHON), "smart-fetch"), [command, "--fhir-url", fhirBase, "--smart-client-id", CLIENT, "--smart-key", keys, ...args]);

/** The resources of an export, whose folder holds a log beside them. */
const exported = (out) => {
  const files = readdirSync(out).filter((name) => name.endsWith(".ndjson") && name !== "log.ndjson");
  return files.flatMap((name) => readNdjson(readFileSync(join(out, name), "utf8")));
};

for (const alg of ["RS384", "ES384"]) {
  test(`${alg}: every patient and allergy is exported, and each is valid R4`, async (t) => {
    const key = keyOf(alg);
    const partner = await serve(t, key.jwks);
    // It signs with the first key that says what for.
    const keys = partner.home.write("private.jwks", { keys: [{ ...key.jwk, key_ops: ["sign"], use: undefined }] });
    const out = partner.home.path("exported");
    const { status, stdout, stderr } = await smartFetch(partner, "bulk", keys, "--type", "Patient,AllergyIntolerance", "--no-compression", out);
    assert.equal(status, 0, stdout + stderr);
    const resources = exported(out);
    const count = (type) => resources.filter(({ resourceType }) => resourceType === type).length;
    assert.ok(count("Patient") >= 36 && count("AllergyIntolerance") >= 30, `${count("Patient")} and ${count("AllergyIntolerance")}`);
    assert.deepEqual(resources.flatMap(faults), []);
    // Scopes in the words of v1, as the partner speaks both; and for more than there is here.
    assert.deepEqual((await judged(partner))[0], ["warn scope.v1", "warn scope.partial"]);
  });

  test(`${alg}: of a PEM it takes the thumbprint for kid, whatever the key was registered as`, async (t) => {
    const home = folder(t);
    const pem = home.path("key.pem");
    countersign("keygen", "--alg", alg, "--as", "pem", "--out", pem);
    const registered = (kid) => JSON.parse(countersign("jwks", pem, "--alg", alg, "--kid", kid));
    const read = async (kid) => {
      const partner = await serve(t, registered(kid));
      const { status, stdout } = await smartFetch(partner, "single", pem, "Patient/odalys-shaw");
      return { status, stdout, findings: (await judged(partner))[0] };
    };
    const other = await read("2026-11");
    assert.deepEqual([other.status, other.findings[0]], [1, "fail jws.kid.unknown"]);
    const same = await read(countersign("kid", pem, "--method", "thumbprint").trim());
    assert.equal(same.status, 0, same.findings.join());
    assert.equal(JSON.parse(same.stdout).id, "odalys-shaw");
  });
}
