// What a caller of `fetch` wants sent: once, and perhaps a second time.
import { filled, named, wrong } from "../arguments.js";
import { requestBelow } from "./destination.js";

/** What is taken from a Request. */
const CARRIED = ["method", "headers", "signal", "cache", "credentials", "keepalive"];

/** Checked before a token is asked for. `repeatable` tells whether its body can be sent twice. */
export async function outgoing(fhirBase, pathOrUrl, given = {}) {
  if (typeof given !== "object" || given === null) throw wrong("init", `init is to be an object, as for fetch, got ${named(given)}`);
  const query = addressOf(pathOrUrl);
  try {
    requestBelow(fhirBase, query, "none");
  } catch (error) {
    // It is the caller's `pathOrUrl` that the core calls the query.
    throw Object.assign(error, { argument: "pathOrUrl" });
  }
  if (given.redirect === "follow") {
    const says = "a redirect is not followed, as it might carry the token elsewhere; leave redirect out, and fetch where the reply leads";
    throw wrong("redirect", says);
  }
  const init = { redirect: "manual", ...(isRequest(pathOrUrl) ? await partsOf(pathOrUrl, given) : undefined), ...given };
  const headers = new Headers(init.headers);
  // What fetch would call a string, no FHIR server takes.
  if (typeof init.body === "string" && !headers.has("content-type")) headers.set("content-type", "application/fhir+json");
  return { query, init: { ...init, headers }, signal: init.signal ?? undefined, repeatable: isRepeatable(init.body) };
}

/** `{ url, init }` for fetch. The token replaces whatever the caller had for Authorization. */
export function withToken(fhirBase, { query, init }, accessToken) {
  const { url, headers: own } = requestBelow(fhirBase, query, accessToken);
  const headers = new Headers(init.headers);
  headers.set("authorization", own.authorization);
  if (!headers.has("accept")) headers.set("accept", own.accept);
  return { url, init: { ...init, headers } };
}

function addressOf(pathOrUrl) {
  if (typeof pathOrUrl === "string") return filled("pathOrUrl", pathOrUrl);
  if (pathOrUrl instanceof URL) return pathOrUrl.href;
  if (isRequest(pathOrUrl)) return pathOrUrl.url;
  throw wrong("pathOrUrl", `fetch takes a path below the FHIR base, a URL or a Request, got ${named(pathOrUrl)}`);
}

/** By its shape: a program may have a second fetch, with a Request of its own. */
function isRequest(value) {
  return typeof value === "object" && value !== null && typeof value.url === "string" && typeof value.arrayBuffer === "function";
}

/** A Request can be read once, so its body is taken out of it. */
async function partsOf(request, given) {
  const parts = Object.fromEntries(CARRIED.filter((name) => request[name] !== undefined).map((name) => [name, request[name]]));
  if ("body" in given || request.method === "GET" || request.method === "HEAD") return parts;
  if (request.bodyUsed) throw wrong("pathOrUrl", "the body of this Request was read already; give a new one, or its clone()");
  const octets = await request.arrayBuffer();
  return octets.byteLength > 0 ? { ...parts, body: octets } : parts;
}

function isRepeatable(body) {
  return typeof body?.getReader !== "function" && body?.[Symbol.asyncIterator] === undefined;
}
