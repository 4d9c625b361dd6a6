// With Jest, as modules: `node --experimental-vm-modules node_modules/jest/bin/jest.js`.
import { afterEach, expect, jest, test } from "@jest/globals";
import { createPartner } from "countersign/partner";
import { clientId, familyNames, makeKey } from "./client.js";

const ours = [
  { resourceType: "Patient", id: "ada", name: [{ family: "Marsh" }] },
  { resourceType: "Patient", id: "ben", name: [{ family: "Marshall" }] },
];
const key = await makeKey();
const partner = createPartner({ baseUrl: "https://ehr.example", clients: [{ clientId, jwks: key.jwks }], data: ours });

afterEach(() => {
  jest.restoreAllMocks();
  partner.reset();
});

test("a client finds the patients of this test", async () => {
  jest.spyOn(globalThis, "fetch").mockImplementation(partner);
  expect(await familyNames(partner.fhirBase, key, "family=marsh")).toEqual(["Marsh", "Marshall"]);
  expect(partner.requests.map(({ route }) => route)).toEqual(["discovery", "token", "search"]);
});

test("a client with another key is refused, and the report says why", async () => {
  const stranger = await makeKey();
  await expect(familyNames(partner.fhirBase, stranger, "family=marsh", partner)).rejects.toThrow("invalid_client");
  const { report } = partner.requests.at(-1);
  expect(report.verdict).toBe("rejected");
  expect(report.findings.find(({ status }) => status === "fail").code).toBe("jws.kid.unknown");
});
