// Verifying: key sets, and assertions judged against them.
import { named, oneOf, optionalText, options, PROFILES, seconds, span, text, wrong } from "./arguments.js";
import { checkerOf, ENGINES } from "./engines/check.js";
import { later } from "./engines/later.js";
import { call } from "./errors.js";
import { init, ready } from "./module.js";
import { readReports } from "./reports.js";

const OPTIONS = ["clientId", "aud", "at", "leeway", "fhirBase", "issuer", "jwksUri", "algs", "engine"];

/** Public keys, read once. */
export class KeySet {
  #held;
  #checkers = {};

  constructor(keys) {
    const document = textOf(keys);
    this.#held = call(() => ready().KeySet.read(document));
  }

  get size() {
    return this.#held.size;
  }

  toJSON() {
    return { size: this.size };
  }

  /** What the wasm holds, if it is a key set of ours. */
  static held(keys) {
    return typeof keys === "object" && keys !== null && #held in keys ? keys.#held : undefined;
  }

  /** Imported once per engine, and dropped with the set. */
  static checker(keys, engine = "auto") {
    if (!(engine in keys.#checkers)) keys.#checkers[engine] = checkerOf(engine, (entry) => JSON.parse(keys.#held.jwk(entry)));
    return keys.#checkers[engine];
  }
}

export function prepareKeys(keys) {
  return new KeySet(keys);
}

export async function verify(assertion, keys, given) {
  const { profile = "spec", ...rest } = options(given, ["profile", ...OPTIONS], "verify");
  const asked = ask([profile], "profile", rest);
  await init();
  return (await judged(text("assertion", assertion), keys, asked, rest.engine))[0];
}

export function verifySync(assertion, keys, given) {
  const { profile = "spec", ...rest } = options(given, ["profile", ...OPTIONS], "verifySync");
  return judgedNow(text("assertion", assertion), keys, ask([profile], "profile", rest), rest.engine)[0];
}

export async function judge(assertion, keys, given) {
  const { profiles = ["spec"], ...rest } = options(given, ["profiles", ...OPTIONS], "judge");
  if (!Array.isArray(profiles) || profiles.length === 0) throw wrong("profiles", 'profiles is to be an array, such as ["spec", "epic"]');
  const asked = ask(profiles, "profiles", rest);
  await init();
  return judged(text("assertion", assertion), keys, asked, rest.engine);
}

function ask(profiles, argument, { clientId, aud, at, leeway, fhirBase, issuer, jwksUri, algs, engine = "auto" }) {
  for (const profile of profiles) oneOf(argument, profile, PROFILES);
  oneOf("engine", engine, ENGINES);
  if (algs !== undefined && !Array.isArray(algs)) throw wrong("algs", `algs is to be an array of names, got ${named(algs)}`);
  return JSON.stringify({
    profiles,
    at: seconds("at", at),
    clientId: optionalText("clientId", clientId),
    aud: optionalText("aud", aud),
    leeway: leeway === undefined ? undefined : span("leeway", leeway),
    fhirBase: optionalText("fhirBase", fhirBase),
    issuer: optionalText("issuer", issuer),
    jwksUri: optionalText("jwksUri", jwksUri),
    algs,
  });
}

async function judged(assertion, keys, asked, engine) {
  if (keys === undefined || keys === null) return judgedNow(assertion, keys, asked, engine);
  return withKeys(keys, (set, held) => {
    const checker = KeySet.checker(set, engine);
    const judge = (by) => reports(() => held.judge(assertion, asked, by));
    return checker?.checkLater === undefined ? judge(checker) : later(checker, judge);
  });
}

function judgedNow(assertion, keys, asked, engine) {
  if (keys === undefined || keys === null) return reports(() => ready().judgeWithoutKeys(assertion, asked));
  return withKeys(keys, (set, held) => {
    const checker = KeySet.checker(set, engine);
    if (checker?.checkLater !== undefined && engine === "webcrypto") {
      throw wrong("engine", 'WebCrypto answers later; use verify, or the engine "auto" or "rust"');
    }
    return reports(() => held.judge(assertion, asked, checker?.check === undefined ? undefined : checker));
  });
}

function reports(work) {
  return readReports(call(work));
}

/** The caller's prepared set, or one for this call alone. */
function withKeys(keys, work) {
  const prepared = KeySet.held(keys);
  if (prepared !== undefined) return work(keys, prepared);
  const set = new KeySet(keys);
  return ended(() => work(set, KeySet.held(set)), () => KeySet.held(set).free());
}

/** Runs `end` when the work is done, whether at once or later. */
function ended(work, end) {
  let result;
  try {
    result = work();
  } catch (error) {
    end();
    throw error;
  }
  if (typeof result?.then === "function") return result.finally(end);
  end();
  return result;
}

/** The document that keys were given as. */
function textOf(keys) {
  if (typeof keys === "string") return keys;
  if (typeof keys === "object" && keys !== null && (Array.isArray(keys) || "kty" in keys || "keys" in keys)) return JSON.stringify(keys);
  throw wrong("keys", `keys is to be a JWK, a JWKS, an array of JWK, PEM text or what prepareKeys gave, got ${named(keys)}`);
}
