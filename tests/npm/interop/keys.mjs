// Keys of the package for each algorithm, by each of its generators, and what a client is called here.
import { countersign } from "../package-under-test.mjs";

export const ALGS = ["RS256", "RS384", "PS256", "PS384", "ES256", "ES384"];
export const ENGINES = ["auto", "webcrypto", "rust"];
export const GENERATORS = ["webcrypto", "rust"];

export const CLIENT = "larkmoor-nightly";
export const ISSUER = "https://ternvalley.example";
export const AUD = "https://ternvalley.example/auth/token";
export const expected = { clientId: CLIENT, aud: AUD };

// The Rust engine looks for primes for a second; one RSA key of its does for all its algorithms.
let rsa;
const ofRust = async (alg) => {
  if (alg.startsWith("ES")) return countersign.generateKey({ alg, engine: "rust" });
  rsa ??= countersign.exportPrivateKey(await countersign.generateKey({ alg, engine: "rust" }), "pkcs8");
  return countersign.importKey(await rsa, { alg });
};

const made = {};

/** A key for `alg`, the same at each call. */
export const keyFor = (alg, generator) =>
  (made[`${alg} ${generator}`] ??= generator === "rust" ? ofRust(alg) : countersign.generateKey({ alg, engine: "webcrypto" }));

/** Runs `work` for each algorithm and generator. */
export const forEachKey = (work) => {
  for (const alg of ALGS) for (const generator of GENERATORS) work(alg, generator, () => keyFor(alg, generator));
};

/** The codes of findings that are no pass, with their status. */
export const told = ({ findings }) => findings.filter(({ status }) => status !== "pass").map(({ code, status }) => `${status} ${code}`);

/** The same assertion with one bit of its signature turned. */
export const flipped = (assertion) => {
  const [header, claims, signature] = assertion.split(".");
  const octets = Buffer.from(signature, "base64url");
  octets[octets.length - 3] ^= 1;
  return [header, claims, octets.toString("base64url")].join(".");
};
