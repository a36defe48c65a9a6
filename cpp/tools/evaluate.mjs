// `npm run evaluate`: computes the figures on the models' cards (docs/models) again, from the weights that ship and the
// held-out sets, and compares them with the cards.
//   node cpp/tools/evaluate.mjs [--json FILE] [--only NAME,NAME] [--limit N] [--data FOLDER]
// Writes rows { model, metric, value, card, n }: `card` is the card's figure, `n` how many examples were judged. A figure
// that cannot be had on this machine is null, with a `reason`. Fails when a figure falls short of its card.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { SetupError } from "../../emsdk-config/process.mjs";
import { ensureDependencies } from "../../web/scripts/dependencies.mjs";
import { ROOT } from "./data/prepare.mjs";
import { cardOf } from "./evaluate/front_matter.mjs";
import { shortfall } from "./evaluate/shortfall.mjs";

const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    only: { type: "string" },
    limit: { type: "string" },
    data: { type: "string" },
  },
});

/** One file a model, each with `model` and `evaluate(options)` -> `[{ metric, value, n, note? }]`. */
async function judges() {
  const folder = join(ROOT, "cpp/tools/evaluate/models");
  const found = [];
  for (const file of readdirSync(folder).sort()) {
    if (file.endsWith(".mjs")) found.push(await import(join(folder, file)));
  }
  return found;
}

const shown = (value) => (typeof value === "number" ? String(Number(value.toPrecision(4))) : "-");

async function rowsOf(judge, limit) {
  const card = cardOf(judge.model);
  try {
    const figures = await judge.evaluate({ limit, data: options.data && resolve(options.data) });
    return figures.map(({ metric, value, n, ...more }) => ({
      model: judge.model,
      metric,
      value,
      card: typeof card[metric] === "number" ? card[metric] : null,
      n,
      ...more,
    }));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return judge.metrics.map((metric) => ({
      model: judge.model,
      metric,
      value: null,
      card: typeof card[metric] === "number" ? card[metric] : null,
      n: 0,
      reason: error.message,
    }));
  }
}

async function main() {
  const limit = options.limit === undefined ? Number.POSITIVE_INFINITY : Number(options.limit);
  if (!(limit >= 1)) throw new SetupError("--limit takes a number from 1 on.");
  const all = await judges();
  const names = options.only?.split(",") ?? all.map((judge) => judge.model);
  const unknown = names.filter((name) => !all.some((judge) => judge.model === name));
  if (unknown.length > 0) throw new SetupError(`No such model: ${unknown.join(", ")}`);
  await ensureDependencies(console.error);
  const rows = [];
  const short = [];
  for (const judge of all.filter(({ model }) => names.includes(model))) {
    console.error(`${judge.model} ...`);
    for (const row of await rowsOf(judge, limit)) {
      rows.push(row);
      const missing = limit === Number.POSITIVE_INFINITY ? shortfall(row) : null;
      if (missing) short.push(missing);
      const beside = row.reason ?? row.note ?? "";
      console.log(
        [row.model.padEnd(20), row.metric.padEnd(24), shown(row.value).padStart(9)]
          .concat([`card ${shown(row.card)}`.padStart(14), `n ${row.n}`.padStart(8), beside])
          .join("  ")
          .trimEnd(),
      );
    }
  }
  if (options.json) {
    mkdirSync(dirname(resolve(options.json)), { recursive: true });
    writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  }
  for (const line of short) console.error(line);
  return short.length === 0;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
