// The face of `countersign/partner`: an authorization server and a FHIR server behind a function.
import { filled, named, oneOf, optionalFunction, optionalText, options, PROFILES, span, wrong } from "./arguments.js";
import { octetsOf } from "./body.js";
import { call, CountersignError } from "./errors.js";
import { fetchKeySet } from "./key-set-url.js";
import { init, ready } from "./module.js";

export { CountersignError, init };
export { version } from "./version.js";

const OPTIONS = ["baseUrl", "name", "profile", "clients", "data", "now", "tokenLifetime", "allowRegistration", "allowHttpJwks", "fetch"];
/** A reader of JWTs gives no tokens. */
const SERVERS = PROFILES.filter((profile) => profile !== "jwt");

/** Requests that are remembered; the oldest are forgotten first. */
const REMEMBERED = 1000;

/** Octets of a request's body that are read. The partner refuses longer ones, so the rest does not matter. */
const OCTETS = 1024 * 1024;

/** Statuses with which a Response must have no body (Fetch, null body status). */
const WITHOUT_BODY = [101, 103, 204, 205, 304];

export function createPartner(given) {
  const told = options(given, OPTIONS, "createPartner");
  const baseUrl = base(told.baseUrl);
  const about = {
    name: filled("name", told.name ?? "Tern Valley Health"),
    baseUrl,
    profile: oneOf("profile", told.profile ?? "spec", SERVERS),
    tokenLifetime: lifetime(told.tokenLifetime ?? 300),
    allowRegistration: flag("allowRegistration", told.allowRegistration ?? false),
    allowHttpJwks: flag("allowHttpJwks", told.allowHttpJwks ?? false),
  };
  const data = told.data === undefined ? undefined : resources(told.data);
  const clients = list("clients", told.clients ?? []).map(metadata);
  const now = clock(told.now);
  const fetch = optionalFunction("fetch", told.fetch);

  let held;
  let starting;
  let seen = Object.freeze([]);

  /** The partner in the wasm. A start that failed may be tried again: the network may be back. */
  function started() {
    starting ??= start(about, data, clients).then(
      (partner) => (held = partner),
      (error) => {
        starting = undefined;
        throw error;
      },
    );
    return starting;
  }

  async function partner(input, more) {
    const request = more === undefined && isRequest(input) ? input : new Request(input, more);
    if (!isBelow(request.url, baseUrl)) return elsewhere(request, baseUrl);
    await started();
    const body = await octetsOf(request, OCTETS);
    const head = { method: request.method, url: request.url, headers: [...request.headers], at: now() };
    const exchange = call(() => held.handle(JSON.stringify(head), body));
    try {
      for (let url = exchange.wanted; url !== undefined; url = exchange.wanted) {
        const { body, ...came } = await fetchKeySet(url, fetch ?? globalThis.fetch);
        call(() => exchange.resume(held, JSON.stringify({ ...came, at: now() }), body));
      }
      const { status, headers, ...told } = JSON.parse(exchange.answered);
      seen = Object.freeze([...seen.slice(1 - REMEMBERED), remembered(told)]);
      const isBare = request.method === "HEAD" || WITHOUT_BODY.includes(status);
      return new Response(isBare ? null : exchange.body, { status, headers });
    } finally {
      exchange.free();
    }
  }

  return Object.defineProperties(partner, {
    baseUrl: { value: baseUrl, enumerable: true },
    fhirBase: { value: `${baseUrl}/fhir`, enumerable: true },
    tokenEndpoint: { value: `${baseUrl}/auth/token`, enumerable: true },
    requests: { get: () => seen, enumerable: true },
    register: {
      value: async (client) => {
        const described = metadata(client);
        await started();
        register(held, described);
      },
    },
    load: {
      value: async (more) => {
        const read = resources(more);
        await started();
        return call(() => held.load(read));
      },
    },
    reset: {
      value: () => {
        seen = Object.freeze([]);
        held?.reset();
      },
    },
  });
}

async function start(about, data, clients) {
  await init();
  const { Partner } = ready();
  const held = call(() => new Partner(JSON.stringify(about), data));
  try {
    for (const client of clients) register(held, client);
  } catch (error) {
    held.free();
    throw error;
  }
  return held;
}

/** Of several clients the one at fault is named. */
function register(held, client) {
  try {
    call(() => held.register(JSON.stringify(client)));
  } catch (error) {
    throw new CountersignError(error.code, `${client.client_id}: ${error.message}`, { argument: "clients" });
  }
}

/** A request as tests and people look at it. */
function remembered({ record, request }) {
  const { at, ...judged } = record;
  const { method, url, headers, body } = request;
  const shown = Object.freeze({ headers: Object.freeze(Object.fromEntries(headers)), body });
  return Object.freeze({ at, method, url, ...judged, request: shown });
}

/** By its form: a test environment may have a Request of its own. */
function isRequest(input) {
  return typeof input === "object" && input !== null && "method" in input && "headers" in input && typeof input.url === "string";
}

function isBelow(url, baseUrl) {
  return url.startsWith(baseUrl) && ["", "/", "?", "#"].includes(url.charAt(baseUrl.length));
}

function elsewhere(request, baseUrl) {
  const { origin, pathname } = new URL(request.url);
  const says = `This partner answers below ${baseUrl}; the request went to ${origin}${pathname}`;
  const body = request.method === "HEAD" ? null : JSON.stringify({ error: "not_found", error_description: says });
  return new Response(body, { status: 404, headers: { "content-type": "application/json" } });
}

function base(given) {
  const url = parsed(given instanceof URL ? given.href : filled("baseUrl", given));
  if (url === undefined || !["http:", "https:"].includes(url.protocol) || url.username + url.password + url.search + url.hash !== "") {
    throw wrong("baseUrl", "baseUrl is to be an http or https URL without credentials, query and fragment, such as https://ehr.example");
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function parsed(url) {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

function lifetime(given) {
  if (span("tokenLifetime", given) === 0) throw wrong("tokenLifetime", "tokenLifetime is 0: no token would ever be good");
  return given;
}

function flag(name, value) {
  if (typeof value !== "boolean") throw wrong(name, `${name} is to be true or false, got ${named(value)}`);
  return value;
}

function list(name, value) {
  if (!Array.isArray(value)) throw wrong(name, `${name} is to be an array, got ${named(value)}`);
  return value;
}

/** Seconds since 1970, whenever asked. Fake timers change what `Date.now` says, and with it this clock. */
function clock(given) {
  if (given === undefined) return () => Math.floor(Date.now() / 1000);
  if (typeof given === "function") return () => moment(given());
  if (typeof given?.getTime !== "function") {
    throw wrong("now", `now is to be a Date, or a function that gives a Date or milliseconds as Date.now does, got ${named(given)}`);
  }
  const at = moment(given);
  return () => at;
}

function moment(given) {
  const isDate = typeof given?.getTime === "function";
  const milliseconds = isDate ? given.getTime() : given;
  if (!Number.isFinite(milliseconds)) {
    throw wrong("now", `now is to give a Date, or milliseconds as Date.now does, got ${isDate ? "a Date that is none" : named(given)}`);
  }
  if (!isDate && Math.abs(milliseconds) < 1e11) throw wrong("now", "now gives what looks like seconds; give milliseconds, or a Date");
  return Math.floor(milliseconds / 1000);
}

/** A client in the names of RFC 7591. */
function metadata(given) {
  if (given === undefined) throw wrong("clients", "a client is to be an object such as { clientId, jwksUri }");
  const { clientId, name, jwks, jwksUri, scope } = options(given, ["clientId", "name", "jwks", "jwksUri", "scope"], "a client");
  return {
    client_id: filled("clientId", clientId),
    client_name: optionalText("name", name),
    jwks: jwks === undefined ? undefined : keySet(jwks),
    jwks_uri: jwksUri instanceof URL ? jwksUri.href : optionalText("jwksUri", jwksUri),
    scope: optionalText("scope", scope),
  };
}

function keySet(given) {
  if (Array.isArray(given)) return { keys: given };
  if (typeof given === "object" && given !== null && "keys" in given) return given;
  if (typeof given === "object" && given !== null && "kty" in given) return { keys: [given] };
  throw wrong("jwks", `jwks is to be a JWKS, a JWK or an array of JWK, got ${named(given)}`);
}

function resources(given) {
  if (typeof given === "object" && given !== null && !ArrayBuffer.isView(given)) return JSON.stringify(given);
  if (typeof given === "string") return given;
  throw wrong("data", `data is to be resources, Bundles, an array of them, or a text of JSON or NDJSON, got ${named(given)}`);
}
