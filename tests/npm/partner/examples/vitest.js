// With Vitest: the partner in place of fetch, and its clock moved by fake timers.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPartner } from "countersign/partner";
import { askForToken, assertionFor, clientId, familyNames, makeKey } from "./client.js";

const key = await makeKey();
const partner = createPartner({ baseUrl: "https://ehr.example", clients: [{ clientId, jwks: key.jwks }], tokenLifetime: 60 });

beforeEach(() => vi.stubGlobal("fetch", vi.fn(partner)));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  partner.reset();
});

test("a client reads a patient", async () => {
  expect(await familyNames(partner.fhirBase, key, "name=shaw")).toEqual(["Shaw"]);
  expect(fetch).toHaveBeenCalledTimes(3);
  expect(partner.requests.at(-1)).toMatchObject({ route: "search", clientId, status: 200 });
});

test("a token ends when it says", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-05-12T14:00:00Z") });
  const assertion = await assertionFor(partner.tokenEndpoint, key);
  const { access_token: token } = await (await askForToken(partner.tokenEndpoint, assertion, "system/Patient.rs")).json();
  const search = () => fetch(`${partner.fhirBase}/Patient`, { headers: { authorization: `Bearer ${token}` } });
  expect((await search()).status).toBe(200);
  vi.setSystemTime(new Date("2026-05-12T14:01:00Z"));
  expect((await search()).status).toBe(401);
});

test("an assertion is good once", async () => {
  const assertion = await assertionFor(partner.tokenEndpoint, key);
  expect((await askForToken(partner.tokenEndpoint, assertion, "system/Patient.rs")).status).toBe(200);
  expect((await askForToken(partner.tokenEndpoint, assertion, "system/Patient.rs")).status).toBe(401);
  expect(partner.requests.at(-1).report.findings).toContainEqual(expect.objectContaining({ code: "jwt.jti.replayed", status: "fail" }));
});
