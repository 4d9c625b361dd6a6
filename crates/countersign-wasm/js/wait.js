// Waiting: for a time, for a result, and no longer than the caller wants to.

/** The result, or the signal's reason if that comes first. The work itself goes on: others may wait for it. */
export function unlessAborted(work, signal) {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    Promise.resolve(work).then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

export async function pause(milliseconds, signal) {
  let timer;
  try {
    await unlessAborted(new Promise((resolve) => (timer = setTimeout(resolve, milliseconds))), signal);
  } finally {
    clearTimeout(timer);
  }
}

/** What `Retry-After` asks for, in milliseconds: seconds, or a date by the partner's own clock where it tells it (RFC 9110 §10.2.3). */
export function retryAfter(headers, now) {
  const said = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(said)) return Number(said) * 1000;
  const at = date(said);
  return at === undefined ? undefined : Math.max(0, at - (date(headers.get("date") ?? "") ?? now));
}

/** Engines read a date into almost anything; HTTP's ends in GMT. */
function date(text) {
  const at = / GMT$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : at;
}
