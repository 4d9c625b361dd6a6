// What the core signs, an independent library accepts, and the reverse: a wrong signer and a wrong verifier would agree with each other.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, createPublicKey } from "node:crypto";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as jose from "jose";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const core = (mode, input) =>
  JSON.parse(
    execFileSync("cargo", ["run", "--quiet", "--package", "countersign", "--example", "interop", "--", mode], {
      cwd: root,
      input,
      maxBuffer: 1 << 26,
      stdio: ["pipe", "pipe", "inherit"],
    }),
  );
const CLIENT = "larkmoor-nightly";
const AUD = "https://ternvalley.example/auth/token";
const ALGS = ["RS256", "RS384", "PS256", "PS384", "ES256", "ES384"];

let made;
before(() => {
  made = core("emit");
});

test("the core makes a key for each algorithm", () => {
  assert.deepEqual(made.map((one) => one.alg), ALGS);
});

for (const [index, alg] of ALGS.entries()) {
  test(`${alg}: jose verifies what the core signed, by its JWKS`, async () => {
    const { assertion, jwks, kid } = made[index];
    const { payload, protectedHeader } = await jose.jwtVerify(assertion, jose.createLocalJWKSet(jwks), {
      algorithms: [alg], issuer: CLIENT, subject: CLIENT, audience: AUD, typ: "JWT", maxTokenAge: "5m",
    });
    assert.equal(protectedHeader.kid, kid);
    assert.equal(payload.exp - payload.iat, 300);
    assert.deepEqual(Object.keys(jwks.keys[0]).filter((name) => ["d", "p", "q", "dp", "dq", "qi", "k", "oth"].includes(name)), []);
  });

  test(`${alg}: jose reads the core's keys in every form`, async () => {
    const { jwk, pkcs8, spki, assertion, thumbprint } = made[index];
    assert.equal(await jose.calculateJwkThumbprint(jwk), thumbprint);
    await jose.jwtVerify(assertion, await jose.importSPKI(spki, alg));
    for (const key of [await jose.importJWK(jwk, alg), await jose.importPKCS8(pkcs8, alg)]) {
      const again = await new jose.SignJWT({}).setProtectedHeader({ alg }).sign(key);
      await jose.jwtVerify(again, await jose.importSPKI(spki, alg));
    }
  });

  test(`${alg}: the core verifies what jose signed with a key of its own`, async () => {
    const pair = await jose.generateKeyPair(alg, { extractable: true });
    const jwk = { ...(await jose.exportJWK(pair.publicKey)), kid: "theirs", alg, use: "sig" };
    const token = await new jose.SignJWT({ jti: "1" })
      .setProtectedHeader({ alg, typ: "JWT", kid: "theirs" })
      .setIssuer(CLIENT).setSubject(CLIENT).setAudience(AUD).setIssuedAt().setExpirationTime("4m")
      .sign(pair.privateKey);
    const [head, claims, signature] = token.split(".");
    const octets = Buffer.from(signature, "base64url");
    octets[octets.length - 3] ^= 1;
    const flipped = [head, claims, octets.toString("base64url")].join(".");
    const cases = [token, flipped].map((text) => ({ token: text, jwks: { keys: [jwk] }, clientId: CLIENT, aud: AUD }));
    const [good, bad] = core("judge", JSON.stringify(cases));
    assert.equal(good.verdict, "accepted", JSON.stringify(good.findings.filter((f) => f.status !== "pass")));
    assert.equal(good.key.thumbprint, await jose.calculateJwkThumbprint(jwk));
    assert.equal(bad.verdict, "rejected");
    assert.equal(bad.findings.find((f) => f.status === "fail").code, "jws.signature.invalid");
  });
}

test("the default kid of an RSA key is the SHA-256 of its modulus, as OpenSSL sees the modulus", () => {
  const { kid, spki } = made[1];
  const { n } = createPublicKey(spki).export({ format: "jwk" });
  assert.equal(kid, createHash("sha256").update(Buffer.from(n, "base64url")).digest("hex").slice(0, 16));
});
