// What the functions give for many inputs, each under the name of the type that the declarations give it.
import { readFileSync } from "node:fs";
import { keys } from "../support/vectors.mjs";

const read = (path) => readFileSync(new URL(`../../vectors/${path}`, import.meta.url), "utf8");
const AT = 1_795_608_000;
const AUD = "https://ternvalley.example/auth/token";
const CLIENT = "larkmoor-nightly";
const PROFILES = ["spec", "launcher", "epic", "oracle", "athena", "jwt"];

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Assertions with one fault each, and texts that are none. */
const assertions = async ({ createClientAssertion }, key) => {
  const good = await createClientAssertion({ key, clientId: CLIENT, aud: AUD, at: AT, jti: "one" });
  const [, claims, signature] = good.split(".");
  const elsewhere = { kid: "elsewhere", jku: "https://other.example/jwks" };
  const other = await createClientAssertion({ key, clientId: "other", aud: `${AUD}/`, at: AT - 900, ...elsewhere });
  const unsigned = `${encoded({ alg: "none" })}.${encoded({ iss: CLIENT, exp: AT * 1000 })}.`;
  return [good, other, unsigned, `${encoded({ alg: "RS384", kid: 7 })}.${claims}.${signature}`, `${good.slice(0, -9)}AAAAAAAAA`, "no token", ""];
};

const PASTED = [
  "",
  "https://ehr.example/fhir",
  "<!doctype html><html></html>",
  "a=b&c=d",
  "curl -H 'Authorization: Bearer tv_6Jq' https://ehr.example",
  '"eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODB9.AAAA"',
  '{"access_token":"tv_6Jq","token_type":"bearer","expires_in":300}',
  "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer\n\n",
  '{"error":"invalid_client"}',
  '{"resourceType":"Bundle","type":"searchset"}',
  '{"kty":"RSA","n":"AQ',
  JSON.stringify({ keys: Array.from({ length: 101 }, (_, number) => ({ kty: "EC", kid: `${number}` })) }),
  JSON.stringify(Object.fromEntries(Array.from({ length: 201 }, (_, number) => [`member${number}`, number]))),
];

const FORMS = ["aes256-sha256.pem", "crt.pem", "csr.pem", "openssh", "openssh.pub", "ppk"].map((form) => `p256.${form}`);

const coded = (code, system) => ({ coding: [{ code, system }] });

const RESOURCES = [
  {
    resourceType: "Patient",
    id: "a",
    name: [{ use: "official", given: ["Odalys"], family: "Shaw" }],
    birthDate: "1971-08-09",
    deceasedDateTime: "2026-01-02",
    identifier: [{ type: coded("MR", "http://terminology.hl7.org/CodeSystem/v2-0203"), value: "TV-1" }],
    address: [{ use: "home", line: ["1 Mill Lane"], city: "Larkmoor" }],
  },
  {
    resourceType: "MedicationRequest",
    id: "b",
    status: "active",
    doNotPerform: true,
    medicationCodeableConcept: { text: "Metformin 500 mg" },
    dosageInstruction: [{ text: "One with breakfast" }],
    authoredOn: "2025-01-14",
  },
  {
    resourceType: "AllergyIntolerance",
    id: "c",
    code: { text: "Penicillin" },
    criticality: "high",
    clinicalStatus: coded("active"),
    verificationStatus: coded("confirmed"),
    reaction: [{ manifestation: [{ text: "Hives" }], severity: "moderate" }],
  },
];

const replies = () =>
  Object.values(JSON.parse(read("replies/partner-replies.json")).profiles).flatMap(({ replies }) =>
    Object.values(replies)
      .flat()
      .filter(({ status }) => Number.isInteger(status))
      .map(({ status, error, error_description }) => ({ status, body: { error, error_description } })),
  );

/** Pairs of a type's name and a value. */
export const samples = async (countersign) => {
  const { discoveryRequest, explain, exportPrivateKey, generateKey, importKey, inspect, judge, lint, parseScope } = countersign;
  const { publicJwks, readTokenResponse, redact, searchRequest, summarize, tokenRequest, verify, verifySync } = countersign;
  const [rsa, ec] = await Promise.all([importKey(keys.rsa.jwk), importKey(keys.ec.pem)]);
  const progress = [];
  await generateKey({ alg: "RS256", engine: "rust", onProgress: (heard) => progress.push({ ...heard }) });
  const published = publicJwks([rsa, ec]);
  const tokens = await assertions(countersign, rsa);
  const known = { clientId: CLIENT, aud: AUD, at: AT };
  const found = [["Jwks<PublicJwk>", published]];
  const add = (type, value) => found.push([type, value]);

  for (const token of tokens) {
    for (const report of await judge(token, published, { ...known, profiles: PROFILES })) add("Report", report);
    add("Report", await verify(token, null, known));
    add("Report", verifySync(token, { keys: [{ kty: "OKP", kid: "a" }] }, known));
    add("Inspection", inspect(token, { at: AT }));
    add("Redacted", redact(`${token} password=hunter2`));
  }
  const documents = [keys.rsa.pem, JSON.stringify(keys.rsa.jwk), JSON.stringify(published)];
  for (const text of [...PASTED, ...FORMS.map((name) => read(`keys/forms/${name}`)), ...documents]) {
    add("Inspection", inspect(text, { at: AT }));
    add("Linted", lint(text));
  }
  add("Linted", lint(published));
  add("Linted", lint({ token_endpoint: "http://ehr.example/token", capabilities: [] }));
  for (const reply of replies()) add("Explanation", explain({ ...reply, at: AT }));
  const headers = { date: "Wed, 25 Nov 2026 11:00:00 GMT", "x-request-id": "7", "retry-after": "9", server: "nginx" };
  const reply = { headers, body: { error: "invalid_client" }, assertion: tokens[0], url: AUD, at: AT };
  for (const status of [400, 401, 405, 429]) add("Explanation", explain({ ...reply, status }));
  add("Summary", summarize(RESOURCES, { at: AT }));
  add("Summary", summarize({ resourceType: "Patient" }, { at: AT }));
  add("HttpRequest", discoveryRequest("https://ehr.example/fhir"));
  add("HttpRequest", tokenRequest({ tokenEndpoint: AUD, assertion: tokens[0], scope: "system/*.rs" }));
  add("HttpRequest", searchRequest({ fhirBase: "https://ehr.example/fhir", query: "Patient", accessToken: "tv_6Jq" }));
  const body = { access_token: "tv_6Jq", token_type: "bearer" };
  add("TokenResponse", readTokenResponse({ status: 200, body }));
  add("TokenResponse", readTokenResponse({ status: 200, body: { ...body, expires_in: 300, scope: "system/*.rs" } }));
  add("ParsedScope[]", parseScope("system/*.read system/Observation.rs?category=laboratory patient/Patient.cud user/*.*"));
  for (const key of [rsa, ec]) add("PrivateJwk", await exportPrivateKey(key, "jwk"));
  for (const heard of [progress[0], progress.at(-1)]) add("Progress", heard);
  return found;
};
