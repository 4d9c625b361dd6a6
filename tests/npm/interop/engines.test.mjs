// One report, whoever checks the signature and however it is called; and the words that the core itself writes.
import assert from "node:assert/strict";
import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { countersign } from "../package-under-test.mjs";
import { ALGS, AUD, CLIENT, ENGINES, flipped, ISSUER } from "./keys.mjs";

const { importKey, judge, prepareKeys, publicJwks, verify, verifySync } = countersign;
const vector = (path) => JSON.parse(readFileSync(new URL(`../../vectors/${path}.json`, import.meta.url), "utf8"));

const PROFILES = ["spec", "launcher", "epic", "oracle", "athena", "jwt"];
/** When the vectors were written; the reports tell of times. */
const NOW = 1_778_594_600;
const about = { clientId: CLIENT, aud: AUD, issuer: ISSUER, fhirBase: `${ISSUER}/fhir`, at: NOW };

const NAMES = ["rsa-2048", "rsa-2048-other", "rsa-3072", "p256", "p384"];
const jwks = Object.fromEntries(NAMES.map((name) => [name, vector(`keys/${name}.jwk`)]));
const setOf = async (name, alg) => publicJwks(await importKey(jwks[name], { alg }));
const kids = vector("keys/known").keys;
const keyOf = { RS: "rsa-2048", PS: "rsa-3072", ES256: "p256", ES384: "p384" };
const nameOf = (alg) => keyOf[alg] ?? keyOf[alg.slice(0, 2)];

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Signed by OpenSSL, so that no engine under test has made what it checks. */
function token(alg, { header = {}, claims = {}, name = nameOf(alg), dsaEncoding = "ieee-p1363" } = {}) {
  const head = { alg, typ: "JWT", kid: kids[name].kid, ...header };
  const said = { iss: CLIENT, sub: CLIENT, aud: AUD, exp: NOW + 300, iat: NOW, jti: "5f0c2b7e-8d14-4c8e-9a35-0e6d1f3b9c72", ...claims };
  const input = `${encoded(head)}.${encoded(said)}`;
  const key = createPrivateKey({ key: jwks[name], format: "jwk" });
  const options = alg.startsWith("PS") ? { key, padding: 6, saltLength: Number(alg.slice(2)) / 8 } : { key, dsaEncoding };
  return `${input}.${sign(`sha${alg.slice(2)}`, Buffer.from(input), options).toString("base64url")}`;
}
const withSignature = (assertion, change) => {
  const [header, claims, signature] = assertion.split(".");
  return [header, claims, change(Buffer.from(signature, "base64url")).toString("base64url")].join(".");
};

/** `[name, token, keys]`, good and broken. */
const rows = [];
for (const { name, jwk, token } of vector("jws/jws").vectors) {
  rows.push([`vector ${name}`, token, { keys: [jwk] }], [`vector ${name}, its key named`, token, { keys: [{ ...jwk, kid: "k" }] }]);
}
for (const alg of ALGS) {
  const set = await setOf(nameOf(alg), alg);
  const good = token(alg);
  const [header, claims, signature] = good.split(".");
  const other = ALGS[(ALGS.indexOf(alg) + 2) % ALGS.length];
  rows.push(
    [`${alg}, good`, good, set],
    [`${alg}, one bit turned`, flipped(good), set],
    [`${alg}, the signature cut`, withSignature(good, (octets) => octets.subarray(1)), set],
    [`${alg}, the signature longer`, withSignature(good, (octets) => Buffer.concat([octets, Buffer.from([0])])), set],
    [`${alg}, the signature zero`, withSignature(good, (octets) => Buffer.alloc(octets.length)), set],
    [`${alg}, the signature all ones`, withSignature(good, (octets) => Buffer.alloc(octets.length, 0xff)), set],
    [`${alg}, no signature`, `${header}.${claims}.`, set],
    [`${alg}, padded`, `${header}.${claims}.${signature}==`, set],
    [`${alg}, other claims`, `${header}.${encoded({ iss: "x" })}.${signature}`, set],
    [`${alg}, no kid`, token(alg, { header: { kid: undefined } }), set],
    [`${alg}, another kid`, token(alg, { header: { kid: "nobody" } }), set],
    [`${alg}, said to be ${other}`, `${encoded({ alg: other, typ: "JWT", kid: kids[nameOf(alg)].kid })}.${claims}.${signature}`, set],
    [`${alg}, alg none`, `${encoded({ alg: "none", typ: "JWT" })}.${claims}.`, set],
    [`${alg}, a key inside`, token(alg, { header: { jwk: set.keys[0] } }), set],
    [`${alg}, something critical`, token(alg, { header: { crit: ["b64"], b64: false } }), set],
    [`${alg}, late`, token(alg, { claims: { iat: NOW - 420, exp: NOW - 120 } }), set],
    [`${alg}, pasted with Bearer`, `Bearer ${good}\n`, set],
  );
}
const both = { keys: [...(await setOf("rsa-2048", "RS384")).keys, ...(await setOf("rsa-2048-other", "RS384")).keys] };
const byStranger = token("RS384", { name: "rsa-2048-other", header: { kid: kids["rsa-2048"].kid, jwk: both.keys[1] } });
rows.push(
  ["signed by the other key of the set", token("RS384", { name: "rsa-2048-other", header: { kid: kids["rsa-2048"].kid } }), both],
  ["a stranger's key, carried in the header", byStranger, { keys: [both.keys[0]] }],
  ["two keys of one kid", token("RS384"), { keys: both.keys.map((jwk) => ({ ...jwk, kid: kids["rsa-2048"].kid })) }],
  ["a key for encryption", token("RS384"), { keys: [{ ...both.keys[0], use: "enc" }] }],
  ["a curve that is another", token("ES384"), { keys: [{ ...(await setOf("p256", "ES256")).keys[0], kid: kids.p384.kid }] }],
  ["a point that is on no curve", token("ES256"), { keys: [{ ...(await setOf("p256", "ES256")).keys[0], y: "A".repeat(43) }] }],
  ["an RSA key of no length", token("RS384"), { keys: [{ ...both.keys[0], n: "AQAB" }] }],
  ["ES256 in DER", token("ES256", { dsaEncoding: "der" }), await setOf("p256", "ES256")],
  ["ES384 in DER", token("ES384", { dsaEncoding: "der" }), await setOf("p384", "ES384")],
  ["no keys at all", token("RS384"), { keys: [] }],
  ["no token", "hello", both],
  ["nothing", "", both],
);

for (const [name, given, keys] of rows) {
  test(`every engine, at once and later, keys prepared and not: ${name}`, async () => {
    const options = { ...about, profiles: PROFILES, algs: ALGS };
    const wanted = await judge(given, keys, { ...options, engine: "rust" });
    for (const engine of ENGINES) {
      assert.deepEqual(await judge(given, keys, { ...options, engine }), wanted, engine);
      assert.deepEqual(await judge(given, prepareKeys(keys), { ...options, engine }), wanted, `${engine}, prepared`);
    }
    const { profiles, ...rest } = options;
    for (const [index, profile] of profiles.entries()) {
      for (const engine of ENGINES) assert.deepEqual(await verify(given, keys, { ...rest, profile, engine }), wanted[index]);
      for (const engine of ["auto", "rust"]) assert.deepEqual(verifySync(given, keys, { ...rest, profile, engine }), wanted[index]);
    }
  });
}

test("the table has good and broken ones of each algorithm", async () => {
  const verdicts = await Promise.all(
    rows.map(async ([name, given, keys]) => [name, (await verify(given, keys, { ...about, algs: ALGS })).verdict]),
  );
  const accepted = verdicts.filter(([, verdict]) => verdict === "accepted").map(([name]) => name);
  // A key in the header is warned of, and not used.
  assert.deepEqual(accepted, ALGS.flatMap((alg) => [`${alg}, good`, `${alg}, a key inside`]));
});

for (const { name, alg, valid, finding, jwk, token } of vector("jws/jws").vectors) {
  test(`what is known of ${name}: ${finding ?? "verifies"}`, async () => {
    // Years ago, so that of the SMART examples only the signature is in question.
    const report = await verify(token, { keys: [{ kid: "unnamed", ...jwk }] }, { at: 1_422_568_800 });
    const said = (wanted) => report.findings.find(({ code }) => code === wanted);
    if (alg === "ES512") {
      assert.equal(said("jws.signature.unverified").status, "skipped");
      assert.match(said("jws.signature.unverified").message, /ES512 is not computed here/);
    } else if (valid && jwk.kid !== undefined) {
      assert.ok(report.key.thumbprint);
      assert.equal(said("jws.signature.invalid").status, "pass");
    } else if (valid) {
      // Nobody looks for a key that the header does not name; that this one would have fitted is told.
      assert.ok(said("jws.kid.missing").evidence.nearMiss);
    } else if (jwk.kid !== undefined) {
      assert.equal(said(finding).status, "fail");
    } else {
      assert.deepEqual([report.verdict, report.key], ["rejected", undefined]);
    }
  });
}

const claimed = {
  "good": {},
  "slash behind aud": { aud: `${AUD}/` },
  "signed seven minutes ago": { iat: NOW - 420, exp: NOW - 120 },
  "exp in milliseconds": { exp: NOW * 1000 },
  "iss is not sub": { sub: "somebody" },
};
/** The assertions of the core's own reports, made anew; the name says what is wrong with each. */
const named = (name) => {
  if (name in claimed) return token("RS384", { claims: claimed[name] });
  if (name === "kid by RFC 7638") return token("RS384", { header: { kid: kids["rsa-2048"].thumbprint } });
  if (name === "no kid, pasted with Bearer") return `Bearer ${named("no kid")}`;
  if (name.startsWith("no kid")) return token("RS384", { header: { kid: undefined } });
  return name === "ES384 in DER" ? ofLength(102) : "hello";
};

/** ECDSA signs anew each time, and DER is as long as its numbers need: that of the report has none with a zero in front. */
const ofLength = (octets) => {
  for (;;) {
    const made = token("ES384", { dsaEncoding: "der" });
    if (Buffer.from(made.split(".")[2], "base64url").length === octets) return made;
  }
};
for (const { name, reports } of vector("reports/reports")) {
  test(`word for word what the core writes: ${name}`, async () => {
    const keys = name.startsWith("ES384") ? await setOf("p384", "ES384") : await setOf("rsa-2048", "RS384");
    const options = { ...about, profiles: reports.map(({ profile }) => profile), algs: ["RS384", "ES384", "RS256"] };
    for (const engine of ENGINES) assert.deepEqual(await judge(named(name), keys, { ...options, engine }), reports, engine);
  });
}
