/** The workbenches in the order in which the page names them. */
import type { Bench } from "./bench";
import { decoding } from "./decoding";
import { digits } from "./digits";
import { heads } from "./heads";
import { languageModel } from "./language_model";
import { pronouns, sentiment } from "./learned_classes";
import { linear } from "./linear";
import { metrics } from "./metrics";
import { optimiser } from "./optimiser";
import { similarity } from "./similarity";
import { sparse } from "./sparse";
import { tokenizer } from "./tokenizer";
import { train } from "./train/train";
import { summary, translation } from "./translation";
import { vision } from "./vision";

// biome-ignore format: one a line, so that lists grow side by side
export const BENCHES: readonly Bench[] = [
  train,
  pronouns,
  sentiment,
  translation,
  summary,
  languageModel,
  digits,
  similarity,
  heads,
  tokenizer,
  decoding,
  metrics,
  optimiser,
  vision,
  linear,
  sparse,
];
