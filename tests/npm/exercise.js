// What a consumer does with the package, in any runtime. It gives what came of it, and leaves to the test what only the test can know:
// whether another implementation accepts what was signed, and whether this runtime should have been ready at once.
import { vectors } from "./vectors.js";

const CLIENT = "larkmoor-nightly";
const AUD = "https://ternvalley.example/auth/token";
const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

const same = (got, expected, what) => {
  const [left, right] = [JSON.stringify(got), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what}: got ${left}, expected ${right}`);
};

const holds = (condition, what) => {
  if (!condition) throw new Error(what);
};

const failed = (report) => report.findings.filter(({ status }) => status === "fail").map(({ code }) => code);

/** An error by its class, code and words; a runtime may show no more of it. */
const described = (error) => `${error?.name ?? typeof error} ${error?.code ?? ""}: ${error?.message ?? error}`;

const caught = async (work) => {
  try {
    return void (await work());
  } catch (error) {
    return error;
  }
};

const expected = { clientId: vectors.clientId, aud: vectors.aud };

/** `at-once` when the sync functions work before anything else was called, else the code of the error. */
const readiness = ({ verifySync, CountersignError }) => {
  try {
    const { verdict } = verifySync(vectors.good.RS384, vectors.keySet, expected);
    return verdict === "accepted" ? "at-once" : `at-once, ${verdict}`;
  } catch (error) {
    return error instanceof CountersignError ? error.code : described(error);
  }
};

const verifying = ({ verify, verifySync, CountersignError }) => ({
  "accepts what another implementation signed": async () => {
    for (const token of Object.values(vectors.good)) {
      const report = await verify(token, vectors.keySet, expected);
      same([report.verdict, failed(report)], ["accepted", []], "report");
    }
  },
  "says the same at once as later": async () => {
    for (const token of [vectors.good.ES384, vectors.tampered]) {
      // A time given, or the clock might tick between the two.
      const options = { ...expected, at: vectors.at };
      same(verifySync(token, vectors.keySet, options), await verify(token, vectors.keySet, options), "report");
    }
  },
  "reports a tampered assertion without throwing": async () => {
    const report = await verify(vectors.tampered, vectors.keySet, expected);
    same([report.verdict, failed(report)], ["rejected", ["jws.signature.invalid"]], "report");
  },
  "reports what is no assertion at all": async () => {
    const report = await verify("no assertion", vectors.keySet, expected);
    same(report.verdict, "rejected", "verdict");
    holds(failed(report).length > 0, "a rejected report names no failure");
  },
  "names an option that there is not": async () => {
    const error = await caught(() => verify(vectors.good.RS384, vectors.keySet, { audience: AUD }));
    holds(error instanceof CountersignError, `no CountersignError: ${described(error)}`);
    holds(typeof error.code === "string" && error.message.includes("audience"), `does not name it: ${described(error)}`);
  },
});

const signing = ({ init, generateKey, importKey, publicJwks, keyId, createClientAssertion, verify, inspect, lint, redact, CountersignError }, made) => ({
  "makes an ES384 key and signs with it": async () => {
    const key = await generateKey({ alg: "ES384" });
    const keySet = publicJwks(key);
    const assertion = await createClientAssertion({ key, clientId: CLIENT, aud: AUD });
    same((await verify(assertion, keySet, { clientId: CLIENT, aud: AUD })).verdict, "accepted", "verdict");
    made.push({ assertion, jwk: keySet.keys[0] });
  },
  "signs RS384 with a key that was imported": async () => {
    for (const given of [vectors.keys.rsa.jwk, vectors.keys.rsa.pem]) {
      const key = await importKey(given, { alg: "RS384" });
      const assertion = await createClientAssertion({ key, clientId: CLIENT, aud: AUD });
      made.push({ assertion, jwk: publicJwks(key).keys[0] });
    }
  },
  "signs the same with the Rust engine as with auto": async () => {
    const key = await importKey(vectors.keys.rsa.jwk);
    const options = { key, clientId: CLIENT, aud: AUD, jti: "one", at: vectors.at };
    const [auto, rust] = await Promise.all(["auto", "rust"].map((engine) => createClientAssertion({ ...options, engine })));
    same(auto, rust, "assertion");
  },
  "publishes no private member": async () => {
    const keys = await Promise.all(Object.values(vectors.keys).map(({ jwk }) => importKey(jwk)));
    for (const jwk of publicJwks(keys).keys) {
      same(Object.keys(jwk).filter((name) => PRIVATE.includes(name)), [], "private members");
    }
  },
  "derives the key ids that are known": async () => {
    for (const { jwk, kid } of vectors.kids) {
      same([keyId(jwk, "modulus"), keyId(jwk, "thumbprint")], [kid.modulus, kid.rfc7638], "kid");
    }
  },
  "looks at what is pasted": async () => {
    await init();
    same(inspect(vectors.good.RS384).kind, "client-assertion", "kind");
    holds(failed(lint({ keys: [vectors.keys.ec.jwk] })).length > 0, "lint finds nothing wrong with a private key in a key set");
    holds(!redact(vectors.good.RS384).text.includes(vectors.good.RS384), "redact shows the assertion whole");
  },
  "names an argument that is wrong": async () => {
    const key = await importKey(vectors.keys.ec.jwk);
    const error = await caught(() => createClientAssertion({ key, clientId: 7, aud: AUD }));
    holds(error instanceof CountersignError, `no CountersignError: ${described(error)}`);
    holds(error.message.includes("clientId"), `does not name it: ${described(error)}`);
  },
});

const BASE = "https://ternvalley.example";

const answering = ({ createPartner }) => ({
  "answers discovery": async () => {
    const partner = createPartner({ baseUrl: BASE });
    const reply = await partner(new Request(`${BASE}/.well-known/smart-configuration`));
    same(reply.status, 200, "status");
    holds((await reply.json()).token_endpoint.startsWith(`${BASE}/`), "token_endpoint is not its own");
    same(partner.requests.length, 1, "requests seen");
  },
});

const walking = ({ createBackendClient, importKey, publicJwks }, { createPartner }) => ({
  "walks from discovery to patients": async () => {
    const key = await importKey(vectors.keys.ec.jwk);
    const fetch = createPartner({ baseUrl: BASE, clients: [{ clientId: CLIENT, jwks: publicJwks(key) }] });
    const client = createBackendClient({ fhirBase: fetch.fhirBase, clientId: CLIENT, key, scope: "system/Patient.rs", fetch });
    const reply = await client.fetch("Patient");
    same(reply.status, 200, "status");
    const { resourceType, entry } = await reply.json();
    holds(resourceType === "Bundle" && entry.length > 0, `a ${resourceType} of ${entry?.length}`);
    same(fetch.requests.map(({ route, status }) => `${route} ${status}`), ["discovery 200", "token 200", "search 200"], "requests seen");
    same(fetch.requests[1].report.verdict, "accepted", "verdict of the partner");
  },
});

const reading = (rules) => ({
  "carries the rules": () => {
    const listed = rules.default.rules;
    holds(listed.length > 50, `${listed.length} rules`);
    holds(listed.every(({ id }) => typeof id === "string"), "a rule without an id");
  },
});

/**
 * Runs what there is to run for the entries given, each a module namespace.
 *
 * @returns {Promise<{ ready: object, checks: { name: string, ok: boolean, detail?: string }[], made: { assertion: string, jwk: object }[] }>}
 */
export const exercise = async ({ countersign, verifier, partner, rules }) => {
  const made = [];
  const ready = {};
  const groups = {};
  // Before anything else: each entry has a wasm of its own, or shares that of the one before.
  if (verifier) ready.verify = readiness(verifier);
  if (countersign) ready.countersign = readiness(countersign);
  if (countersign) Object.assign(groups, { countersign: { ...verifying(countersign), ...signing(countersign, made) } });
  if (verifier) groups.verify = verifying(verifier);
  if (partner) groups.partner = { ...answering(partner), ...(countersign && walking(countersign, partner)) };
  if (rules) groups.rules = reading(rules);
  const checks = [];
  for (const [entry, group] of Object.entries(groups)) {
    for (const [name, work] of Object.entries(group)) {
      const error = await caught(work);
      checks.push({ name: `${entry} ${name}`, ok: error === undefined, detail: error && described(error) });
    }
  }
  return { ready, checks, made };
};
