// A body of a Request or Response, read under a limit.

/** The octets of a body. Where there are more than `most`, one more than that is given: the rest is not read. */
export async function octetsOf(message, most) {
  // Some browsers show no stream of a Request; what they have is in memory already.
  if (message.body === undefined) return new Uint8Array(await message.arrayBuffer()).subarray(0, most + 1);
  const parts = [];
  let length = 0;
  const reader = message.body?.getReader();
  while (reader !== undefined && length <= most) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
  }
  if (length > most) reader.cancel().catch(() => {});
  return joined(parts, Math.min(length, most + 1));
}

function joined(parts, length) {
  const octets = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    const fitting = part.subarray(0, length - at);
    octets.set(fitting, at);
    at += fitting.length;
  }
  return octets;
}
