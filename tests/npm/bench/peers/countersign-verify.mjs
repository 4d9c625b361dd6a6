// The build that verifies and does nothing else. Measured for its start and its size.
import { init, prepareKeys, verify } from "countersign/verify";

export default [
  {
    name: "countersign/verify",
    whole: true,
    async verifier(alg, jwks, { clientId, aud, at }) {
      await init();
      const keys = prepareKeys(jwks);
      return async ({ text }) => (await verify(text, keys, { profile: "spec", clientId, aud, at })).verdict === "accepted";
    },
  },
];
