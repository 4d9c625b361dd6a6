// The stop-watch. Peers take turns sample by sample, so that what else the machine does falls on all of them.

/** How long each is called before the first sample, in milliseconds: the optimising tiers come late. */
const WARM_UP = 250;
/** How long a sample lasts at least, in milliseconds, so that the timer's grain does not show. */
const SAMPLE = 8;
/** Above this, in milliseconds a call, every third turn is enough. */
const SLOW = 6;

/** Calls it `times` times, one after the other, and gives milliseconds a call. */
const time = async (call, times) => {
  const begun = performance.now();
  for (let n = 0; n < times; n += 1) {
    const done = call();
    if (done instanceof Promise) await done;
  }
  return (performance.now() - begun) / times;
};

/** Milliseconds a call once it has run for a while: the best seen, since nothing makes it faster than it is. */
const warmUp = async (call) => {
  const begun = performance.now();
  let best = await time(call, 1);
  while (performance.now() - begun < WARM_UP) best = Math.min(best, await time(call, Math.max(1, Math.ceil(SAMPLE / best / 4))));
  return best;
};

/**
 * Samples of each peer in milliseconds a call, taken in turns. A peer is `{ name, call }`; with `every`, it takes only each n-th turn,
 * and so does who is slow. Those are marked as `rare`.
 * `long`: a call is long by nature, as a thousand tokens are, and nobody is slow for that.
 */
export const takeTurns = async (peers, { rounds, long = false }) => {
  const runners = [];
  for (const { every = 1, ...peer } of peers) {
    const usual = await warmUp(peer.call);
    const turns = !long && usual > SLOW ? Math.max(every, 3) : every;
    runners.push({ ...peer, every: turns, rare: turns > 1, calls: Math.max(1, Math.ceil(SAMPLE / usual)), samples: [] });
  }
  for (let round = 0; round < rounds; round += 1) {
    // Who comes first changes: the one before leaves its garbage to the next.
    const start = round % runners.length;
    for (const runner of [...runners.slice(start), ...runners.slice(0, start)]) {
      if (round % runner.every === 0) runner.samples.push(await time(runner.call, runner.calls));
    }
  }
  return runners.map(({ call, every, ...measured }) => measured);
};
