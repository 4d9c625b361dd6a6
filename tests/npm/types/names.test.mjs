// Names: those that are exported, those of options, members and codes, are the same in the program and in its declarations.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "../support/project.mjs";
import { keys } from "../support/vectors.mjs";
import { ENTRIES, members, strings, values } from "./declarations.mjs";

const countersign = await load(".");
const names = (object) => Object.keys(object).sort();

for (const subpath of ENTRIES) {
  test(`${subpath} exports what its declarations say`, async () => assert.deepEqual(values(subpath), names(await load(subpath))));
}

test("finding codes, rules and profiles are those of the core", async () => {
  const data = JSON.parse(readFileSync(new URL("../../../docs/rules.json", import.meta.url), "utf8"));
  const ids = (rows) => rows.map(({ id }) => id).sort();
  assert.deepEqual(strings("FindingCode"), ids(data.codes));
  assert.deepEqual(strings("RuleId"), ids(data.rules));
  assert.deepEqual(strings("Profile"), ids(data.profiles));
  assert.deepEqual((await load("./rules")).default, data);
});

/** A wrong option is answered with those that there are. */
const options = async (call) => {
  try {
    await call({ nothing: 1 });
  } catch ({ message }) {
    return message.split("; it has ")[1].split(", ").sort();
  }
};

const OPTIONS = {
  WasmSources: ({ init }) => init,
  GenerateRsaOptions: ({ generateKey }) => generateKey,
  ImportOptions: ({ importKey }) => (given) => importKey(keys.rsa.jwk, given),
  AssertionOptions: ({ createClientAssertion }) => createClientAssertion,
  VerifyOptions: ({ verify }) => (given) => verify("", [], given),
  JudgeOptions: ({ judge }) => (given) => judge("", [], given),
  Reply: ({ explain }) => explain,
  TokenRequestOptions: ({ tokenRequest }) => tokenRequest,
  TokenReply: ({ readTokenResponse }) => readTokenResponse,
  SearchRequestOptions: ({ searchRequest }) => searchRequest,
  BackendClientOptions: ({ createBackendClient }) => createBackendClient,
};

for (const [type, callOf] of Object.entries(OPTIONS)) {
  test(`the options of ${type} are those that are taken`, async () => assert.deepEqual(members(type), await options(callOf(countersign))));
}

test("the options of createPartner are those that are taken", async () => {
  const { createPartner } = await load("./partner");
  assert.deepEqual(members("PartnerOptions", "./partner"), await options(createPartner));
});

/** Names of what an object has and what its class gives it. */
const all = (object) => {
  const given = Object.getOwnPropertyNames(Object.getPrototypeOf(object)).filter((name) => name !== "constructor");
  return [...names(object), ...given].sort();
};

test("keys, key sets and clients have the members that are declared, and no others", async () => {
  const key = await countersign.importKey(keys.ec.pem);
  assert.deepEqual(all(key), members("PrivateKey"));
  assert.deepEqual(all(countersign.prepareKeys(countersign.publicJwks(key))), members("KeySet"));
  const client = countersign.createBackendClient({ fhirBase: "https://ehr.example/fhir", clientId: "me", key, scope: "system/*.rs" });
  assert.deepEqual(names(client), members("BackendClient"));
});
