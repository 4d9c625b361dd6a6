// The token: asked for once for all who wait, kept, and renewed before it is over.
import { createClientAssertion } from "../assertion.js";
import { explain } from "../documents.js";
import { CountersignError } from "../errors.js";
import { readTokenResponse, tokenRequest } from "../exchange.js";
import * as tools from "../tools.js";
import { answerTo } from "./answer.js";

/** How long a token lasts whose `expires_in` is missing, in seconds: what SMART recommends. */
const UNSAID = 300;

export class TokenKeeper {
  #now;
  #ask;
  #kept;
  #asking;

  /** `ask` gives `{ accessToken, scope, expiresAt, renewAt }`, with times in milliseconds. */
  constructor(now, ask) {
    this.#now = now;
    this.#ask = ask;
  }

  async token() {
    if (this.#kept !== undefined && this.#now() < this.#kept.renewAt) return this.#kept;
    this.#asking ??= this.#renewed();
    return this.#asking;
  }

  /** Forgets the token that was used, unless there is another by now. */
  drop(used) {
    if (this.#kept === used) this.#kept = undefined;
  }

  async #renewed() {
    try {
      this.#kept = undefined;
      this.#kept = await this.#ask();
      return this.#kept;
    } finally {
      this.#asking = undefined;
    }
  }
}

export async function requestToken(settings, { tokenEndpoint, alg }) {
  const { key, clientId, scope, kid, lifetime, jku, engine, now } = settings;
  // The partner counts from when it answers; from here on the token is over a little sooner, never later.
  const at = now();
  const assertion = await createClientAssertion({ key, clientId, aud: tokenEndpoint, alg, kid, lifetime, jku, engine, at: new Date(at) });
  const reply = await answerTo(settings, tokenRequest({ tokenEndpoint, assertion, scope }), "manual");
  if (reply.redirected) {
    const says = `${tokenEndpoint} redirects, and an assertion is not carried elsewhere; ask the partner for the right address`;
    throw new CountersignError("token.redirected", says, { status: reply.status });
  }
  return { scope, ...kept(await read(reply, { assertion, url: tokenEndpoint, at: new Date(now()) }), at, now()) };
}

async function read({ status, headers, text }, sent) {
  try {
    return readTokenResponse({ status, headers, body: text });
  } catch (error) {
    error.status ??= status;
    const explanation = await explained({ status, headers, body: text, ...sent });
    // Long, so it is read where it is asked for, and not printed with the error.
    Object.defineProperty(error, "explanation", { value: explanation });
    throw error;
  }
}

/** The likely causes; nothing where their wasm cannot be had, as the refusal itself matters more. */
async function explained(reply) {
  try {
    await tools.init();
    return explain(reply);
  } catch {
    return undefined;
  }
}

function kept({ accessToken, expiresIn = UNSAID, scope }, from, now) {
  const expiresAt = from + expiresIn * 1000;
  if (expiresAt <= now) {
    throw new CountersignError("token.expired", `the token was over when it came: its expires_in is ${expiresIn} s; the partner's fault`);
  }
  // A request takes its time on the way.
  const margin = Math.min(30, expiresIn / 10) * 1000;
  return { accessToken, expiresAt, renewAt: expiresAt - margin, ...(scope === undefined ? undefined : { scope }) };
}
