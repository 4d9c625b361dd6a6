// What people paste: shown, linted, explained, redacted, summarised.
import { httpStatus, oneOf, optionalText, options, pairs, PROFILES, seconds, text, written, wrong } from "./arguments.js";
import { call } from "./errors.js";
import { ready } from "./tools.js";

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
  const reply = {
    status: status === undefined ? undefined : httpStatus("status", status, 401),
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
