// A client's key set, fetched from the URL that it registered.
import { octetsOf } from "./body.js";

const MILLISECONDS = 10_000;
const OCTETS = 1024 * 1024;

/** What came of it: a status with headers and body, or why there is none. It never throws: both are results. */
export async function fetchKeySet(url, fetch) {
  const failed = (says) => ({ failed: says, body: new Uint8Array() });
  if (typeof fetch !== "function") return failed("there is no fetch here; give createPartner one");
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json" },
      // A redirect is told as what it is: the URL that was registered is the one that counts.
      redirect: "manual",
      signal: AbortSignal.timeout(MILLISECONDS),
      // Not every runtime knows credentials, and those that do not have none to send.
      ...("credentials" in Request.prototype && { credentials: "omit" }),
    });
    if (response.type === "opaqueredirect") return failed("it redirects elsewhere");
    const body = await octetsOf(response, OCTETS);
    if (body.length > OCTETS) return failed(`it gave more than ${OCTETS} octets`);
    return { status: response.status, headers: [...response.headers], body };
  } catch (error) {
    return failed(reason(error));
  }
}

function reason(error) {
  if (error?.name === "TimeoutError") return `no answer within ${MILLISECONDS / 1000} s`;
  // Node's fetch says what went wrong one level down.
  return [error?.message ?? String(error), error?.cause?.code].filter(Boolean).join(": ");
}
