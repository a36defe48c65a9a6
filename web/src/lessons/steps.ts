/**
 * The journey from words to output. Words are in the catalogue under `step.<id>`; every number comes from the trace.
 * Steps are written once for any place in a model: `encoder.0.attn` and `decoder.1.cross` have the same ones.
 */
import type { State, Step } from "../state/settings";
import { nowhere, type Place, type StepDefinition, sign, signed, word } from "./step";
import { attentionSteps } from "./steps_attention";

export type { Fill, Hue, Item, MatrixItem, SignItem, StepDefinition } from "./step";

/** From words to the vectors that go in. */
export function inputSteps({ prefix }: Place): readonly StepDefinition[] {
  const [tokens, table, embedded, positions, x] = ["tokens", "embedding.table", "embedding.out", "positions", "x"].map(
    (name) => prefix + name,
  ) as [string, string, string, string, string];
  return [
    {
      id: "words",
      results: () => [tokens],
      tex: () => `${word("words")} \\rightarrow ${word("tokens")} = (i_1, i_2, \\ldots, i_T)`,
      items: () => [],
    },
    {
      id: "embedding",
      results: () => [embedded],
      tex: () => `${word("embedding")}_t = ${word("table")}_{\\,${word("tokens")}_t}`,
      items: () => [signed(table), sign("\\rightarrow"), signed(embedded)],
    },
    {
      id: "positions",
      results: (state) => (state.source === "positions" ? [positions] : [x]),
      tex: (state) =>
        state.positions === "learned"
          ? `x_t = ${word("embedding")}_t + ${word("table")}_t`
          : `PE_{(t,\\,2i)} = \\sin\\!\\left(\\frac{t}{10000^{2i/d_{${word("model")}}}}\\right),\\quad PE_{(t,\\,2i+1)} = \\cos\\!\\left(\\frac{t}{10000^{2i/d_{${word("model")}}}}\\right)`,
      items: (state) =>
        state.source === "positions"
          ? [signed(positions)]
          : [signed(embedded), sign("+"), signed(positions), sign("="), signed(x)],
    },
  ];
}

/** The journey of a model that is one attention and its input. */
export const STEPS: readonly StepDefinition[] = [...inputSteps(nowhere("")), ...attentionSteps(nowhere("attn."))];

/** The step that a tensor is the result of, or else the first that shows it: where "go there" leads. */
export function stepShowing(
  tensor: string,
  state: State,
  steps: readonly StepDefinition[] = STEPS,
): { step: Step; which?: State["which"] } | undefined {
  const projection = /(?:^|\.)(?:attn|cross)\.(?:W_|b_)?([qkv])(?:_joint)?$/.exec(tensor)?.[1] as
    | State["which"]
    | undefined;
  if (projection && steps.some((step) => step.id === "qkv")) return { step: "qkv", which: projection };
  const made = steps.find((step) => step.results(state).includes(tensor));
  if (made) return { step: made.id };
  const shown = steps.find((step) =>
    step.items(state).some((item) => item.kind === "matrix" && item.tensor === tensor),
  );
  return shown && { step: shown.id };
}
