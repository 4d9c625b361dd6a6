// Keys of countersign keygen in other people's hands, and theirs in ours; what countersign assert signs, verified elsewhere.
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import * as jose from "jose";
import { ask, CLIENT, countersign, countersignJson, folder, python } from "./command.mjs";

const AUD = "https://ternvalley.example/auth/token";
const ALGS = ["RS256", "RS384", "PS256", "PS384", "ES256", "ES384"];
const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "k", "oth"];

/** The public half, of whatever node:crypto takes for a key. */
const spki = (key) => createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64");

/** A private key that signs what its public half, as we publish it, verifies. */
const signs = async (key, alg, jwks) => {
  const token = await new jose.SignJWT({}).setProtectedHeader({ alg }).sign(key);
  await jose.jwtVerify(token, await jose.importJWK(jwks.keys[0], alg));
};

for (const alg of ALGS) {
  test(`${alg}: OpenSSL, node:crypto, jose and Python's cryptography read the PEM of keygen`, async (t) => {
    const file = folder(t).path("key.pem");
    const made = countersignJson("keygen", "--alg", alg, "--as", "pem", "--out", file);
    assert.match(ask("openssl", ["pkey", "-in", file, "-check", "-noout"]), /Key is valid/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const pem = readFileSync(file, "utf8");
    const jwks = JSON.parse(countersign("jwks", file, "--alg", alg));
    const published = spki({ key: jwks.keys[0], format: "jwk" });
    assert.deepEqual(jwks.keys, [made.publicJwk]);
    assert.equal(spki(pem), published);
    assert.deepEqual(await python("read_keys.py", [{ pem }]), [published]);
    await signs(await jose.importPKCS8(pem, alg), alg, jwks);
  });

  test(`${alg}: OpenSSL, node:crypto, jose and PyJWT read the JWK of keygen`, async (t) => {
    const file = folder(t).path("key.json");
    const made = countersignJson("keygen", "--alg", alg, "--out", file);
    const jwk = JSON.parse(readFileSync(file, "utf8"));
    const jwks = JSON.parse(countersign("jwks", file));
    assert.deepEqual([jwk.alg, jwk.kid, jwks.keys], [alg, made.kid, [made.publicJwk]]);
    assert.deepEqual(Object.keys(jwks.keys[0]).filter((name) => PRIVATE.includes(name)), []);
    const key = createPrivateKey({ key: jwk, format: "jwk" });
    assert.equal(await jose.calculateJwkThumbprint(jwk), made.thumbprint);
    assert.match(ask("openssl", ["pkey", "-check", "-noout"], { input: key.export({ type: "pkcs8", format: "pem" }) }), /Key is valid/);
    assert.deepEqual(await python("read_keys.py", [{ jwk }]), [spki(key)]);
    await signs(await jose.importJWK(jwk, alg), alg, jwks);
  });

  test(`${alg}: jose, PyJWT and Authlib's joserfc verify what assert signs`, async (t) => {
    const file = folder(t).path("key.json");
    countersign("keygen", "--alg", alg, "--out", file);
    const assertion = countersign("assert", "--key", file, "--client-id", CLIENT, "--aud", AUD).trim();
    const jwks = JSON.parse(countersign("jwks", file));
    const { payload, protectedHeader } = await jose.jwtVerify(assertion, jose.createLocalJWKSet(jwks), {
      algorithms: [alg], issuer: CLIENT, subject: CLIENT, audience: AUD, typ: "JWT", maxTokenAge: "5m",
    });
    assert.deepEqual(protectedHeader, { alg, kid: jwks.keys[0].kid, typ: "JWT" });
    assert.equal(payload.exp - payload.iat, 300);
    const octets = Buffer.from(assertion.split(".")[2], "base64url");
    octets[octets.length - 3] ^= 1;
    const flipped = [...assertion.split(".").slice(0, 2), octets.toString("base64url")].join(".");
    const cases = [assertion, flipped].map((assertion) => ({ assertion, jwks, alg, aud: AUD, clientId: CLIENT }));
    assert.deepEqual(await python("verify_assertions.py", cases), [
      { pyjwt: payload, joserfc: payload },
      { pyjwt: { refused: "InvalidSignatureError" }, joserfc: { refused: "BadSignatureError" } },
    ]);
  });
}

const PASSPHRASE = "tern valley at dusk";
const rsa = ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
const ec = (curve) => ["genpkey", "-algorithm", "EC", "-pkeyopt", `ec_paramgen_curve:${curve}`];
const sealed = (...how) => (from, to, secret) => ["pkcs8", "-topk8", "-in", from, "-out", to, "-passout", `file:${secret}`, ...how];

/** How OpenSSL makes a key, and how it then writes it. */
const theirs = [
  ["PKCS#1", rsa, (from, to) => ["rsa", "-in", from, "-traditional", "-out", to], "RSA PRIVATE KEY"],
  ["PKCS#1 in DER", rsa, (from, to) => ["rsa", "-in", from, "-traditional", "-outform", "DER", "-out", to]],
  ["SEC1, P-256", ec("P-256"), (from, to) => ["ec", "-in", from, "-out", to], "EC PRIVATE KEY"],
  ["SEC1, P-384", ec("P-384"), (from, to) => ["ec", "-in", from, "-out", to], "EC PRIVATE KEY"],
  ["PKCS#8, RSA", rsa, (from, to) => ["pkey", "-in", from, "-out", to], "PRIVATE KEY"],
  ["PKCS#8, P-384", ec("P-384"), (from, to) => ["pkey", "-in", from, "-out", to], "PRIVATE KEY"],
  ["PKCS#8 under AES-256 and PBKDF2", rsa, sealed("-v2", "aes-256-cbc"), "ENCRYPTED PRIVATE KEY"],
  ["PKCS#8 under AES-128 and PBKDF2 with SHA-1", ec("P-256"), sealed("-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"), "ENCRYPTED PRIVATE KEY"],
  ["PKCS#8 under scrypt", ec("P-384"), sealed("-scrypt"), "ENCRYPTED PRIVATE KEY"],
];

for (const [what, make, write, label] of theirs) {
  test(`key inspect reads OpenSSL's ${what}`, (t) => {
    const home = folder(t);
    const [plain, file, secret] = [home.path("plain.pem"), home.path("key"), home.write("passphrase", `${PASSPHRASE}\n`)];
    ask("openssl", [...make, "-out", plain]);
    ask("openssl", write(plain, file, secret));
    if (label) assert.ok(readFileSync(file, "utf8").startsWith(`-----BEGIN ${label}-----`));
    const opened = label?.startsWith("ENCRYPTED") ? ["--passphrase-file", secret] : [];
    const { isPrivate, publicJwk, repairs } = countersignJson("key", "inspect", file, ...opened);
    assert.deepEqual([isPrivate, repairs], [true, []]);
    assert.equal(spki({ key: publicJwk, format: "jwk" }), spki(readFileSync(plain)));
  });
}
