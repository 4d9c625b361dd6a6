// fhirclient, the SMART JavaScript client: it knows no private key of ours, and gets its data through the client that has one.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import FHIR from "fhirclient";
import { countersign } from "../package-under-test.mjs";
import { AUD, CLIENT, keyFor } from "./keys.mjs";

/** fhirclient whose every request goes through ours: with a token that is fresh, and again after 401, 429 and 503. */
class BackendFhirClient extends FHIR.FhirClient {
  #client;

  constructor(fhirBase, client) {
    super(fhirBase);
    this.#client = client;
  }

  async fhirRequest(uri, options) {
    const response = await this.#client.fetch(String(uri), options);
    if (!response.ok) throw Object.assign(new Error(`${response.status} ${await response.text()}`), { status: response.status });
    return response.status === 204 ? undefined : response.json();
  }
}

/** fhirclient that sends by itself, and asks ours for the token each time. */
class TokenFhirClient extends FHIR.FhirClient {
  #client;

  constructor(fhirBase, client) {
    super(fhirBase);
    this.#client = client;
  }

  async getRequestDefaults() {
    const { accessToken } = await this.#client.token();
    return { headers: { authorization: `Bearer ${accessToken}` } };
  }
}

/** A partner on a socket, as fhirclient's own fetch cannot be given another. Two pages of patients; it forgets its first token. */
async function partner(t) {
  const seen = [];
  let given = 0;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const reply = (status, value) => response.writeHead(status, { "content-type": "application/fhir+json" }).end(JSON.stringify(value));
    const page = (names, next) => ({
      resourceType: "Bundle",
      type: "searchset",
      link: next ? [{ relation: "next", url: `${fhirBase}${next}` }] : [],
      entry: names.map((id) => ({ resource: { resourceType: "Patient", id } })),
    });
    seen.push({ url: request.url, method: request.method, authorization: request.headers.authorization, body });
    if (request.url.endsWith("/smart-configuration")) return reply(200, { token_endpoint: `${origin}/auth/token` });
    if (request.url === "/auth/token") {
      const assertion = new URLSearchParams(body).get("client_assertion");
      const report = await countersign.verify(assertion, keys, { clientId: CLIENT, aud: `${origin}/auth/token` });
      if (report.verdict !== "accepted") return reply(400, { error: "invalid_client" });
      given += 1;
      return reply(200, { access_token: `token-${given}`, token_type: "Bearer", expires_in: 300, scope: "system/Patient.rs" });
    }
    const current = `token-${given}`;
    const isOver = forgotten.delete(current) || request.headers.authorization !== `Bearer ${current}`;
    if (isOver) return reply(401, { resourceType: "OperationOutcome" });
    if (request.url === "/fhir/Patient?name=shaw") return reply(200, page(["odalys-shaw", "b"], "?_getpages=2"));
    if (request.url === "/fhir?_getpages=2") return reply(200, page(["c"]));
    if (request.method === "POST") return reply(201, { ...JSON.parse(body), id: "new" });
    return reply(404, { resourceType: "OperationOutcome" });
  });
  const forgotten = new Set();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => (server.closeAllConnections(), server.close()));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const fhirBase = `${origin}/fhir`;
  const key = await keyFor("ES384", "webcrypto");
  const keys = countersign.publicJwks(key);
  const client = countersign.createBackendClient({ fhirBase, clientId: CLIENT, key, scope: "system/Patient.rs" });
  return { fhirBase, client, seen, forget: (token) => forgotten.add(token) };
}

const ids = async (resources) => {
  const found = [];
  for await (const { id } of resources) found.push(id);
  return found;
};

test("every request through ours: pages, a token that was forgotten, a resource that is created, an error", async (t) => {
  const { fhirBase, client, seen, forget } = await partner(t);
  forget("token-1");
  const fhir = new BackendFhirClient(fhirBase, client);
  assert.deepEqual(await ids(fhir.resources("Patient?name=shaw")), ["odalys-shaw", "b", "c"]);
  assert.deepEqual((await fhir.create({ resourceType: "Patient" })).id, "new");
  await assert.rejects(fhir.fhirRequest("Patient/none"), { status: 404 });
  assert.equal(seen.filter(({ url }) => url === "/auth/token").length, 2);
});

test("a token of ours with its own fetch, asked for at each request", async (t) => {
  const { fhirBase, client, seen } = await partner(t);
  const fhir = new TokenFhirClient(fhirBase, client);
  assert.deepEqual(await ids(fhir.resources("Patient?name=shaw")), ["odalys-shaw", "b", "c"]);
  const carried = seen.filter(({ url }) => url.includes("Patient") || url.includes("_getpages")).map(({ authorization }) => authorization);
  assert.deepEqual(carried, ["Bearer token-1", "Bearer token-1"]);
  assert.equal(seen.filter(({ url }) => url === "/auth/token").length, 1);
});

test("its launched client, with one token of ours for as long as that lasts", async (t) => {
  const { fhirBase, client } = await partner(t);
  const { accessToken } = await client.token();
  const stored = new Map();
  const storage = {
    get: async (name) => stored.get(name),
    set: async (name, value) => void stored.set(name, value),
    unset: async (name) => stored.delete(name),
  };
  const fhir = FHIR({ headers: {} }, {}, storage).client({ serverUrl: fhirBase, tokenResponse: { access_token: accessToken } });
  const bundle = await fhir.request("Patient?name=shaw");
  assert.deepEqual(bundle.entry.map(({ resource }) => resource.id), ["odalys-shaw", "b"]);
});
