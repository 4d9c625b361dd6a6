import { createPrivateKey, createPublicKey, randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";

export default [
  {
    name: "jsonwebtoken",
    whole: true,
    verifier(alg, jwks, { clientId, aud, at }) {
      const keys = new Map(jwks.keys.map((key) => [key.kid, createPublicKey({ key, format: "jwk" })]));
      const options = { algorithms: [alg], issuer: clientId, subject: clientId, audience: aud, maxAge: "5m", clockTimestamp: at };
      return ({ text, kid }) => Boolean(jwt.verify(text, keys.get(kid), options));
    },
    signer(alg, jwk, { clientId, aud, at }) {
      const key = createPrivateKey({ key: jwk, format: "jwk" });
      return () =>
        jwt.sign({ iss: clientId, sub: clientId, aud, jti: randomUUID(), iat: at, exp: at + 300 }, key, { algorithm: alg, keyid: jwk.kid });
    },
  },
];
