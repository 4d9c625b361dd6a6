// Client assertions: built here, signed by whoever has the key.
import { filled, oneOf, optionalText, options, seconds, span, wrong } from "./arguments.js";
import { ENGINES } from "./engines/check.js";
import { call } from "./errors.js";
import { algToSign, ours, PrivateKey } from "./keys.js";
import { init, ready } from "./module.js";

const KNOWN = ["key", "clientId", "aud", "alg", "kid", "lifetime", "jku", "jti", "at", "engine"];

export async function createClientAssertion(given) {
  if (given === undefined) throw wrong("options", "createClientAssertion takes { key, clientId, aud }");
  const { key, clientId, aud, alg, kid, lifetime = 300, jku, jti, at, engine = "auto" } = options(given, KNOWN, "createClientAssertion");
  ours(key);
  oneOf("engine", engine, ENGINES);
  const wanted = {
    clientId: filled("clientId", clientId),
    aud: filled("aud", aud),
    alg: algToSign(key, alg),
    kid: kid === undefined ? key.kid : filled("kid", kid),
    lifetime: span("lifetime", lifetime),
    jku: optionalText("jku", jku),
    jti: jti === undefined ? newId() : filled("jti", jti),
    at: seconds("at", at),
  };
  await init();
  const draft = call(() => new (ready().SigningInput)(JSON.stringify(wanted)));
  try {
    const input = new TextEncoder().encode(draft.text);
    const signature = await PrivateKey.secret(key).sign(engine, wanted.alg, input);
    return call(() => draft.withSignature(signature));
  } finally {
    draft.free();
  }
}

/** 128 random bits: `crypto.randomUUID` is missing on plain http. */
function newId() {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}
