// The face of `countersign/verify`: it verifies, and has no private keys.
export { CountersignError } from "./errors.js";
export { init } from "./module.js";
export { judge, prepareKeys, verify, verifySync } from "./verify.js";
export { version } from "./version.js";
