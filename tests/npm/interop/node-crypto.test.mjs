// node:crypto, which signs octets and knows nothing of JWTs: assertions made by hand, and ours checked by it.
import assert from "node:assert/strict";
import * as crypto from "node:crypto";
import { test } from "node:test";
import { countersign } from "../package-under-test.mjs";
import { ALGS, AUD, CLIENT, ENGINES, expected, flipped, forEachKey, told } from "./keys.mjs";

const { createClientAssertion, exportPrivateKey, importKey, publicJwks, verify } = countersign;
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Hash, and the key with what the algorithm wants (RFC 7518 §3). */
const how = (alg, key, { dsaEncoding = "ieee-p1363", saltLength = crypto.constants.RSA_PSS_SALTLEN_DIGEST } = {}) => {
  const padding = alg.startsWith("PS") ? crypto.constants.RSA_PKCS1_PSS_PADDING : crypto.constants.RSA_PKCS1_PADDING;
  return [`sha${alg.slice(2)}`, alg.startsWith("ES") ? { key, dsaEncoding } : { key, padding, saltLength }];
};
const signed = (alg, kid, key, form) => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: CLIENT, sub: CLIENT, aud: AUD, iat: now, exp: now + 240, jti: crypto.randomUUID() };
  const input = `${encoded({ alg, typ: "JWT", kid })}.${encoded(claims)}`;
  const [hash, options] = how(alg, key, form);
  return `${input}.${crypto.sign(hash, Buffer.from(input), options).toString("base64url")}`;
};
const holds = (alg, assertion, key) => {
  const at = assertion.lastIndexOf(".");
  const [hash, options] = how(alg, key);
  return crypto.verify(hash, Buffer.from(assertion.slice(0, at)), options, Buffer.from(assertion.slice(at + 1), "base64url"));
};

forEachKey((alg, generator, keyOf) => {
  test(`${alg}, key by ${generator}: OpenSSL accepts what each engine signs, and refuses it altered`, async () => {
    const key = await keyOf();
    const half = crypto.createPublicKey({ key: publicJwks(key).keys[0], format: "jwk" });
    for (const engine of ENGINES) {
      const assertion = await createClientAssertion({ key, clientId: CLIENT, aud: AUD, engine });
      assert.ok(holds(alg, assertion, half), engine);
      assert.ok(!holds(alg, flipped(assertion), half), engine);
    }
  });

  test(`${alg}, key by ${generator}: each engine accepts what OpenSSL signs`, async () => {
    const key = await keyOf();
    const secret = crypto.createPrivateKey(await exportPrivateKey(key, "pkcs8"));
    const assertion = signed(alg, key.kid, secret);
    for (const engine of ENGINES) {
      const report = await verify(assertion, publicJwks(key), { ...expected, algs: ALGS, engine });
      assert.deepEqual([report.verdict, told(report)], ["accepted", []], engine);
    }
  });
});

const asItComes = [
  ["rsa", "RS384", { modulusLength: 3072 }, "pkcs1"],
  ["ec", "ES256", { namedCurve: "P-256" }, "sec1"],
  ["ec", "ES384", { namedCurve: "P-384" }, "sec1"],
];
for (const [type, alg, options, traditional] of asItComes) {
  const { privateKey, publicKey } = crypto.generateKeyPairSync(type, options);
  const written = ["pkcs8", traditional].flatMap((form) => ["pem", "der"].map((format) => ({ type: form, format })));
  for (const form of [...written, { format: "jwk" }]) {
    test(`${alg}: a key of Node's as ${form.type ?? ""} ${form.format} signs here`, async () => {
      const written = privateKey.export(form);
      const key = await importKey(Buffer.isBuffer(written) ? new Uint8Array(written) : written, { alg });
      assert.ok(holds(alg, await createClientAssertion({ key, clientId: CLIENT, aud: AUD }), publicKey));
    });
  }

  test(`${alg}: a key of Node's in PEM under a passphrase signs here`, async () => {
    const pem = privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "tern" });
    const key = await importKey(pem, { alg, passphrase: "tern" });
    assert.ok(holds(alg, await createClientAssertion({ key, clientId: CLIENT, aud: AUD }), publicKey));
  });
}

for (const alg of ALGS) {
  test(`${alg}: Node signs as an external signer`, async () => {
    const [type, options] = alg.startsWith("ES") ? ["ec", { namedCurve: `P-${alg.slice(2)}` }] : ["rsa", { modulusLength: 2048 }];
    const { privateKey, publicKey } = crypto.generateKeyPairSync(type, options);
    const sign = async (octets) => {
      const [hash, key] = how(alg, privateKey);
      return crypto.sign(hash, octets, key);
    };
    const key = await importKey({ alg, kid: "kms-1", sign, publicKey: publicKey.export({ format: "jwk" }) });
    const assertion = await createClientAssertion({ key, clientId: CLIENT, aud: AUD });
    assert.ok(holds(alg, assertion, publicKey));
    const report = await verify(assertion, publicJwks(key), { ...expected, algs: ALGS });
    assert.deepEqual([report.verdict, report.kid, told(report)], ["accepted", "kms-1", []]);
  });
}

const slips = [
  // OpenSSL's own ways, which are not those of a JWS.
  ["ES256", { dsaEncoding: "der" }, ["fail jws.signature.der"]],
  ["ES384", { dsaEncoding: "der" }, ["fail jws.signature.der"]],
  ["PS256", { saltLength: 20 }, ["fail jws.signature.invalid"]],
  ["PS384", { saltLength: crypto.constants.RSA_PSS_SALTLEN_MAX_SIGN }, ["fail jws.signature.invalid"]],
];
for (const [alg, form, codes] of slips) {
  test(`${alg} with ${JSON.stringify(form)} is refused by every engine alike`, async () => {
    const [type, options] = alg.startsWith("ES") ? ["ec", { namedCurve: `P-${alg.slice(2)}` }] : ["rsa", { modulusLength: 2048 }];
    const { privateKey, publicKey } = crypto.generateKeyPairSync(type, options);
    const set = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k", alg, use: "sig" }] };
    const assertion = signed(alg, "k", privateKey, form);
    for (const engine of ENGINES) {
      const report = await verify(assertion, set, { ...expected, algs: ALGS, engine });
      assert.equal(report.verdict, "rejected");
      assert.deepEqual(told(report).filter((line) => line.startsWith("fail")), codes, engine);
    }
  });
}
