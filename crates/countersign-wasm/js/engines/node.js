// node:crypto, where there is one: in Node, Bun and Deno. It is synchronous, and the fastest engine there.
let crypto;

export function nodeCrypto() {
  crypto ??= globalThis.process?.getBuiltinModule?.("node:crypto") ?? null;
  return crypto ?? undefined;
}

const HASHES = { 256: "sha256", 384: "sha384", 512: "sha512" };

/** Hash and options of an algorithm; a JWS has R and S side by side, and a PSS salt as long as the hash (RFC 7518 §3). */
function how(alg, key) {
  const { RSA_PKCS1_PSS_PADDING, RSA_PSS_SALTLEN_DIGEST } = crypto.constants;
  const hash = HASHES[alg.slice(2)];
  if (alg.startsWith("ES")) return [hash, { key, dsaEncoding: "ieee-p1363" }];
  if (alg.startsWith("PS")) return [hash, { key, padding: RSA_PKCS1_PSS_PADDING, saltLength: RSA_PSS_SALTLEN_DIGEST }];
  return [hash, key];
}

/** The key, or null where this build cannot use it. */
export function publicKeyForNode(jwk) {
  try {
    return nodeCrypto().createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    return null;
  }
}

export function verifyWithNode(key, alg, input, signature) {
  const [hash, options] = how(alg, key);
  try {
    return crypto.verify(hash, input, options, signature);
  } catch {
    return undefined;
  }
}

/** A private key from PKCS#8 in DER. */
export function privateKeyForNode(der) {
  return nodeCrypto().createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

export function signWithNode(key, alg, input) {
  const [hash, options] = how(alg, key);
  return crypto.sign(hash, input, options);
}
