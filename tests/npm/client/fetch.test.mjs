// Requests with the token: where they may go, what they carry, and what is done about 401, 429 and 503.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { countersign } from "../package-under-test.mjs";
import { BASE, bundle, CLIENT, clientOf, failure, granted, json, key, lost, scripted, START, until } from "./scripted.mjs";

const { CountersignError } = countersign;
const FHIR = "application/fhir+json";
const status = (code, headers) => () => new Response(null, { status: code, headers });

const places = [
  ["Patient?name=shaw", `${BASE}/Patient?name=shaw`],
  ["/Patient/1", `${BASE}/Patient/1`],
  [`${BASE}/Patient/1`, `${BASE}/Patient/1`],
  [BASE, BASE],
  [`${BASE}?_getpages=7`, `${BASE}?_getpages=7`],
  [new URL(`${BASE}/Patient?a=b#c`), `${BASE}/Patient?a=b`],
  [new Request(`${BASE}/Patient/2`), `${BASE}/Patient/2`],
  ["Patient/../Observation", `${BASE}/Observation`],
  ["a:b", `${BASE}/a:b`],
  ["//evil.example/x", `${BASE}//evil.example/x`],
];
for (const [given, url] of places) {
  test(`${given instanceof Request ? "a Request" : given} is fetched from ${url}`, async () => {
    const partner = scripted();
    await clientOf(partner).client.fetch(given);
    assert.equal(partner.to("fhir")[0].url, url);
  });
}

const elsewhere = [
  ["https://evil.example/fhir/Patient", "search.origin"],
  ["http://ternvalley.example/fhir/Patient", "search.origin"],
  ["https://ternvalley.example:8443/fhir/Patient", "search.origin"],
  ["https://ternvalley.example.evil.example/fhir/Patient", "search.origin"],
  ["https:evil.example/fhir", "search.origin"],
  ["https://me:secret@ternvalley.example/fhir/Patient", "search.credentials"],
  ["https://ternvalley.example@evil.example/fhir/Patient", "search.origin"],
  ["https://ternvalley.example/admin", "search.outside"],
  ["https://ternvalley.example/fhir2/Patient", "search.outside"],
  ["https://ternvalley.example/fhir/../admin", "search.outside"],
  ["../admin", "search.outside"],
  ["..\\admin", "search.outside"],
  ["Patient/%2e%2e/%2E%2E/admin", "search.outside"],
  [new URL("https://evil.example/"), "search.origin"],
  [new Request("https://evil.example/fhir/Patient"), "search.origin"],
];
for (const [given, code] of elsewhere) {
  test(`${given instanceof Request ? "a Request elsewhere" : given} is refused before anything is sent: ${code}`, async () => {
    const partner = scripted();
    const error = await failure(() => clientOf(partner).client.fetch(given));
    assert.ok(error instanceof CountersignError);
    assert.deepEqual([error.code, error.argument], [code, "pathOrUrl"]);
    assert.doesNotMatch(error.message, /secret/);
    assert.deepEqual(partner.sent, []);
  });
}

for (const given of [undefined, null, 7, {}, "", [BASE]]) {
  test(`fetch(${JSON.stringify(given)}) is a wrong argument`, async () => {
    const error = await failure(() => clientOf(scripted()).client.fetch(given));
    assert.deepEqual([error.code, error.argument], ["invalid-argument", "pathOrUrl"]);
  });
}

const headers = { "X-Request-Id": "7", Authorization: "Basic bWU6c2VjcmV0", Accept: "application/fhir+xml" };
for (const [what, given] of [["an object", headers], ["Headers", new Headers(headers)], ["pairs", Object.entries(headers)]]) {
  test(`headers as ${what}: kept, but for Authorization`, async () => {
    const partner = scripted();
    await clientOf(partner).client.fetch("Patient", { headers: given });
    const [sent] = partner.to("fhir");
    assert.deepEqual(Object.fromEntries(sent.headers), { accept: "application/fhir+xml", authorization: "Bearer token-1", "x-request-id": "7" });
    assert.equal(headers.Authorization, "Basic bWU6c2VjcmV0");
  });
}

test("FHIR's JSON is asked for where the caller asks for nothing", async () => {
  const partner = scripted();
  await clientOf(partner).client.fetch("Patient");
  assert.deepEqual(Object.fromEntries(partner.to("fhir")[0].headers), { accept: FHIR, authorization: "Bearer token-1" });
});

const patient = JSON.stringify({ resourceType: "Patient" });
const octets = new TextEncoder().encode(patient);
const form = () => {
  const made = new FormData();
  made.append("name", "shaw");
  return made;
};
const bodies = [
  ["text", () => patient, { type: FHIR }],
  ["text with a type of its own", () => patient, { given: { "content-type": "application/json-patch+json" }, type: "application/json-patch+json" }],
  ["octets", () => octets, { given: { "content-type": FHIR }, type: FHIR }],
  ["an ArrayBuffer", () => octets.buffer, { given: { "content-type": FHIR }, type: FHIR }],
  ["a Blob", () => new Blob([octets], { type: FHIR }), { type: FHIR }],
  ["a form", () => new URLSearchParams({ name: "shaw" }), { type: "application/x-www-form-urlencoded;charset=UTF-8", text: /^name=shaw$/ }],
  ["FormData", form, { type: /^multipart\/form-data/, text: /shaw/ }],
];
const again = [
  ["401", [status(401), bundle], 2],
  ["429", [status(429, { "retry-after": "0" }), bundle], 1],
];
for (const [reply, fhir, tokens] of again) {
  for (const [what, body, { given, type, text = /^\{"resourceType":"Patient"\}$/ }] of bodies) {
    test(`${reply}: a body as ${what} is sent again`, async () => {
      const partner = scripted({ fhir });
      const response = await clientOf(partner).client.fetch("Patient", { method: "POST", body: body(), headers: given });
      assert.equal(response.status, 200);
      const sent = partner.to("fhir");
      assert.deepEqual(sent.map(({ method }) => method), ["POST", "POST"]);
      for (const request of sent) {
        assert.match(request.body, text);
        if (type instanceof RegExp) assert.match(request.headers.get("content-type"), type);
        else assert.equal(request.headers.get("content-type"), type);
      }
      assert.equal(partner.count().token, tokens);
    });
  }

  test(`${reply}: a Request is sent again with its method, headers and body`, async () => {
    const partner = scripted({ fhir });
    const request = new Request(`${BASE}/Patient/1`, { method: "PUT", body: patient, headers: { "content-type": FHIR, "if-match": 'W/"3"' } });
    assert.equal((await clientOf(partner).client.fetch(request)).status, 200);
    for (const { method, headers, body } of partner.to("fhir")) {
      assert.deepEqual([method, headers.get("content-type"), headers.get("if-match"), body], ["PUT", FHIR, 'W/"3"', patient]);
    }
    assert.equal(partner.to("fhir").length, 2);
  });

  for (const [what, body] of [
    ["a stream", () => new Blob([patient]).stream()],
    ["an iterator", async function* () { yield octets; }],
  ]) {
    test(`${reply}: ${what} was read already, so the reply is given back`, async () => {
      const partner = scripted({ fhir });
      const { client } = clientOf(partner);
      const response = await client.fetch("Patient", { method: "POST", body: body(), duplex: "half" });
      assert.equal(response.status, Number(reply));
      assert.equal(partner.to("fhir").length, 1);
      await client.fetch("Patient");
      assert.equal(partner.count().token, tokens);
    });
  }
}

test("what init says goes before what a Request says", async () => {
  const partner = scripted();
  const request = new Request(`${BASE}/Patient`, { method: "POST", body: "a", headers: { "x-of": "request" } });
  await clientOf(partner).client.fetch(request, { body: "b", headers: { "x-of": "init" } });
  const [sent] = partner.to("fhir");
  assert.deepEqual([sent.method, sent.body, sent.headers.get("x-of")], ["POST", "b", "init"]);
});

test("a Request that was read before is a wrong argument", async () => {
  const request = new Request(`${BASE}/Patient`, { method: "POST", body: patient });
  await request.text();
  const error = await failure(() => clientOf(scripted()).client.fetch(request));
  assert.deepEqual([error.code, error.argument], ["invalid-argument", "pathOrUrl"]);
});

test("401 twice is given back, and the token that came between is kept", async () => {
  const partner = scripted({ fhir: status(401) });
  const { client } = clientOf(partner);
  assert.equal((await client.fetch("Patient")).status, 401);
  assert.deepEqual(partner.count(), { discovery: 1, token: 2, fhir: 2 });
  assert.deepEqual(partner.to("fhir").map(({ headers }) => headers.get("authorization")), ["Bearer token-1", "Bearer token-2"]);
  assert.equal((await client.token()).accessToken, "token-2");
});

test("a token that twenty requests find over is replaced once", async () => {
  const partner = scripted({ fhir: (request) => (request.headers.get("authorization") === "Bearer token-1" ? status(401)() : bundle()) });
  const { client } = clientOf(partner);
  const responses = await Promise.all(Array.from({ length: 20 }, () => client.fetch("Patient")));
  assert.deepEqual(responses.map((response) => response.status), Array(20).fill(200));
  assert.deepEqual(partner.count(), { discovery: 1, token: 2, fhir: 40 });
});

test("a late 401 does not cost the token that has come since", async () => {
  let answer;
  const slow = new Promise((resolve) => (answer = resolve));
  const partner = scripted({ fhir: [() => slow.then(status(401)), status(401), bundle] });
  const { client } = clientOf(partner);
  const first = client.fetch("Patient/1");
  await until(() => partner.count().fhir === 1);
  await client.fetch("Patient/2");
  answer();
  assert.equal((await first).status, 200);
  assert.equal(partner.count().token, 2);
});

test("when no new token is to be had after 401, the error is that of the token", async () => {
  const partner = scripted({ fhir: status(401), token: [granted(), () => json({ error: "invalid_client" }, { status: 400 })] });
  const error = await failure(() => clientOf(partner).client.fetch("Patient"));
  assert.equal(error.code, "token.refused");
});

const date = (ms) => new Date(ms).toUTCString();
const waits = [
  // Status, headers, and after how many milliseconds it is asked again; null where the reply is given back.
  [429, { "retry-after": "5" }, 5000],
  [503, { "retry-after": "5" }, 5000],
  [429, { "retry-after": "60" }, 60_000],
  [429, { "retry-after": "61" }, null],
  [429, { "retry-after": "99999999999999999999999" }, null],
  [429, { "retry-after": date(START + 7000) }, 7000],
  [429, { "retry-after": date(START + 61_000) }, null],
  [429, { "retry-after": date(START - 7000) }, 0],
  [503, { "retry-after": date(START + 3_600_000 + 9000), date: date(START + 3_600_000) }, 9000],
  [429, {}, null],
  [503, { "retry-after": "soon" }, null],
  [503, { "retry-after": "-1" }, null],
  [503, { "retry-after": "1.5" }, null],
  [500, { "retry-after": "1" }, null],
  [200, { "retry-after": "1" }, null],
];
for (const [code, given, wait] of waits) {
  test(`${code} with ${JSON.stringify(given)}: ${wait === null ? "given back" : `asked again after ${wait} ms`}`, async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const partner = scripted({ fhir: [status(code, given), bundle] });
    const { client } = clientOf(partner);
    let response;
    const done = client.fetch("Patient").then((came) => (response = came));
    await until(() => partner.count().fhir === 1);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    if (wait === null) {
      assert.equal((await done).status, code);
      assert.equal(partner.count().fhir, 1);
      return;
    }
    if (wait > 0) {
      t.mock.timers.tick(wait - 1);
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      assert.deepEqual([response, partner.count().fhir], [undefined, 1]);
    }
    t.mock.timers.tick(1);
    assert.equal((await done).status, 200);
    assert.deepEqual(partner.count(), { discovery: 1, token: 1, fhir: 2 });
  });
}

test("maxRetryAfter bounds the wait; 0 is no wait at all", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const partner = scripted({ fhir: status(429, { "retry-after": "1" }) });
  assert.equal((await clientOf(partner, { maxRetryAfter: 0 }).client.fetch("Patient")).status, 429);
});

test("it waits once: the second 429 is given back", async () => {
  const partner = scripted({ fhir: status(429, { "retry-after": "0" }) });
  assert.equal((await clientOf(partner).client.fetch("Patient")).status, 429);
  assert.equal(partner.count().fhir, 2);
});

test("a token that ends while it waits is renewed before it is asked again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const partner = scripted({ token: granted({ expires_in: 60 }), fhir: [status(503, { "retry-after": "58" }), bundle] });
  const { client, clock } = clientOf(partner);
  const done = client.fetch("Patient");
  await until(() => partner.count().fhir === 1);
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  clock.at += 58_000;
  t.mock.timers.tick(58_000);
  assert.equal((await done).status, 200);
  assert.deepEqual(partner.to("fhir").map(({ headers }) => headers.get("authorization")), ["Bearer token-1", "Bearer token-2"]);
});

test("a reply that nobody reads is cancelled", async () => {
  for (const code of [401, 429]) {
    let cancelled = 0;
    const body = () => new ReadableStream({ cancel: () => void (cancelled += 1) });
    const unread = () => new Response(body(), { status: code, headers: { "retry-after": "0" } });
    const partner = scripted({ fhir: [unread, bundle] });
    assert.equal((await clientOf(partner).client.fetch("Patient")).status, 200);
    assert.equal(cancelled, 1);
  }
});

test("aborted before it began: nothing is sent", async () => {
  const partner = scripted();
  const reason = new Error("no longer wanted");
  assert.equal(await failure(() => clientOf(partner).client.fetch("Patient", { signal: AbortSignal.abort(reason) })), reason);
  assert.deepEqual(partner.sent, []);
});

test("aborted while it waits for Retry-After", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const partner = scripted({ fhir: status(429, { "retry-after": "30" }) });
  const stop = new AbortController();
  const failed = failure(() => clientOf(partner).client.fetch("Patient", { signal: stop.signal }));
  await until(() => partner.count().fhir === 1);
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  stop.abort();
  assert.equal((await failed).name, "AbortError");
  assert.equal(partner.count().fhir, 1);
});

test("aborted as the 429 comes in: it does not wait", async () => {
  const stop = new AbortController();
  let cancelled = false;
  // The signal is over before anybody listens to it again.
  const body = new ReadableStream({ cancel: () => ((cancelled = true), stop.abort()) });
  const partner = scripted({ fhir: () => new Response(body, { status: 429, headers: { "retry-after": "30" } }) });
  const error = await failure(() => clientOf(partner).client.fetch("Patient", { signal: stop.signal }));
  assert.deepEqual([error.name, cancelled, partner.count().fhir], ["AbortError", true, 1]);
});

test("aborted while the token is on its way: the others get it all the same", async () => {
  let answer;
  const slow = new Promise((resolve) => (answer = resolve));
  const partner = scripted({ token: (_, count) => slow.then(() => granted()(_, count)) });
  const { client } = clientOf(partner);
  const stop = new AbortController();
  const request = new Request(`${BASE}/Patient/1`, { signal: stop.signal });
  const [failed, other] = [failure(() => client.fetch(request)), client.fetch("Patient/2")];
  await until(() => partner.count().token === 1);
  stop.abort();
  assert.equal((await failed).name, "AbortError");
  answer();
  assert.equal((await other).status, 200);
  assert.deepEqual(partner.count(), { discovery: 1, token: 1, fhir: 1 });
});

test("aborted while the request is on its way: the signal reaches fetch, and its reason comes back", async () => {
  const partner = scripted({ fhir: () => new Promise(() => {}) });
  const stop = new AbortController();
  const failed = failure(() => clientOf(partner).client.fetch("Patient", { signal: stop.signal }));
  await until(() => partner.count().fhir === 1);
  const reason = new Error("enough");
  stop.abort(reason);
  assert.equal(await failed, reason);
});

test("a request that does not arrive is an error that names the origin, and not what was asked", async () => {
  const error = await failure(() => clientOf(scripted({ fhir: lost })).client.fetch("Patient?name=shaw"));
  assert.deepEqual([error.code, error.message], ["network", "no answer from https://ternvalley.example: ECONNREFUSED"]);
  assert.ok(error.cause instanceof TypeError);
});

test("nor does a runtime that tells the whole URL make it say more", async () => {
  const fhir = ({ url }) => {
    throw new TypeError(`error sending request for url (${url})`);
  };
  const error = await failure(() => clientOf(scripted({ fhir })).client.fetch("Patient?name=shaw"));
  assert.doesNotMatch(error.message, /shaw/);
});

test("whatever the status, the reply is given back", async () => {
  for (const code of [204, 304, 404, 410, 422, 500]) {
    assert.equal((await clientOf(scripted({ fhir: status(code) })).client.fetch("Patient/1")).status, code);
  }
});

test("a redirect is given back, and following it is refused", async () => {
  const partner = scripted({ fhir: status(302, { location: "https://evil.example/" }) });
  const { client } = clientOf(partner);
  assert.equal((await client.fetch("Patient")).headers.get("location"), "https://evil.example/");
  assert.equal(partner.to("fhir")[0].redirect, "manual");
  const error = await failure(() => client.fetch("Patient", { redirect: "follow" }));
  assert.deepEqual([error.code, error.argument], ["invalid-argument", "redirect"]);
});

// The rest is over a socket, with the fetch that Node has.
test("over a socket: the walk, a body sent twice, a redirect that is not followed", async (t) => {
  const seen = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { method, url, headers } = request;
    seen.push({ method, url, authorization: headers.authorization, type: headers["content-type"], body });
    const reply = (code, value, headers) => response.writeHead(code, headers).end(value && JSON.stringify(value));
    if (request.url === "/fhir/.well-known/smart-configuration") return reply(200, { token_endpoint: `${origin}/token` });
    if (request.url === "/token") return reply(200, { access_token: `t${seen.length}`, token_type: "bearer", expires_in: 300 });
    if (request.url === "/fhir/moved") return reply(302, undefined, { location: `http://localhost:${server.address().port}/fhir/Patient` });
    if (request.headers.authorization === "Bearer t2") return reply(401);
    return reply(201, { resourceType: "Patient" });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => (server.closeAllConnections(), server.close()));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const { fetch } = countersign.createBackendClient({ fhirBase: `${origin}/fhir`, clientId: CLIENT, key, scope: "system/Patient.cruds" });
  const response = await fetch(new Request(`${origin}/fhir/Patient`, { method: "POST", body: patient, headers: { "content-type": FHIR } }));
  assert.deepEqual([response.status, await response.json()], [201, { resourceType: "Patient" }]);
  assert.deepEqual(seen.filter(({ url }) => url === "/fhir/Patient"), [
    { method: "POST", url: "/fhir/Patient", authorization: "Bearer t2", type: FHIR, body: patient },
    { method: "POST", url: "/fhir/Patient", authorization: "Bearer t4", type: FHIR, body: patient },
  ]);
  const count = seen.length;
  assert.equal((await fetch("moved")).status, 302);
  assert.equal(seen.length, count + 1);
  const stream = await fetch("Patient", { method: "POST", body: new Blob([patient]).stream(), duplex: "half" });
  assert.equal(stream.status, 201);
  assert.equal(seen.at(-1).body, patient);
});

test("over a socket: nobody listens", async () => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  await new Promise((resolve) => server.close(resolve));
  const client = countersign.createBackendClient({ fhirBase: `${origin}/fhir`, clientId: CLIENT, key, scope: "system/Patient.rs" });
  const error = await failure(() => client.fetch("Patient"));
  assert.deepEqual([error.code, error.message], ["network", `no answer from ${origin}: ECONNREFUSED`]);
});
