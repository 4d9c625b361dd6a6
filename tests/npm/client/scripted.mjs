// A partner that answers as it is told, and remembers what it was sent.
import { readFileSync } from "node:fs";
import { countersign } from "../package-under-test.mjs";

export const BASE = "https://ternvalley.example/fhir";
export const ENDPOINT = "https://ternvalley.example/auth/token";
export const CLIENT = "larkmoor-nightly";
export const START = Date.parse("2026-11-25T12:00:00Z");

const keys = new URL("../../vectors/keys/", import.meta.url);
export const jwkOf = (name) => JSON.parse(readFileSync(new URL(`${name}.jwk.json`, keys), "utf8"));
export const key = await countersign.importKey(jwkOf("p384"));

export const json = (body, init) => Response.json(body, init);
export const page = (init) => new Response("<!doctype html><title>Sign in</title>", { headers: { "content-type": "text/html" }, ...init });
export const never = () => new Promise(() => {});
export const lost = () => {
  throw new TypeError("fetch failed", { cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) });
};

export const discovered = (more) => () => json({ token_endpoint: ENDPOINT, ...more });
/** A token by its number: `token-1` is the first that was given. */
export const granted = (more) => (_, count) =>
  json({ access_token: `token-${count}`, token_type: "Bearer", expires_in: 300, scope: "system/Patient.rs", ...more });
export const bundle = () => json({ resourceType: "Bundle", type: "searchset", total: 0 });

/**
 * For each route a list of answers, the last of which is given from then on. An answer is a function of the request and of how often
 * the route was asked.
 */
export function scripted({ discovery = discovered(), token = granted(), fhir = bundle } = {}) {
  const answers = { discovery: [discovery].flat(), token: [token].flat(), fhir: [fhir].flat() };
  const sent = [];
  const to = (route) => sent.filter((request) => request.route === route);
  const fetch = async (url, init = {}) => {
    const route = url.endsWith("/.well-known/smart-configuration") ? "discovery" : url === ENDPOINT ? "token" : "fhir";
    const request = new Request(url, { ...init, ...(init.body instanceof ReadableStream && { duplex: "half" }) });
    const { method, headers } = request;
    const record = { route, url, method, headers, redirect: init.redirect, signal: init.signal, body: await request.text() };
    sent.push(record);
    const count = to(route).length;
    const answer = answers[route][Math.min(count, answers[route].length) - 1];
    init.signal?.throwIfAborted();
    return Promise.race([
      answer(record, count),
      new Promise((_, reject) => init.signal?.addEventListener("abort", () => reject(init.signal.reason))),
    ]);
  };
  const count = () => Object.fromEntries(["discovery", "token", "fhir"].map((route) => [route, to(route).length]));
  return { fetch, sent, to, count };
}

/** A client of that partner, by a clock that stands still until it is set. */
export function clientOf(partner, options) {
  const clock = { at: START };
  const client = countersign.createBackendClient({
    fhirBase: BASE, clientId: CLIENT, key, scope: "system/Patient.rs", fetch: partner.fetch, now: () => clock.at, ...options,
  });
  return { client, clock };
}

/** Lets everything run that waits for no timer, until it is so. */
export async function until(so) {
  for (let turn = 0; !so(); turn += 1) {
    if (turn > 100_000) throw new Error(`never came: ${so}`);
    await new Promise(setImmediate);
  }
}

/** The error of a call that is to fail. */
export async function failure(work) {
  const result = await Promise.resolve().then(work).then((value) => ({ value }), (error) => ({ error }));
  if ("value" in result) throw new Error("no error came");
  return result.error;
}

export const assertionIn = ({ body }) => new URLSearchParams(body).get("client_assertion");
