// Key pairs: made, read, named, published.
import { named, oneOf, optionalFunction, optionalSignal, optionalText, options, shown, wrong } from "./arguments.js";
import { ENGINES, noWebCrypto } from "./engines/check.js";
import { call, CountersignError } from "./errors.js";
import { generateRsa } from "./generate.js";
import { init, ready } from "./module.js";
import { CryptoSecret, HeldSecret, OutsideSecret } from "./secret.js";
import { unlessAborted } from "./wait.js";
import { algOf, CURVES, generate, subtle } from "#webcrypto";

export const ALGS = ["RS256", "RS384", "PS256", "PS384", "ES256", "ES384"];
const KEY_BITS = [2048, 3072, 4096];

/** Only this module makes keys. */
const made = Symbol("made");

/** A key pair to sign with. Its secret is no property of it. */
export class PrivateKey {
  #secret;
  #public;

  constructor(mark, secret, described, kid, alg, told) {
    if (mark !== made) throw new CountersignError("invalid-argument", "keys come from generateKey and importKey");
    this.#secret = secret;
    this.#public = described;
    this.kid = kid;
    this.alg = alg;
    this.kind = described?.kind ?? null;
    this.repairs = Object.freeze(told?.repairs ?? []);
    Object.freeze(this);
  }

  toJSON() {
    return { kid: this.kid, alg: this.alg, kind: this.kind };
  }

  get [Symbol.toStringTag]() {
    return "PrivateKey";
  }

  static is(value) {
    return typeof value === "object" && value !== null && #secret in value;
  }

  static secret(key) {
    return key.#secret;
  }

  static described(key) {
    return key.#public;
  }
}

export async function generateKey(given) {
  const known = ["alg", "bits", "kid", "extractable", "engine", "onProgress", "signal"];
  const { alg = "RS384", bits = 2048, kid, extractable = true, engine = "auto", onProgress, signal } = options(given, known, "generateKey");
  oneOf("alg", alg, ALGS);
  oneOf("engine", engine, ENGINES);
  if (CURVES[alg] === undefined) oneOf("bits", bits, KEY_BITS);
  else if (given?.bits !== undefined) throw wrong("bits", `a key for ${alg} lies on ${CURVES[alg]}; leave bits out`);
  if (typeof extractable !== "boolean") throw wrong("extractable", `extractable is to be true or false, got ${named(extractable)}`);
  optionalFunction("onProgress", onProgress);
  optionalSignal("signal", signal)?.throwIfAborted();
  optionalText("kid", kid);
  await init();
  if (engine !== "rust" && subtle() !== undefined) {
    const pair = await unlessAborted(generate(alg, bits, extractable), signal);
    return keyOfCrypto(pair.privateKey, await publicJwk(pair.publicKey), { alg, kid });
  }
  if (engine === "webcrypto") throw noWebCrypto();
  const kind = CURVES[alg] ?? `RSA ${bits}`;
  const held = CURVES[alg] === undefined ? await generateRsa(kind, onProgress, signal) : generateCurve(kind);
  return keyOfHeld(held, { alg, kid });
}

export async function importKey(given, asked) {
  const { alg, kid, passphrase } = options(asked, ["alg", "kid", "passphrase"], "importKey");
  if (alg !== undefined) oneOf("alg", alg, ALGS);
  optionalText("kid", kid);
  optionalText("passphrase", passphrase);
  await init();
  if (typeof given === "string") return readKey(new TextEncoder().encode(given), { alg, kid, passphrase });
  if (given instanceof Uint8Array) return readKey(given, { alg, kid, passphrase });
  if (typeof given !== "object" || given === null) throw wrongKey(given);
  if (isCryptoKey(given)) return keyOfCrypto(given, await publicHalf(given), { alg, kid });
  if (isCryptoKey(given.privateKey)) {
    const half = isCryptoKey(given.publicKey) ? await publicJwk(given.publicKey) : await publicHalf(given.privateKey);
    return keyOfCrypto(given.privateKey, half, { alg, kid });
  }
  if (typeof given.sign === "function") return keyOfSigner(given, { alg, kid });
  if ("kty" in given || "keys" in given) return readKey(new TextEncoder().encode(JSON.stringify(given)), { alg, kid, passphrase });
  throw wrongKey(given);
}

export async function exportPrivateKey(key, form) {
  const secret = PrivateKey.secret(ours(key));
  oneOf("form", form, ["jwk", "pkcs8"]);
  await init();
  return form === "jwk" ? secret.jwk(key.kid, key.alg) : secret.pkcs8();
}

export function publicJwks(keys) {
  const published = (Array.isArray(keys) ? keys : [keys]).map((key) => {
    const { jwk } = described(ours(key));
    return { jwk, kid: key.kid, alg: key.alg };
  });
  return JSON.parse(call(() => ready().publicJwks(JSON.stringify(published))));
}

export function keyId(key, method) {
  if (method !== undefined) oneOf("method", method, ["modulus", "thumbprint"]);
  const jwk = PrivateKey.is(key) ? described(key).jwk : readPublic(key).jwk;
  return call(() => ready().keyId(JSON.stringify(jwk), method));
}

/** A key of ours; anything else is a mistake. */
export function ours(key) {
  if (PrivateKey.is(key)) return key;
  throw wrong("key", `key is to be what generateKey or importKey gave, got ${named(key)}`);
}

/** What a key is to sign under: as asked, else its own. */
export function algToSign(key, alg = key.alg) {
  oneOf("alg", alg, ALGS);
  able(PrivateKey.described(key), alg);
  return alg;
}

function readKey(octets, { alg, kid, passphrase }) {
  const held = call(() => ready().PrivateKey.read(octets, passphrase));
  return keyOfHeld(held, { alg, kid });
}

function keyOfHeld(held, { alg, kid }) {
  const described = JSON.parse(held.public);
  const told = held.told === undefined ? undefined : JSON.parse(held.told);
  return keyOf(new HeldSecret(held), described, { alg: alg ?? told?.alg ?? undefined, kid: kid ?? told?.kid ?? undefined }, told);
}

function keyOfCrypto(key, jwk, { alg, kid }) {
  const own = algOf(key.algorithm);
  if (!ALGS.includes(own)) throw wrong("key", `a CryptoKey for ${own ?? key.algorithm.name} makes no signature that is wanted; it takes one of ${ALGS.join(", ")}`);
  if (key.type !== "private") throw wrong("key", `a CryptoKey of type ${key.type} does not sign; give the private one, or the pair`);
  const half = jwk === undefined ? undefined : readPublic(jwk);
  return keyOf(new CryptoSecret(key), half, { alg: alg ?? own, kid });
}

function keyOfSigner(signer, { alg = signer.alg, kid = signer.kid }) {
  oneOf("alg", alg, ALGS);
  const half = signer.publicKey === undefined ? undefined : readPublic(signer.publicKey);
  return keyOf(new OutsideSecret({ alg, sign: (input) => signer.sign(input) }), half, { alg, kid });
}

function keyOf(secret, described, { alg, kid }, told) {
  const signs = alg ?? described.algs[0];
  able(described, signs);
  return new PrivateKey(made, secret, described, nameOf(described, kid), signs, told);
}

/** Refuses an algorithm that this type of key does not have. */
function able(described, alg) {
  if (described === undefined || described.algs.includes(alg)) return;
  throw wrong("alg", `a ${described.kind} key does not sign ${shown(alg)}; it signs ${described.algs.join(", ")}`);
}

/** The `kid` as given, or derived: by the method named, or by the default of the key's type. */
function nameOf(described, kid) {
  if (kid !== undefined && kid !== "modulus" && kid !== "thumbprint") {
    call(() => ready().checkKid(kid));
    return kid;
  }
  if (described === undefined) throw wrong("kid", "the public half of this key is not known, so no kid can be derived; give kid, or the public key as well");
  return call(() => ready().keyId(JSON.stringify(described.jwk), kid));
}

function described(key) {
  const half = PrivateKey.described(key);
  if (half === undefined) {
    const says = "the public half of this key is not known; import it as a CryptoKeyPair, or with publicKey beside sign";
    throw new CountersignError("no-public-half", says, { argument: "key" });
  }
  return half;
}

/** What a public key is, from any form of it. */
function readPublic(key) {
  if (typeof key !== "string" && !(key instanceof Uint8Array) && (typeof key !== "object" || key === null)) throw wrongKey(key);
  const octets = key instanceof Uint8Array ? key : new TextEncoder().encode(typeof key === "string" ? key : JSON.stringify(key));
  return JSON.parse(call(() => ready().readPublicKey(octets)));
}

async function publicJwk(key) {
  const { kty, crv, n, e, x, y } = await subtle().exportKey("jwk", key);
  return { kty, crv, n, e, x, y };
}

/** The public half of a private CryptoKey, where it may be exported. */
function publicHalf(key) {
  return key.extractable ? publicJwk(key) : undefined;
}

function generateCurve(kind) {
  const generation = call(() => new (ready().KeyGeneration)(kind));
  try {
    return call(() => generation.advance());
  } finally {
    generation.free();
  }
}

function isCryptoKey(value) {
  return typeof CryptoKey === "function" && value instanceof CryptoKey;
}

function wrongKey(given) {
  const forms = "a JWK, PEM text, DER octets, a CryptoKey, a CryptoKeyPair, or a signer { alg, kid, sign(bytes) }";
  return wrong("key", `key is to be ${forms}, got ${named(given)}`);
}
