// The partner of the packed package, as a client made with jose meets it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { before, mock, test } from "node:test";
import { inspect } from "node:util";
import { load } from "../package-under-test.mjs";
import { askForToken, assertionFor, clientId, makeKey } from "./examples/client.js";

const { createPartner, CountersignError } = await load("countersign/partner");

const vectors = new URL("../../vectors/", import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, vectors), "utf8"));
const baseUrl = "https://ehr.example";
const scope = "system/Patient.rs";

let rsa, curve;
before(async () => ([rsa, curve] = [await makeKey("RS384"), await makeKey("ES384")]));

const withClient = (key, more) => createPartner({ baseUrl, clients: [{ clientId, jwks: key.jwks }], ...more });

/** Asks with an assertion that is changed so, and gives status and body. */
const asked = async (partner, key, change) => {
  const response = await askForToken(partner.tokenEndpoint, await assertionFor(partner.tokenEndpoint, key, change), scope, partner);
  return { status: response.status, body: await response.json() };
};

const tokenOf = async (partner, key) => {
  const { status, body } = await asked(partner, key);
  assert.equal(status, 200, JSON.stringify(body));
  return body.access_token;
};

const firstFault = (partner) => partner.requests.at(-1).report.findings.find(({ status }) => status === "fail")?.code;

const refusal = (code, argument) => (error) => {
  assert.ok(error instanceof CountersignError, inspect(error));
  assert.deepEqual([error.code, error.argument], [code, argument], error.message);
  return true;
};

test("a wrong argument is named at once", () => {
  for (const [argument, options] of [
    ["options", "https://ehr.example"],
    ["baseUrl", {}],
    ["baseUrl", { baseUrl: "ehr.example" }],
    ["baseUrl", { baseUrl: "ftp://ehr.example" }],
    ["baseUrl", { baseUrl: "https://ehr.example/?tenant=1" }],
    ["baseUrl", { baseUrl: "https://me:secret@ehr.example" }],
    ["client", { baseUrl, client: [] }],
    ["name", { baseUrl, name: "" }],
    ["profile", { baseUrl, profile: "jwt" }],
    ["clients", { baseUrl, clients: {} }],
    ["id", { baseUrl, clients: [{ id: "nightly" }] }],
    ["clientId", { baseUrl, clients: [{}] }],
    ["jwks", { baseUrl, clients: [{ clientId, jwks: "{}" }] }],
    ["jwksUri", { baseUrl, clients: [{ clientId, jwksUri: 1 }] }],
    ["data", { baseUrl, data: 7 }],
    ["data", { baseUrl, data: new Uint8Array(3) }],
    ["now", { baseUrl, now: 1_778_594_600 }],
    ["now", { baseUrl, now: new Date(NaN) }],
    ["tokenLifetime", { baseUrl, tokenLifetime: 0.5 }],
    ["tokenLifetime", { baseUrl, tokenLifetime: 0 }],
    ["allowRegistration", { baseUrl, allowRegistration: "yes" }],
    ["allowHttpJwks", { baseUrl, allowHttpJwks: 1 }],
    ["fetch", { baseUrl, fetch: {} }],
  ]) {
    assert.throws(() => createPartner(options), refusal("invalid-argument", argument), inspect(options));
  }
});

test("what is wrong with clients and data is told when they are first needed, and by name", async () => {
  const secret = read("keys/rsa-2048.jwk.json");
  for (const [code, argument, says, options] of [
    ["jwks.private-member", "clients", "two: ", { clients: [{ clientId: "one", jwks: rsa.jwks }, { clientId: "two", jwks: secret }] }],
    ["jwks.unregistered", "clients", "one: ", { clients: [{ clientId: "one" }] }],
    ["jwks.fetch.not-https", "clients", "one: ", { clients: [{ clientId: "one", jwksUri: "http://127.0.0.1/jwks" }] }],
    ["invalid-argument", "clients", "o ne: ", { clients: [{ clientId: "o ne", jwks: rsa.jwks }] }],
    ["scope.order", "clients", "one: ", { clients: [{ clientId: "one", jwks: rsa.jwks, scope: "system/Patient.sr" }] }],
    ["data.no-id", "data", "[1]: ", { data: [{ resourceType: "Patient", id: "a" }, { resourceType: "Patient" }] }],
    ["data.not-json", "data", "line 1", { data: "Patient" }],
  ]) {
    const partner = createPartner({ baseUrl, ...options });
    await assert.rejects(partner(`${baseUrl}/fhir/metadata`), (error) => {
      refusal(code, argument)(error);
      assert.ok(error.message.startsWith(says), error.message);
      const shown = inspect(error) + JSON.stringify(error) + error.stack;
      for (const member of ["d", "p", "q", "dp", "dq", "qi"]) assert.ok(!shown.includes(secret[member]), member);
      return true;
    });
  }
});

test("each algorithm that is listed gets a token", async () => {
  for (const alg of ["RS384", "ES384", "RS256"]) {
    const key = await makeKey(alg);
    const partner = withClient(key);
    const { status, body } = await asked(partner, key);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.token_type.toLowerCase(), body.expires_in, body.scope], ["bearer", 300, scope]);
    const [{ route, clientId: who, report }] = partner.requests;
    assert.deepEqual([route, who, report.verdict, report.kid, report.key.thumbprint], ["token", clientId, "accepted", key.kid, key.kid]);
  }
});

test("a vendor's profile answers in that vendor's words where they were observed", async () => {
  const { profiles } = read("replies/partner-replies.json");
  const launcher = (code) => [profiles.launcher.replies[code]].flat()[0];
  const past = Math.floor(Date.now() / 1000) - 120;
  for (const [code, change] of [
    ["jws.kid.missing", { header: { kid: undefined } }],
    ["jws.typ.wrong", { header: { typ: "jwt+x" } }],
    ["jwt.iss-sub.mismatch", { claims: { sub: "somebody" } }],
    ["jwt.jti.missing", { claims: { jti: undefined } }],
    ["jwt.aud.trailing-slash", { claims: { aud: `${baseUrl}/auth/token/` } }],
    ["jwt.exp.expired", { claims: { exp: past } }],
  ]) {
    const partner = withClient(rsa, { profile: "launcher" });
    const known = launcher(code);
    const words = known.error_description.replace("{aud}", `${baseUrl}/auth/token/`).replace("{token_url}", partner.tokenEndpoint);
    assert.equal(known.evidence, "observed");
    const said = await asked(partner, rsa, change);
    assert.deepEqual(said, { status: known.status, body: { error: known.error, error_description: words } }, code);
    assert.deepEqual([firstFault(partner), partner.requests[0].evidence], [code, "observed"]);
  }

  const epic = withClient(rsa, { profile: "epic" });
  assert.deepEqual(await asked(epic, rsa, { claims: { sub: "somebody" } }), { status: 400, body: { error: "invalid_client", error_description: null } });

  const athena = withClient(rsa, { profile: "athena" });
  const { body } = await asked(athena, rsa, { header: { kid: undefined } });
  assert.equal(body.error_description, "Missing token 'kid' header", "modelled words are never given as the vendor's");
  assert.equal(athena.requests[0].evidence, "modelled");

  const spec = withClient(rsa);
  await asked(spec, rsa, { header: { kid: undefined } });
  assert.equal("evidence" in spec.requests[0], false);
});

test("what one profile refuses another lets pass", async () => {
  const nextDay = { claims: { exp: Math.floor(Date.now() / 1000) + 86_400 } };
  assert.equal((await asked(withClient(rsa), rsa, nextDay)).status, 401);
  assert.equal((await asked(withClient(rsa, { profile: "launcher" }), rsa, nextDay)).status, 200);
});

test("of twenty at once one assertion gets one token", async () => {
  const partner = withClient(curve);
  const assertion = await assertionFor(partner.tokenEndpoint, curve);
  const all = await Promise.all(Array.from({ length: 20 }, () => askForToken(partner.tokenEndpoint, assertion, scope, partner)));
  assert.equal(all.filter(({ status }) => status === 200).length, 1);
});

test("the clock is the one that is given", async () => {
  let now = Date.parse("2026-05-12T14:03:20Z");
  const partner = withClient(curve, { now: () => now, tokenLifetime: 60 });
  const claims = () => ({ exp: now / 1000 + 240 });
  const { body } = await asked(partner, curve, { claims: claims() });
  const search = () => partner(`${partner.fhirBase}/Patient`, { headers: { authorization: `Bearer ${body.access_token}` } });
  assert.deepEqual([body.expires_in, (await search()).status], [60, 200]);
  now += 60_000;
  const late = await search();
  assert.deepEqual([late.status, late.headers.get("date")], [401, "Tue, 12 May 2026 14:04:20 GMT"]);
  assert.deepEqual(partner.requests.map(({ at }) => at), [1778594600, 1778594600, 1778594660]);

  const still = withClient(curve, { now: new Date("2026-05-12T14:03:20Z") });
  assert.equal((await asked(still, curve, { claims: { exp: 1778594600 + 240 } })).status, 200);
  const wrong = withClient(curve, { now: () => 1778594600 });
  await assert.rejects(wrong(`${baseUrl}/fhir/metadata`), refusal("invalid-argument", "now"));
});

test("no request that is remembered holds a secret", async () => {
  const partner = withClient(rsa, { allowRegistration: true });
  const assertion = await assertionFor(partner.tokenEndpoint, rsa);
  const { access_token: token } = await (await askForToken(partner.tokenEndpoint, assertion, scope, partner)).json();
  await partner(`${partner.fhirBase}/Patient?access_token=${token}`, { headers: { authorization: `Bearer ${token}` } });
  const secret = read("keys/rsa-2048.jwk.json");
  const registration = JSON.stringify({ client_id: "slip", jwks: { keys: [secret] } });
  assert.equal((await partner(`${baseUrl}/register`, { method: "POST", body: registration })).status, 400);

  const shown = JSON.stringify(partner.requests) + inspect(partner.requests, { depth: null }) + inspect(partner);
  const [header, claims, signature] = assertion.split(".");
  for (const hidden of [token, signature, ...["d", "p", "q", "dp", "dq", "qi"].map((member) => secret[member])]) {
    assert.ok(!shown.includes(hidden), "a secret is shown");
  }
  assert.ok(shown.includes(`${header}.${claims}.`), "header and claims stay readable");
  assert.equal(partner.requests[1].request.headers.authorization, "Bearer [access token hidden]");
});

test("requests are frozen, the newest last, and a thousand at the most", async () => {
  const partner = createPartner({ baseUrl });
  const none = partner.requests;
  for (let n = 0; n < 1003; n += 1) await partner(`${baseUrl}/fhir/metadata?n=${n}`, { method: "HEAD" });
  assert.equal(none.length, 0, "what was read stays as it was");
  const { requests } = partner;
  assert.equal(requests, partner.requests);
  assert.equal(requests.length, 1000);
  assert.deepEqual([requests[0].url, requests[999].url], [`${baseUrl}/fhir/metadata?n=3`, `${baseUrl}/fhir/metadata?n=1002`]);
  assert.ok([requests, requests[0], requests[0].request, requests[0].request.headers].every(Object.isFrozen));
});

test("reset forgets what was asked and granted, and keeps clients and data", async () => {
  const partner = withClient(curve, { data: [{ resourceType: "Patient", id: "ada" }] });
  partner.reset();
  const assertion = await assertionFor(partner.tokenEndpoint, curve);
  const again = () => askForToken(partner.tokenEndpoint, assertion, scope, partner);
  const { access_token: token } = await (await again()).json();
  const read = (token) => partner(`${partner.fhirBase}/Patient/ada`, { headers: { authorization: `Bearer ${token}` } });
  assert.deepEqual([(await read(token)).status, (await again()).status], [200, 401]);
  partner.reset();
  assert.deepEqual(partner.requests, []);
  assert.equal((await read(token)).status, 401);
  const granted = await again();
  assert.equal(granted.status, 200);
  assert.equal((await read((await granted.json()).access_token)).status, 200);
});

test("an answer without a body has none", async () => {
  const partner = withClient(curve);
  const authorization = `Bearer ${await tokenOf(partner, curve)}`;
  const path = `${partner.fhirBase}/Patient/odalys-shaw`;
  const whole = await partner(path, { headers: { authorization } });
  const etag = whole.headers.get("etag");
  const bare = [
    await partner(path, { method: "HEAD", headers: { authorization } }),
    await partner(path, { headers: { authorization, "if-none-match": etag } }),
    await partner(path, { method: "OPTIONS" }),
    await partner("https://elsewhere.example/", { method: "HEAD" }),
  ];
  assert.deepEqual(bare.map(({ status, body }) => [status, body]), [[200, null], [304, null], [204, null], [404, null]]);
});

test("what is not below the base is told so", async () => {
  const partner = createPartner({ baseUrl: "https://ehr.example/r4/" });
  assert.equal((await partner("https://ehr.example/r4/fhir/metadata")).status, 200);
  for (const url of ["https://ehr.example/fhir/metadata", "https://ehr.example/r4x/fhir", "https://ehr.example.org/r4/", "http://ehr.example/r4/"]) {
    const response = await partner(`${url}?token=secret`);
    assert.equal(response.status, 404);
    const { error_description: says } = await response.json();
    assert.ok(says.includes("https://ehr.example/r4;") && says.endsWith(url), says);
  }
  assert.equal(partner.requests.length, 1);
});

test("it takes what fetch takes", async () => {
  const partner = createPartner({ baseUrl });
  const url = `${baseUrl}/fhir/metadata`;
  for (const [input, init] of [[url], [new URL(url)], [new Request(url)], [new Request(url), {}], [url, { headers: { accept: "application/fhir+json" } }]]) {
    assert.equal((await partner(input, init)).status, 200);
  }
  await assert.rejects(partner("/fhir/metadata"), TypeError);
});

test("a body that never ends is not read to its end", async () => {
  const partner = createPartner({ baseUrl });
  let given = 0;
  const body = new ReadableStream({
    pull(controller) {
      given += 1;
      controller.enqueue(new Uint8Array(64 * 1024));
    },
  });
  const response = await partner(partner.tokenEndpoint, { method: "POST", body, duplex: "half" });
  assert.equal(response.status, 413);
  assert.ok(given < 32, `${given} parts were read`);
});

test("clients are registered by a call, and by themselves where that is allowed", async () => {
  const register = (partner, client) => partner(`${baseUrl}/register`, { method: "POST", body: JSON.stringify(client) });
  const closed = createPartner({ baseUrl });
  assert.equal((await register(closed, { client_id: clientId, jwks: curve.jwks })).status, 403);
  await closed.register({ clientId, jwks: curve.jwks.keys[0], scope });
  assert.equal((await asked(closed, curve)).status, 200);
  await assert.rejects(closed.register({ clientId, jwks: { keys: [] } }), refusal("jwks.empty", "clients"));
  await assert.rejects(closed.register(), refusal("invalid-argument", "clients"));
  assert.equal((await asked(closed, curve)).status, 200, "what was refused changes nothing");

  const open = createPartner({ baseUrl, allowRegistration: true });
  assert.equal((await register(open, { client_id: clientId, jwks: curve.jwks })).status, 201);
  assert.equal((await asked(open, curve)).status, 200);
});

test("data comes in each form, and later data is added", async () => {
  const patient = (id) => ({ resourceType: "Patient", id });
  const bundle = { resourceType: "Bundle", type: "collection", entry: [{ resource: patient("a") }, { resource: patient("b") }] };
  const lines = [patient("a"), patient("b")].map((one) => JSON.stringify(one)).join("\n");
  for (const data of [[patient("a"), patient("b")], bundle, JSON.stringify(bundle), lines, [bundle]]) {
    const partner = withClient(curve, { data });
    assert.equal(await partner.load({ resourceType: "Location", id: "ward-3" }), 1);
    await assert.rejects(partner.load({ resourceType: "AuditEvent", id: "x" }), refusal("data.own-type", "data"));
    const headers = { authorization: `Bearer ${await tokenOf(partner, curve)}` };
    assert.equal((await (await partner(`${partner.fhirBase}/Patient`, { headers })).json()).total, 2);
    const { scopes_supported: scopes } = await (await partner(`${baseUrl}/.well-known/smart-configuration`)).json();
    assert.ok(scopes.includes("system/Location.rs"));
  }
});

test("a key set is fetched within limits, kept, and what went wrong is told", async () => {
  const jwksUri = "https://nightly.example/jwks.json";
  let answer;
  const fetch = mock.fn(async (url, init) => answer(url, init));
  const partner = createPartner({ baseUrl, clients: [{ clientId, jwksUri }], fetch });
  answer = () => Response.json(curve.jwks);
  assert.equal((await asked(partner, curve)).status, 200);
  assert.equal((await asked(partner, curve)).status, 200);
  assert.equal(fetch.mock.callCount(), 1);
  const [url, init] = fetch.mock.calls[0].arguments;
  assert.deepEqual([url, init.redirect, init.credentials, init.headers.accept], [jwksUri, "manual", "omit", "application/json"]);

  const endless = () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1 << 16)) }));
  for (const [given, says] of [
    [() => Promise.reject(new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } })), "fetch failed: ECONNREFUSED"],
    [() => Promise.reject(new DOMException("late", "TimeoutError")), "no answer within 10 s"],
    [endless, "more than 1048576 octets"],
    [() => new Response("gone", { status: 410 }), "410"],
    [() => new Response(null, { status: 302, headers: { location: "https://else.example/" } }), "302"],
  ]) {
    partner.reset();
    answer = given;
    const { status, body } = await asked(partner, curve);
    assert.deepEqual([status, body.error, firstFault(partner)], [401, "invalid_client", "jwks.fetch.failed"], says);
    const { message } = partner.requests.at(-1).report.findings.find(({ code }) => code === "jwks.fetch.failed");
    assert.ok(message.includes(says), message);
  }
});

test("over a real connection a redirect is not followed", async (t) => {
  const paths = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    if (request.url === "/moved") response.writeHead(302, { location: "/jwks" }).end();
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(curve.jwks));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const host = `http://127.0.0.1:${server.address().port}`;
  const partner = createPartner({ baseUrl, allowHttpJwks: true, clients: [{ clientId, jwksUri: `${host}/jwks` }] });
  assert.equal((await asked(partner, curve)).status, 200);
  await partner.register({ clientId, jwksUri: new URL(`${host}/moved`) });
  assert.equal((await asked(partner, curve)).status, 401);
  assert.deepEqual([paths, firstFault(partner)], [["/jwks", "/moved"], "jwks.fetch.failed"]);
});

test("the addresses that it says are those of its discovery document", async () => {
  const partner = createPartner({ baseUrl: new URL("https://ehr.example/r4/") });
  const found = await (await partner(`${partner.fhirBase}/.well-known/smart-configuration`)).json();
  assert.equal(found.token_endpoint, partner.tokenEndpoint);
  const statement = await (await partner(`${partner.fhirBase}/metadata`)).json();
  assert.equal(statement.implementation.url, partner.fhirBase);
});
