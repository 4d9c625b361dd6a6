// Counts the pages of every wasm while the package works long. Run with --expose-gc.
import { vectors } from "./vectors.js";

const memories = [];
const Native = WebAssembly.Instance;
WebAssembly.Instance = new Proxy(Native, {
  construct(target, given) {
    const instance = new target(...given);
    memories.push(...Object.values(instance.exports).filter((exported) => exported instanceof WebAssembly.Memory));
    return instance;
  },
});

const { createClientAssertion, generateKey, importKey, keyId, lint, prepareKeys, publicJwks, verify, verifySync } = await import("countersign");

const options = { clientId: vectors.clientId, aud: vectors.aud, at: vectors.at };
const rust = { ...options, engine: "rust" };
const prepared = prepareKeys(vectors.keySet);
const text = JSON.stringify(vectors.keySet);

/** The collector's finalizers run between tasks. */
const collected = async () => {
  for (let turn = 0; turn < 4; turn += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve));
  }
};

const measured = async () => {
  await collected();
  return { pages: memories.reduce((sum, { buffer }) => sum + buffer.byteLength / 65536, 0), heap: process.memoryUsage().heapUsed };
};

/** What is done again and again, each a round. */
const WORK = {
  verifications: {
    rounds: 25_000,
    round: async () => {
      verifySync(vectors.good.RS384, prepared, rust);
      verifySync(vectors.good.RS384, vectors.keySet, options);
      verifySync("no assertion", prepared, options);
      await verify(vectors.good.RS384, text, options);
    },
  },
  keys: {
    rounds: 600,
    round: async (index) => {
      const key = await importKey(vectors.keys.rsa.jwk);
      await generateKey({ alg: "ES384", engine: "rust" });
      prepareKeys(vectors.keySet);
      publicJwks(key);
      keyId(vectors.keys.ec.jwk);
      lint(text);
      await importKey("no key").catch(() => {});
      if (index % 20 === 0) await createClientAssertion({ key, clientId: vectors.clientId, aud: vectors.aud, engine: "rust" });
      // Dropped keys are freed by finalizers, which want the loop to turn.
      if (index % 50 === 0) await collected();
    },
  },
};

const { rounds, round } = WORK[process.argv[2]];
for (let index = 0; index < rounds / 10; index += 1) await round(index);
const before = await measured();
for (let index = 0; index < rounds; index += 1) await round(index);
const after = await measured();
console.log(JSON.stringify({ memories: memories.length, rounds, before, after }));
