// With undici: an interceptor answers what goes to the partner's origin. (A MockAgent wants the status before there is an answer.)
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Agent, fetch, getGlobalDispatcher, request, setGlobalDispatcher } from "undici";
import { createPartner } from "countersign/partner";
import { clientId, familyNames, makeKey } from "./client.js";

const key = await makeKey();
const partner = createPartner({ baseUrl: "https://ehr.example", clients: [{ clientId, jwks: key.jwks }] });

/** Has the partner answer what is meant for it, and passes everything else on. */
const answeredBy = (partner) => (dispatch) => (asked, handler) => {
  if (new URL(asked.path, asked.origin).origin !== new URL(partner.baseUrl).origin) return dispatch(asked, handler);
  answer(partner, asked, handler).catch((error) => handler.onResponseError({}, error));
  return true;
};

async function answer(partner, { origin, path, method, headers, body }, handler) {
  const controller = { abort: (reason) => (controller.reason = reason), pause() {}, resume() {} };
  handler.onRequestStart(controller, {});
  const response = await partner(new URL(path, origin), { method, headers: { ...headers }, body: await whole(body) });
  const octets = new Uint8Array(await response.arrayBuffer());
  if (controller.reason) throw controller.reason;
  handler.onResponseStart(controller, response.status, Object.fromEntries(response.headers), response.statusText);
  handler.onResponseData(controller, Buffer.from(octets));
  handler.onResponseEnd(controller, {});
}

/** What `fetch` sends comes in parts. */
async function whole(body) {
  if (typeof body?.[Symbol.asyncIterator] !== "function") return body ?? undefined;
  const parts = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

const usual = getGlobalDispatcher();
before(() => setGlobalDispatcher(new Agent().compose(answeredBy(partner))));
after(() => setGlobalDispatcher(usual));

test("a client that uses undici's fetch reads a patient", async () => {
  assert.deepEqual(await familyNames(partner.fhirBase, key, "name=shaw", fetch), ["Shaw"]);
});

test("undici's request is answered as well", async () => {
  const { statusCode, body } = await request(`${partner.fhirBase}/metadata`);
  assert.equal(statusCode, 200);
  assert.equal((await body.json()).resourceType, "CapabilityStatement");
});
