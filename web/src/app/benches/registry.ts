/** The workbenches in the order in which the page names them. */
import type { Bench } from "./bench";
import { decoding } from "./decoding";
import { linear } from "./linear";
import { metrics } from "./metrics";
import { optimiser } from "./optimiser";
import { sparse } from "./sparse";
import { tokenizer } from "./tokenizer";
import { summary, translation } from "./translation";
import { vision } from "./vision";

// biome-ignore format: one a line, so that lists grow side by side
export const BENCHES: readonly Bench[] = [
  tokenizer,
  decoding,
  translation,
  summary,
  metrics,
  optimiser,
  vision,
  linear,
  sparse,
];
