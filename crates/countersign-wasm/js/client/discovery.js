// Where to ask for a token, and with which algorithm.
import { call, CountersignError } from "../errors.js";
import { discoveryRequest } from "../exchange.js";
import { init, ready } from "../module.js";
import { answerTo } from "./answer.js";
import { guardEndpoint } from "./destination.js";

/** `{ tokenEndpoint, alg }`: as the caller says, else as the partner publishes them. */
export async function discover(settings) {
  const { fhirBase, key, allowInsecure } = settings;
  if (settings.tokenEndpoint !== undefined) return { tokenEndpoint: settings.tokenEndpoint, alg: settings.alg ?? key.alg };
  await init();
  const { tokenEndpoint, ...listed } = await published(settings);
  guardEndpoint(tokenEndpoint, allowInsecure);
  return { tokenEndpoint, alg: settings.alg ?? algFor(key, listed) };
}

/** What the discovery document says; where there is none, what the CapabilityStatement does. */
async function published(settings) {
  let text;
  try {
    text = await document(settings, discoveryRequest(settings.fhirBase));
  } catch (error) {
    if (error.code !== "discovery.fetch.failed") throw error;
    return fallback(settings, error);
  }
  return JSON.parse(call(() => ready().readDiscovery(settings.fhirBase, text)));
}

/** The older way. Where it fails as well, the discovery document is what to ask the partner about. */
async function fallback(settings, missing) {
  try {
    const text = await document(settings, JSON.parse(call(() => ready().capabilityRequest(settings.fhirBase))));
    return JSON.parse(call(() => ready().readCapability(settings.fhirBase, text)));
  } catch {
    throw missing;
  }
}

async function document(settings, request) {
  const { status, text } = await answerTo(settings, request, "follow");
  if (status < 200 || status > 299) {
    const says = `${request.url} answered ${status}; check fhirBase, some sites have a tenant in it, or give tokenEndpoint`;
    throw new CountersignError("discovery.fetch.failed", says, { status });
  }
  if (text.trimStart().startsWith("<")) {
    const says = `${request.url} gave a page instead of JSON: the address is wrong, or asks for a login`;
    throw new CountersignError("discovery.fetch.failed", says, { status });
  }
  return text;
}

/**
 * The key's own algorithm where the partner takes it, as it is published with the key. Else the best of those listed that the key
 * can make: RS384 or ES384 first.
 */
function algFor(key, { algs, bestAlg: [rsa, p256, p384] }) {
  if (algs.length === 0 || algs.includes(key.alg)) return key.alg;
  const best = { "P-256": p256, "P-384": p384 }[key.kind] ?? (key.kind?.startsWith("RSA") ? rsa : null);
  if (best !== null) return best;
  const listed = algs.join(", ");
  const says = `the partner lists ${listed}, this key signs ${key.alg}; make a key for one of those, or name alg to try it all the same`;
  throw new CountersignError("no-common-alg", says, { argument: "key" });
}
