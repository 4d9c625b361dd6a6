// What is measured, the same in Node and in the browser. Nobody is timed before the answers are known to be right.
import hosts from "./peers/webcrypto.mjs";
import { readToken, spoil } from "./token.mjs";

const [webcrypto] = hosts;

const offered = (peers, what, alg) => peers.filter((peer) => peer[what] && (!alg || !peer.algs || peer.algs.includes(alg)));

const ensure = (holds, what) => {
  if (!holds) throw new Error(what);
};

/** Rejected, thrown or false: libraries say no in all three ways. */
const accepts = async (check, token) => {
  try {
    return Boolean(await check(token));
  } catch {
    return false;
  }
};

const verifierOf = async (peer, alg, { jwks, tokens }, expected) => {
  const check = await peer.verifier(alg, jwks, expected);
  ensure(await check(readToken(tokens[0])), `${peer.name} refuses a good ${alg} token`);
  ensure(!(await accepts(check, readToken(spoil(tokens[0])))), `${peer.name} accepts a spoilt ${alg} token`);
  return check;
};

const verify = (alg) => ({
  name: `verify ${alg}`,
  async prepare(peers, { single, expected }) {
    const tokens = single[alg].tokens.map(readToken);
    return Promise.all(
      offered(peers, "verifier", alg).map(async (peer) => {
        const check = await verifierOf(peer, alg, single[alg], expected);
        let turn = 0;
        return { name: peer.name, whole: peer.whole, call: () => check(tokens[(turn++) % tokens.length]) };
      }),
    );
  },
});

const sign = (alg) => ({
  name: `sign ${alg}`,
  async prepare(peers, { single, expected }) {
    const { jwk, jwks, tokens } = single[alg];
    const { input } = readToken(tokens[0]);
    const check = await webcrypto.verifier(alg, jwks);
    return Promise.all(
      offered(peers, "signer", alg).map(async (peer) => {
        const signs = await peer.signer(alg, jwk, expected);
        const made = await signs(input);
        const token = peer.whole ? readToken(made) : { kid: jwk.kid, input, signature: made };
        ensure(await check(token), `WebCrypto refuses what ${peer.name} signed with ${alg}`);
        return { name: peer.name, whole: peer.whole, call: () => signs(input) };
      }),
    );
  },
});

/** Two whose difference matters take every turn: a key comes when its primes do. */
const EVERY = { countersign: 1, WebCrypto: 1, "node-forge": 9 };

const generate = {
  name: "generate RSA-2048",
  rounds: 99,
  long: true,
  prepare: (peers) =>
    offered(peers, "generator").map((peer) => ({ name: peer.name, every: EVERY[peer.name] ?? 3, call: peer.generator() })),
};

const oneByOne = (check, tokens) => async () => {
  for (const token of tokens) {
    const done = check(token);
    if (done instanceof Promise) await done;
  }
};

const inFlight = (check, tokens, width) => () => {
  let next = 0;
  const runner = async () => {
    while (next < tokens.length) await check(tokens[next++]);
  };
  return Promise.all(Array.from({ length: width }, runner));
};

/** Both ways to call somebody who works elsewhere: waiting each time, and not. */
const IN_FLIGHT = ["countersign", "jose"];

const bulk = (alg, rounds, names) => ({
  name: `verify 1,000 ${alg} by 10 keys`,
  hosts: ["node"],
  rounds,
  long: true,
  async prepare(peers, { bulk, expected }) {
    const tokens = bulk[alg].tokens.map(readToken);
    const prepared = peers.filter(({ name }) => names.includes(name)).map(async ({ name, whole, ...peer }) => {
      const check = await verifierOf({ name, ...peer }, alg, bulk[alg], expected);
      const rows = [{ name, whole, call: oneByOne(check, tokens) }];
      if (IN_FLIGHT.includes(name)) rows.push({ name: `${name}, 32 in flight`, whole, call: inFlight(check, tokens, 32) });
      return rows;
    });
    return (await Promise.all(prepared)).flat();
  },
});

const FAST = ["countersign", "countersign, verifySync", "jose", "jsonwebtoken", "node:crypto"];

export const subjects = [
  verify("RS256"),
  verify("ES256"),
  verify("ES384"),
  sign("RS256"),
  sign("RS384"),
  sign("ES384"),
  bulk("RS256", 15, [...FAST, "countersign, rust"]),
  bulk("ES384", 7, FAST),
  generate,
];
