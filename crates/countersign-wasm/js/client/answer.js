// A request on the way to a token, and its answer: within a time, and no longer than a document may be.
import { octetsOf } from "../body.js";
import { CountersignError } from "../errors.js";
import { unlessAborted } from "../wait.js";

/** What the core reads of a document, in octets. */
const LIMIT = 1 << 20;

/** Gives `{ status, headers, text, redirected }`. A redirect is followed only if `redirect` is "follow". */
export async function answerTo({ send, timeout }, { method, url, headers, body }, redirect) {
  const limit = new AbortController();
  const { signal } = limit;
  const late = () => new CountersignError("timeout", `${new URL(url).origin} gave no answer within ${timeout} s`);
  const timer = setTimeout(() => limit.abort(late()), timeout * 1000);
  try {
    return await unlessAborted(read(await unlessAborted(send(url, { method, headers, body, redirect, signal }), signal)), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw noAnswer(url, error);
  } finally {
    clearTimeout(timer);
  }
}

/** Names the origin: the rest of a URL may be somebody's data, and some runtimes tell all of it. */
export function noAnswer(url, cause) {
  const { origin } = new URL(url);
  const why = cause?.cause?.code ?? cause?.message ?? "the request failed";
  return new CountersignError("network", `no answer from ${origin}: ${String(why).replaceAll(url, origin)}`, { cause });
}

async function read(response) {
  const { status, headers, type } = response;
  // A browser shows nothing of a redirect that it does not follow.
  const redirected = type === "opaqueredirect" || (status >= 300 && status < 400);
  return { status, headers, text: new TextDecoder().decode(await octetsOf(response, LIMIT)), redirected };
}
