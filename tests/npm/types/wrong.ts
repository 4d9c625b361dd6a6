// Calls that are wrong: each must be refused by the types, or the directive above it is the error.
import { createClientAssertion, createBackendClient, exportPrivateKey, generateKey, importKey, keyId, scopeAllows, verify, verifySync } from "countersign";
import type { Finding, PrivateKey, Report } from "countersign";
import { createPartner } from "countersign/partner";
import * as verifier from "countersign/verify";

declare const key: PrivateKey;
declare const report: Report;
declare const finding: Finding;

// @ts-expect-error There is no HMAC here.
generateKey({ alg: "HS256" });
// @ts-expect-error Three sizes are made.
generateKey({ alg: "RS384", bits: 1024 });
// @ts-expect-error An option that there is not.
generateKey({ alg: "RS384", size: 2048 });
// @ts-expect-error A key is not a number.
importKey(7);
// @ts-expect-error A signer says its algorithm.
importKey({ sign: async (bytes: Uint8Array) => bytes });
// @ts-expect-error The form is jwk or pkcs8.
exportPrivateKey(key, "pem");
// @ts-expect-error A key's secret is no member of it.
key.d;
// @ts-expect-error A key is not changed.
key.kid = "other";
// @ts-expect-error The method is modulus or thumbprint.
keyId(key, "sha1");
// @ts-expect-error Who is the client?
createClientAssertion({ key, aud: "https://ternvalley.example" });
// @ts-expect-error It is clientId.
createClientAssertion({ key, clientID: "me", aud: "https://ternvalley.example" });
// @ts-expect-error A JWK is imported first.
createClientAssertion({ key: { kty: "RSA" }, clientId: "me", aud: "https://ternvalley.example" });
// @ts-expect-error One audience.
createClientAssertion({ key, clientId: "me", aud: ["https://ternvalley.example"] });
// @ts-expect-error It is aud.
verify("", [], { audience: "https://ternvalley.example" });
// @ts-expect-error A profile that there is not.
verify("", [], { profile: "cerner" });
// @ts-expect-error A promise is no report.
const early: Report = verify("", []);
// @ts-expect-error A report is no promise.
verifySync("", []).then();
// @ts-expect-error Three verdicts.
if (report.verdict === "valid") report.verdict;
// @ts-expect-error Four statuses.
if (finding.status === "error") finding.status;
// @ts-expect-error Five letters.
scopeAllows("system/*.rs", { resourceType: "Patient", interaction: "read" });
// @ts-expect-error Where is the server?
createBackendClient({ clientId: "me", key, scope: "system/Patient.rs" });
// @ts-expect-error It wants its address.
createPartner({});
// @ts-expect-error What verifies only makes no keys.
verifier.generateKey;
