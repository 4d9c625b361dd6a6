import jsrsasign from "jsrsasign";

const { KEYUTIL, KJUR } = jsrsasign;

export default [
  {
    name: "jsrsasign",
    whole: true,
    verifier(alg, jwks, { clientId, aud, at }) {
      const keys = new Map(jwks.keys.map((jwk) => [jwk.kid, KEYUTIL.getKey(jwk)]));
      const wanted = { alg: [alg], iss: [clientId], sub: [clientId], aud: [aud], verifyAt: at };
      return ({ text, kid }) => KJUR.jws.JWS.verifyJWT(text, keys.get(kid), wanted);
    },
    signer(alg, jwk, { clientId, aud, at }) {
      const key = KEYUTIL.getKey(jwk);
      const header = { alg, typ: "JWT", kid: jwk.kid };
      return () =>
        KJUR.jws.JWS.sign(alg, header, { iss: clientId, sub: clientId, aud, jti: crypto.randomUUID(), iat: at, exp: at + 300 }, key);
    },
  },
];
