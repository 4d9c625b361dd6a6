// What the exercise is given: published test keys, key ids that are known, and assertions that Node's OpenSSL signed.
import { createPrivateKey, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const read = (path) => readFileSync(new URL(`../../vectors/${path}`, import.meta.url), "utf8");
const key = (name) => ({ jwk: JSON.parse(read(`keys/${name}.jwk.json`)), pem: read(`keys/${name}.pem`) });

export const keys = { rsa: key("rsa-2048"), ec: key("p384") };

const clientId = "larkmoor-nightly";
const aud = "https://ternvalley.example/auth/token";
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** An assertion as another implementation writes it. */
const signed = (alg, { jwk, pem }, at) => {
  const header = encoded({ alg, kid: jwk.kid, typ: "JWT" });
  const input = `${header}.${encoded({ iss: clientId, sub: clientId, aud, jti: randomUUID(), iat: at, exp: at + 300 })}`;
  const signature = sign("sha384", Buffer.from(input), { key: createPrivateKey(pem), dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
};

const published = ({ kty, kid, alg, use, n, e, crv, x, y }) => ({ kty, kid, alg, use, n, e, crv, x, y });

/** Turns one bit of the signature. */
const tampered = (token) => {
  const [header, payload, signature] = token.split(".");
  const octets = Buffer.from(signature, "base64url");
  octets[octets.length >> 1] ^= 1;
  return [header, payload, octets.toString("base64url")].join(".");
};

/** Made anew for each run: an assertion is good for five minutes. */
export const vectors = () => {
  const at = Math.floor(Date.now() / 1000);
  const good = { RS384: signed("RS384", keys.rsa, at), ES384: signed("ES384", keys.ec, at) };
  return {
    clientId,
    aud,
    at,
    keys,
    keySet: { keys: Object.values(keys).map(({ jwk }) => published(jwk)) },
    good,
    tampered: tampered(good.ES384),
    kids: JSON.parse(read("kid/kid.json")).vectors.map(({ jwk, kid }) => ({ jwk, kid })),
  };
};
