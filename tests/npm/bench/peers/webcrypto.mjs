// The host's WebCrypto: the signature alone.
const ALGORITHMS = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  RS384: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-384" },
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  ES384: { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
};

const { subtle } = globalThis.crypto;

export default [
  {
    name: "WebCrypto",
    async verifier(alg, jwks) {
      const algorithm = ALGORITHMS[alg];
      const imported = jwks.keys.map(async (jwk) => [jwk.kid, await subtle.importKey("jwk", jwk, algorithm, false, ["verify"])]);
      const keys = new Map(await Promise.all(imported));
      return ({ kid, input, signature }) => subtle.verify(algorithm, keys.get(kid), signature, input);
    },
    async signer(alg, { use, ...jwk }) {
      const algorithm = ALGORITHMS[alg];
      const key = await subtle.importKey("jwk", jwk, algorithm, false, ["sign"]);
      return (input) => subtle.sign(algorithm, key, input);
    },
    generator: () => () =>
      subtle.generateKey({ ...ALGORITHMS.RS256, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) }, true, ["sign", "verify"]),
  },
];
