// `npm run train`: makes a model that ships again, as its card says: prepares its data, builds the tool and trains.
//   node cpp/tools/train.mjs NAME [--quick] [--resume] [--epochs N] [--limit N] [--data FOLDER] [--out FILE]
// --quick is a trial of the same command in a minute: the model at its size, on a few of the sentences that ship for
// tests, and written to build/models.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "../../emsdk-config/build.mjs";
import { run, SetupError } from "../../emsdk-config/process.mjs";
import { ensureDependencies } from "../../web/scripts/dependencies.mjs";
import { writeUseLite } from "../../web/scripts/use_lite.mjs";
import { prepare, ROOT, SETS } from "./data/prepare.mjs";

const CONFIGS = join(ROOT, "cpp/tools/models");
const SAMPLES = join(ROOT, "docs/models/samples");

const { values: options, positionals } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    resume: { type: "boolean", default: false },
    epochs: { type: "string" },
    limit: { type: "string" },
    data: { type: "string" },
    out: { type: "string" },
  },
  allowPositionals: true,
});

/** How a trial cuts its texts: few merges, and every word of so small a sample. */
const quickTokenizer = ({ merges, min_count, ...rest }) => ({
  ...rest,
  ...(merges && { merges: 200 }),
  ...(min_count && { min_count: 1 }),
});

/** The file of a trial's config: the sample for its data, a high rate at once. */
function quickConfig(name, config) {
  const sample = join(SAMPLES, `${name}.jsonl`);
  if (!existsSync(sample)) throw new SetupError(`${name} has no sample in docs/models/samples to be tried on.`);
  const { held_out: _, checkpoint: __, ...rest } = config;
  const quick = {
    ...rest,
    train: sample,
    ...(config.tokenizer && { tokenizer: quickTokenizer(config.tokenizer) }),
    trainer: {
      ...config.trainer,
      batch_size: 8,
      label_smoothing: 0,
      epochs: 40,
      schedule: { type: "constant", rate: 0.002, warmup: 10 },
    },
    out: join(ROOT, "build/models", `${name}.quick.safetensors`),
  };
  const file = join(ROOT, "build/models", `${name}.quick.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(quick));
  return file;
}

/** Prepares what the config trains on, where it is one of our sets and not there yet. */
function prepareData(config) {
  for (const file of [config.train, config.held_out]) {
    const set = /^build\/data\/(\w+)\.(train|held_out)\.jsonl$/.exec(file ?? "")?.[1];
    if (!set || !(set in SETS) || existsSync(join(ROOT, file))) continue;
    const { train, heldOut } = prepare(set, options.data);
    console.log(`${set}: ${train} examples to train on, ${heldOut} held out`);
  }
}

async function main() {
  const [name] = positionals;
  const known = readdirSync(CONFIGS).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : []));
  if (!known.includes(name)) throw new SetupError(`Which model? One of ${known.sort().join(", ")}.`);
  await ensureDependencies();
  const path = join(CONFIGS, `${name}.json`);
  const config = JSON.parse(readFileSync(path, "utf8"));
  const tool = config.tool ?? "train";
  // A head learns in a moment: a trial of it takes fewer sentences.
  const few = options.quick && tool !== "train";
  if (few) {
    options.limit ??= "150";
    options.out ??= join(ROOT, "build/models", `${name}.quick.safetensors`);
  }
  if (!options.quick || few) prepareData(config);
  const file = options.quick && !few ? quickConfig(name, config) : path;
  // A trial runs with the tests, which have built the native preset already.
  const folder = await build(options.quick ? "native" : "tools", { targets: [tool], quiet: true });
  const encoder = config.encoder_file && join(ROOT, config.encoder_file);
  if (encoder && !existsSync(encoder)) writeUseLite(encoder, "F32");
  for (const made of [config.out, config.checkpoint])
    if (made) mkdirSync(join(ROOT, dirname(made)), { recursive: true });
  const passed = ["epochs", "limit", "out"].flatMap((key) => (options[key] ? [`--${key}`, options[key]] : []));
  await run(join(folder, "cpp/tools", tool), [file, ...passed, ...(options.resume ? ["--resume"] : [])], { cwd: ROOT });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
