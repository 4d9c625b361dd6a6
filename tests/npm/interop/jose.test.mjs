// jose: what it signs we accept, what we sign it accepts, and keys go both ways in every form.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as jose from "jose";
import { countersign } from "../package-under-test.mjs";
import { ALGS, AUD, CLIENT, ENGINES, expected, flipped, forEachKey, told } from "./keys.mjs";

const { createClientAssertion, exportPrivateKey, importKey, keyId, publicJwks, verify, verifySync } = countersign;

const wanted = (alg) => ({
  algorithms: [alg], issuer: CLIENT, subject: CLIENT, audience: AUD, typ: "JWT", maxTokenAge: "5m", requiredClaims: ["jti", "exp"],
});
const theirs = (alg, kid, key) =>
  new jose.SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader({ alg, typ: "JWT", kid })
    .setIssuer(CLIENT).setSubject(CLIENT).setAudience(AUD).setIssuedAt().setExpirationTime("4m")
    .sign(key);

forEachKey((alg, generator, keyOf) => {
  for (const engine of ENGINES) {
    test(`${alg}, key by ${generator}: jose accepts what ${engine} signed, and refuses it altered`, async () => {
      const key = await keyOf();
      const set = jose.createLocalJWKSet(publicJwks(key));
      const assertion = await createClientAssertion({ key, clientId: CLIENT, aud: AUD, engine });
      const { protectedHeader } = await jose.jwtVerify(assertion, set, wanted(alg));
      assert.deepEqual(protectedHeader, { alg, kid: key.kid, typ: "JWT" });
      await assert.rejects(jose.jwtVerify(flipped(assertion), set, wanted(alg)), jose.errors.JWSSignatureVerificationFailed);
    });
  }

  test(`${alg}, key by ${generator}: jose reads the JWK and the PEM, and every engine accepts what it signs with them`, async () => {
    const key = await keyOf();
    const [jwk, pem, set] = [await exportPrivateKey(key, "jwk"), await exportPrivateKey(key, "pkcs8"), publicJwks(key)];
    const spki = await jose.exportSPKI(await jose.importJWK(set.keys[0], alg, { extractable: true }));
    for (const read of [await jose.importJWK(jwk, alg), await jose.importPKCS8(pem, alg)]) {
      const assertion = await theirs(alg, key.kid, read);
      for (const engine of ENGINES) {
        const report = await verify(assertion, set, { ...expected, algs: ALGS, engine });
        assert.deepEqual([report.verdict, told(report)], ["accepted", []]);
        assert.equal(report.key.thumbprint, await jose.calculateJwkThumbprint(set.keys[0]));
        const altered = await verify(flipped(assertion), set, { ...expected, algs: ALGS, engine });
        assert.equal(altered.verdict, "rejected");
        assert.deepEqual(told(altered).filter((line) => line.startsWith("fail")), ["fail jws.signature.invalid"]);
      }
      const byPem = await verify(assertion, spki, { ...expected, algs: ALGS });
      assert.deepEqual([byPem.verdict, byPem.key], ["accepted", { thumbprint: await jose.calculateJwkThumbprint(set.keys[0]) }]);
    }
  });
});

for (const alg of ALGS) {
  test(`${alg}: a key that jose made is read in every form, and jose accepts what it signs`, async () => {
    const pair = await jose.generateKeyPair(alg, { extractable: true });
    const jwk = await jose.exportJWK(pair.privateKey);
    const thumbprint = await jose.calculateJwkThumbprint(jwk);
    const pem = await jose.exportPKCS8(pair.privateKey);
    const forms = { pair, "private key": pair.privateKey, jwk, "named jwk": { ...jwk, kid: "theirs", alg }, pem };
    for (const [form, given] of Object.entries(forms)) {
      const key = await importKey(given, { alg });
      assert.equal(key.kid, form === "named jwk" ? "theirs" : keyId(key), form);
      assert.equal(keyId(key, "thumbprint"), thumbprint, form);
      const assertion = await createClientAssertion({ key, clientId: CLIENT, aud: AUD });
      await jose.jwtVerify(assertion, pair.publicKey, wanted(alg));
      await jose.jwtVerify(assertion, jose.createLocalJWKSet(publicJwks(key)), wanted(alg));
    }
  });

  test(`${alg}: a key that jose made so that it cannot be exported signs here, and stays where it is`, async () => {
    const pair = await jose.generateKeyPair(alg);
    const key = await importKey(pair);
    const assertion = await createClientAssertion({ key, clientId: CLIENT, aud: AUD });
    await jose.jwtVerify(assertion, pair.publicKey, wanted(alg));
    await assert.rejects(exportPrivateKey(key, "jwk"), { code: "not-extractable" });
  });
}

test("a set of six keys: each side finds the one that signed", async () => {
  const pairs = await Promise.all(ALGS.map(async (alg) => [alg, await jose.generateKeyPair(alg, { extractable: true })]));
  const keys = await Promise.all(pairs.map(([alg, pair]) => importKey(pair, { alg, kid: `key-${alg}` })));
  const set = publicJwks(keys);
  const find = jose.createLocalJWKSet(set);
  for (const [index, [alg, pair]] of pairs.entries()) {
    const ours = await createClientAssertion({ key: keys[index], clientId: CLIENT, aud: AUD });
    assert.equal((await jose.jwtVerify(ours, find, wanted(alg))).protectedHeader.kid, `key-${alg}`);
    const report = verifySync(await theirs(alg, `key-${alg}`, pair.privateKey), set, { ...expected, algs: ALGS });
    assert.deepEqual([report.verdict, report.kid, told(report)], ["accepted", `key-${alg}`, []]);
  }
});

test("what jose leaves out by itself is found: typ and jti", async () => {
  const pair = await jose.generateKeyPair("RS384", { extractable: true });
  const jwk = { ...(await jose.exportJWK(pair.publicKey)), kid: "k", alg: "RS384", use: "sig" };
  const bare = await new jose.SignJWT().setProtectedHeader({ alg: "RS384", kid: "k" })
    .setIssuer(CLIENT).setSubject(CLIENT).setAudience(AUD).setExpirationTime("4m").sign(pair.privateKey);
  const report = await verify(bare, { keys: [jwk] }, expected);
  assert.equal(report.verdict, "rejected");
  assert.deepEqual(told(report), ["fail jws.typ.missing", "fail jwt.jti.missing"]);
});
