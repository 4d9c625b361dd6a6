// What callers give, checked: a wrong argument is named, with what would be right.
import { CountersignError } from "./errors.js";

/** Whose strictness an assertion or a document may be judged by. */
export const PROFILES = ["spec", "launcher", "epic", "oracle", "athena", "jwt"];

export function wrong(argument, message, cause) {
  return new CountersignError("invalid-argument", message, { argument, cause });
}

/** Options by name. One that is not known is a slip that would otherwise go unnoticed. */
export function options(given, known, of) {
  if (given === undefined) return {};
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw wrong("options", `${of} takes its options as an object, got ${named(given)}`);
  }
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw wrong(name, `${of} has no option "${name}"; it has ${known.join(", ")}`);
  }
  return given;
}

export function text(name, value) {
  if (typeof value !== "string") throw wrong(name, `${name} is to be a string, got ${named(value)}`);
  return value;
}

export function filled(name, value) {
  if (text(name, value).trim() === "") throw wrong(name, `${name} is empty; give it a value`);
  return value;
}

export function optionalText(name, value) {
  return value === undefined ? undefined : text(name, value);
}

export function oneOf(name, value, known) {
  if (!known.includes(value)) throw wrong(name, `${name} is to be one of ${known.join(", ")}, got ${shown(value)}`);
  return value;
}

/** A span in whole seconds. */
export function span(name, value) {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw wrong(name, `${name} is to be a whole number of seconds, got ${shown(value)}`);
  }
  return value;
}

/** A time as a Date, or in seconds since 1970 as JWTs have it (RFC 7519 §2). Now, where none is given. */
export function seconds(name, value) {
  if (value === undefined) return Math.floor(Date.now() / 1000);
  const given = value instanceof Date ? Math.floor(value.getTime() / 1000) : value;
  if (typeof given !== "number" || !Number.isFinite(given)) {
    throw wrong(name, `${name} is to be a Date, or seconds since 1970, got ${shown(value)}`);
  }
  if (Math.abs(given) > 1e11) throw wrong(name, `${name} looks like milliseconds; give a Date, or seconds since 1970`);
  return Math.floor(given);
}

export function optionalFunction(name, value) {
  if (value !== undefined && typeof value !== "function") throw wrong(name, `${name} is to be a function, got ${named(value)}`);
  return value;
}

export function optionalSignal(name, value) {
  if (value !== undefined && typeof value?.addEventListener !== "function") {
    throw wrong(name, `${name} is to be an AbortSignal, got ${named(value)}`);
  }
  return value;
}

export function httpStatus(name, value, example) {
  if (!(Number.isInteger(value) && value >= 100 && value <= 999)) throw wrong(name, `${name} is to be an HTTP status, such as ${example}`);
  return value;
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
export function written(name, document) {
  if (typeof document === "object" && document !== null) return JSON.stringify(document);
  return text(name, document);
}

/** What a value is, without showing it: it may be a key in the wrong place. */
export function named(value) {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "object") return Array.isArray(value) ? "an array" : `an object (${value.constructor?.name ?? "Object"})`;
  return `a ${typeof value}`;
}

/** A short value that can hold no secret, as it is. */
export function shown(value) {
  return typeof value === "string" && value.length <= 24 ? JSON.stringify(value) : typeof value === "number" ? String(value) : named(value);
}
