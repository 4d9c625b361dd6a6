// A client of one partner: it finds the token endpoint, gets a token, renews it, and sends requests with it.
import { filled, named, oneOf, optionalFunction, optionalText, options, span, wrong } from "./arguments.js";
import { noAnswer } from "./client/answer.js";
import { base, guardEndpoint } from "./client/destination.js";
import { discover } from "./client/discovery.js";
import { outgoing, withToken } from "./client/request.js";
import { requestToken, TokenKeeper } from "./client/token.js";
import { pause, retryAfter, unlessAborted } from "./wait.js";
import { ENGINES } from "./engines/check.js";
import { ALGS, ours } from "./keys.js";
import { init as start } from "./module.js";

const KNOWN = [
  "fhirBase", "clientId", "key", "scope", "fetch", "alg", "kid", "jku", "lifetime", "engine", "now", "timeout", "maxRetryAfter",
  "tokenEndpoint", "allowInsecure",
];

export function createBackendClient(given) {
  const settings = settle(given);
  let endpoint;
  const keeper = new TokenKeeper(settings.now, async () => {
    try {
      endpoint ??= await discover(settings);
      return await requestToken(settings, endpoint);
    } catch (error) {
      // The partner may have moved.
      endpoint = undefined;
      throw error;
    }
  });
  // Functions over what they need, so that neither JSON nor inspect has anything to show.
  return Object.freeze({
    async token() {
      const { accessToken, expiresAt, scope } = await keeper.token();
      return { accessToken, expiresAt: new Date(expiresAt), scope };
    },
    fetch: (pathOrUrl, init) => fetchBelow(settings, keeper, pathOrUrl, init),
  });
}

function settle(given) {
  if (given === undefined) throw wrong("options", "createBackendClient takes { fhirBase, clientId, key, scope }");
  const { fetch, alg, kid, jku, lifetime = 300, engine = "auto", now, timeout = 10, maxRetryAfter = 60, tokenEndpoint, ...rest } =
    options(given, KNOWN, "createBackendClient");
  const { allowInsecure = false } = rest;
  if (typeof allowInsecure !== "boolean") throw wrong("allowInsecure", `allowInsecure is to be true or false, got ${named(allowInsecure)}`);
  const settings = {
    fhirBase: base(filled("fhirBase", rest.fhirBase), allowInsecure),
    clientId: filled("clientId", rest.clientId),
    key: ours(rest.key),
    scope: filled("scope", rest.scope),
    // Looked up at each call: whoever replaces the global one is to be heard.
    send: optionalFunction("fetch", fetch) ?? ((url, init) => globalThis.fetch(url, init)),
    alg: alg === undefined ? undefined : oneOf("alg", alg, ALGS),
    kid: kid === undefined ? undefined : filled("kid", kid),
    jku: optionalText("jku", jku),
    lifetime: within("lifetime", lifetime, 1, 300),
    engine: oneOf("engine", engine, ENGINES),
    now: clock(optionalFunction("now", now)),
    timeout: within("timeout", timeout, 1, 3600),
    maxRetryAfter: within("maxRetryAfter", maxRetryAfter, 0, 86_400),
    tokenEndpoint: tokenEndpoint === undefined ? undefined : filled("tokenEndpoint", tokenEndpoint),
    allowInsecure,
  };
  if (tokenEndpoint !== undefined) guardEndpoint(tokenEndpoint, allowInsecure);
  return settings;
}

/** Milliseconds since 1970. */
function clock(now = () => Date.now()) {
  return () => {
    const at = now();
    const given = at instanceof Date ? at.getTime() : at;
    if (!Number.isFinite(given)) throw wrong("now", `now() is to give a Date, or milliseconds since 1970, got ${named(at)}`);
    return given;
  };
}

function within(name, value, least, most) {
  if (span(name, value) < least || value > most) throw wrong(name, `${name} is to be ${least} to ${most} seconds, got ${value}`);
  return value;
}

async function fetchBelow(settings, keeper, pathOrUrl, given) {
  await start();
  const request = await outgoing(settings.fhirBase, pathOrUrl, given);
  let [renewed, waited] = [false, false];
  for (;;) {
    request.signal?.throwIfAborted();
    const token = await unlessAborted(keeper.token(), request.signal);
    const response = await sent(settings, request, token);
    if (response.status === 401 && !renewed) {
      keeper.drop(token);
      renewed = true;
      if (!request.repeatable) return response;
      discard(response);
    } else if ((response.status === 429 || response.status === 503) && !waited) {
      const wait = retryAfter(response.headers, settings.now());
      if (!request.repeatable || wait === undefined || wait > settings.maxRetryAfter * 1000) return response;
      waited = true;
      discard(response);
      await pause(wait, request.signal);
    } else {
      return response;
    }
  }
}

async function sent({ fhirBase, send }, request, { accessToken }) {
  const { url, init } = withToken(fhirBase, request, accessToken);
  try {
    return await send(url, init);
  } catch (error) {
    request.signal?.throwIfAborted();
    throw noAnswer(url, error);
  }
}

/** Gives the connection back; nobody reads this reply. */
function discard(response) {
  response.body?.cancel().catch(() => {});
}
