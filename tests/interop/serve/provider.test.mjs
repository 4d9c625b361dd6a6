// The other way: `countersign token` with somebody else's authorization server, oidc-provider.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startProvider } from "../provider.mjs";
import { CLIENT, COUNTERSIGN, countersign, folder, runBeside } from "./command.mjs";
import { keyOf } from "./served.mjs";

const scope = "system/Patient.rs";

const providerOf = async (t, key) => {
  const provider = await startProvider({ clientId: CLIENT, jwks: key.jwks, scope });
  t.after(provider.close);
  return provider;
};

const post = (tokenEndpoint, assertion) =>
  fetch(tokenEndpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      scope,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
    }),
  });

for (const alg of ["RS384", "ES384"]) {
  test(`${alg}: countersign token gets a token from oidc-provider`, async (t) => {
    const [key, home] = [keyOf(alg), folder(t)];
    const provider = await providerOf(t, key);
    const { status, stdout, stderr } = await runBeside(COUNTERSIGN, ["token", "--token-endpoint", provider.tokenEndpoint,
      "--key", home.write("key.pem", key.pem), "--client-id", CLIENT, "--kid", key.kid, "--scope", scope]);
    assert.equal(status, 0, stderr + provider.refusals);
    const { access_token, ...rest } = JSON.parse(stdout);
    assert.match(access_token, /^[\w-]{43}$/);
    assert.deepEqual(rest, { expires_in: 300, token_type: "Bearer", scope });
  });

  test(`${alg}: an assertion of countersign assert is good once at oidc-provider`, async (t) => {
    const [key, home] = [keyOf(alg), folder(t)];
    const provider = await providerOf(t, key);
    const assertion = countersign("assert", "--key", home.write("key.pem", key.pem), "--client-id", CLIENT,
      "--aud", provider.tokenEndpoint, "--kid", key.kid).trim();
    assert.equal((await post(provider.tokenEndpoint, assertion)).status, 200, provider.refusals.join());
    const again = await post(provider.tokenEndpoint, assertion);
    assert.deepEqual([again.status, (await again.json()).error], [401, "invalid_client"]);
    assert.deepEqual(provider.refusals, ["client assertion tokens must only be used once"]);
  });
}

test("a key that oidc-provider does not know: exit 1, and causes", async (t) => {
  const [key, other, home] = [keyOf("RS384"), keyOf("RS384"), folder(t)];
  const provider = await providerOf(t, key);
  const { status, stdout, stderr } = await runBeside(COUNTERSIGN, ["token", "--token-endpoint", provider.tokenEndpoint,
    "--key", home.write("key.pem", other.pem), "--client-id", CLIENT, "--kid", key.kid, "--scope", scope]);
  assert.equal(status, 1, stderr);
  assert.match(stdout + stderr, /invalid_client/);
});
