// The packed package: as it chooses its engine by itself, and in Rust alone.
import { createClientAssertion, generateKey, importKey, init, prepareKeys, verify, verifySync } from "countersign";

/** A verifier whose every call gives a whole report. */
const verifier = (verify, engine) => async (alg, jwks, { clientId, aud, at }) => {
  await init({ tools: false });
  const keys = prepareKeys(jwks);
  const options = { profile: "spec", clientId, aud, at, engine };
  return verify(keys, options);
};

const inTime = verifier.bind(null, (keys, options) => async ({ text }) => (await verify(text, keys, options)).verdict === "accepted");
const atOnce = verifier.bind(null, (keys, options) => ({ text }) => verifySync(text, keys, options).verdict === "accepted");

const signer = (engine) => async (alg, jwk, { clientId, aud, at }) => {
  const key = await importKey(jwk);
  return () => createClientAssertion({ key, clientId, aud, alg, at, engine });
};

const generator = (engine) => () => () => generateKey({ alg: "RS256", bits: 2048, engine });

export default [
  { name: "countersign", whole: true, verifier: inTime("auto"), signer: signer("auto"), generator: generator("auto") },
  { name: "countersign, rust", whole: true, verifier: atOnce("rust"), signer: signer("rust"), generator: generator("rust") },
  // In a browser there is nothing synchronous to choose but Rust.
  ...("window" in globalThis ? [] : [{ name: "countersign, verifySync", whole: true, verifier: atOnce("auto") }]),
];
