// A client as somebody writes it, with jose: the code under test in the examples beside this file.
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";

export const clientId = "nightly";

/** A key pair, and the key set that its public half is published in. */
export async function makeKey(alg = "ES384") {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  const kid = await calculateJwkThumbprint(publicKey);
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: "sig" };
  return { alg, kid, privateKey, jwks: { keys: [jwk] } };
}

/** Signs an assertion. `claims` and `header` change what is in it. */
export function assertionFor(tokenEndpoint, { alg, kid, privateKey }, { claims, header } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: clientId, sub: clientId, aud: tokenEndpoint, jti: crypto.randomUUID(), exp: now + 240, ...claims };
  return new SignJWT(all).setProtectedHeader({ alg, kid, typ: "JWT", ...header }).sign(privateKey);
}

/** Asks for a token. */
export function askForToken(tokenEndpoint, assertion, scope, fetch = globalThis.fetch) {
  return fetch(tokenEndpoint, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
      scope,
    }),
  });
}

/** The family names of the patients that a search finds: discovery, token, search. */
export async function familyNames(fhirBase, key, query, fetch = globalThis.fetch) {
  const discovery = await (await fetch(`${fhirBase}/.well-known/smart-configuration`)).json();
  const assertion = await assertionFor(discovery.token_endpoint, key);
  const granted = await askForToken(discovery.token_endpoint, assertion, "system/Patient.rs", fetch);
  if (!granted.ok) throw new Error((await granted.json()).error);
  const { access_token: token } = await granted.json();
  const found = await fetch(`${fhirBase}/Patient?${query}`, { headers: { authorization: `Bearer ${token}` } });
  const bundle = await found.json();
  return (bundle.entry ?? []).map(({ resource }) => resource.name[0].family);
}
