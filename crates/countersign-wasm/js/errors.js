// The one error of the package. Two copies of the package in one program know each other's errors by this mark.
const brand = Symbol.for("countersign.error");

export class CountersignError extends Error {
  constructor(code, message, { argument, cause, ...more } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, brand, { value: true });
    Object.defineProperty(this, "name", { value: "CountersignError" });
    this.code = code;
    if (argument !== undefined) this.argument = argument;
    Object.assign(this, more);
  }

  static [Symbol.hasInstance](value) {
    return typeof value === "object" && value !== null && value[brand] === true;
  }
}

/** Calls the wasm. What it throws is text: a code, a message, and the argument that it is about. */
export function call(work) {
  try {
    return work();
  } catch (thrown) {
    throw asError(thrown);
  }
}

export function asError(thrown) {
  if (typeof thrown !== "string") return thrown;
  const { code, message, ...more } = JSON.parse(thrown);
  return new CountersignError(code, message, more);
}
