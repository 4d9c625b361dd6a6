// openid-client and oauth4webapi: how the assertions are judged that they make by themselves, and made as SMART wants them.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as jose from "jose";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { countersign } from "../package-under-test.mjs";
import { ALGS, AUD, CLIENT, ENGINES, forEachKey, ISSUER, keyFor, told } from "./keys.mjs";

const { exportPrivateKey, importKey, judge, publicJwks, verify } = countersign;
const server = { issuer: ISSUER, token_endpoint: AUD };
const scope = "system/Patient.rs";
const granted = () => Response.json({ access_token: "token-1", token_type: "Bearer", expires_in: 300, scope });

/** Each gives the assertion that the library sends when it is asked for a token. */
const libraries = {
  oauth4webapi: async (key, hook) => {
    let sent;
    const options = { [oauth.customFetch]: async (url, { body }) => ((sent = { url, body }), granted()) };
    const authentication = oauth.PrivateKeyJwt(key, hook && { [oauth.modifyAssertion]: hook });
    const client = { client_id: CLIENT };
    const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, { scope }, options);
    assert.equal((await oauth.processClientCredentialsResponse(server, client, response)).access_token, "token-1");
    return sent;
  },
  "openid-client": async (key, hook) => {
    let sent;
    const authentication = openid.PrivateKeyJwt(key, hook && { [openid.modifyAssertion]: hook });
    const config = new openid.Configuration(server, CLIENT, undefined, authentication);
    config[openid.customFetch] = async (url, { body }) => ((sent = { url, body }), granted());
    assert.equal((await openid.clientCredentialsGrant(config, { scope })).access_token, "token-1");
    return sent;
  },
};

/** What makes their assertion one of SMART's (SMART App Launch 2.2, "Protocol details"). */
const asSmartWants = (header, claims) => {
  header.typ = "JWT";
  claims.aud = AUD;
};

/** What is held against it. */
const held = (report) => told(report).filter((line) => !line.startsWith("skipped"));

const assertionIn = ({ url, body }) => {
  assert.equal(url, AUD);
  const form = new URLSearchParams(body);
  assert.equal(form.get("client_assertion_type"), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  return form.get("client_assertion");
};

for (const [name, send] of Object.entries(libraries)) {
  forEachKey((alg, generator, keyOf) => {
    test(`${name}, ${alg}, key by ${generator}: with its hook, every engine accepts its assertion`, async () => {
      const key = await keyOf();
      const theirs = await jose.importPKCS8(await exportPrivateKey(key, "pkcs8"), alg);
      const assertion = assertionIn(await send({ key: theirs, kid: key.kid }, asSmartWants));
      assert.equal(jose.decodeProtectedHeader(assertion).alg, alg);
      for (const engine of ENGINES) {
        const report = await verify(assertion, publicJwks(key), { clientId: CLIENT, aud: AUD, issuer: ISSUER, algs: ALGS, engine });
        assert.deepEqual([report.verdict, told(report)], ["accepted", []], engine);
      }
    });
  });

  test(`${name}: one CryptoKey that cannot be exported signs there and here`, async () => {
    const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-384" }, false, ["sign", "verify"]);
    const key = await importKey(pair, { kid: "browser-1" });
    const expected = { clientId: CLIENT, aud: AUD };
    const theirs = assertionIn(await send({ key: pair.privateKey, kid: "browser-1" }, asSmartWants));
    const ours = await countersign.createClientAssertion({ key, ...expected });
    for (const assertion of [theirs, ours]) assert.equal((await verify(assertion, publicJwks(key), expected)).verdict, "accepted");
  });

  test(`${name}: what it sends by itself, and what each profile finds in it`, async () => {
    const key = await keyFor("RS384", "webcrypto");
    const theirs = await jose.importPKCS8(await exportPrivateKey(key, "pkcs8"), "RS384");
    const assertion = assertionIn(await send({ key: theirs, kid: key.kid }));
    const profiles = ["spec", "launcher", "epic", "oracle", "athena", "jwt"];
    const reports = await judge(assertion, publicJwks(key), { profiles, clientId: CLIENT, aud: AUD, issuer: ISSUER });
    // `aud` is the issuer, as OpenID has it of late, and there is no `typ`.
    assert.deepEqual(Object.fromEntries(reports.map((report) => [report.profile, held(report)])), {
      spec: ["fail jws.typ.missing", "fail jwt.aud.issuer"],
      launcher: ["fail jws.typ.missing", "fail jwt.aud.issuer"],
      epic: ["fail jwt.aud.issuer"],
      oracle: ["warn jws.typ.missing", "fail jwt.aud.issuer"],
      athena: ["warn jws.typ.missing", "fail jwt.aud.issuer"],
      jwt: [],
    });
  });

  test(`${name}: without a kid the specification refuses it, and Epic lets it pass`, async () => {
    const key = await keyFor("ES384", "rust");
    const theirs = await jose.importPKCS8(await exportPrivateKey(key, "pkcs8"), "ES384");
    const assertion = assertionIn(await send(theirs, asSmartWants));
    const [spec, epic] = await judge(assertion, publicJwks(key), { profiles: ["spec", "epic"], clientId: CLIENT, aud: AUD });
    assert.deepEqual([spec.verdict, held(spec)], ["rejected", ["fail jws.kid.missing"]]);
    assert.deepEqual([epic.verdict, held(epic)], ["accepted", ["warn jws.kid.missing"]]);
  });
}
