// Keys and tokens for one run, made by OpenSSL: neither by us nor by a peer.
import { generateKeyPairSync, randomUUID, sign } from "node:crypto";

const CLIENT = "larkmoor-nightly";
const AUD = "https://ternvalley.example/auth/token";
const ALGS = ["RS256", "RS384", "ES256", "ES384"];
const CURVES = { ES256: "P-256", ES384: "P-384" };

const makeKey = (alg, kid) => {
  const curve = CURVES[alg];
  const { privateKey } = curve ? generateKeyPairSync("ec", { namedCurve: curve }) : generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: "jwk" }), kid, alg, use: "sig" };
  const { d, p, q, dp, dq, qi, ...published } = jwk;
  return { alg, kid, privateKey, jwk, published };
};

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

const makeToken = ({ alg, kid, privateKey }, at) => {
  const claims = { iss: CLIENT, sub: CLIENT, aud: AUD, jti: randomUUID(), iat: at, exp: at + 300 };
  const input = `${part({ alg, typ: "JWT", kid })}.${part(claims)}`;
  const key = alg.startsWith("ES") ? { key: privateKey, dsaEncoding: "ieee-p1363" } : privateKey;
  return `${input}.${sign(`sha${alg.slice(2)}`, Buffer.from(input), key).toString("base64url")}`;
};

/** One private key, its key set, and some tokens by it. */
const makeSingle = (alg, at) => {
  const key = makeKey(alg, "1");
  return { jwk: key.jwk, jwks: { keys: [key.published] }, tokens: Array.from({ length: 16 }, () => makeToken(key, at)) };
};

/** A thousand tokens by ten keys in turn. */
const makeBulk = (alg, at) => {
  const keys = Array.from({ length: 10 }, (_, n) => makeKey(alg, String(n)));
  return { jwks: { keys: keys.map((key) => key.published) }, tokens: Array.from({ length: 1000 }, (_, n) => makeToken(keys[n % 10], at)) };
};

/** Everything that the subjects need, as plain JSON. Tokens last five minutes, so every peer is told what time it is. */
export const makeMaterial = () => {
  const at = Math.floor(Date.now() / 1000);
  return {
    expected: { clientId: CLIENT, aud: AUD, at: at + 1 },
    single: Object.fromEntries(ALGS.map((alg) => [alg, makeSingle(alg, at)])),
    bulk: { RS256: makeBulk("RS256", at), ES384: makeBulk("ES384", at) },
  };
};
