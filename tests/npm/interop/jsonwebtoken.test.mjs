// jsonwebtoken: takes PEM, writes `typ`, and knows all six algorithms.
import assert from "node:assert/strict";
import { createPublicKey } from "node:crypto";
import { test } from "node:test";
import jsonwebtoken from "jsonwebtoken";
import { countersign } from "../package-under-test.mjs";
import { ALGS, AUD, CLIENT, ENGINES, expected, flipped, forEachKey, keyFor, told } from "./keys.mjs";

const { createClientAssertion, exportPrivateKey, publicJwks, verify } = countersign;

forEachKey((alg, generator, keyOf) => {
  test(`${alg}, key by ${generator}: it accepts what we sign, we accept what it signs`, async () => {
    const key = await keyOf();
    const set = publicJwks(key);
    const spki = createPublicKey({ key: set.keys[0], format: "jwk" }).export({ type: "spki", format: "pem" });
    const ours = await createClientAssertion({ key, clientId: CLIENT, aud: AUD });
    const wanted = { algorithms: [alg], issuer: CLIENT, subject: CLIENT, audience: AUD, complete: true };
    assert.equal(jsonwebtoken.verify(ours, spki, wanted).header.kid, key.kid);
    assert.throws(() => jsonwebtoken.verify(flipped(ours), spki, wanted), { message: "invalid signature" });

    const theirs = jsonwebtoken.sign({}, await exportPrivateKey(key, "pkcs8"), {
      algorithm: alg, keyid: key.kid, issuer: CLIENT, subject: CLIENT, audience: AUD, expiresIn: 240, jwtid: crypto.randomUUID(),
    });
    for (const engine of ENGINES) {
      const report = await verify(theirs, set, { ...expected, algs: ALGS, engine });
      assert.deepEqual([report.verdict, told(report)], ["accepted", []], engine);
    }
  });
});

test("a day, which it writes as gladly as five minutes, is found", async () => {
  const key = await keyFor("RS384", "webcrypto");
  const theirs = jsonwebtoken.sign({}, await exportPrivateKey(key, "pkcs8"), {
    algorithm: "RS384", keyid: key.kid, issuer: CLIENT, subject: CLIENT, audience: AUD, expiresIn: "1d", jwtid: crypto.randomUUID(),
  });
  const report = await verify(theirs, publicJwks(key), expected);
  assert.deepEqual(told(report), ["fail jwt.exp.too-far", "warn jwt.lifetime.too-long"]);
});
