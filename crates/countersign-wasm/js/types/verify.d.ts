/**
 * The verifying half of Countersign: it judges client assertions, and has no private keys.
 *
 * A small build of its own. Everything here is in `countersign` as well, with the same results.
 *
 * @packageDocumentation
 */

import type { Explanation } from "./index.js";

/** An algorithm that is signed with (RFC 7518 §3.1). SMART App Launch 2.2 asks for `RS384` or `ES384`. */
export type Alg = "RS256" | "RS384" | "PS256" | "PS384" | "ES256" | "ES384";

/** An algorithm that is verified. The two with SHA-512 are never signed with. */
export type VerifiedAlg = Alg | "RS512" | "PS512";

/**
 * Whose strictness a judgement has: the specification's, that of a product as far as it is known, or that of a plain reader of JWTs, which
 * knows no SMART. `countersign/rules` says of each where it is from.
 */
export type Profile = "spec" | "launcher" | "epic" | "oracle" | "athena" | "jwt";

/**
 * Who does the arithmetic. `auto` takes node:crypto where it is, else WebCrypto where it is, else the wasm; `webcrypto` and `rust` insist.
 * What comes out is the same.
 */
export type Engine = "auto" | "webcrypto" | "rust";

/** A moment: a `Date`, or seconds since 1970 as JWTs have it (RFC 7519 §2). Milliseconds are an error that says so. */
export type Moment = Date | number;

/**
 * A key as a JSON object (RFC 7517 §4), public or private, as it is given to a function here. What `exportKey("jwk", …)` of WebCrypto gives
 * fits, and so does what `export({ format: "jwk" })` of node:crypto gives.
 */
export interface Jwk {
  /** `RSA` or `EC`. */
  kty?: string;
  /** The key's name (RFC 7517 §4.5). */
  kid?: string;
  /** The algorithm that it is for (RFC 7517 §4.4). */
  alg?: string;
  /** `sig` for a key that signs (RFC 7517 §4.2). */
  use?: string;
  /** What may be done with it (RFC 7517 §4.3). */
  key_ops?: string[];
  /** Whether WebCrypto may give it out; without meaning here. */
  ext?: boolean;
  /** The modulus of an RSA key, base64url. */
  n?: string;
  /** The public exponent of an RSA key, base64url. */
  e?: string;
  /** The curve of an EC key: `P-256` or `P-384`. */
  crv?: string;
  /** One coordinate of an EC key, base64url. */
  x?: string;
  /** The other coordinate of an EC key, base64url. */
  y?: string;
  /** The private exponent or scalar, base64url. */
  d?: string;
  /** A prime of a private RSA key, base64url. */
  p?: string;
  /** The other prime of a private RSA key, base64url. */
  q?: string;
  /** `d` modulo `p` − 1, base64url. */
  dp?: string;
  /** `d` modulo `q` − 1, base64url. */
  dq?: string;
  /** The inverse of `q` modulo `p`, base64url. */
  qi?: string;
  /** Further primes; keys that have any are refused. */
  oth?: object[];
  /** A shared secret; keys that have one are refused. */
  k?: string;
  /** A chain of certificates (RFC 7517 §4.7). */
  x5c?: string[];
  /** Where that chain is (RFC 7517 §4.6). */
  x5u?: string;
  /** SHA-1 of the certificate (RFC 7517 §4.8). */
  x5t?: string;
  /** SHA-256 of the certificate (RFC 7517 §4.9). */
  "x5t#S256"?: string;
}

/** A public RSA key as it is published. */
export interface RsaPublicJwk {
  kty: "RSA";
  /** The key's name, as the header of an assertion says it. */
  kid: string;
  use: "sig";
  alg: "RS256" | "RS384" | "PS256" | "PS384";
  /** The modulus, base64url. */
  n: string;
  /** The public exponent, base64url. */
  e: string;
}

/** A public EC key as it is published. */
export interface EcPublicJwk {
  kty: "EC";
  /** The key's name, as the header of an assertion says it. */
  kid: string;
  use: "sig";
  alg: "ES256" | "ES384";
  /** The curve. */
  crv: "P-256" | "P-384";
  /** One coordinate, base64url. */
  x: string;
  /** The other coordinate, base64url. */
  y: string;
}

/** A public key as it is published: these members, and no others. */
export type PublicJwk = RsaPublicJwk | EcPublicJwk;

/** A key set (RFC 7517 §5), as a server reads it from the client's `jwks_uri`. */
export interface Jwks<Key = Jwk> {
  /** The keys, in the order of the set. */
  keys: Key[];
}

/**
 * Public keys in any form that they come in: a JWK, a key set, an array of JWK; or a text that is one of these, PEM or certificates.
 * Private members are passed over.
 */
export type PublicKeys = string | Jwk | { readonly keys: readonly Jwk[] } | readonly Jwk[];

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

/** What an assertion is judged against, whatever the profile. What is left out is not asked about. */
export interface Expectations {
  /** Who should have made it: `iss` and `sub` (RFC 7523 §3). */
  clientId?: string | undefined;
  /** Whom it should be for: the token endpoint, exactly as discovery gives it (RFC 7523 §3, SMART App Launch 2.2). */
  aud?: string | undefined;
  /** The moment of the judgement. Now, unless said. */
  at?: Moment | undefined;
  /** How far clocks may disagree, in whole seconds. The profile's own, unless said: 60 under `spec`. */
  leeway?: number | undefined;
  /** The FHIR base, to recognise it where somebody put it into `aud`. */
  fhirBase?: string | undefined;
  /** The server's issuer, to recognise it where somebody put it into `aud`. */
  issuer?: string | undefined;
  /** The key set's URL as registered, to compare `jku` with (RFC 7515 §4.1.2). */
  jwksUri?: string | undefined;
  /** The algorithms that the partner lists in its discovery document. */
  algs?: readonly VerifiedAlg[] | undefined;
  /** Who checks the signature. `auto`, unless said. */
  engine?: Engine | undefined;
}

/** What {@link verify} and {@link verifySync} take beside the assertion and the keys. */
export interface VerifyOptions extends Expectations {
  /** Whose strictness. `spec`, unless said. */
  profile?: Profile | undefined;
}

/** What {@link judge} takes beside the assertion and the keys. */
export interface JudgeOptions extends Expectations {
  /** Whose strictness, one report for each. `["spec"]`, unless said. */
  profiles?: readonly Profile[] | undefined;
}

/**
 * What a report comes to. `rejected`: a finding failed. `accepted`: none did, and the signature was verified. `unverified`: none did, and
 * no keys were given to verify it with.
 */
export type Verdict = "accepted" | "rejected" | "unverified";

/** All findings of one judgement. */
export interface Report {
  /** What it comes to. */
  verdict: Verdict;
  /** Whose strictness it was judged by. */
  profile: Profile;
  /** The header's `kid`, if it is a string (RFC 7515 §4.1.4). */
  kid?: string;
  /** The key that verified the signature. */
  key?: {
    /** SHA-256 over its required members, base64url (RFC 7638). */
    thumbprint: string;
  };
  /** One or more for each check, in the order of the checks. */
  findings: Finding[];
}

/**
 * How a check ended. `pass`: nothing was found. `fail`: the profile refuses what was found. `warn`: the profile puts up with it. `skipped`:
 * the check could not run, and the message says what it waits for.
 */
export type Status = "pass" | "fail" | "warn" | "skipped";

/** The result of one check. */
export interface Finding {
  /** Which fault; on a pass, the first that the check would have named. */
  code: FindingCode;
  /** How the check ended. */
  status: Status;
  /** What was looked at: `claims.exp`, `header.kid`, `keys[0].n`. */
  subject: string;
  /** What is so, in a sentence. */
  message: string;
  /** What was seen, and what would have been right. */
  evidence: Evidence;
  /** The requirement behind it; `countersign/rules` has its words and its source. */
  rule: RuleId;
  /** Where it was seen. */
  span?: Span;
}

/** What was seen, and what would have been right. Empty where the message says it all. */
export interface Evidence {
  /** What was there, as sent. */
  got?: string;
  /** What would have passed. */
  expected?: string;
  /** How close it came: the most useful thing known about the fault. */
  nearMiss?: string;
  /** The `kid`s of the key set that was looked in. */
  published?: string[];
}

/** The part of an input that a {@link Span} counts in, decoded. */
export type Part = "header" | "payload" | "signature" | "document";

/** A place in the input, in octets of the decoded part. */
export interface Span {
  /** The part that is counted in. */
  part: Part;
  /** The first octet. */
  start: number;
  /** The octet behind the last. */
  end: number;
}

/**
 * Why a job could not be done, for programs. The message says what to do about it. A later version may add some.
 *
 * - `invalid-argument`: an argument is wrong; `argument` names it.
 * - `not-ready`: a synchronous function was called before the wasm was there: `await init()` first.
 * - `load-failed`: the wasm could not be had, or what came is no wasm.
 * - `wasm-refused`: a policy of the page or the runtime compiles no wasm.
 * - `engine-unavailable`, `engine-failed`: the engine that was insisted on is not there, or cannot do it.
 * - `not-extractable`: the private key may not leave where it lies.
 * - `no-public-half`: the public half of this key is not known.
 * - `sign.failed`, `signature-form`: nothing was signed, or what a signer gave is no signature of the algorithm.
 * - `key.…`: a key is refused. `key.encrypted` wants a passphrase, `key.public-only` has no private half.
 * - `jwk-set.…`: what was given as public keys is none.
 * - `assertion.lifetime`: an assertion that every partner would refuse is not made.
 * - `token.refused`: the partner refused, in OAuth's words: see `status`, `error` and `errorDescription`.
 * - `token.…`: what the token endpoint answered holds no token.
 * - `search.…`: the query leads to where the token must not go, or cannot be sent.
 * - `scope.…`: a text is no scope.
 * - `fhir.…`: what should be FHIR is not.
 * - `network`, `timeout`, `discovery.…`, `no-common-alg`: a client found no token endpoint, or none that takes its key.
 * - `data.…`: what a partner is to serve is refused. A client of it is refused with a {@link FindingCode}.
 */
export type ErrorCode =
  | "invalid-argument"
  | "not-ready"
  | "load-failed"
  | "wasm-refused"
  | "engine-unavailable"
  | "engine-failed"
  | "not-extractable"
  | "no-public-half"
  | "no-common-alg"
  | "network"
  | "timeout"
  | "sign.failed"
  | "signature-form"
  | "key.too-long"
  | "key.cut-off"
  | "key.pem"
  | "key.pem.label"
  | "key.der"
  | "key.form.unsupported"
  | "key.encrypted"
  | "key.passphrase.wrong"
  | "key.encryption.bounds"
  | "key.encryption.unsupported"
  | "key.public-only"
  | "key.algorithm.unsupported"
  | "key.kty.unsupported"
  | "key.kty.symmetric"
  | "key.private-mismatch"
  | "key.rsa.too-small"
  | "key.rsa.too-large"
  | "key.rsa.modulus-even"
  | "key.rsa.exponent"
  | "key.rsa.multi-prime"
  | "key.rsa.crt-incomplete"
  | "key.ec.curve-unsupported"
  | "key.ec.width"
  | "key.ec.off-curve"
  | "key.ec.private-range"
  | "key.jwk.json"
  | "key.jwk.set"
  | "key.jwk.member-missing"
  | "key.jwk.encoding"
  | "key.jwk.leading-zero"
  | "jwk-set.too-large"
  | "jwk-set.too-many-keys"
  | "jwk-set.json"
  | "jwk-set.pem"
  | "jwk-set.not-a-set"
  | "assertion.lifetime"
  | "discovery.fetch.failed"
  | "discovery.form"
  | "discovery.token-endpoint.missing"
  | "discovery.token-endpoint.http"
  | "token.refused"
  | "token.status"
  | "token.too-large"
  | "token.not-json"
  | "token.member"
  | "token.type"
  | "token.expired"
  | "token.redirected"
  | "search.url"
  | "search.origin"
  | "search.outside"
  | "search.credentials"
  | "search.token"
  | "scope.syntax"
  | "scope.order"
  | "scope.comma"
  | "fhir.too-large"
  | "fhir.not-json"
  | "fhir.resource-type"
  | "fhir.member"
  | "data.not-json"
  | "data.no-resource"
  | "data.no-data"
  | "data.no-id"
  | "data.bad-id"
  | "data.bad-type"
  | "data.own-type"
  | "data.repeated";

/**
 * The one error of the package: a job could not be done. A bad assertion is no error, it gives a {@link Report}.
 *
 * `instanceof` knows the errors of every entry and every copy of the package. Nothing private stands in one.
 *
 * @example
 * ```js
 * import { CountersignError, verify } from "countersign/verify";
 *
 * try {
 *   await verify("eyJ…", [], { leeway: -1 });
 * } catch (error) {
 *   error instanceof CountersignError; // => true
 *   [error.code, error.argument]; // => ["invalid-argument", "leeway"]
 * }
 * ```
 */
export class CountersignError extends Error {
  private constructor();
  /** `CountersignError`. */
  readonly name: "CountersignError";
  /** Why, for programs. */
  readonly code: ErrorCode | FindingCode | (string & {});
  /** The argument or option that it is about, where there is one. */
  readonly argument?: string;
  /** What went wrong below, where something did. */
  readonly cause?: unknown;
  /** The HTTP status, where an answer is what it is about. */
  readonly status?: number;
  /** The partner's word for it, of `token.refused`: `invalid_client`, for example (RFC 6749 §5.2). */
  readonly error?: string;
  /** What the partner says beside it, of `token.refused` (RFC 6749 §5.2). */
  readonly errorDescription?: string;
  /** What the refusal most likely means, where a client was refused a token. Kept out of logs. */
  readonly explanation?: Explanation;
}

declare const compiled: unique symbol;

/** A compiled `WebAssembly.Module`, whichever declarations of it the program has. */
export interface CompiledModule {
  /** Never there. It sets a module, whose type has no members anywhere, apart from everything else. */
  readonly [compiled]?: never;
}

/** Where the wasm may come from: its octets, a compiled module, its URL, or the `Response` of fetching it. */
export type WasmSource =
  | string
  | { readonly href: string; readonly searchParams: object }
  | ArrayBuffer
  | ArrayBufferView
  | CompiledModule
  | { readonly ok: boolean; readonly status: number; arrayBuffer(): Promise<ArrayBuffer> };

/**
 * Gets the wasm ready, so that the synchronous functions work. The others wait for it by themselves.
 *
 * Where the package can be read at once (Node, Bun, Deno with `--allow-read`, workerd) nothing has to be called. Calls after the first have
 * nothing to do, two at once load once, and one that failed may be made again.
 *
 * @param from Another place than the package's own.
 * @throws {CountersignError} `load-failed`, `wasm-refused`, or `invalid-argument` for what is none of the sources.
 *
 * @example
 * ```js
 * import { init, verifySync } from "countersign/verify";
 *
 * await init();
 * verifySync("not an assertion").verdict; // => "rejected"
 * ```
 */
export function init(from?: WasmSource | PromiseLike<WasmSource>): Promise<void>;

/**
 * Reads public keys once, for many judgements. Engines import each key once, too. It is let go with the set.
 *
 * @throws {CountersignError} `jwk-set.…` or `key.…` for what holds no keys; `not-ready` before {@link init} in a browser.
 *
 * @example
 * ```js
 * import { init, prepareKeys, verifySync } from "countersign/verify";
 *
 * await init();
 * const keys = prepareKeys({ keys: [{ kty: "EC", crv: "P-384", x: "…", y: "…" }] });
 * keys.size; // => 1
 * verifySync("not an assertion", keys).verdict; // => "rejected"
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
 * import { createClientAssertion, generateKey, publicJwks } from "countersign";
 * import { verify } from "countersign/verify";
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
 * import { init, verifySync } from "countersign/verify";
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
 * import { createClientAssertion, generateKey, publicJwks } from "countersign";
 * import { judge } from "countersign/verify";
 *
 * const key = await generateKey({ alg: "ES256" });
 * const assertion = await createClientAssertion({ key, clientId: "larkmoor-nightly", aud: "https://ehr.example/token" });
 *
 * const reports = await judge(assertion, publicJwks(key), { profiles: ["spec", "oracle"], aud: "https://ehr.example/token" });
 * reports.map(({ profile, verdict }) => `${profile}: ${verdict}`); // => ["spec: accepted", "oracle: rejected"]
 * ```
 */
export function judge(assertion: string, keys?: PublicKeys | KeySet | null, options?: JudgeOptions): Promise<Report[]>;

/** The package's version. */
export const version: string;

/** A finding code: stable, and told in full by `countersign/rules`. A later version may add some. */
export type FindingCode =
  | "jws.parts"
  | "jws.base64url"
  | "jws.header.json"
  | "jws.payload.json"
  | "jws.alg.missing"
  | "jws.alg.none"
  | "jws.alg.symmetric"
  | "jws.alg.not-baseline"
  | "jws.alg.unsupported"
  | "jws.alg.key-mismatch"
  | "jws.typ.missing"
  | "jws.typ.wrong"
  | "jws.kid.missing"
  | "jws.kid.unknown"
  | "jws.kid.ambiguous"
  | "jws.kid.not-string"
  | "jws.jku.not-registered"
  | "jws.jku.not-https"
  | "jws.crit.unknown"
  | "jws.b64.false"
  | "jws.embedded-key"
  | "jws.signature.invalid"
  | "jws.signature.der"
  | "jws.signature.length"
  | "jws.signature.zero"
  | "jws.signature.unverified"
  | "jwt.iss.missing"
  | "jwt.sub.missing"
  | "jwt.iss-sub.mismatch"
  | "jwt.client.unknown"
  | "jwt.client.param-mismatch"
  | "jwt.aud.missing"
  | "jwt.aud.wrong"
  | "jwt.aud.trailing-slash"
  | "jwt.aud.normalised"
  | "jwt.aud.fhir-base"
  | "jwt.aud.scheme"
  | "jwt.aud.issuer"
  | "jwt.aud.array"
  | "jwt.aud.multiple"
  | "jwt.exp.missing"
  | "jwt.exp.not-number"
  | "jwt.exp.expired"
  | "jwt.exp.too-far"
  | "jwt.exp.milliseconds"
  | "jwt.exp.fraction"
  | "jwt.lifetime.too-long"
  | "jwt.nbf.future"
  | "jwt.iat.future"
  | "jwt.iat.old"
  | "jwt.jti.missing"
  | "jwt.jti.not-string"
  | "jwt.jti.too-long"
  | "jwt.jti.replayed"
  | "jwt.jti.weak"
  | "jwks.form"
  | "jwks.empty"
  | "jwks.unregistered"
  | "jwks.private-member"
  | "jwks.symmetric"
  | "jwks.published-test-key"
  | "jwks.kid.missing"
  | "jwks.kid.duplicate"
  | "jwks.key.duplicate"
  | "jwks.alg.missing"
  | "jwks.alg.mismatch"
  | "jwks.use.wrong"
  | "jwks.key-ops.wrong"
  | "jwks.rsa.small"
  | "jwks.rsa.exponent"
  | "jwks.rsa.large"
  | "jwks.encoding"
  | "jwks.ec.off-curve"
  | "jwks.kty.unknown"
  | "jwks.x5c.mismatch"
  | "jwks.x5c.only"
  | "jwks.fetch.failed"
  | "jwks.fetch.not-https"
  | "jwks.fetch.auth"
  | "jwks.fetch.redirect"
  | "jwks.fetch.content-type"
  | "jwks.fetch.no-cache-control"
  | "request.method"
  | "request.content-type"
  | "request.encoding"
  | "request.param.repeated"
  | "request.grant-type.missing"
  | "request.grant-type.wrong"
  | "request.assertion-type.missing"
  | "request.assertion-type.wrong"
  | "request.assertion.missing"
  | "request.scope.missing"
  | "request.auth.basic"
  | "request.auth.bearer"
  | "scope.syntax"
  | "scope.comma"
  | "scope.order"
  | "scope.level"
  | "scope.v1"
  | "scope.query"
  | "scope.none-granted"
  | "scope.partial"
  | "scope.insufficient"
  | "discovery.fetch.failed"
  | "discovery.form"
  | "discovery.token-endpoint.missing"
  | "discovery.token-endpoint.relative"
  | "discovery.token-endpoint.http"
  | "discovery.grant.missing"
  | "discovery.method.missing"
  | "discovery.alg.missing"
  | "discovery.capability.missing"
  | "discovery.pkce.missing"
  | "discovery.pkce.plain"
  | "discovery.issuer.unexpected"
  | "token.not-json"
  | "token.type"
  | "token.access-token.missing"
  | "token.expires-in.missing"
  | "token.scope.missing"
  | "token.expires-in.long"
  | "token.scope.narrower"
  | "token.no-store.missing"
  | "token.refresh"
  | "clock.skew"
  | "fhir.content-type"
  | "fhir.self.missing"
  | "fhir.status";

/** A rule's id: stable, and told in full by `countersign/rules`. A later version may add some. */
export type RuleId =
  | "jose.compact"
  | "smart.jose.crit"
  | "smart.jose.embedded-key"
  | "smart.alg.asymmetric"
  | "smart.alg.ecdsa-form"
  | "smart.alg.rsa-size"
  | "smart.assertion.alg"
  | "smart.alg.server"
  | "smart.assertion.kid"
  | "smart.assertion.typ"
  | "smart.assertion.jku"
  | "smart.key.select"
  | "smart.assertion.iss-sub"
  | "smart.assertion.client-known"
  | "smart.assertion.aud.token-url"
  | "smart.bis.aud.issuer"
  | "smart.assertion.exp.present"
  | "smart.assertion.exp.not-past"
  | "smart.assertion.exp.five-minutes"
  | "smart.assertion.times"
  | "smart.assertion.jti.present"
  | "smart.assertion.jti.once"
  | "smart.oauth.client-id-param"
  | "smart.jwks.form"
  | "smart.jwks.kty-kid"
  | "smart.jwks.bare"
  | "smart.jwks.encoding"
  | "smart.jwks.use"
  | "smart.jwks.public-only"
  | "smart.jwks.url"
  | "smart.jwks.cache"
  | "smart.jwks.test-key"
  | "smart.token.request"
  | "smart.oauth.params"
  | "smart.oauth.one-auth"
  | "smart.scope.grammar"
  | "smart.scope.order"
  | "smart.scope.level"
  | "smart.scope.query"
  | "smart.scope.map"
  | "smart.scope.letters"
  | "smart.scope.preauthorized"
  | "smart.discovery.path"
  | "smart.discovery.absolute"
  | "smart.discovery.required"
  | "smart.discovery.backend"
  | "smart.token.response"
  | "smart.token.short"
  | "smart.oauth.no-store"
  | "smart.clock.skew"
  | "fhir.type"
  | "fhir.self"
  | "fhir.status";
