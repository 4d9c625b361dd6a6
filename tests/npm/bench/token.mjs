// A token in the parts that a bare signature check wants.
/** Base64url, decoded. */
export const octets = (base64url) => {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
};

/** The token with its kid, what is signed, and the signature. Libraries that know no JWT are spared the decoding. */
export const readToken = (text) => {
  const [header, claims, signature] = text.split(".");
  const { kid } = JSON.parse(new TextDecoder().decode(octets(header)));
  return { text, kid, input: new TextEncoder().encode(`${header}.${claims}`), signature: octets(signature) };
};

/** The same with one bit of the signature changed: who accepts it is not measured. */
export const spoil = (text) => {
  const [header, claims, signature] = text.split(".");
  const at = signature.length - 8;
  const other = signature[at] === "A" ? "B" : "A";
  return [header, claims, signature.slice(0, at) + other + signature.slice(at + 1)].join(".");
};
