/** What the engine tells of an attention's heads: entropy, distance, what each key receives, and the lengths of values. */
import type { CallResult } from "../engine/calls";
import type { TensorLike } from "../engine/types";
import type { TraceView } from "../trace/trace_view";
import { type Answer, asked } from "./asked";
import { leadingOf } from "./matrix_data";
import type { Page } from "./page";

export type Statistics = CallResult<"attentionStatistics">;

/** The values that the weights add up, by the tape: of the step that makes z, its second operand. */
export function valuesOf(view: TraceView, weights: string): string | undefined {
  for (const step of view.consumers(weights)) {
    if (step.op.endsWith("weighted_sum") && step.inputs[0] === weights) return step.inputs[1];
    if (step.op === "dropout") return valuesOf(view, step.output);
  }
  return undefined;
}

/** Values with an entry for each head, also where heads share theirs. */
function spread(view: TraceView, values: string, heads: number): TensorLike {
  const parts = Array.from({ length: heads }, (_, head) => view.matrix(values, leadingOf(view, values, head)));
  const [{ rows, cols } = { rows: 0, cols: 0 }] = parts;
  const data = new Float32Array(heads * rows * cols);
  parts.forEach((part, head) => {
    data.set(part.data, head * rows * cols);
  });
  return { data, shape: [heads, rows, cols] };
}

export function statisticsOf(page: Page, view: TraceView, weights: string): Answer<Statistics> {
  return asked(view, `statistics ${weights}`, () => {
    const { data, shape } = view.tensor(weights);
    const values = valuesOf(view, weights);
    const value = values === undefined ? undefined : spread(view, values, shape[0] ?? 1);
    return page.controller.call("attentionStatistics", {
      weights: { data: data.slice(), shape },
      ...(value && { value }),
    });
  });
}
