// The requests of the flow, ready for fetch, and its answers, read.
import { filled, httpStatus, oneOf, options, pairs, text, written } from "./arguments.js";
import { call } from "./errors.js";
import { ready } from "./module.js";

export function discoveryRequest(fhirBase) {
  return JSON.parse(call(() => ready().discoveryRequest(filled("fhirBase", fhirBase))));
}

export function tokenRequest(given) {
  const { tokenEndpoint, assertion, scope } = options(given, ["tokenEndpoint", "assertion", "scope"], "tokenRequest");
  const [endpoint, proof, asked] = [filled("tokenEndpoint", tokenEndpoint), filled("assertion", assertion), filled("scope", scope)];
  return JSON.parse(call(() => ready().tokenRequest(endpoint, proof, asked)));
}

export function searchRequest(given) {
  const { fhirBase, query, accessToken } = options(given, ["fhirBase", "query", "accessToken"], "searchRequest");
  const [base, asked, token] = [filled("fhirBase", fhirBase), filled("query", query), filled("accessToken", accessToken)];
  return JSON.parse(call(() => ready().searchRequest(base, asked, token)));
}

export function readTokenResponse(given) {
  const { status, headers, body } = options(given, ["status", "headers", "body"], "readTokenResponse");
  httpStatus("status", status, 200);
  if (headers !== undefined) pairs(headers);
  const said = written("body", body);
  const { access_token, token_type, expires_in, scope } = JSON.parse(call(() => ready().readTokenResponse(status, said)));
  return { accessToken: access_token, tokenType: token_type, expiresIn: expires_in, scope };
}

export function parseScope(scope) {
  return JSON.parse(call(() => ready().parseScope(text("scope", scope))));
}

export function scopeAllows(granted, given) {
  const { resourceType, interaction } = options(given, ["resourceType", "interaction"], "scopeAllows");
  filled("resourceType", resourceType);
  oneOf("interaction", interaction, ["c", "r", "u", "d", "s"]);
  return call(() => ready().scopeAllows(text("granted", granted), resourceType, interaction));
}
