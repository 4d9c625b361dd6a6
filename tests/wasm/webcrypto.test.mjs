// Node's WebCrypto as the engine of the core's types: crates/countersign-webcrypto, by way of its example.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { createPublicKey, verify } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.COUNTERSIGN_WEBCRYPTO;
let host;

before(async () => {
  host = await import(pathToFileURL(join(folder, "host.js")));
  host.initSync({ module: readFileSync(join(folder, "host_bg.wasm")) });
});

for (const alg of ["RS256", "RS384", "PS256", "PS384", "ES256", "ES384"]) {
  test(`${alg}: the core accepts what WebCrypto generates and signs`, async () => {
    const [verdict, assertion] = await host.madeByHost(alg);
    assert.equal(verdict, "Accepted");
    assert.equal(JSON.parse(Buffer.from(assertion.split(".")[0], "base64url")).alg, alg);
  });

  test(`${alg}: WebCrypto signs with and verifies what the core generates, and refuses what was changed`, async () => {
    const [verdict] = await host.madeByCore(alg);
    assert.equal(verdict, "Accepted");
  });
}

test("a key signs under its own algorithm alone", async () => {
  assert.equal(await host.boundTo(), "webcrypto.bound");
});

test("whoever checks the signatures, the report is the same", async () => {
  const [, assertion] = await host.madeByHost("ES256");
  const { kty, crv, x, y } = JSON.parse(readFileSync(new URL("../vectors/keys/p256.jwk.json", import.meta.url)));
  const { kid } = JSON.parse(Buffer.from(assertion.split(".")[0], "base64url"));
  const keys = JSON.stringify({ keys: [{ kty, crv, x, y, kid, alg: "ES256", use: "sig" }] });
  let asked = 0;
  const checker = {
    async checkLater(entry, alg, input, signature) {
      asked += 1;
      const key = createPublicKey({ key: JSON.parse(keys).keys[entry], format: "jwk" });
      return verify("sha256", input, { key, dsaEncoding: "ieee-p1363" }, signature);
    },
  };
  const [byHost, alone] = await host.bothReports(assertion, keys, checker);
  assert.equal(byHost, alone);
  assert.equal(JSON.parse(alone).verdict, "rejected");
  assert.ok(asked > 0);
});
