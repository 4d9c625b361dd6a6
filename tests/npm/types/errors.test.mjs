// Every error code that is declared is raised, and none other by what raises them.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { outcomeOf } from "../support/program.mjs";
import { load, write } from "../support/project.mjs";
import { keys } from "../support/vectors.mjs";
import { members, strings } from "./declarations.mjs";

const countersign = await load(".");
const { createPartner } = await load("./partner");
const { createBackendClient, createClientAssertion, generateKey, importKey, keyId, parseScope, prepareKeys, publicJwks } = countersign;
const { readTokenResponse, searchRequest, summarize, verify } = countersign;

const form = (name) => readFileSync(new URL(`../../vectors/keys/forms/${name}`, import.meta.url), "utf8");
const made = (type, options) => generateKeyPairSync(type, options).privateKey.export({ format: "pem", type: "pkcs8" });
const der = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "der", type: "pkcs8" });
const encoded = (...octets) => Buffer.from(octets.flat()).toString("base64url");
const octets = (text) => [...Buffer.from(text, "base64url")];

/** A key behind scrypt, whose N was 1024 and r 8: now it takes 266 MB. */
const greedy = Buffer.from(form("p256.scrypt.pem").replace(/-----.*?-----/g, ""), "base64");
const costs = greedy.indexOf(Buffer.from("02020400020108", "hex"));
greedy.set([64], costs + 2);
greedy.set([127], costs + 6);

const rsa = await importKey(keys.rsa.jwk);
const ec = await importKey(keys.ec.jwk);
const [rsaJwk, ecJwk] = [keys.rsa.jwk, keys.ec.jwk];
const elsewhere = (sign) => importKey({ alg: "ES384", kid: "mine", sign });
const asserting = (more) => createClientAssertion({ key: rsa, clientId: "me", aud: "https://ehr.example/token", ...more });
const searching = (query, accessToken = "tv_6Jq") => searchRequest({ fhirBase: "https://ehr.example/fhir", query, accessToken });
const answering = (status, body) => readTokenResponse({ status, body });
const loading = (data) => createPartner({ baseUrl: "https://ehr.example" }).load(data);

const ENDPOINT = "https://ehr.example/token";
const LISTED = { token_endpoint: ENDPOINT, token_endpoint_auth_signing_alg_values_supported: ["RS384"] };

/** A client whose partner answers discovery and token requests so. */
const client = (discovery, token = () => Response.json({ error: "invalid_client" }, { status: 400 }), more = {}) => {
  const fetch = async (url, init) => (url === ENDPOINT ? token(init) : discovery(init));
  return createBackendClient({ fhirBase: "https://ehr.example/fhir", clientId: "me", key: rsa, scope: "system/*.rs", fetch, ...more }).token();
};
const listing = (document) => () => Response.json(document);
const never = ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

const RAISED = {
  "invalid-argument": () => verify(7),
  "not-extractable": async () => countersign.exportPrivateKey(await generateKey({ alg: "ES384", extractable: false }), "jwk"),
  "no-public-half": async () => publicJwks(await elsewhere(() => new Uint8Array(96))),
  "no-common-alg": () => client(listing(LISTED), undefined, { key: ec }),
  "network": () => client(() => Promise.reject(new TypeError("fetch failed"))),
  "timeout": () => client(never, undefined, { timeout: 1 }),
  "signature-form": async () => asserting({ key: await elsewhere(() => new Uint8Array(7)) }),
  "key.too-long": () => importKey(`-----BEGIN PRIVATE KEY-----\n${"A".repeat(70_000)}`),
  "key.cut-off": () => importKey(der.subarray(0, 60)),
  "key.pem": () => importKey("nonsense"),
  "key.pem.label": () => importKey("-----BEGIN LETTER-----\nMAMCAQA=\n-----END LETTER-----"),
  "key.der": () => importKey(new Uint8Array([0x30, 5, 2, 1, 0, 4, 0])),
  "key.form.unsupported": () => importKey(form("p256.openssh")),
  "key.encrypted": () => importKey(form("rsa-2048.encrypted.pem")),
  "key.passphrase.wrong": () => importKey(form("rsa-2048.encrypted.pem"), { passphrase: "wrong" }),
  "key.encryption.bounds": () => importKey(greedy, { passphrase: "wrong" }),
  "key.encryption.unsupported": () => importKey(form("p256.refused-pbes1.pem"), { passphrase: "wrong" }),
  "key.public-only": () => importKey(form("rsa-2048.pkcs1-public.pem")),
  "key.algorithm.unsupported": () => importKey(made("ed25519")),
  "key.kty.unsupported": () => importKey({ kty: "OKP" }),
  "key.kty.symmetric": () => importKey({ kty: "oct", k: "AQ" }),
  "key.private-mismatch": () => importKey({ ...ecJwk, d: encoded(octets(ecJwk.d).map((octet, at) => (at === 47 ? octet ^ 1 : octet))) }),
  "key.rsa.too-small": () => importKey(made("rsa", { modulusLength: 1024 })),
  "key.rsa.too-large": () => keyId({ kty: "RSA", n: encoded(Array(1100).fill(255)), e: "AQAB" }),
  "key.rsa.modulus-even": () => keyId({ ...rsaJwk, n: encoded([...octets(rsaJwk.n).slice(0, -1), 2]) }),
  "key.rsa.exponent": () => keyId({ kty: "RSA", n: rsaJwk.n, e: "AQ" }),
  "key.rsa.multi-prime": () => importKey({ ...rsaJwk, oth: [{ r: "AQ", d: "AQ", t: "AQ" }] }),
  "key.rsa.crt-incomplete": () => importKey({ ...rsaJwk, dp: undefined }),
  "key.ec.curve-unsupported": () => importKey(made("ec", { namedCurve: "P-521" })),
  "key.ec.width": () => keyId({ ...ecJwk, x: encoded(octets(ecJwk.x).slice(1)) }),
  "key.ec.off-curve": () => keyId({ ...ecJwk, x: ecJwk.y, y: ecJwk.x }),
  "key.ec.private-range": () => importKey({ ...ecJwk, d: encoded(Array(48).fill(0)) }),
  "key.jwk.json": () => importKey('{"kty":'),
  "key.jwk.set": () => importKey({ keys: [rsaJwk, ecJwk] }),
  "key.jwk.member-missing": () => importKey({ kty: "RSA" }),
  "key.jwk.encoding": () => importKey({ ...ecJwk, x: "+/" }),
  "key.jwk.leading-zero": () => keyId({ ...rsaJwk, n: encoded(0, octets(rsaJwk.n)) }),
  "jwk-set.too-large": () => prepareKeys(`{"keys":"${"A".repeat(1 << 20)}"}`),
  "jwk-set.too-many-keys": () => prepareKeys({ keys: Array(1001).fill({ kty: "RSA" }) }),
  "jwk-set.json": () => prepareKeys('{"keys":'),
  "jwk-set.pem": () => prepareKeys(`${form("p256.crt.pem")}\n${form("p256.csr.pem")}`),
  "jwk-set.not-a-set": () => prepareKeys({ keys: 7 }),
  "assertion.lifetime": () => asserting({ lifetime: 301 }),
  "discovery.fetch.failed": () => client(() => new Response("", { status: 404 })),
  "discovery.form": () => client(() => new Response("[]")),
  "discovery.token-endpoint.missing": () => client(listing({})),
  "discovery.token-endpoint.http": () => client(listing({ token_endpoint: "http://ehr.example/token" })),
  "token.refused": () => client(listing(LISTED)),
  "token.status": () => answering(500, "<html>"),
  "token.too-large": () => answering(200, "A".repeat((1 << 20) + 1)),
  "token.not-json": () => answering(200, "<html>"),
  "token.member": () => answering(200, {}),
  "token.type": () => answering(200, { access_token: "tv_6Jq", token_type: "mac" }),
  "token.expired": () => client(listing(LISTED), () => Response.json({ access_token: "tv_6Jq", token_type: "bearer", expires_in: 0 })),
  "token.redirected": () => client(listing(LISTED), () => new Response(null, { status: 307 })),
  "search.url": () => searching(`Patient?name=${"a".repeat(70_000)}`),
  "search.origin": () => searching("https://elsewhere.example/Patient"),
  "search.outside": () => searching("../admin"),
  "search.credentials": () => searching("https://me:secret@ehr.example/fhir/Patient"),
  "search.token": () => searching("Patient", "two\nlines"),
  "scope.syntax": () => parseScope("Patient.read"),
  "scope.order": () => parseScope("system/Patient.sr"),
  "scope.comma": () => parseScope("system/Patient.rs,system/Observation.rs"),
  "fhir.too-large": () => summarize({ resourceType: "Patient", id: "a".repeat(1 << 20) }),
  "fhir.not-json": () => summarize('{"resourceType":'),
  "fhir.resource-type": () => summarize({}),
  "fhir.member": () => summarize({ resourceType: "Bundle", entry: 7 }),
  "data.not-json": () => loading("{"),
  "data.no-resource": () => loading([7]),
  "data.no-data": () => loading({ resourceType: "Bundle", type: "transaction", entry: [{ request: { method: "DELETE", url: "Patient/a" } }] }),
  "data.no-id": () => loading({ resourceType: "Patient" }),
  "data.bad-id": () => loading({ resourceType: "Patient", id: "a b" }),
  "data.bad-type": () => loading({ resourceType: "patient", id: "a" }),
  "data.own-type": () => loading({ resourceType: "AuditEvent", id: "a" }),
  "data.repeated": () => loading([{ resourceType: "Patient", id: "a" }, { resourceType: "Patient", id: "a" }]),
};

/** What is raised before there is a wasm, in a program that has nothing but `countersign/slim`. */
const ALONE = { "not-ready": 'slim.verify("")', "load-failed": 'slim.init("data:text/html,<!doctype html>")' };

/** What only another place raises: a policy of a page or of workerd; an engine that is not there, or is another's; a computation gone wrong. */
const ELSEWHERE = ["wasm-refused", "engine-unavailable", "engine-failed", "sign.failed"];

for (const [code, raise] of Object.entries(RAISED)) {
  test(code, async () => {
    const error = await (async () => raise())().then(
      () => assert.fail("nothing was raised"),
      (error) => error,
    );
    assert.ok(error instanceof countersign.CountersignError, String(error));
    assert.equal(error.code, code, error.message);
    const declared = members("CountersignError");
    assert.deepEqual(Object.getOwnPropertyNames(error).filter((name) => !declared.includes(name)), []);
  });
}

for (const [code, call] of Object.entries(ALONE)) {
  test(code, async () => {
    write("alone.js", `import * as slim from "countersign/slim";\n${call}.catch(({ code }) => console.log(JSON.stringify(code)));\n`);
    assert.equal(await outcomeOf("node", ["alone.js"]), code);
  });
}

test("every code that is declared is in a table", () =>
  assert.deepEqual(strings("ErrorCode"), [...Object.keys({ ...RAISED, ...ALONE }), ...ELSEWHERE].sort()));
