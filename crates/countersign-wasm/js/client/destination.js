// Where a client sends: below its FHIR base, and nothing in the clear but on this machine.
import { wrong } from "../arguments.js";
import { CountersignError } from "../errors.js";
import { searchRequest } from "../exchange.js";

/** The FHIR base as it was given, if a token may go there. */
export function base(fhirBase, allowInsecure) {
  const url = read("fhirBase", fhirBase);
  if (!allowInsecure && inTheClear(url)) {
    throw wrong("fhirBase", `the token would travel to ${url.origin} in the clear; give an https URL, or allowInsecure: true`);
  }
  return fhirBase;
}

/** Refuses a token endpoint to which an assertion would travel in the clear. */
export function guardEndpoint(tokenEndpoint, allowInsecure) {
  const url = read("tokenEndpoint", tokenEndpoint);
  if (!allowInsecure && inTheClear(url)) {
    const says = `the token would come from ${url.origin} in the clear; ask the partner for an https URL, or give allowInsecure: true`;
    throw new CountersignError("discovery.token-endpoint.http", says, { argument: "tokenEndpoint" });
  }
}

/**
 * The request for a path or URL with a token, as `searchRequest` makes it. It takes any URL of the partner's origin, as some have
 * the pages of a search elsewhere; here only what lies below the base, as another tenant may be beside it.
 */
export function requestBelow(fhirBase, query, accessToken) {
  const request = searchRequest({ fhirBase, query, accessToken });
  const [wanted, got] = [new URL(fhirBase).pathname.replace(/\/+$/, ""), new URL(request.url).pathname];
  if (got !== wanted && !got.startsWith(`${wanted}/`)) {
    const says = `the URL leads to ${got}, outside the FHIR base ${wanted}/; the token is not sent there`;
    throw new CountersignError("search.outside", says);
  }
  return request;
}

function read(argument, text) {
  let url;
  try {
    url = new URL(text);
  } catch (cause) {
    throw wrong(argument, `${argument} is no absolute URL, wanted https://…`, cause);
  }
  if (!/^https?:$/.test(url.protocol)) throw wrong(argument, `${argument} is no address to send to, wanted https://…`);
  if (url.username !== "" || url.password !== "") throw wrong(argument, `${argument} carries a user name or password; leave them out`);
  return url;
}

function inTheClear({ protocol, hostname }) {
  return protocol === "http:" && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
