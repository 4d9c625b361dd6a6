// The host's WebCrypto, for the algorithms of a JWS. Nothing here decides: it imports, generates, signs and verifies.

const HASHES = { 256: "SHA-256", 384: "SHA-384", 512: "SHA-512" };
/** The curve of each algorithm that has one. */
export const CURVES = { ES256: "P-256", ES384: "P-384" };

/** WebCrypto; an insecure context, such as a page on plain http, has none. */
export function subtle() {
  return globalThis.crypto?.subtle;
}

/** The algorithm of a JWS as WebCrypto names it (RFC 7518 §3.1). */
export function algorithm(alg) {
  const hash = HASHES[alg.slice(2)];
  switch (alg.slice(0, 2)) {
    case "RS":
      return { name: "RSASSA-PKCS1-v1_5", hash };
    case "PS":
      return { name: "RSA-PSS", hash, saltLength: Number(alg.slice(2)) / 8 };
    default:
      return { name: "ECDSA", namedCurve: CURVES[alg], hash };
  }
}

/** The name that a JWS has for what a CryptoKey does. Undefined where it has none. */
export function algOf({ name, hash, namedCurve }) {
  const width = hash?.name.slice(4);
  if (name === "RSASSA-PKCS1-v1_5") return `RS${width}`;
  if (name === "RSA-PSS") return `PS${width}`;
  return Object.keys(CURVES).find((alg) => name === "ECDSA" && CURVES[alg] === namedCurve);
}

/** A new pair; `bits` is the width of an RSA modulus. */
export function generate(alg, bits, extractable) {
  const rsa = { modulusLength: bits, publicExponent: new Uint8Array([1, 0, 1]) };
  return subtle().generateKey({ ...algorithm(alg), ...rsa }, extractable, ["sign", "verify"]);
}

/** A public key from its JWK. Of the JWK only the numbers count: its `alg` and `key_ops` are the caller's to judge. */
export function importPublic({ kty, crv, n, e, x, y }, alg) {
  return subtle().importKey("jwk", { kty, crv, n, e, x, y }, algorithm(alg), true, ["verify"]);
}

/** A private key from PKCS#8 in DER. */
export function importPrivate(pkcs8, alg, extractable) {
  return subtle().importKey("pkcs8", pkcs8, algorithm(alg), extractable, ["sign"]);
}

export async function sign(key, alg, input) {
  return new Uint8Array(await subtle().sign(algorithm(alg), key, input));
}

export function verify(key, alg, input, signature) {
  return subtle().verify(algorithm(alg), key, signature, input);
}

export function isThere() {
  return subtle() !== undefined;
}

export function importSpki(spki, alg) {
  return subtle().importKey("spki", spki, algorithm(alg), true, ["verify"]);
}

export function exportSpki(key) {
  return subtle().exportKey("spki", key);
}
