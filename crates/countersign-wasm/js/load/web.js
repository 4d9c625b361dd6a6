// From beside the script; the copy in base64 where the file is not there: a bundler that knows no `new URL` leaves it behind.

/** `file` is where the wasm should be, `inline` gets the module with the copy. */
export async function fetched(file, inline) {
  const response = await fetch(file).catch(() => undefined);
  if (response?.ok && !(response.headers.get("content-type") ?? "").startsWith("text/html")) return response;
  return (await inline()).octets();
}
