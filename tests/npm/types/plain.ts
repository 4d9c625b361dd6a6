// A program that has no host's declarations, neither a page's nor Node's. Compiled, not run.
import { createBackendClient, generateKey, importKey, init, publicJwks, verify } from "countersign";
import type { BackendClient, KeySet, PrivateKey, Signer } from "countersign";
import * as inline from "countersign/inline";
import { codes } from "countersign/rules";
import type { Code, Level } from "countersign/rules";
import * as slim from "countersign/slim";
import { prepareKeys } from "countersign/verify";
import wasm from "countersign/wasm";
import tools from "countersign/wasm/tools";

await init();
await slim.init(wasm);
await slim.init({ wasm, tools });
await init({ tools: false });
await slim.init(new Uint8Array());
await slim.init(new ArrayBuffer(8));
await slim.init(Promise.resolve("https://me.example/countersign.wasm"));
// @ts-expect-error A number is no wasm.
await slim.init(7);
// @ts-expect-error What is wanted is given, or left.
await slim.init({ tools: true });
// @ts-expect-error Nor is any object.
await slim.init({ bytes: new Uint8Array() });

const key: PrivateKey = await generateKey({ alg: "ES384" });
// @ts-expect-error A curve has its width.
await generateKey({ alg: "ES384", bits: 2048 });
// @ts-expect-error It is verified, never signed with.
await generateKey({ alg: "RS512" });
// @ts-expect-error Keys come from generateKey and importKey.
const made: PrivateKey = { kid: "a", alg: "ES384", kind: null, repairs: [], toJSON: () => ({ kid: "a", alg: "ES384", kind: null }) };
// @ts-expect-error A string is no key.
publicJwks("key");
// @ts-expect-error A set belongs to the entry that made it.
const set: KeySet = prepareKeys([]);

const signer: Signer = { alg: "ES384", kid: "mine", sign: (octets) => octets };
await importKey(signer);
// @ts-expect-error A signature is octets.
await importKey({ alg: "ES384", sign: () => "signature" });

await verify("", publicJwks(key), { algs: ["RS512"], at: 1_700_000_000 });
// @ts-expect-error At what time?
await verify("", [], { at: "now" });

const client: BackendClient = createBackendClient({ fhirBase: "https://ehr.example/fhir", clientId: "me", key, scope: "system/Patient.rs" });
const reply: { readonly status: number } = await client.fetch("Patient", { method: "GET" });

const level: Level | undefined = codes.find(({ id }: Code) => id === "jwt.exp.too-far")?.levels.spec;
// @ts-expect-error A code that there is not.
codes.find(({ id }) => id === "jwt.exp.late");

export const used = [made, set, reply, level, await inline.verify("")];
