// One subject with all peers of a host. The browser is served this very file; there the peers are bundled.
import { readToken } from "./token.mjs";
import { subjects } from "./subjects.mjs";
import { takeTurns } from "./turns.mjs";

const ROUNDS = 31;

/** Who comes to which host; each is a file in `peers/`. */
const PEERS = {
  node: ["countersign", "node-crypto", "webcrypto", "jose", "jsonwebtoken", "noble-curves", "node-forge", "jsrsasign"],
  chromium: ["countersign", "webcrypto", "jose", "noble-curves", "node-forge", "jsrsasign"],
};

/** Who is started from cold, as file and name. */
export const STARTERS = [
  ["countersign", "countersign"],
  ["countersign", "countersign, rust"],
  ["countersign-verify", "countersign/verify"],
  ["jose", "jose"],
  ["node-forge", "node-forge"],
];

// A name in a variable, so that a bundler leaves it alone.
const load = async (file) => {
  const path = `./peers/${file}.mjs`;
  return (await import(path)).default;
};

/** The names of what is measured on a host. */
export const subjectsOf = (host) => subjects.filter(({ hosts = [host] }) => hosts.includes(host)).map(({ name }) => name);

/** Samples of every peer that offers the subject. `rounds` overrules the subject's own number. */
export const measure = async (host, subject, material, rounds) => {
  const peers = (await Promise.all(PEERS[host].map(load))).flat();
  const { prepare, long, ...usual } = subjects.find(({ name }) => name === subject);
  return takeTurns(await prepare(peers, material), { long, rounds: rounds ?? usual.rounds ?? ROUNDS });
};

/** Milliseconds from nothing to the first token verified: import, keys, call. Only the first in a process or a page is cold. */
export const startCold = async (file, name, { single, expected }) => {
  const { jwks, tokens } = single.RS256;
  const token = readToken(tokens[0]);
  const begun = performance.now();
  const peer = (await load(file)).find((one) => one.name === name);
  const check = await peer.verifier("RS256", jwks, expected);
  const accepted = await check(token);
  const took = performance.now() - begun;
  if (!accepted) throw new Error(`${name} refuses a good token`);
  return took;
};
