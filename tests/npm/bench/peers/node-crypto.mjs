// node:crypto, which is OpenSSL called synchronously: the signature alone.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";

const digest = (alg) => `sha${alg.slice(2)}`;
const encoding = (alg, key) => (alg.startsWith("ES") ? { key, dsaEncoding: "ieee-p1363" } : key);

export default [
  {
    name: "node:crypto",
    verifier(alg, jwks) {
      const keys = new Map(jwks.keys.map((key) => [key.kid, encoding(alg, createPublicKey({ key, format: "jwk" }))]));
      return ({ kid, input, signature }) => verify(digest(alg), input, keys.get(kid), signature);
    },
    signer(alg, jwk) {
      const key = encoding(alg, createPrivateKey({ key: jwk, format: "jwk" }));
      return (input) => sign(digest(alg), input, key);
    },
    generator: () => () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  },
];
