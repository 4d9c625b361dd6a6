// Calls that are right, and what comes of them. Compiled, not run.
import {
  CountersignError, createBackendClient, createClientAssertion, discoveryRequest, explain, exportPrivateKey, generateKey, importKey, init, inspect,
  judge, keyId, lint, parseScope, prepareKeys, publicJwks, readTokenResponse, redact, scopeAllows, searchRequest, summarize, tokenRequest, verify,
  verifySync, version,
} from "countersign";
import type { Finding, KeySet, PrivateKey, Report } from "countersign";
import { createPartner } from "countersign/partner";
import rules from "countersign/rules";
import * as inline from "countersign/inline";
import * as slim from "countersign/slim";
import * as verifier from "countersign/verify";

await init();
const named: string = version;

const key: PrivateKey = await generateKey({ alg: "ES384" });
await generateKey({ alg: "RS384", bits: 3072, kid: "modulus", engine: "rust", onProgress: () => {}, signal: AbortSignal.timeout(9000) });
const jwk = { kty: "RSA", n: "AQAB", e: "AQAB" };
await importKey(jwk, { alg: "RS384", kid: "mine" });
await importKey("-----BEGIN PRIVATE KEY-----", { passphrase: "secret" });
await importKey({ alg: "RS384", kid: "mine", sign: async (bytes: Uint8Array) => bytes });
const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-384" }, true, ["sign", "verify"]);
await importKey(pair);
await importKey(pair.privateKey, { kid: "mine" });

const kid: string = key.kid;
const derived: string = keyId(key, "thumbprint") + keyId(jwk) + keyId("-----BEGIN PUBLIC KEY-----", "modulus");
const published: { keys: object[] } = publicJwks([key]);
const text: string = await exportPrivateKey(key, "pkcs8");
const member: string | undefined = (await exportPrivateKey(key, "jwk")).d;

const assertion: string = await createClientAssertion({ key, clientId: "me", aud: "https://ternvalley.example/auth/token" });
await createClientAssertion({ key, clientId: "me", aud: "https://ternvalley.example", alg: "ES384", kid, lifetime: 60, jku: "https://me.example/jwks", jti: "1", at: new Date(), engine: "auto" });

const keys: KeySet = prepareKeys(published);
const report: Report = await verify(assertion, keys, { profile: "epic", clientId: "me", aud: "https://ternvalley.example", at: 1_700_000_000, leeway: 60, engine: "webcrypto" });
const now: Report = verifySync(assertion, [jwk]);
const reports: Report[] = await judge(assertion, keys, { profiles: ["spec", "launcher", "epic", "oracle", "athena", "jwt"] });
const words = report.findings.map(({ code, status, subject, message, rule, span }: Finding): string => `${code} ${status} ${subject} ${message} ${rule} ${span?.part ?? ""}`);
switch (report.verdict) {
  case "accepted": case "rejected": case "unverified": break;
  default: report.verdict satisfies never;
}
const thumbprint: string | undefined = report.key?.thumbprint;

const request = discoveryRequest("https://ternvalley.example/fhir");
await fetch(request.url, request);
const asked = tokenRequest({ tokenEndpoint: "https://ternvalley.example/auth/token", assertion, scope: "system/Patient.rs" });
await fetch(asked.url, asked);
const searched = searchRequest({ fhirBase: "https://ternvalley.example/fhir", query: "Patient?name=shaw", accessToken: "opaque" });
await fetch(searched.url, searched);
readTokenResponse({ status: 200, headers: {}, body: "{}" });
const allowed: boolean = scopeAllows("system/*.rs", { resourceType: "Patient", interaction: "r" });
parseScope("system/Patient.rs");
inspect(assertion);
lint({ keys: [] });
explain({ status: 400, body: "{}" });
const hidden: string = redact(assertion).text;
summarize({ resourceType: "Bundle" });

const client = createBackendClient({ fhirBase: "https://ternvalley.example/fhir", clientId: "me", key, scope: "system/Patient.rs" });
const response: Response = await client.fetch("Patient?name=shaw");
await client.token();

const partner = createPartner({ baseUrl: "https://ternvalley.example" });
const answered: Response = await partner(new Request("https://ternvalley.example/.well-known/smart-configuration"));
const seen: number = partner.requests.length;

const listed: string[] = rules.rules.map(({ id }) => id);

await slim.init(new Uint8Array());
await slim.init(new URL("https://me.example/countersign.wasm"));
await slim.init(fetch("https://me.example/countersign.wasm"));
const alike: Report = inline.verifySync(assertion, verifier.prepareKeys([jwk]) && keys);
const small: verifier.Report = await verifier.verify(assertion, verifier.prepareKeys([jwk]));

try {
  await verify(assertion, keys);
} catch (error) {
  if (error instanceof CountersignError) {
    const [code, cause]: [string, unknown] = [error.code, error.cause];
  }
}
