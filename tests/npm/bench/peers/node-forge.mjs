// RSA alone, and the signature alone.
import forge from "node-forge";
import { octets } from "../token.mjs";

// Else Node's own crypto makes the keys.
forge.options.usePureJavaScript = true;

const { BigInteger } = forge.jsbn;
const binary = (bytes) => forge.util.binary.raw.encode(bytes);
const number = (base64url) => new BigInteger(forge.util.bytesToHex(binary(octets(base64url))), 16);
const hash = (alg, input) => forge.md[`sha${alg.slice(2)}`].create().update(binary(input));

export default [
  {
    name: "node-forge",
    algs: ["RS256", "RS384"],
    verifier(alg, jwks) {
      const keys = new Map(jwks.keys.map(({ kid, n, e }) => [kid, forge.rsa.setPublicKey(number(n), number(e))]));
      return ({ kid, input, signature }) => keys.get(kid).verify(hash(alg, input).digest().bytes(), binary(signature));
    },
    signer(alg, jwk) {
      const key = forge.rsa.setPrivateKey(...["n", "e", "d", "p", "q", "dp", "dq", "qi"].map((name) => number(jwk[name])));
      return (input) => forge.util.binary.raw.decode(key.sign(hash(alg, input)));
    },
    generator: () => () => forge.rsa.generateKeyPair({ bits: 2048 }),
  },
];
