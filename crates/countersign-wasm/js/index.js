// The default entry's face: everything but the partner.
export { createClientAssertion } from "./assertion.js";
export { createBackendClient } from "./client.js";
export { explain, inspect, lint, redact, summarize } from "./documents.js";
export { CountersignError } from "./errors.js";
export { discoveryRequest, parseScope, readTokenResponse, scopeAllows, searchRequest, tokenRequest } from "./exchange.js";
export { init } from "./init.js";
export { exportPrivateKey, generateKey, importKey, keyId, publicJwks } from "./keys.js";
export { judge, prepareKeys, verify, verifySync } from "./verify.js";
export { version } from "./version.js";
