// What threads gain: long runs and a training step in the module for threads, beside the one that every page runs, in turns
// in one process of Node.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../web/scripts/dependencies.mjs";
import { milliseconds } from "./statistics.mjs";
import { DECODER } from "./training.mjs";

const ROUNDS = 5;
const BATCH = 12;
const TOKENS = [256, 512];

export const THREADS_COLUMNS = ["work", "one thread", "threads", "times as fast"];
export const threadsRow = ({ name, one, shared }) => [
  name,
  milliseconds(one),
  milliseconds(shared),
  (one / shared).toFixed(2),
];

/** The least of a batch. */
function least(work) {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < BATCH; i++) {
    const begin = performance.now();
    work();
    best = Math.min(best, performance.now() - begin);
  }
  return best;
}

/** Works of an engine, by name: functions that do each once. */
function worksOf(engine) {
  const works = {};
  for (const tokens of TOKENS) {
    const text = Array.from({ length: tokens }, (_, at) => `w${(at * 7) % 97}`).join(" ");
    const spec = { model: "decoder_only", text, config: DECODER.config };
    works[`run of ${tokens} words`] = () => engine.run(spec).dispose();
  }
  const trainer = engine.train(DECODER);
  works["training step"] = () => trainer.step(1);
  return works;
}

/** @returns {Promise<{name: string, one: number, shared: number}[]>} milliseconds */
export async function measureThreads(threads) {
  const { runnerImport } = await import(pathToFileURL(join(ROOT, "node_modules/vite/dist/node/index.js")).href);
  const { Engine } = (await runnerImport(join(ROOT, "web/src/engine/engine.ts"))).module;
  const create = async (preset, options) =>
    (await import(pathToFileURL(join(ROOT, "build", preset, "attention.js")).href)).default(options);
  const sharing = await create("threads", { threads });
  sharing.useThreads(threads);
  const engines = [await create("wasm", {}), sharing].map((module) => new Engine(module, { relaxedSimd: false }));
  try {
    const [one, shared] = engines.map(worksOf);
    return Object.keys(one).map((name) => {
      const times = { name, one: Number.POSITIVE_INFINITY, shared: Number.POSITIVE_INFINITY };
      for (let round = 0; round < ROUNDS; round++) {
        times.one = Math.min(times.one, least(one[name]));
        times.shared = Math.min(times.shared, least(shared[name]));
      }
      return times;
    });
  } finally {
    for (const engine of engines) engine.dispose();
  }
}
