// How fast models learn: training steps a second, in Node and in a browser, and how long each of the page's tasks takes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../web/scripts/dependencies.mjs";
import { milliseconds, summary } from "./statistics.mjs";

const PACKAGE = pathToFileURL(join(ROOT, "dist/lib/index.js")).href;

/** Rows of each of the 16 sentences: <start> and 31 words. */
const ROWS = 32;
const BATCH = 16;
const WORDS = 128;
/** The one that the page begins with. */
const SEED = 7;

/** A decoder of 2 layers, d 64, 4 heads, T 32, batch 16. Any words do: each sentence goes round the vocabulary at its own pace. */
export const DECODER = {
  model: "decoder_only",
  texts: Array.from({ length: 4 * BATCH }, (_, text) =>
    Array.from({ length: ROWS - 1 }, (_, at) => `w${(text + at * (2 * text + 1)) % WORDS}`).join(" "),
  ),
  config: { n_layers: 2, d_model: 64, n_heads: 4, d_ff: 256 },
  optimizer: { learning_rate: 1e-3 },
  batch_size: BATCH,
  seed: 7,
};

/**
 * Takes `steps` steps after some to warm up. Runs as it is in a browser too, so it uses nothing from around it.
 * @returns {Promise<{times: number[], parameters: number, labels: number}>} milliseconds of each step
 */
async function timeSteps({ url, spec, warmUp, steps }) {
  const { createEngine } = await import(url);
  const engine = await createEngine();
  const trainer = engine.train(spec);
  try {
    trainer.step(warmUp);
    const times = [];
    let labels = 0;
    for (let step = 0; step < steps; step++) {
      const begin = performance.now();
      labels = trainer.step(1).tokens;
      times.push(performance.now() - begin);
    }
    return { times, parameters: trainer.about.parameters, labels };
  } finally {
    trainer.dispose();
    engine.dispose();
  }
}

export const stepsInNode = (steps) => timeSteps({ url: PACKAGE, spec: DECODER, warmUp: 5, steps });

/** The same in a page of the browser, from the package as the site has it. */
export async function stepsInBrowser(browser, address, steps) {
  const page = await browser.newPage();
  try {
    await page.goto(address);
    return await page.evaluate(timeSteps, {
      url: new URL("lib/index.js", address).href,
      spec: DECODER,
      warmUp: 5,
      steps,
    });
  } finally {
    await page.close();
  }
}

export const STEP_COLUMNS = ["training in", "steps a second", "median", "95 %", "labels a second", "parameters"];

/** A row for STEP_COLUMNS. */
export function stepRow(where, { times, labels, parameters }) {
  const { median, p95 } = summary(times);
  return [
    where,
    (1000 / median).toFixed(1),
    milliseconds(median),
    milliseconds(p95),
    ((1000 * labels) / median).toFixed(0),
    String(parameters),
  ];
}

/**
 * Trains until the share of held-out words foretold is the target, or three times the steps of the page were not enough.
 * Runs as it is in a browser too.
 * @returns {Promise<{task: string, target: number, accuracy: number, steps: number, seconds: number}>} seconds of steps
 */
async function timeTask({ url, task, target, most, spec }) {
  const EVERY = 10;
  const { createEngine } = await import(url);
  const engine = await createEngine();
  const trainer = engine.train(spec);
  try {
    let [steps, time, accuracy] = [0, 0, 0];
    while (accuracy < target && steps < most) {
      const begin = performance.now();
      trainer.step(EVERY);
      time += performance.now() - begin;
      steps += EVERY;
      ({ accuracy } = trainer.evaluate("held_out"));
    }
    return { task, target, accuracy, steps, seconds: time / 1000 };
  } finally {
    trainer.dispose();
    engine.dispose();
  }
}

/** Each of the page's tasks with the settings that the page offers first, in a browser. */
export async function tasksInBrowser(browser, address, log) {
  const { runnerImport } = await import("vite");
  const load = async (path) => (await runnerImport(join(ROOT, path))).module;
  const { GENERATED, COLLECTED } = await load("web/src/app/benches/train/tasks.ts");
  const { provideTask } = await load("web/src/app/benches/train/provide.ts");
  const { fieldsFor, trainSpec } = await load("web/src/app/benches/train/plan.ts");
  const { readPanel } = await load("web/src/state/panel.ts");
  const { createEngine } = await import(PACKAGE);
  const engine = await createEngine();
  const sources = {
    call: async (name, options) => engine[name](options),
    file: async (name) => readFileSync(join(ROOT, "dist/data", name)),
  };
  const results = [];
  for (const id of [...GENERATED, ...COLLECTED]) {
    const task = await provideTask(sources, id, SEED);
    const { values } = readPanel(fieldsFor(task.suit), `task=${id}`);
    const { target, data, suit } = task;
    const spec = {
      ...trainSpec(values, task),
      held_out: heldOut(trainSpec(values, { ...task, data: { train: data.heldOut } })),
    };
    const page = await browser.newPage();
    try {
      await page.goto(address);
      const url = new URL("lib/index.js", address).href;
      results.push(await page.evaluate(timeTask, { url, task: id, target, most: 3 * suit.steps, spec: plain(spec) }));
      log(`${id}: ${results.at(-1).steps} steps`);
    } finally {
      await page.close();
    }
  }
  engine.dispose();
  return results;
}

/** The list of examples of a training's spec, whatever it is called there. */
const heldOut = ({ pairs, texts, examples }) => pairs ?? texts ?? examples;

/** Numbers as a message to the browser carries them. */
const plain = (value) =>
  JSON.parse(JSON.stringify(value, (_, one) => (ArrayBuffer.isView(one) ? Array.from(one) : one)));

export const TASK_COLUMNS = ["task", "target", "held-out accuracy", "steps", "time"];

/** A row for TASK_COLUMNS. */
export const taskRow = ({ task, target, accuracy, steps, seconds }) => [
  task,
  target.toFixed(2),
  accuracy.toFixed(3),
  accuracy < target ? `not in ${steps}` : String(steps),
  `${seconds.toFixed(1)} s`,
];
