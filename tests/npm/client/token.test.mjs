// The token: found, asked for once, renewed in time, and what is said when there is none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { countersign } from "../package-under-test.mjs";
import {
  assertionIn, BASE, bundle, CLIENT, clientOf, discovered, ENDPOINT, failure, granted, json, jwkOf, key, lost, never, page, scripted, START,
  until,
} from "./scripted.mjs";

const { CountersignError } = countersign;
const partOf = (assertion, part) => JSON.parse(Buffer.from(assertion.split(".")[part], "base64url"));
const headerOf = (assertion) => partOf(assertion, 0);
const claimsOf = (assertion) => partOf(assertion, 1);

test("discovery, an assertion that the partner accepts, a token, a request with it", async () => {
  const partner = scripted();
  const { client } = clientOf(partner);
  const response = await client.fetch("Patient?name=shaw");
  assert.equal((await response.json()).resourceType, "Bundle");
  assert.deepEqual(partner.sent.map(({ route, method, url }) => [route, method, url]), [
    ["discovery", "GET", `${BASE}/.well-known/smart-configuration`],
    ["token", "POST", ENDPOINT],
    ["fhir", "GET", `${BASE}/Patient?name=shaw`],
  ]);
  const [asked] = partner.to("token");
  assert.equal(asked.headers.get("content-type"), "application/x-www-form-urlencoded");
  const form = Object.fromEntries(new URLSearchParams(asked.body));
  assert.equal(form.grant_type, "client_credentials");
  assert.equal(form.client_assertion_type, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  assert.equal(form.scope, "system/Patient.rs");
  const expected = { clientId: CLIENT, aud: ENDPOINT, at: new Date(START) };
  const report = await countersign.verify(form.client_assertion, countersign.publicJwks(key), expected);
  assert.equal(report.verdict, "accepted", JSON.stringify(report.findings.filter(({ status }) => status !== "pass")));
  assert.deepEqual(report.findings.filter(({ status }) => status !== "pass"), []);
});

test("token() gives the token, when it is over, and what it is for", async () => {
  const { client } = clientOf(scripted());
  assert.deepEqual(await client.token(), { accessToken: "token-1", expiresAt: new Date(START + 300_000), scope: "system/Patient.rs" });
});

test("a scope that the partner does not repeat is the one that was asked for (RFC 6749 §5.1)", async () => {
  const { client } = clientOf(scripted({ token: granted({ scope: undefined }) }));
  assert.equal((await client.token()).scope, "system/Patient.rs");
});

test("fifty at once lead to one discovery and one token", async () => {
  const partner = scripted();
  const { client } = clientOf(partner);
  const calls = Array.from({ length: 50 }, (_, index) => (index % 2 ? client.token() : client.fetch(`Patient/${index}`)));
  await Promise.all(calls);
  assert.deepEqual(partner.count(), { discovery: 1, token: 1, fhir: 25 });
  assert.deepEqual([...new Set(partner.to("fhir").map(({ headers }) => headers.get("authorization")))], ["Bearer token-1"]);
});

for (const [what, script, code] of [
  ["discovery", { discovery: [lost, discovered()] }, "network"],
  ["the token", { token: [() => json({ error: "temporarily_unavailable" }, { status: 400 }), granted()] }, "token.refused"],
]) {
  test(`when ${what} fails, all who wait hear of it once, and the next call begins anew`, async () => {
    const partner = scripted(script);
    const { client } = clientOf(partner);
    const errors = await Promise.all(Array.from({ length: 20 }, () => failure(() => client.fetch("Patient"))));
    assert.deepEqual([...new Set(errors.map((error) => error.code))], [code]);
    assert.equal(partner.count().discovery, 1);
    assert.equal((await client.fetch("Patient")).status, 200);
    assert.deepEqual({ ...partner.count(), token: undefined }, { discovery: 2, token: undefined, fhir: 1 });
  });
}

for (const [expiresIn, lasts] of [[300, 270], [3600, 3570], [60, 54], [10, 9], [undefined, 270]]) {
  test(`expires_in ${expiresIn}: used for ${lasts} s, then renewed`, async () => {
    const partner = scripted({ token: granted({ expires_in: expiresIn }) });
    const { client, clock } = clientOf(partner);
    await client.fetch("Patient");
    clock.at = START + lasts * 1000 - 1;
    await client.fetch("Patient");
    assert.deepEqual(partner.count(), { discovery: 1, token: 1, fhir: 2 });
    clock.at += 1;
    await Promise.all([client.fetch("Patient"), client.fetch("Patient")]);
    assert.deepEqual(partner.count(), { discovery: 1, token: 2, fhir: 4 });
    const carried = partner.to("fhir").map(({ headers }) => headers.get("authorization"));
    assert.deepEqual(carried, ["Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2"]);
    const [first, second] = partner.to("token").map((request) => claimsOf(assertionIn(request)));
    assert.notEqual(first.jti, second.jti);
    assert.equal(second.exp - first.exp, lasts);
  });
}

test("the life of a token counts from when it was asked for", async () => {
  const partner = scripted({ token: (_, count) => ((clock.at += 8000), granted()(_, count)) });
  const { client, clock } = clientOf(partner);
  assert.deepEqual((await client.token()).expiresAt, new Date(START + 300_000));
});

for (const expiresIn of [0, -5]) {
  test(`expires_in ${expiresIn}: no token that is over is used`, async () => {
    const partner = scripted({ token: granted({ expires_in: expiresIn }) });
    const error = await failure(() => clientOf(partner).client.fetch("Patient"));
    assert.equal(error.code, "token.expired");
    assert.equal(partner.count().fhir, 0);
  });
}

const algs = [
  // What the partner lists, the key, what is asked for, what is signed.
  [["RS384", "ES384"], { jwk: "p384" }, undefined, "ES384"],
  [["RS384", "ES384"], { jwk: "rsa-2048" }, undefined, "RS384"],
  [["RS256", "RS384"], { jwk: "rsa-2048" }, undefined, "RS384"],
  [["RS256", "RS384"], { jwk: "rsa-2048", alg: "RS256" }, undefined, "RS256"],
  [["PS256", "RS256"], { jwk: "rsa-2048" }, undefined, "RS256"],
  [["PS256"], { jwk: "rsa-2048" }, undefined, "PS256"],
  [["ES384", "ES256"], { jwk: "p256" }, undefined, "ES256"],
  [["RS384"], { jwk: "rsa-2048" }, "PS384", "PS384"],
  [undefined, { jwk: "p256" }, undefined, "ES256"],
  [undefined, { jwk: "rsa-3072" }, undefined, "RS384"],
  [["RS384", "ES384"], { jwk: "p256" }, undefined, "no-common-alg"],
  [["RS384", "ES384"], { jwk: "p256" }, "ES256", "ES256"],
  [["RS384", "HS256"], { sign: "ES384" }, undefined, "no-common-alg"],
  [["RS384", "ES384"], { sign: "ES384" }, undefined, "ES384"],
];
for (const [listed, { jwk, sign, alg }, asked, expected] of algs) {
  test(`partner lists ${listed ?? "nothing"}, key ${jwk ?? "elsewhere"} ${alg ?? sign ?? ""}, asked ${asked ?? "nothing"}: ${expected}`, async () => {
    const partner = scripted({ discovery: discovered({ token_endpoint_auth_signing_alg_values_supported: listed }) });
    const own = sign === undefined
      ? await countersign.importKey(jwkOf(jwk), { alg })
      : await countersign.importKey({ alg: sign, kid: "kms-1", sign: async () => new Uint8Array(96).fill(1) });
    const { client } = clientOf(partner, { key: own, alg: asked });
    const signed = await client.token().then(() => headerOf(assertionIn(partner.to("token")[0])).alg, (error) => error.code);
    assert.equal(signed, expected);
  });
}

test("aud is the token endpoint as the partner writes it", async () => {
  const written = "https://ternvalley.example:443/auth/token";
  const partner = scripted({ discovery: () => json({ token_endpoint: written }) });
  await clientOf(partner).client.token();
  const [asked] = partner.to("token");
  assert.equal(asked.url, ENDPOINT);
  assert.equal(claimsOf(assertionIn(asked)).aud, written);
});

test("without a discovery document the CapabilityStatement is asked", async () => {
  const statement = {
    resourceType: "CapabilityStatement",
    rest: [{ mode: "server", security: { extension: [{
      url: "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
      extension: [{ url: "token", valueUri: ENDPOINT }],
    }] } }],
  };
  const partner = scripted({ discovery: () => new Response("no", { status: 404 }), fhir: [() => json(statement), bundle] });
  const { client } = clientOf(partner);
  assert.equal((await client.fetch("Patient")).status, 200);
  assert.deepEqual(partner.to("fhir").map(({ url }) => url), [`${BASE}/metadata`, `${BASE}/Patient`]);
  assert.equal(claimsOf(assertionIn(partner.to("token")[0])).aud, ENDPOINT);
});

test("a token endpoint that is given is not looked for", async () => {
  const partner = scripted();
  const { client } = clientOf(partner, { tokenEndpoint: ENDPOINT, kid: "mine", jku: "https://larkmoor.example/jwks.json", lifetime: 120 });
  await client.fetch("Patient");
  assert.deepEqual(partner.count(), { discovery: 0, token: 1, fhir: 1 });
  const assertion = assertionIn(partner.to("token")[0]);
  const { kid, jku } = headerOf(assertion);
  assert.deepEqual([kid, jku], ["mine", "https://larkmoor.example/jwks.json"]);
  const { exp, iat } = claimsOf(assertion);
  assert.equal(exp - iat, 120);
});

test("a refusal says what the partner said, and what may have caused it", async () => {
  const reply = { error: "invalid_client", error_description: "Unknown key id" };
  const partner = scripted({ token: () => json(reply, { status: 401 }) });
  const error = await failure(() => clientOf(partner).client.token());
  assert.ok(error instanceof CountersignError);
  const { code, status, error: word, errorDescription } = error;
  assert.deepEqual({ code, status, word, errorDescription }, {
    code: "token.refused", status: 401, word: "invalid_client", errorDescription: "Unknown key id",
  });
  assert.ok(error.explanation.causes.some(({ codes }) => codes.includes("jws.kid.unknown")), JSON.stringify(error.explanation));
  const [signature] = assertionIn(partner.to("token")[0]).split(".").slice(2);
  const shown = inspect(error, { depth: null, showHidden: true, getters: true }) + JSON.stringify(error) + JSON.stringify(error.explanation);
  assert.ok(!shown.includes(signature));
});

const long = " ".repeat(2 << 20);
const elsewhere = { status: 307, headers: { location: "https://evil.example/" } };
/** What a browser shows of a redirect that it does not follow. */
const opaque = () => Object.create(Response.error(), {
  type: { value: "opaqueredirect" }, status: { value: 0 }, headers: { value: new Headers() }, body: { value: null },
});
const inTheClear = { token_endpoint: "http://ternvalley.example/token" };
const faults = [
  ["discovery 404", { discovery: () => new Response("no", { status: 404 }) }, "discovery.fetch.failed", /answered 404/],
  ["discovery a page", { discovery: page }, "discovery.fetch.failed", /a page instead of JSON/],
  ["discovery no JSON", { discovery: () => new Response("{") }, "discovery.form", /not JSON/],
  ["discovery without token_endpoint", { discovery: () => json({ issuer: "x" }) }, "discovery.token-endpoint.missing", /token_endpoint/],
  ["discovery in the clear", { discovery: () => json(inTheClear) }, "discovery.token-endpoint.http", /in the clear/],
  ["discovery without end", { discovery: () => new Response(`{"a":"${long}`) }, "discovery.form", /at most 1048576/],
  ["discovery unreachable", { discovery: lost }, "network", /^no answer from https:\/\/ternvalley.example: ECONNREFUSED$/],
  ["token a page", { token: page }, "token.not-json", /not a JSON object/],
  ["token 500", { token: () => page({ status: 500 }) }, "token.status", /answered 500/],
  ["token 503", { token: () => new Response(null, { status: 503 }) }, "token.status", /answered 503/],
  ["token without end", { token: () => new Response(`{"a":"${long}`) }, "token.too-large", /at most 1048576/],
  ["token of another type", { token: granted({ token_type: "mac" }) }, "token.type", /mac/],
  ["token missing", { token: () => json({ token_type: "Bearer" }) }, "token.member", /access_token/],
  ["token unreachable", { token: lost }, "network", /https:\/\/ternvalley.example/],
  ["token elsewhere", { token: () => new Response(null, elsewhere) }, "token.redirected", /redirects/],
  ["token elsewhere, in a browser", { token: opaque }, "token.redirected", /redirects/],
];
for (const [what, script, code, message] of faults) {
  test(`${what}: ${code}`, async () => {
    const partner = scripted(script);
    const error = await failure(() => clientOf(partner).client.fetch("Patient"));
    assert.ok(error instanceof CountersignError, inspect(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    // No more than the question for another way to the token endpoint.
    assert.ok(partner.to("fhir").every(({ url }) => url === `${BASE}/metadata`));
    if (code === "network") assert.ok(error.cause instanceof TypeError);
  });
}

test("an assertion is sent where it was meant for, and not carried on", async () => {
  const partner = scripted();
  await clientOf(partner).client.token();
  assert.equal(partner.to("token")[0].redirect, "manual");
});

test("a body without end is read no further than a document goes", async () => {
  let pulled = 0;
  let cancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => ((pulled += 1), controller.enqueue(new Uint8Array(1 << 16).fill(0x20))),
    cancel: () => void (cancelled = true),
  });
  const error = await failure(() => clientOf(scripted({ discovery: () => new Response(endless) })).client.token());
  assert.equal(error.code, "discovery.form");
  assert.ok(pulled < 24, `${pulled} pieces were read`);
  assert.ok(cancelled);
});

for (const route of ["discovery", "token"]) {
  for (const [what, silent] of [
    ["no answer", never],
    ["an answer that stops", () => new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([0x7b])) }))],
  ]) {
    test(`${route}, ${what}: an error after the time-out, and the next call begins anew`, async (t) => {
      t.mock.timers.enable({ apis: ["setTimeout"] });
      const partner = scripted({ [route]: [silent, { discovery: discovered(), token: granted() }[route]] });
      const { client } = clientOf(partner, { timeout: 7 });
      const failed = failure(() => client.token());
      await until(() => partner.count()[route] === 1);
      await new Promise(setImmediate);
      t.mock.timers.tick(6999);
      await new Promise(setImmediate);
      const early = await Promise.race([failed.then(() => "over"), new Promise((resolve) => setImmediate(resolve, "waiting"))]);
      assert.equal(early, "waiting");
      t.mock.timers.tick(1);
      const error = await failed;
      assert.equal(error.code, "timeout");
      assert.match(error.message, /https:\/\/ternvalley.example gave no answer within 7 s/);
      assert.ok(partner.to(route)[0].signal.aborted);
      assert.equal((await client.token()).accessToken, `token-${partner.count().token}`);
    });
  }
}

test("a token that no header can carry is an error that does not show it", async () => {
  const error = await failure(() => clientOf(scripted({ token: granted({ access_token: "secret\ntoken" }) })).client.fetch("Patient"));
  assert.equal(error.code, "search.token");
  assert.doesNotMatch(inspect(error, { depth: null }), /secret/);
});

test("nothing is to be seen in a client, and its functions stand alone", async () => {
  const { client } = clientOf(scripted());
  const { token, fetch } = client;
  await token();
  assert.equal((await fetch("Patient")).status, 200);
  assert.equal(JSON.stringify(client), "{}");
  const shown = inspect(client, { depth: null, showHidden: true, getters: true });
  for (const hidden of ["token-1", jwkOf("p384").d.slice(4, 24), "PrivateKey"]) assert.ok(!shown.includes(hidden), hidden);
  assert.ok(Object.isFrozen(client));
});

const good = { fhirBase: BASE, clientId: CLIENT, key, scope: "system/Patient.rs" };
const wrongs = [
  [undefined, "options"],
  [{ ...good, clientID: "x" }, "clientID"],
  [{ ...good, fhirBase: undefined }, "fhirBase"],
  [{ ...good, fhirBase: "ternvalley.example/fhir" }, "fhirBase"],
  [{ ...good, fhirBase: "ftp://ternvalley.example/fhir" }, "fhirBase"],
  [{ ...good, fhirBase: "http://ternvalley.example/fhir" }, "fhirBase"],
  [{ ...good, fhirBase: "http://127.evil.example/fhir" }, "fhirBase"],
  [{ ...good, fhirBase: "https://me:secret@ternvalley.example/fhir" }, "fhirBase"],
  [{ ...good, clientId: "" }, "clientId"],
  [{ ...good, key: jwkOf("p384") }, "key"],
  [{ ...good, scope: ["system/Patient.rs"] }, "scope"],
  [{ ...good, fetch: "fetch" }, "fetch"],
  [{ ...good, alg: "HS256" }, "alg"],
  [{ ...good, kid: "" }, "kid"],
  [{ ...good, jku: 1 }, "jku"],
  [{ ...good, lifetime: 1.5 }, "lifetime"],
  [{ ...good, lifetime: 301 }, "lifetime"],
  [{ ...good, engine: "wasm" }, "engine"],
  [{ ...good, now: 5 }, "now"],
  [{ ...good, timeout: 0 }, "timeout"],
  [{ ...good, timeout: 10_000 }, "timeout"],
  [{ ...good, maxRetryAfter: -1 }, "maxRetryAfter"],
  [{ ...good, tokenEndpoint: "/auth/token" }, "tokenEndpoint"],
  [{ ...good, tokenEndpoint: "http://ternvalley.example/auth/token" }, "tokenEndpoint"],
  [{ ...good, allowInsecure: "yes" }, "allowInsecure"],
];
for (const [options, argument] of wrongs) {
  test(`a wrong ${argument} is named: ${options === undefined ? "no options" : inspect(options[argument], { depth: 0 })}`, async () => {
    const error = await failure(() => countersign.createBackendClient(options));
    assert.ok(error instanceof CountersignError);
    assert.equal(error.argument, argument);
    assert.doesNotMatch(error.message, /secret/);
  });
}

test("plain http is taken on this machine, and elsewhere when it is said so", () => {
  for (const fhirBase of ["http://localhost:8481/fhir", "http://127.0.0.1:8481/fhir", "http://[::1]:8481/fhir"]) {
    countersign.createBackendClient({ ...good, fhirBase });
  }
  countersign.createBackendClient({ ...good, fhirBase: "http://ternvalley.example/fhir", allowInsecure: true });
});

test("a clock that gives no time is an error", async () => {
  const error = await failure(() => clientOf(scripted(), { now: () => "noon" }).client.token());
  assert.equal(error.argument, "now");
});

test("a Date is a time as well", async () => {
  assert.equal((await clientOf(scripted(), { now: () => new Date(START) }).client.token()).expiresAt.getTime(), START + 300_000);
});

test("the global fetch is used as it is at the time", async (t) => {
  const partner = scripted({ fhir: bundle });
  const client = countersign.createBackendClient(good);
  t.mock.method(globalThis, "fetch", partner.fetch);
  assert.equal((await client.fetch("Patient")).status, 200);
  assert.deepEqual(partner.count(), { discovery: 1, token: 1, fhir: 1 });
});
