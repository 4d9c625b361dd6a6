/**
 * The other side of SMART Backend Services for tests and mocks: an authorization server and a FHIR server in one function,
 * without a socket.
 *
 * @example
 * ```js
 * import { createPartner } from "countersign/partner";
 *
 * const partner = createPartner({ baseUrl: "https://ehr.example" });
 * const discovery = await partner("https://ehr.example/fhir/.well-known/smart-configuration");
 * (await discovery.json()).token_endpoint; // => "https://ehr.example/auth/token"
 * ```
 *
 * @packageDocumentation
 */
import type { Report } from "./index.js";

export { CountersignError, init, version } from "./index.js";
export type { Finding, Report } from "./index.js";

/**
 * By whose strictness a partner judges: the specification (SMART App Launch 2.2), the SMART App Launcher, Epic, Oracle Health,
 * or athenahealth.
 *
 * Under a vendor's profile a refusal has the status and `error` that this vendor's server answers, and its words where they
 * were observed. What is only documented or modelled is never put in its words: there the partner uses its own.
 */
export type PartnerProfile = "spec" | "launcher" | "epic" | "oracle" | "athena";

/**
 * A client, as its developer registers it. It has exactly one of `jwks` and `jwksUri`.
 *
 * A client id is whatever the client puts into `iss` and `sub`: 1 to 256 visible ASCII characters.
 */
export type PartnerClient = {
  /** The client id: `iss` and `sub` of its assertions. */
  clientId: string;
  /** What to call it. */
  name?: string;
  /**
   * The scopes that it may ask for, parted by spaces, such as `"system/Patient.rs"`. Without it: all that the partner supports
   * when the client is registered.
   */
  scope?: string;
} & (
  | {
      /** Its public keys: a JWKS, an array of JWK, or one JWK. A private or symmetric key is refused. */
      jwks: object;
      jwksUri?: undefined;
    }
  | {
      /** Where its public keys are: an `https` URL, fetched when a token is asked for and kept as its `Cache-Control` says. */
      jwksUri: string | URL;
      jwks?: undefined;
    }
);

/** What {@link createPartner} takes. */
export interface PartnerOptions {
  /**
   * Where the partner is, such as `"https://ehr.example"`: an `http` or `https` URL, with a path or without. Nothing has to be
   * there: no request leaves the process.
   */
  baseUrl: string | URL;
  /** What it is called in its CapabilityStatement and AuditEvents. `"Tern Valley Health"` unless given. */
  name?: string;
  /** By whose strictness it judges. `"spec"` unless given. */
  profile?: PartnerProfile;
  /** The clients that it knows from the start. None unless given. */
  clients?: readonly PartnerClient[];
  /**
   * What it serves: FHIR R4 resources, Bundles, an array of either, or a text of JSON or NDJSON. Without it: invented patients
   * with their medication and allergies, Odalys Shaw (`Patient/odalys-shaw`) among them. Each type in the data is listed, can be
   * granted, read, and searched by `_id`, `_lastUpdated`, and `patient` and `subject` where its resources have them; Patient,
   * MedicationRequest and AllergyIntolerance by more. AuditEvents are the partner's own.
   */
  data?: object | readonly object[] | string;
  /**
   * Its clock: a Date at which it stands, or a function that gives a Date or milliseconds, as `Date.now` does. `Date.now` unless
   * given, so that fake timers move it.
   */
  now?: Date | (() => Date | number);
  /** How long a token is good for, in whole seconds. 300 unless given (SMART App Launch 2.2 recommends no more). */
  tokenLifetime?: number;
  /** Whether a client may register itself with `POST /register`. `false` unless given: it is then answered with 403. */
  allowRegistration?: boolean;
  /** Whether a `jwksUri` on this machine may be plain `http`, such as `http://127.0.0.1:3000/jwks.json`. `false` unless given. */
  allowHttpJwks?: boolean;
  /**
   * Fetches the key sets behind `jwksUri`. The global `fetch` unless given, as it is at the time. No redirect is followed, an
   * answer has 10 s, and more than 1 MiB is not read.
   */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** A request that the partner saw, and what it said about it. Frozen. */
export interface PartnerRequest {
  /** When, in seconds since 1970, by the partner's clock. */
  readonly at: number;
  /** The method. */
  readonly method: string;
  /** The address, without secrets. */
  readonly url: string;
  /** What the address means to the partner. */
  readonly route: "discovery" | "jwks" | "token" | "register" | "metadata" | "search" | "read" | "unknown";
  /** Who sent it, as far as that is known. */
  readonly clientId?: string;
  /** The status of the answer. */
  readonly status: number;
  /** What was found: at the token endpoint always, elsewhere where there was something to judge. */
  readonly report?: Report;
  /**
   * How it is known that the profile's server refuses like this. Absent where nothing is known and the partner answered by itself.
   */
  readonly evidence?: "observed" | "documented" | "modelled";
  /**
   * The request itself, with access tokens, private keys, passwords and the signatures of assertions hidden. Header names are in
   * lower case; of the body there are at most 16 KiB.
   */
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
}

/**
 * A partner: a function from a Request to its Response, which may stand wherever a `fetch` may. What is not below its
 * {@link Partner.baseUrl | base} gets a 404 that says so.
 */
export interface Partner {
  /**
   * Answers a request. It takes what `fetch` takes. Every answer about the protocol is a Response, the refusals too.
   *
   * @throws {CountersignError} (rejects) when one of the `clients` or the `data` given at the start is refused, as
   * {@link Partner.register} and {@link Partner.load} do, or when the wasm cannot be loaded (`load-failed`, `wasm-refused`).
   */
  (input: Request | URL | string, init?: RequestInit): Promise<Response>;

  /** Where it is, without a slash at the end. */
  readonly baseUrl: string;
  /** Where the records are: `/fhir` below the base. */
  readonly fhirBase: string;
  /** Where tokens are given out: the `aud` of an assertion, character by character. */
  readonly tokenEndpoint: string;

  /**
   * The last 1,000 requests, newest last. The array is frozen: one that was read does not change, and the next request makes a new
   * one.
   *
   * @example
   * ```js
   * import { createPartner } from "countersign/partner";
   *
   * const partner = createPartner({ baseUrl: "https://ehr.example" });
   * await partner(partner.tokenEndpoint, { method: "POST", body: new URLSearchParams({ grant_type: "password" }) });
   * const { route, status, report } = partner.requests.at(-1);
   * [route, status]; // => ["token", 400]
   * report.findings.find(({ status }) => status === "fail").code; // => "request.grant-type.wrong"
   * ```
   */
  readonly requests: readonly PartnerRequest[];

  /**
   * Registers a client, in place of an earlier one of the same id.
   *
   * @throws {CountersignError} (rejects) whose `code` is that of the first finding that refuses it, such as
   * `jwks.private-member`, `jwks.fetch.not-https` or `scope.order`; `invalid-argument` for a wrong option.
   *
   * @example
   * ```js
   * import { createPartner } from "countersign/partner";
   *
   * const partner = createPartner({ baseUrl: "https://ehr.example" });
   * await partner.register({ clientId: "nightly", jwksUri: "https://nightly.example/jwks.json" });
   * await partner.register({ clientId: "nightly", jwks: { keys: [] } }).catch(({ code }) => code); // => "jwks.empty"
   * ```
   */
  register(client: PartnerClient): Promise<void>;

  /**
   * Adds to what it serves, and gives how many resources came. One with the type and id of an earlier takes its place. In a Bundle
   * a reference to an entry's `fullUrl` becomes one to the resource as served, as in a transaction.
   *
   * @throws {CountersignError} (rejects) whose message says where: `data.not-json`, `data.no-resource`, `data.bad-type`,
   * `data.no-id`, `data.bad-id`, `data.repeated`, `data.own-type` or `data.no-data`. Nothing is added then.
   *
   * @example
   * ```js
   * import { createPartner } from "countersign/partner";
   *
   * const partner = createPartner({ baseUrl: "https://ehr.example" });
   * await partner.load({ resourceType: "Location", id: "ward-3" }); // => 1
   * await partner.load([{ resourceType: "Location" }]).catch(({ message }) => message); // => "[0]: the Location has no `id`"
   * ```
   */
  load(data: object | readonly object[] | string): Promise<number>;

  /**
   * Forgets requests, tokens, used `jti`s, fetched key sets and the audit trail: what one test leaves for the next. Clients and data
   * stay.
   */
  reset(): void;
}

/**
 * Makes a partner. Nothing is loaded before its first request.
 *
 * Its routes, below the base: `/.well-known/smart-configuration` (also under `/fhir`), `/.well-known/jwks.json`, `/auth/token`,
 * `/register`, `/fhir/metadata`, `/fhir/{type}`, `/fhir/{type}/_search`, `/fhir/{type}/{id}`.
 *
 * @throws {CountersignError} `invalid-argument`, whose `argument` is the option that is wrong.
 *
 * @example
 * ```js
 * import { createClientAssertion, generateKey, publicJwks, tokenRequest } from "countersign";
 * import { createPartner } from "countersign/partner";
 *
 * const key = await generateKey({ alg: "ES384" });
 * const partner = createPartner({
 *   baseUrl: "https://ehr.example",
 *   clients: [{ clientId: "nightly", jwks: publicJwks(key), scope: "system/Patient.rs" }],
 * });
 *
 * const assertion = await createClientAssertion({ key, clientId: "nightly", aud: partner.tokenEndpoint });
 * const asked = tokenRequest({ tokenEndpoint: partner.tokenEndpoint, assertion, scope: "system/Patient.rs" });
 * const { access_token } = await (await partner(asked.url, asked)).json();
 *
 * const found = await partner(`${partner.fhirBase}/Patient?name=shaw`, { headers: { authorization: `Bearer ${access_token}` } });
 * (await found.json()).total; // => 1
 * partner.requests.map(({ route, status }) => `${route} ${status}`); // => ["token 200", "search 200"]
 * ```
 */
export function createPartner(options: PartnerOptions): Partner;
