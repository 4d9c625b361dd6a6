// What people paste: shown, linted, explained, redacted, summarised.
import { named, oneOf, optionalText, options, seconds, text, wrong } from "./arguments.js";
import { call } from "./errors.js";
import { ready } from "./tools.js";

const PROFILES = ["spec", "launcher", "epic", "oracle", "athena", "jwt"];

export function inspect(pasted, given) {
  const { at } = options(given, ["at"], "inspect");
  const now = seconds("at", at);
  return JSON.parse(call(() => ready().inspect(text("text", pasted), now)));
}

export function lint(document, given) {
  const { profile = "spec" } = options(given, ["profile"], "lint");
  oneOf("profile", profile, PROFILES);
  return JSON.parse(call(() => ready().lint(written("document", document), profile)));
}

export function explain(given) {
  if (given === undefined) throw wrong("options", "explain takes what came back: { status, headers, body, assertion }");
  const { status, headers, body, assertion, url, at } = options(given, ["status", "headers", "body", "assertion", "url", "at"], "explain");
  if (status !== undefined && !(Number.isInteger(status) && status >= 100 && status <= 999)) {
    throw wrong("status", "status is to be an HTTP status, such as 401");
  }
  const reply = {
    status,
    headers: headers === undefined ? [] : pairs(headers),
    body: body === undefined || body === null ? "" : written("body", body),
    assertion: optionalText("assertion", assertion),
    url: optionalText("url", url),
    at: seconds("at", at),
  };
  return JSON.parse(call(() => ready().explain(JSON.stringify(reply))));
}

export function redact(pasted) {
  return JSON.parse(call(() => ready().redact(text("text", pasted))));
}

export function summarize(resources, given) {
  const { at } = options(given, ["at"], "summarize");
  const now = seconds("at", at);
  return JSON.parse(call(() => ready().summarize(written("resources", resources), now)));
}

/** Headers in any of the forms that `fetch` takes, or as Node gives them: with arrays, and names without a value. */
export function pairs(headers) {
  if (typeof headers !== "object" || headers === null) throw wrong("headers", `headers is to be an object or Headers, got ${named(headers)}`);
  const given = Array.isArray(headers) ? headers : typeof headers.entries === "function" ? [...headers.entries()] : Object.entries(headers);
  if (!given.every((pair) => Array.isArray(pair) && pair.length === 2)) throw wrong("headers", "headers as an array is to be one of [name, value]");
  const present = given.filter(([, value]) => value !== undefined && value !== null);
  return present.map(([name, value]) => [String(name), Array.isArray(value) ? value.join(", ") : String(value)]);
}

/** A document as text. */
function written(name, document) {
  if (typeof document === "object" && document !== null) return JSON.stringify(document);
  return text(name, document);
}
