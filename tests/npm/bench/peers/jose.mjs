import { SignJWT, createLocalJWKSet, importJWK, jwtVerify } from "jose";

export default [
  {
    name: "jose",
    whole: true,
    verifier(alg, jwks, { clientId, aud, at }) {
      const keys = createLocalJWKSet(jwks);
      const options = {
        algorithms: [alg],
        issuer: clientId,
        subject: clientId,
        audience: aud,
        typ: "JWT",
        maxTokenAge: "5m",
        currentDate: new Date(at * 1000),
      };
      return async ({ text }) => Boolean(await jwtVerify(text, keys, options));
    },
    async signer(alg, jwk, { clientId, aud, at }) {
      const key = await importJWK(jwk, alg);
      return () =>
        new SignJWT({ jti: crypto.randomUUID() })
          .setProtectedHeader({ alg, typ: "JWT", kid: jwk.kid })
          .setIssuer(clientId)
          .setSubject(clientId)
          .setAudience(aud)
          .setIssuedAt(at)
          .setExpirationTime(at + 300)
          .sign(key);
    },
  },
];
