// Elliptic curves alone, and the signature alone.
import { p256, p384 } from "@noble/curves/nist.js";
import { octets } from "../token.mjs";

const CURVES = { ES256: p256, ES384: p384 };
const point = ({ x, y }) => Uint8Array.of(4, ...octets(x), ...octets(y));

export default [
  {
    name: "@noble/curves",
    algs: ["ES256", "ES384"],
    verifier(alg, jwks) {
      const curve = CURVES[alg];
      const keys = new Map(jwks.keys.map((jwk) => [jwk.kid, point(jwk)]));
      // JWS allows both forms of s.
      return ({ kid, input, signature }) => curve.verify(signature, input, keys.get(kid), { lowS: false });
    },
    signer(alg, jwk) {
      const curve = CURVES[alg];
      const key = octets(jwk.d);
      return (input) => curve.sign(input, key, { lowS: false });
    },
  },
];
