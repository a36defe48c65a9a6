// Takes contenders in turns, so that whatever else the machine does meets all of them, and compares what they give before
// any is timed. Runs in Node and in a browser.

/** V8 never replaces a running loop of WebAssembly by its optimised form: many short calls first, then few long ones. */
const WARM_UP_MS = 400;
const WARM_UP_CALLS = 2;
/** A batch is as many calls as take about this long; rounds of batches end when a problem's time is up. */
const BATCH_MS = 25;
const LEAST_ROUNDS = 3;
const MOST_ROUNDS = 25;
/** Results of contenders differ by rounding alone, relative to the largest number. */
const TOLERANCE = 1e-3;

/** Milliseconds of a call. What runs in another process times itself. */
async function timeBatch({ run, time }, calls) {
  if (time) return time(calls);
  const begin = performance.now();
  for (let call = 0; call < calls; call++) await run();
  return (performance.now() - begin) / calls;
}

/** The least time of each contender. */
async function fastest(contenders, most) {
  for (const one of contenders) {
    const start = performance.now();
    let call = 0;
    // Problems come in the order of their time: the first one's calls are the short ones.
    while (call < WARM_UP_CALLS || (performance.now() - start < WARM_UP_MS && call < 200)) {
      await timeBatch(one, 1);
      call++;
    }
    one.calls = Math.max(1, Math.round(BATCH_MS / Math.max(await timeBatch(one, 1), 0.01)));
    one.best = Number.POSITIVE_INFINITY;
  }
  const begin = performance.now();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (round >= LEAST_ROUNDS && performance.now() - begin > most) break;
    for (const one of contenders) one.best = Math.min(one.best, await timeBatch(one, one.calls));
  }
}

function disagreement(ours, theirs) {
  const scale = ours.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  const worst = ours.reduce((most, number, at) => Math.max(most, Math.abs(number - theirs[at])), 0);
  return ours.length === theirs.length && worst <= TOLERANCE * scale ? null : `its result differs by ${worst}`;
}

/** Contenders that a peer has for a problem: those that run and agree; else why it has none. */
async function contendersOf(peer, kind, problem, expected) {
  if (!peer[kind]) return { reason: peer.reason ?? `it has no ${kind}` };
  const ready = [];
  let reason;
  try {
    for (const one of [await peer[kind](problem)].flat()) {
      const different = expected && disagreement(expected, await one.run());
      if (different) {
        await one.dispose();
        reason = different;
      } else ready.push(one);
    }
  } catch (error) {
    reason = error.message;
  }
  return ready.length > 0 ? { ready } : { reason };
}

async function opened(ours, kind, problem) {
  try {
    return ours[kind] ? await ours[kind](problem) : { reason: `no ${kind} of its own` };
  } catch (error) {
    return { reason: error.message };
  }
}

/**
 * One row a peer. `work` is what a problem takes, in the unit's numbers a millisecond; without it the unit is milliseconds.
 * @returns {Promise<{name: string, where: string, unit: string, ours: number | null, peer: number | null,
 *   peerName: string, ratio: number | null, reason?: string}[]>} ratio > 1 where ours is ahead
 */
export async function compare({ name, kind, problem, unit = "ms", work }, { where, ours, peers, most }) {
  const own = await opened(ours, kind, problem);
  if (own.reason) {
    const none = { name, where, unit, ours: null, peer: null, ratio: null, reason: `ours: ${own.reason}` };
    return peers.map((peer) => ({ ...none, peerName: peer.name }));
  }
  // A training's loss is of its own beginning.
  const expected = kind === "training" ? undefined : await own.run();
  const all = [];
  for (const peer of peers) all.push(await contendersOf(peer, kind, problem, expected));
  const contenders = all.flatMap(({ ready = [] }) => ready);
  await fastest([own, ...contenders], most);
  const amount = (time) => (work ? work / time : time);
  const rows = peers.map((peer, at) => {
    const times = all[at].ready?.map((one) => one.best) ?? [];
    const common = { name, where, unit, ours: amount(own.best), peer: null, peerName: peer.name, ratio: null };
    if (times.length === 0) return { ...common, reason: all[at].reason };
    const best = Math.min(...times);
    return { ...common, peer: amount(best), ratio: best / own.best };
  });
  for (const one of [own, ...contenders]) await one.dispose();
  return rows;
}
