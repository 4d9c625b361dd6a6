/**
 * SMART on FHIR Backend Services: keys, key sets, client assertions, their verification, and the requests of the flow.
 *
 * Nothing happens on import. Asynchronous functions load the wasm when it is first needed; synchronous ones work at once in Node, Bun, Deno
 * and workerd, and after {@link init} in browsers. Plain objects go in and come out, and nothing has to be freed.
 *
 * @packageDocumentation
 */

import type {
  Alg, EcPublicJwk, Engine, Finding, FindingCode, Jwk, Jwks, JudgeOptions, Moment, Part, Profile, PublicJwk, PublicKeys, Report,
  RsaPublicJwk, VerifyOptions, WasmSource,
} from "./verify.js";

export { CountersignError } from "./verify.js";
export type {
  Alg, CompiledModule, EcPublicJwk, Engine, ErrorCode, Evidence, Expectations, Finding, FindingCode, Jwk, Jwks, JudgeOptions, Moment,
  Part, Profile, PublicJwk, PublicKeys, Report, RsaPublicJwk, RuleId, Span, Status, Verdict, VerifiedAlg, VerifyOptions, WasmSource,
} from "./verify.js";

/** The package's version. */
export const version: string;

/**
 * Where the two wasms come from. What is left out comes from the package itself; `countersign/slim` has no place of its own, and does
 * without.
 */
export interface WasmSources {
  /** Of keys, assertions, verification and requests: `countersign/wasm`. */
  wasm?: WasmSource | PromiseLike<WasmSource> | undefined;
  /** Of {@link inspect}, {@link lint}, {@link explain}, {@link redact} and {@link summarize}: `countersign/wasm/tools`. `false` leaves it. */
  tools?: WasmSource | PromiseLike<WasmSource> | false | undefined;
}

/**
 * Gets the wasm ready, so that the synchronous functions work. The others wait for it by themselves.
 *
 * Where the package can be read at once (Node, Bun, Deno with `--allow-read`, workerd) nothing has to be called. Calls after the first have
 * nothing to do, two at once load once, and one that failed may be made again.
 *
 * There are two wasms: a page that looks at nothing pasted spares the second with `init({ tools: false })`.
 *
 * @param from Other places than the package's own: both by name, or that of the first alone.
 * @throws {CountersignError} `load-failed`, `wasm-refused`, or `invalid-argument` for what is none of the sources; `not-ready` in
 * `countersign/slim` where none is given.
 *
 * @example
 * ```js
 * import { init, inspect } from "countersign";
 *
 * await init();
 * inspect("https://ehr.example/fhir").kind; // => "url"
 * ```
 */
export function init(from?: WasmSource | PromiseLike<WasmSource> | WasmSources): Promise<void>;

// Keys

declare class PrivateKey {
  #secret;
  private constructor();
  /** The key's name, as key set and assertion say it (RFC 7517 §4.5, RFC 7515 §4.1.4). */
  readonly kid: string;
  /** What it signs under unless another algorithm is asked for. */
  readonly alg: Alg;
  /** `RSA 2048`, `P-256`, `P-384` and so on; `null` where the public half is not known. */
  readonly kind: string | null;
  /** What was put right when it was read, a sentence each: line breaks that were lost, for example. */
  readonly repairs: readonly string[];
  /** Tells `kid`, `alg` and `kind`. */
  toJSON(): { kid: string; alg: Alg; kind: string | null };
}

/**
 * A key pair to sign with, from {@link generateKey} or {@link importKey}. Its private half is no property of it: it does not come out by
 * logging, by JSON or by cloning, but by {@link exportPrivateKey} alone.
 */
export type { PrivateKey };

/**
 * How a `kid` is derived. `modulus`: the first 16 hexadecimal digits of SHA-256 over the modulus of an RSA key. `thumbprint`: RFC 7638, for
 * a key of any type. Unless one is named, RSA keys take the first and EC keys the second.
 */
export type KidMethod = "modulus" | "thumbprint";

/** How far the search for an RSA key is. */
export interface Progress {
  /** Primes found, 0 to 2. */
  primesFound: number;
  /** Numbers that were tested; some 40 for each prime of 1024 bits, or many more, or few. */
  candidates: number;
}

/** What {@link generateKey} takes, whatever the type of the key. */
export interface GenerateOptions {
  /** The key's name, or how to derive one. Derived by the default of its type, unless said. */
  kid?: KidMethod | (string & {}) | undefined;
  /** `false` makes a key of WebCrypto that never leaves it. `true`, unless said. */
  extractable?: boolean | undefined;
  /** Who makes it. `auto`, unless said: WebCrypto where it is, else the wasm. */
  engine?: Engine | undefined;
  /** Hears how far the wasm's search for an RSA key is. WebCrypto tells nothing. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Ends the search. The promise is then rejected with the signal's reason. */
  signal?: Abort | undefined;
}

/** What {@link generateKey} takes for an RSA key. */
export interface GenerateRsaOptions extends GenerateOptions {
  /** What it is to sign under. `RS384`, unless said. */
  alg?: "RS256" | "RS384" | "PS256" | "PS384" | undefined;
  /** The width of the modulus. 2048, unless said. */
  bits?: 2048 | 3072 | 4096 | undefined;
}

/** What {@link generateKey} takes for an EC key: the algorithm names the curve. */
export interface GenerateEcOptions extends GenerateOptions {
  /** What it is to sign under. */
  alg: "ES256" | "ES384";
}

/** An `AbortSignal`, by what is asked of it. */
export interface Abort {
  readonly aborted: boolean;
  readonly reason: any;
  throwIfAborted(): void;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/**
 * Makes a key pair.
 *
 * An RSA key that the wasm makes takes a second or several; it is made in a Worker where there is one.
 *
 * @throws {CountersignError} `invalid-argument`; `engine-unavailable` for `webcrypto` where there is none; as {@link init} does.
 *
 * @example
 * ```js
 * import { generateKey } from "countersign";
 *
 * const key = await generateKey({ alg: "ES384" });
 * [key.alg, key.kind, key.kid.length]; // => ["ES384", "P-384", 43]
 * ```
 */
export function generateKey(options?: GenerateRsaOptions | GenerateEcOptions): Promise<PrivateKey>;

/** A `CryptoKey` of WebCrypto, by what is asked of it. */
export interface WebCryptoKey {
  /** `private` for one that signs. */
  readonly type: string;
  /** Whether WebCrypto gives it out. */
  readonly extractable: boolean;
  /** What it does. */
  readonly algorithm: { readonly name: string };
  /** What it may be used for. */
  readonly usages: readonly string[];
}

/** A `CryptoKeyPair` of WebCrypto. Without the public one it is read from the private one, where that may be exported. */
export interface WebCryptoKeyPair {
  /** The one that signs. */
  readonly privateKey: WebCryptoKey;
  /** The one that is published. */
  readonly publicKey?: WebCryptoKey | undefined;
}

/** A private key that lies elsewhere: in a KMS, an HSM, a smart card. */
export interface Signer {
  /** What it signs under. */
  alg: Alg;
  /** The key's name. May be left out where the public half is given. */
  kid?: string | undefined;
  /** The public half in any form, for {@link publicJwks} and {@link keyId}. */
  publicKey?: string | Uint8Array | Jwk | undefined;
  /**
   * Signs the octets as they are, and gives the raw signature of a JWS: for ECDSA R and S side by side, 64 octets for ES256 and 96 for
   * ES384 (RFC 7518 §3.4). What a KMS gives in DER is converted first.
   */
  sign(octets: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** What {@link importKey} takes beside the key. */
export interface ImportOptions {
  /** What it is to sign under. What the key itself says, else the first of its type: RS384, ES256 or ES384. */
  alg?: Alg | undefined;
  /** The key's name, or how to derive one. What the key itself says, else derived by the default of its type. */
  kid?: KidMethod | (string & {}) | undefined;
  /** Opens an encrypted PKCS#8. */
  passphrase?: string | undefined;
}

/**
 * Reads a private key, in whichever form it comes: a JWK; PEM or DER of PKCS#8 (encrypted or not), PKCS#1 or SEC 1; a `CryptoKey` or a pair
 * of them; or a signer somewhere else. PEM that was damaged on its way is put right, and `repairs` says how.
 *
 * @throws {CountersignError} `key.…` for a key that is refused: `key.encrypted` and `key.passphrase.wrong` are about the passphrase,
 * `key.public-only` has no private half. `invalid-argument`; as {@link init} does.
 *
 * @example
 * ```js
 * import { generateKey, exportPrivateKey, importKey } from "countersign";
 *
 * // From an environment variable, whose line breaks became "\n".
 * const pem = (await exportPrivateKey(await generateKey(), "pkcs8")).replaceAll("\n", "\\n");
 *
 * const key = await importKey(pem, { alg: "RS384" });
 * key.kind; // => "RSA 2048"
 * key.repairs; // => ["The text had a literal \\n for each line break"]
 * ```
 *
 * @example
 * ```js
 * import { createClientAssertion, generateKey, importKey, verify } from "countersign";
 *
 * // A KMS signs; here WebCrypto plays it.
 * const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-384" }, false, ["sign", "verify"]);
 * const sign = async (octets) => new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-384" }, privateKey, octets));
 *
 * const jwk = await crypto.subtle.exportKey("jwk", publicKey);
 * const key = await importKey({ alg: "ES384", publicKey: jwk, sign });
 * const assertion = await createClientAssertion({ key, clientId: "larkmoor-nightly", aud: "https://ehr.example/token" });
 * (await verify(assertion, jwk)).key.thumbprint === key.kid; // => true
 * ```
 */
export function importKey(
  key: string | Uint8Array | Jwk | WebCryptoKey | WebCryptoKeyPair | Signer,
  options?: ImportOptions,
): Promise<PrivateKey>;

/** The private members of an RSA key. */
export interface RsaPrivateJwk extends RsaPublicJwk {
  /** The private exponent, base64url. */
  d: string;
  /** A prime, base64url. */
  p: string;
  /** The other prime, base64url. */
  q: string;
  /** `d` modulo `p` − 1, base64url. */
  dp: string;
  /** `d` modulo `q` − 1, base64url. */
  dq: string;
  /** The inverse of `q` modulo `p`, base64url. */
  qi: string;
}

/** The private member of an EC key. */
export interface EcPrivateJwk extends EcPublicJwk {
  /** The private scalar, base64url. */
  d: string;
}

/** A private key as JWK. Whoever has it is the client. */
export type PrivateJwk = RsaPrivateJwk | EcPrivateJwk;

/**
 * Gives the private key out, as JWK or as PEM of PKCS#8. The only way.
 *
 * @throws {CountersignError} `not-extractable` for a `CryptoKey` that was made so, and for a signer somewhere else.
 *
 * @example
 * ```js
 * import { exportPrivateKey, generateKey } from "countersign";
 *
 * const key = await generateKey({ alg: "ES384" });
 * Object.keys(await exportPrivateKey(key, "jwk")); // => ["kty", "kid", "use", "alg", "crv", "x", "y", "d"]
 * (await exportPrivateKey(key, "pkcs8")).split("\n")[0]; // => "-----BEGIN PRIVATE KEY-----"
 * ```
 */
export function exportPrivateKey(key: PrivateKey, form: "jwk"): Promise<PrivateJwk>;
export function exportPrivateKey(key: PrivateKey, form: "pkcs8"): Promise<string>;

/**
 * The key set to publish at the client's `jwks_uri` (RFC 7517 §5). There is nothing private in it, whatever the keys were made from.
 *
 * @throws {CountersignError} `no-public-half` for a signer without `publicKey`, and for a `CryptoKey` that may not be exported and came
 * without its public one; `not-ready` before {@link init} in a browser.
 *
 * @example
 * ```js
 * import { generateKey, publicJwks } from "countersign";
 *
 * const key = await generateKey({ alg: "ES384", kid: "2026-11" });
 * const { keys } = publicJwks(key);
 * Object.keys(keys[0]); // => ["kty", "kid", "use", "alg", "crv", "x", "y"]
 * keys[0].kid; // => "2026-11"
 * ```
 */
export function publicJwks(keys: PrivateKey | readonly PrivateKey[]): Jwks<PublicJwk>;

/**
 * The `kid` of a key, derived from its public half. To read the one that a key has, take `key.kid`.
 *
 * @param method `modulus` for RSA keys and `thumbprint` for EC keys, unless said.
 * @throws {CountersignError} `key.…` for what is no key; `no-public-half`; `invalid-argument` for the modulus of an EC key; `not-ready`
 * before {@link init} in a browser.
 *
 * @example
 * ```js
 * import { init, keyId } from "countersign";
 *
 * await init();
 * const jwk = {
 *   kty: "EC", crv: "P-256",
 *   x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
 * };
 * keyId(jwk); // => "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"
 * ```
 */
export function keyId(key: PrivateKey | string | Uint8Array | Jwk, method?: KidMethod): string;

// Assertions

/** What {@link createClientAssertion} takes. */
export interface AssertionOptions {
  /** The key to sign with. */
  key: PrivateKey;
  /** Who the client is: both `iss` and `sub` (RFC 7523 §3). */
  clientId: string;
  /** Whom it is for: the token endpoint, exactly as discovery gives it (SMART App Launch 2.2). */
  aud: string;
  /** What to sign under. The key's own, unless said. */
  alg?: Alg | undefined;
  /** The header's `kid` (RFC 7515 §4.1.4). The key's own, unless said. */
  kid?: string | undefined;
  /** How long it is good for, in whole seconds, 1 to 300. 300, unless said: the most that SMART App Launch 2.2 allows. */
  lifetime?: number | undefined;
  /** The header's `jku`: the key set's URL as registered (RFC 7515 §4.1.2). */
  jku?: string | undefined;
  /** A value never used before (RFC 7519 §4.1.7). 128 random bits in hexadecimal, unless said. */
  jti?: string | undefined;
  /** When it is made: `iat`. Now, unless said. */
  at?: Moment | undefined;
  /** Who signs. `auto`, unless said. A signer somewhere else signs itself, whatever is said. */
  engine?: Engine | undefined;
}

/**
 * Makes and signs a client assertion (RFC 7523 §3, SMART App Launch 2.2): the `client_assertion` of a token request. It is good for one
 * use.
 *
 * @throws {CountersignError} `invalid-argument`; `assertion.lifetime`; `engine-unavailable`; `not-extractable` for a `CryptoKey` that
 * signs under its own algorithm alone; `signature-form` where a signer gives something else than a signature; as {@link init} does.
 *
 * @example
 * ```js
 * import { createClientAssertion, generateKey, inspect } from "countersign";
 *
 * const key = await generateKey({ alg: "ES384" });
 * const assertion = await createClientAssertion({ key, clientId: "larkmoor-nightly", aud: "https://ehr.example/token" });
 * inspect(assertion).name; // => "A signed JWT: a SMART client assertion"
 * ```
 */
export function createClientAssertion(options: AssertionOptions): Promise<string>;

// Verification

declare class KeySet {
  #held;
  private constructor();
  /** How many entries it has. Those that cannot be used are counted: reports tell why they cannot. */
  readonly size: number;
  /** Tells the size alone. */
  toJSON(): { size: number };
}

/** Public keys, read once by {@link prepareKeys}. Belongs to the entry that made it. */
export type { KeySet };

/**
 * Reads public keys once, for many judgements. Engines import each key once, too. It is let go with the set.
 *
 * @throws {CountersignError} `jwk-set.…` or `key.…` for what holds no keys; `not-ready` before {@link init} in a browser.
 *
 * @example
 * ```js
 * import { createClientAssertion, generateKey, prepareKeys, publicJwks, verify } from "countersign";
 *
 * const key = await generateKey({ alg: "ES384" });
 * const keys = prepareKeys(publicJwks(key));
 * keys.size; // => 1
 *
 * const assertion = await createClientAssertion({ key, clientId: "larkmoor-nightly", aud: "https://ehr.example/token" });
 * (await verify(assertion, keys)).verdict; // => "accepted"
 * ```
 */
export function prepareKeys(keys: PublicKeys): KeySet;

/**
 * Judges a client assertion (RFC 7523 §3, SMART App Launch 2.2) and says everything that is wrong with it.
 *
 * @param assertion What was sent as `client_assertion`. What is no JWT at all gives a report, too.
 * @param keys The client's public keys. Without any the signature is not verified, and the verdict is at best `unverified`.
 * @throws {CountersignError} `invalid-argument`; `jwk-set.…` or `key.…` for what holds no keys; `engine-unavailable` or `engine-failed` for
 * an engine that was insisted on; as {@link init} does. Never for a bad assertion.
 *
 * @example
 * ```js
 * import { createClientAssertion, generateKey, publicJwks, verify } from "countersign";
 *
 * const key = await generateKey({ alg: "ES384" });
 * const assertion = await createClientAssertion({ key, clientId: "larkmoor-nightly", aud: "https://ehr.example/token" });
 *
 * const report = await verify(assertion, publicJwks(key), { clientId: "larkmoor-nightly", aud: "https://ehr.example/token/" });
 * report.verdict; // => "rejected"
 *
 * const { code, evidence } = report.findings.find(({ status }) => status === "fail");
 * [code, evidence.nearMiss]; // => ["jwt.aud.trailing-slash", "A `/` is missing at the end."]
 * ```
 */
export function verify(assertion: string, keys?: PublicKeys | KeySet | null, options?: VerifyOptions): Promise<Report>;

/**
 * The same at once, for where nothing can wait. In a browser the wasm does the arithmetic, after {@link init}.
 *
 * @throws {CountersignError} as {@link verify} does; `not-ready` before {@link init} in a browser; `invalid-argument` for the engine
 * `webcrypto`, which answers later.
 *
 * @example
 * ```js
 * import { init, verifySync } from "countersign";
 *
 * await init();
 * const report = verifySync("eyJhbGciOiJub25lIn0.e30.", []);
 * report.findings.some(({ code, status }) => code === "jws.alg.none" && status === "fail"); // => true
 * ```
 */
export function verifySync(assertion: string, keys?: PublicKeys | KeySet | null, options?: VerifyOptions): Report;

/**
 * Judges under several profiles in one pass: the signature is verified once. Reports come in the order of `profiles`.
 *
 * @throws {CountersignError} as {@link verify} does.
 *
 * @example
 * ```js
 * import { createClientAssertion, generateKey, judge, publicJwks } from "countersign";
 *
 * const key = await generateKey({ alg: "ES256" });
 * const assertion = await createClientAssertion({ key, clientId: "larkmoor-nightly", aud: "https://ehr.example/token" });
 *
 * const reports = await judge(assertion, publicJwks(key), { profiles: ["spec", "oracle"], aud: "https://ehr.example/token" });
 * reports.map(({ profile, verdict }) => `${profile}: ${verdict}`); // => ["spec: accepted", "oracle: rejected"]
 * ```
 */
export function judge(assertion: string, keys?: PublicKeys | KeySet | null, options?: JudgeOptions): Promise<Report[]>;

// What people paste

/**
 * What a text was found to be. A later version may add some.
 */
export type InspectedKind =
  | "client-assertion"
  | "id-token"
  | "access-token"
  | "jwt"
  | "jws"
  | "jwe"
  | "header"
  | "claims"
  | "public-jwk"
  | "private-jwk"
  | "secret-jwk"
  | "key-set"
  | "private-key-set"
  | "public-key"
  | "private-key"
  | "encrypted-private-key"
  | "certificate"
  | "certificate-request"
  | "pem"
  | "ssh-public-key"
  | "ssh-private-key"
  | "token-request"
  | "token-response"
  | "oauth-error"
  | "smart-configuration"
  | "openid-configuration"
  | "operation-outcome"
  | "bundle"
  | "capability-statement"
  | "resource"
  | "json"
  | "form"
  | "basic-credentials"
  | "curl"
  | "http-head"
  | "url"
  | "html"
  | "xml"
  | "binary"
  | "empty"
  | "too-large"
  | "unknown";

/** A text, taken apart. Nothing in it was verified or judged, and no private value stands in it. */
export interface Inspection {
  /** What it is. */
  kind: InspectedKind;
  /** The same in words: `A signed JWT: a SMART client assertion`. */
  name: string;
  /** What whoever pasted it must know first: that it is private. */
  warning?: string;
  /** What was taken off to get at it, from the outside in. */
  layers: InspectedLayer[];
  /** Its parts, in the order of the text. At most 100. */
  parts: InspectedPart[];
  /** How many further parts there are. */
  furtherParts: number;
}

/** What stood around a text. */
export interface InspectedLayer {
  /** What it was. */
  peel: "quotes" | "json-string" | "header-name" | "scheme" | "http-head" | "line-breaks" | "base64" | "base64url" | "surroundings";
  /** The same in a sentence. */
  says: string;
}

/** A header, the claims, one key of a set, one block of PEM, a whole document. */
export interface InspectedPart {
  /** What to call it. */
  title: string;
  /** What a finding calls it. */
  part: Part;
  /** The decoded text, in which spans count. Absent where it is what was pasted, is no text, or holds a secret. */
  text?: string;
  /** Its length, decoded, in octets. */
  octets: number;
  /** Where it stands in what was pasted. Absent behind a layer that moves characters. */
  encoded?: Octets;
  /** Where reading it stopped, and why. */
  fault?: string;
  /** Its members, in the order written. At most 200. */
  members: InspectedMember[];
  /** How many further members there are. */
  furtherMembers: number;
}

/** One member, and what it means. */
export interface InspectedMember {
  /** Its name. */
  name: string;
  /** Its name within the whole, as a finding says it: `claims.exp`, `keys[0].kid`. */
  subject: string;
  /** Its value as sent, shortened. Absent where it is secret. */
  value?: string;
  /** What kind of secret the value is, if it is one. */
  secret?: Secret;
  /** What it means, in a sentence. */
  says: string;
  /** Where that is laid down: `RFC 7519 §4.1.4`. */
  source?: string;
  /** The moment or the span that it gives. */
  time?: InspectedTime;
  /** Where name and value stand in the decoded part. */
  span: Octets;
  /** Which octets of what was pasted carry them. Absent behind a layer that moves characters. */
  encoded?: Octets;
}

/** A time in words. */
export interface InspectedTime {
  /** The moment, in seconds since 1970. Absent for a span such as `expires_in`. */
  at?: number;
  /** As a person says it: `in 4 min 20 s`, `3 days ago`, `5 min 0 s`. */
  words: string;
  /** Whether the number only makes sense as milliseconds, and was read so. */
  milliseconds: boolean;
}

/** A place in a text, in octets of its UTF-8. */
export interface Octets {
  /** The first octet. */
  start: number;
  /** The octet behind the last. */
  end: number;
}

/** A kind of secret. A later version may add some. */
export type Secret =
  | "private-key"
  | "password"
  | "client-secret"
  | "signature"
  | "access-token"
  | "refresh-token"
  | "id-token"
  | "encrypted-token"
  | "code"
  | "credentials"
  | "cookie"
  | "patient-data";

/**
 * Says what a text is and takes it apart: an assertion, a key, a key set, a form, a header, a command, an answer. Nothing is verified.
 *
 * @param text Whatever somebody has at hand.
 * @param options `at` is the moment that times are told from. Now, unless said.
 * @throws {CountersignError} `invalid-argument`; `not-ready` before {@link init} in a browser. Never for the text.
 *
 * @example
 * ```js
 * import { init, inspect } from "countersign";
 *
 * await init();
 * const pasted = "Authorization: Bearer eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODB9.AAAA";
 * const { kind, layers, parts } = inspect(pasted, { at: 1300819120 });
 * kind; // => "jwt"
 * layers.map(({ peel }) => peel); // => ["header-name", "scheme"]
 *
 * const exp = parts[1].members[1];
 * [exp.subject, exp.value, exp.time.words, exp.source]; // => ["claims.exp", "1300819380", "in 4 min 20 s", "RFC 7519 §4.1.4"]
 * ```
 */
export function inspect(text: string, options?: { at?: Moment | undefined }): Inspection;

/** What {@link lint} found. */
export interface Linted {
  /** What the document was taken for. `other` has one finding, which says what it is instead. */
  document: "jwks" | "smart-configuration" | "other";
  /** One or more for each check. */
  findings: Finding[];
}

/**
 * Judges a key set (RFC 7517) or a discovery document (SMART App Launch 2.2, `/.well-known/smart-configuration`), whichever it is.
 *
 * @param document The document, as it was served or parsed. As served is better: a member that stands twice is seen.
 * @param options `profile` is whose strictness it is judged by. `spec`, unless said.
 * @throws {CountersignError} `invalid-argument`; `not-ready` before {@link init} in a browser. Never for the document.
 *
 * @example
 * ```js
 * import { init, lint } from "countersign";
 *
 * await init();
 * const { document, findings } = lint('{ "keys": [{ "kty": "EC", "crv": "P-256", "d": "AQ" }] }');
 * document; // => "jwks"
 * findings.some(({ code, status }) => code === "jwks.private-member" && status === "fail"); // => true
 * ```
 */
export function lint(document: string | object, options?: { profile?: Profile | undefined }): Linted;

/** A reply that is to be explained, as far as it is known. */
export interface Reply {
  /** Its HTTP status. */
  status?: number | undefined;
  /** Its headers. */
  headers?: HeadersGiven | undefined;
  /** Its body. Without status and headers, a whole reply as `curl -i` shows it. */
  body?: string | object | null | undefined;
  /** The assertion that was sent: with it, most causes are settled or ruled out. */
  assertion?: string | undefined;
  /** Where the request went. */
  url?: string | undefined;
  /** When it came, by the client's clock. Now, unless said. */
  at?: Moment | undefined;
}

/** Headers in any of the forms that `fetch` takes, or as Node gives them. */
export type HeadersGiven =
  | { entries(): Iterable<[string, string]> }
  | readonly (readonly [string, string])[]
  | { readonly [name: string]: string | readonly string[] | undefined };

/** What a reply most likely means. */
export interface Explanation {
  /** What the reply is, in a sentence. */
  reading: string;
  /** Which server it seems to be from. */
  partner?: LikelyPartner;
  /** The causes, most likely first. There is always one, and never more than 12. */
  causes: Cause[];
  /** Causes that would fit the reply and that the assertion disproves. */
  ruledOut: RuledOut[];
  /** What else the reply tells: clocks, ids for the partner's support, who answered. */
  facts: ReplyFact[];
  /** What was not given and would narrow it down. */
  wouldHelp: string[];
}

/** A server that answers in this way. */
export interface LikelyPartner {
  /** Stable; a profile's where there is one. */
  id: string;
  /** What to call it. */
  name: string;
  /** What points to it, in a sentence. */
  because: string;
}

/**
 * How something is known. `observed`: source read, code run, or a real transcript. `documented`: its own documentation says so. `modelled`:
 * inferred.
 */
export type Confidence = "observed" | "documented" | "modelled";

/** One thing that may be wrong. */
export interface Cause {
  /** What is wrong, in a sentence. */
  title: string;
  /** What speaks for it, in sentences. */
  because: string[];
  /** One thing to do now that tells whether it is so. */
  test: string;
  /** What to do about it. */
  fix: string;
  /** The findings that it stands for, the likeliest first. */
  codes: FindingCode[];
  /** How it is known that the reply can mean this. */
  confidence: Confidence;
  /** How well it fits. There are no percentages: nobody has counted. */
  likelihood: "likely" | "possible" | "remote";
}

/** A cause that the assertion disproves. */
export interface RuledOut {
  /** What is not wrong. */
  title: string;
  /** What the assertion shows instead. */
  because: string;
}

/** Something that a reply tells beside its cause. */
export interface ReplyFact {
  /** What it is about: two clocks, an id for the partner's support, when to try again, who answered, or what the answer demands. */
  kind: "clock" | "correlation" | "retry" | "answered" | "demand";
  /** What to call it: a header's name, for example. */
  name: string;
  /** What was there. */
  value: string;
  /** What that means, in a sentence. */
  note: string;
}

/**
 * Ranks what a partner's reply can mean.
 *
 * @throws {CountersignError} `invalid-argument`; `not-ready` before {@link init} in a browser. Never for the reply.
 *
 * @example
 * ```js
 * import { createClientAssertion, explain, generateKey } from "countersign";
 *
 * const key = await generateKey({ alg: "ES384" });
 * const at = new Date("2026-11-25T12:00:00Z");
 * const assertion = await createClientAssertion({ key, clientId: "larkmoor-nightly", aud: "https://ehr.example/token", at });
 *
 * const headers = { date: "Wed, 25 Nov 2026 11:40:00 GMT" };
 * const { causes, facts } = explain({ status: 400, headers, body: { error: "invalid_client" }, assertion, at });
 * causes[0].title; // => "A time in the assertion is wrong by the partner's clock"
 * facts[0].kind; // => "clock"
 * ```
 */
export function explain(reply: Reply): Explanation;

/** A text whose secrets are hidden. */
export interface Redacted {
  /** The text, with a mark such as `[access token hidden]` in place of each secret. */
  text: string;
  /** What was hidden, each kind once. */
  hidden: {
    /** The kind of secret. */
    what: Secret;
    /** How many of them. */
    count: number;
  }[];
}

/**
 * Hides what must not travel in a log or a ticket: private keys, signatures, tokens, passwords, credentials. Header and claims of an
 * assertion stay readable.
 *
 * @throws {CountersignError} `invalid-argument`; `not-ready` before {@link init} in a browser.
 *
 * @example
 * ```js
 * import { init, redact } from "countersign";
 *
 * await init();
 * redact("Authorization: Bearer tv_6Jq").text; // => "Authorization: Bearer [access token hidden]"
 * redact('{"kty":"EC","d":"AQ"}').hidden; // => [{ what: "private-key", count: 1 }]
 * ```
 */
export function redact(text: string): Redacted;

/** Something that a resource says. */
export interface SummaryFact {
  /** In words. */
  text: string;
  /** The members it was read from, as JSON Pointers (RFC 6901) into the resource. */
  from: string[];
}

/** What a Patient says. */
export interface PatientSummary {
  /** The resource: `Patient/odalys-shaw`. */
  source: string;
  /** Where it stands in what was given, as a JSON Pointer (RFC 6901). */
  pointer: string;
  /** The official name, else the usual one, else the first. */
  name?: SummaryFact;
  /** The day of birth, and the age where it is known: `9 August 1971, 55 years`. */
  born?: SummaryFact;
  /** That the patient has died, and when where it is known. */
  deceased?: SummaryFact;
  /** The identifier of type MR. */
  recordNumber?: SummaryFact;
  /** The home address, else the first. */
  address?: SummaryFact;
}

/** What a MedicationRequest says. */
export interface MedicationSummary {
  /** The resource: `MedicationRequest/mr-2207`. */
  source: string;
  /** Where it stands in what was given, as a JSON Pointer (RFC 6901). */
  pointer: string;
  /** What it is. */
  name?: SummaryFact;
  /** That it is *not* to be given, where the resource says so. */
  notToBeGiven?: SummaryFact;
  /** How to take it. */
  dosage?: SummaryFact;
  /** `Active since 14 Jan 2025`, `On hold`. */
  status?: SummaryFact;
}

/** What an AllergyIntolerance says. */
export interface AllergySummary {
  /** The resource: `AllergyIntolerance/ai-0412`. */
  source: string;
  /** Where it stands in what was given, as a JSON Pointer (RFC 6901). */
  pointer: string;
  /** What the allergy is to. */
  name?: SummaryFact;
  /** What happened, and how badly: `Hives, moderate`. */
  reaction?: SummaryFact;
  /** How bad a next time could be: `High criticality`. */
  criticality?: SummaryFact;
  /** How sure it is: `Confirmed`, `Refuted`. */
  verification?: SummaryFact;
  /** Whether it is still so: `Active`, `Resolved`. */
  clinical?: SummaryFact;
}

/** What a person reads first. Nothing is inferred: what a resource does not say is left out. */
export interface Summary {
  /** One for each Patient. */
  patients: PatientSummary[];
  /** One for each MedicationRequest. */
  medications: MedicationSummary[];
  /** One for each AllergyIntolerance. */
  allergies: AllergySummary[];
}

/**
 * Reads FHIR R4 resources into a few lines each. Patient, MedicationRequest and AllergyIntolerance are read, others are passed over.
 *
 * @param resources A Bundle, a resource, or an array of either; parsed, or as JSON text.
 * @param options `at` decides ages. Now, unless said.
 * @throws {CountersignError} `fhir.…` for what is no resource; `invalid-argument`; `not-ready` before {@link init} in a browser.
 *
 * @example
 * ```js
 * import { init, summarize } from "countersign";
 *
 * await init();
 * const patient = { resourceType: "Patient", id: "odalys-shaw", name: [{ given: ["Odalys"], family: "Shaw" }], birthDate: "1971-08-09" };
 * const { name, born } = summarize(patient, { at: new Date("2026-11-25") }).patients[0];
 * [name.text, born.text]; // => ["Odalys Shaw", "9 August 1971, 55 years"]
 * born.from; // => ["/birthDate"]
 * ```
 */
export function summarize(resources: string | object, options?: { at?: Moment | undefined }): Summary;

// The requests of the flow

/** A request, ready to be sent: `fetch(request.url, request)`. */
export interface HttpRequest {
  /** `GET` or `POST`. */
  method: "GET" | "POST";
  /** Where it goes. */
  url: string;
  /** Its headers; the names are in lower case. */
  headers: Record<string, string>;
  /** Its body, where it has one. */
  body?: string;
}

/**
 * Asks a FHIR server for its discovery document (SMART App Launch 2.2, `/.well-known/smart-configuration`).
 *
 * @throws {CountersignError} `invalid-argument` for what is no absolute URL; `not-ready` before {@link init} in a browser.
 *
 * @example
 * ```js
 * import { discoveryRequest, init } from "countersign";
 *
 * await init();
 * discoveryRequest("https://ehr.example/fhir").url; // => "https://ehr.example/fhir/.well-known/smart-configuration"
 * ```
 */
export function discoveryRequest(fhirBase: string): HttpRequest;

/** What {@link tokenRequest} takes. */
export interface TokenRequestOptions {
  /** The `token_endpoint` of the discovery document. */
  tokenEndpoint: string;
  /** What {@link createClientAssertion} gave. */
  assertion: string;
  /** What is asked for, parted by spaces: `system/Patient.rs system/Observation.rs`. */
  scope: string;
}

/**
 * Asks for an access token (RFC 6749 §4.4, RFC 7523 §2.2).
 *
 * @throws {CountersignError} `invalid-argument`; `not-ready` before {@link init} in a browser.
 *
 * @example
 * ```js
 * import { init, tokenRequest } from "countersign";
 *
 * await init();
 * const request = tokenRequest({ tokenEndpoint: "https://ehr.example/token", assertion: "eyJ…", scope: "system/Patient.rs" });
 * [request.method, request.url]; // => ["POST", "https://ehr.example/token"]
 * new URLSearchParams(request.body).get("grant_type"); // => "client_credentials"
 * ```
 */
export function tokenRequest(options: TokenRequestOptions): HttpRequest;

/** What {@link readTokenResponse} takes: what the token endpoint answered. */
export interface TokenReply {
  /** The HTTP status. */
  status: number;
  /** The headers. */
  headers?: HeadersGiven | undefined;
  /** The body, as it came or parsed. */
  body: string | object;
}

/** A token, and what came with it (RFC 6749 §5.1). */
export interface TokenResponse {
  /** The token. */
  accessToken: string;
  /** `Bearer`, in the case it was written in. */
  tokenType: string;
  /** How long it is good for, in seconds, where the partner says so. */
  expiresIn?: number;
  /** What was granted, where the partner says so; read it with {@link parseScope}. */
  scope?: string;
}

/**
 * Reads what the token endpoint answered.
 *
 * @throws {CountersignError} `token.refused`, with `status`, `error` and `errorDescription`, where the partner refused (RFC 6749 §5.2);
 * another `token.…` for what is no token response; `invalid-argument`; `not-ready` before {@link init} in a browser.
 *
 * @example
 * ```js
 * import { init, readTokenResponse } from "countersign";
 *
 * await init();
 * const body = '{ "access_token": "tv_6Jq", "token_type": "bearer", "expires_in": 300, "scope": "system/Patient.rs" }';
 * readTokenResponse({ status: 200, body }).expiresIn; // => 300
 *
 * try {
 *   readTokenResponse({ status: 400, body: { error: "invalid_client" } });
 * } catch ({ code, status, error }) {
 *   [code, status, error]; // => ["token.refused", 400, "invalid_client"]
 * }
 * ```
 */
export function readTokenResponse(reply: TokenReply): TokenResponse;

/** What {@link searchRequest} takes. */
export interface SearchRequestOptions {
  /** The FHIR base that the token is for. */
  fhirBase: string;
  /** What is asked for: `Patient?name=shaw`, `Patient/odalys-shaw`, or the `next` link of a page. */
  query: string;
  /** The token. */
  accessToken: string;
}

/**
 * Asks for resources, with the token. The token goes to the origin of the FHIR base and nowhere else.
 *
 * @throws {CountersignError} `search.origin` and `search.outside` for what leads elsewhere; another `search.…` for what cannot be sent;
 * `invalid-argument`; `not-ready` before {@link init} in a browser.
 *
 * @example
 * ```js
 * import { init, searchRequest } from "countersign";
 *
 * await init();
 * const asked = { fhirBase: "https://ehr.example/fhir", accessToken: "tv_6Jq" };
 * searchRequest({ ...asked, query: "Patient?name=shaw" }).url; // => "https://ehr.example/fhir/Patient?name=shaw"
 *
 * try {
 *   searchRequest({ ...asked, query: "https://elsewhere.example/Patient" });
 * } catch (error) {
 *   error.code; // => "search.origin"
 * }
 * ```
 */
export function searchRequest(options: SearchRequestOptions): HttpRequest;

/** A scope, taken apart (SMART App Launch 2.2, Scopes and Launch Context). */
export interface ParsedScope {
  /** As it was written. */
  text: string;
  /** On whose behalf. A backend service has `system`. */
  level: "patient" | "user" | "system";
  /** `Patient` and so on, or `*` for every type. */
  resourceType: string;
  /** The letters of `cruds` that it permits, in that order, in either version. */
  interactions: string;
  /** Which way of writing it is: 1 for `.read`, 2 for `.rs`. */
  version: 1 | 2;
  /** What stands behind the `?`. */
  restriction?: string;
  /** The same in words: `read and search Patient`. */
  says: string;
}

/**
 * Takes scopes apart, whichever version they are in.
 *
 * @param text Scopes, parted by spaces. None twice comes out.
 * @throws {CountersignError} `scope.…` for what is no scope, and says where; `invalid-argument`; `not-ready` before {@link init} in a
 * browser.
 *
 * @example
 * ```js
 * import { init, parseScope } from "countersign";
 *
 * await init();
 * const [all, some] = parseScope("system/*.read system/Observation.rs?category=laboratory");
 * [all.interactions, all.says]; // => ["rs", "read every type"]
 * [some.resourceType, some.restriction]; // => ["Observation", "category=laboratory"]
 * ```
 */
export function parseScope(text: string): ParsedScope[];

/**
 * Whether scopes permit an interaction with every resource of a type. One with a restriction permits a part only, and one of another level
 * than `system` needs a user: both do not.
 *
 * @param granted Scopes, parted by spaces.
 * @param asked `interaction` is a letter of `cruds`: create, read, update, delete, search.
 * @throws {CountersignError} `scope.…` for what is no scope; `invalid-argument`; `not-ready` before {@link init} in a browser.
 *
 * @example
 * ```js
 * import { init, scopeAllows } from "countersign";
 *
 * await init();
 * scopeAllows("system/*.read", { resourceType: "Patient", interaction: "s" }); // => true
 * scopeAllows("system/*.read", { resourceType: "Patient", interaction: "u" }); // => false
 * ```
 */
export function scopeAllows(granted: string, asked: { resourceType: string; interaction: "c" | "r" | "u" | "d" | "s" }): boolean;

// A client of one partner

/** The `Response` that the program's own declarations have (of the DOM, of Node, of workerd); without any, what every one of them has. */
export type FetchResponse = typeof globalThis extends { Response: { prototype: infer Own } }
  ? Own
  : {
      readonly ok: boolean;
      readonly status: number;
      readonly headers: { get(name: string): string | null };
      text(): Promise<string>;
      json(): Promise<any>;
    };

/** What `fetch` takes beside the address, by the program's own declarations. */
export type FetchInit = typeof globalThis extends { fetch: (input: any, init?: infer Own) => any }
  ? NonNullable<Own>
  : { method?: string; headers?: Record<string, string>; body?: any; signal?: any };

/** The addresses that `fetch` takes beside strings, by the program's own declarations. */
export type FetchAddress =
  | (typeof globalThis extends { URL: { prototype: infer Own } } ? Own : never)
  | (typeof globalThis extends { Request: { prototype: infer Own } } ? Own : never);

/** What {@link createBackendClient} takes. */
export interface BackendClientOptions {
  /** Where the partner's records are. `https`, but on this machine. */
  fhirBase: string;
  /** Who the client is, as registered with the partner. */
  clientId: string;
  /** The key to sign with. Its public half is in the key set that is registered. */
  key: PrivateKey;
  /** What is asked for, parted by spaces: `system/Patient.rs system/Observation.rs`. */
  scope: string;
  /** Sends the requests. The global `fetch`, unless said. */
  fetch?: ((url: string, init: FetchInit) => Promise<FetchResponse>) | undefined;
  /** What to sign under. Unless said: the key's own where the partner lists it, else the best listed that the key can sign. */
  alg?: Alg | undefined;
  /** The header's `kid` (RFC 7515 §4.1.4). The key's own, unless said. */
  kid?: string | undefined;
  /** The header's `jku`: the key set's URL as registered (RFC 7515 §4.1.2). */
  jku?: string | undefined;
  /** How long each assertion is good for, in whole seconds, 1 to 300. 300, unless said. */
  lifetime?: number | undefined;
  /** Who signs. `auto`, unless said. */
  engine?: Engine | undefined;
  /** The client's clock: a `Date`, or milliseconds since 1970 as `Date.now` gives them. `Date.now`, unless said. */
  now?: (() => Date | number) | undefined;
  /** How long discovery and token endpoint have for an answer, each, in whole seconds, 1 to 3600. 10, unless said. */
  timeout?: number | undefined;
  /** How long a `Retry-After` is heeded, in whole seconds, up to 86400. What asks for longer is handed on. 60, unless said. */
  maxRetryAfter?: number | undefined;
  /** Where to ask for tokens; nothing is discovered then. */
  tokenEndpoint?: string | undefined;
  /** Whether assertion and token may travel in the clear to another machine. `false`, unless said. */
  allowInsecure?: boolean | undefined;
}

/** A token of a {@link BackendClient}. */
export interface BackendToken {
  /** The token. */
  accessToken: string;
  /** When it is over, by the client's clock. Where the partner does not say, after 300 s. */
  expiresAt: Date;
  /** What was granted, where the partner says so; read it with {@link parseScope}. */
  scope?: string;
}

/** A client of one partner, from {@link createBackendClient}. Its token is no property of it. */
export interface BackendClient {
  /**
   * A token that is good now. One is kept, and renewed 30 s or a tenth of its life before it is over, whichever is less. Whoever asks
   * meanwhile waits for the same one; a failure is forgotten, and the next call tries again.
   *
   * @throws {CountersignError} `network`, `timeout`; `discovery.…` where discovery leads to no token endpoint; `no-common-alg` where the
   * partner takes nothing that the key signs; `token.refused`, whose `explanation` ranks the causes, and other `token.…`; as {@link
   * createClientAssertion} does.
   */
  token(): Promise<BackendToken>;
  /**
   * Sends a request with a token, as `fetch` does, and gives the reply whatever its status.
   *
   * A 401 is tried once more with a new token. A 429 or a 503 is tried once more after what its `Retry-After` says. Neither is tried again
   * where the body is a stream, which can be read once. Redirects are handed on, since the token must not go along.
   *
   * @param pathOrUrl What lies below the FHIR base: `Patient?name=shaw`, `Patient/odalys-shaw`, or the `next` link of a page.
   * @param init As for `fetch`. `authorization` is set; `accept` and the `content-type` of a text are `application/fhir+json`, unless said.
   * Its `signal` also ends the waiting for a token.
   * @throws {CountersignError} `search.origin` and `search.outside` for what leads elsewhere; `network`; as {@link BackendClient.token}
   * does.
   */
  fetch(pathOrUrl: string | FetchAddress, init?: FetchInit): Promise<FetchResponse>;
}

/**
 * Makes a client that discovers the token endpoint, gets a token, renews it, and sends requests with it (SMART App Launch 2.2, Backend
 * Services). Nothing is sent before the first call.
 *
 * @throws {CountersignError} `invalid-argument`; `discovery.token-endpoint.http` for a token endpoint to which an assertion would travel in
 * the clear.
 *
 * @example
 * ```js
 * import { createBackendClient, generateKey, publicJwks, summarize } from "countersign";
 * import { createPartner } from "countersign/partner";
 *
 * const key = await generateKey({ alg: "ES384" });
 * // In a test the partner is a function; elsewhere leave fetch out.
 * const partner = createPartner({ baseUrl: "https://ehr.example", clients: [{ clientId: "larkmoor-nightly", jwks: publicJwks(key) }] });
 *
 * const client = createBackendClient({
 *   fhirBase: "https://ehr.example/fhir",
 *   clientId: "larkmoor-nightly",
 *   key,
 *   scope: "system/Patient.rs",
 *   fetch: partner,
 * });
 * const reply = await client.fetch("Patient?name=shaw");
 * summarize(await reply.json()).patients[0].name.text; // => "Odalys Shaw"
 * ```
 */
export function createBackendClient(options: BackendClientOptions): BackendClient;
