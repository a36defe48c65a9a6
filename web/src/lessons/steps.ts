/**
 * The journey from words to output: for each step, its equation and the matrices that it shows, as an expression
 * read from left to right. Words are in the catalogue under `step.<id>`; every number comes from the trace.
 */
import type { State, StepId } from "../state/settings";
import { t } from "../strings/text";

export type Hue = "q" | "k" | "v";

/** How a matrix is coloured: signed values diverge from zero, weights run from 0 to 1, a mask has two values. */
export type Fill = "signed" | "weights" | "mask";

export interface MatrixItem {
  kind: "matrix";
  tensor: string;
  fill: Fill;
  hue?: Hue;
  transposed?: boolean;
  /** Every head beside each other rather than the chosen one. */
  everyHead?: boolean;
}

export interface SignItem {
  kind: "sign";
  tex: string;
}

export type Item = MatrixItem | SignItem;

export interface StepDefinition {
  id: StepId;
  /** The tensors whose presence in a trace makes the step part of it; the first one there is the step's result. */
  results: (state: State) => readonly string[];
  tex: (state: State) => string;
  /** Matrices of one group share a colour scale, so that scaling is seen to shrink. */
  sharedScale?: readonly string[];
  items: (state: State) => readonly Item[];
}

const sign = (tex: string): SignItem => ({ kind: "sign", tex });
const signed = (tensor: string, more: Partial<MatrixItem> = {}): MatrixItem => ({
  kind: "matrix",
  tensor,
  fill: "signed",
  ...more,
});

const word = (text: string) => `\\mathrm{${text}}`;
const HEAD = { q: "W_q", k: "W_k", v: "W_v" } as const;

export const STEPS: readonly StepDefinition[] = [
  {
    id: "words",
    results: () => ["tokens"],
    tex: () => `${word("words")} \\rightarrow ${word("tokens")} = (i_1, i_2, \\ldots, i_T)`,
    items: () => [],
  },
  {
    id: "embedding",
    results: () => ["embedding.out"],
    tex: () => `${word("embedding")}_t = ${word("table")}_{\\,${word("tokens")}_t}`,
    items: () => [signed("embedding.table"), sign("\\rightarrow"), signed("embedding.out")],
  },
  {
    id: "positions",
    results: (state) => (state.source === "positions" ? ["positions"] : ["x"]),
    tex: () =>
      `PE_{(t,\\,2i)} = \\sin\\!\\left(\\frac{t}{10000^{2i/d_{${word("model")}}}}\\right),\\quad PE_{(t,\\,2i+1)} = \\cos\\!\\left(\\frac{t}{10000^{2i/d_{${word("model")}}}}\\right)`,
    items: (state) =>
      state.source === "positions"
        ? [signed("positions")]
        : [signed("embedding.out"), sign("+"), signed("positions"), sign("="), signed("x")],
  },
  {
    id: "qkv",
    results: (state) => [`attn.${state.which}`],
    tex: (state) => {
      const name = state.which.toUpperCase();
      return `${name} = X\\,${HEAD[state.which]}${state.bias ? ` + b_${state.which}` : ""}`;
    },
    items: (state) => {
      const { which } = state;
      const bias = state.bias ? [sign("+"), signed(`attn.b_${which}`)] : [];
      const hue = { hue: which };
      if (state.projection === "joint") {
        return [
          signed("x"),
          sign("\\cdot"),
          signed(`attn.W_${which}`, hue),
          ...bias,
          sign("="),
          signed(`attn.${which}_joint`, hue),
          sign("\\rightarrow"),
          signed(`attn.${which}`, hue),
        ];
      }
      return [
        signed("x"),
        sign("\\cdot"),
        signed(`attn.W_${which}`, hue),
        ...bias,
        sign("="),
        signed(`attn.${which}`, hue),
      ];
    },
  },
  {
    id: "scores",
    results: () => ["attn.scores"],
    tex: () => `${word("scores")} = Q K^{\\top}`,
    items: () => [
      signed("attn.q", { hue: "q" }),
      sign("\\cdot"),
      signed("attn.k", { hue: "k", transposed: true }),
      sign("="),
      signed("attn.scores"),
    ],
  },
  {
    id: "scaled",
    results: () => ["attn.scaled"],
    tex: (state) => `${word("scaled")} = ${state.scale ? `\\frac{${word("scores")}}{\\sqrt{d_k}}` : word("scores")}`,
    sharedScale: ["attn.scores", "attn.scaled"],
    items: (state) => [signed("attn.scores"), sign(state.scale ? "\\div \\sqrt{d_k} =" : "="), signed("attn.scaled")],
  },
  {
    id: "masked",
    results: () => ["attn.masked"],
    tex: (state) => {
      const [masked, scaled, allowed, blocked] = ["masked", "scaled", t("equation.allowed"), t("equation.blocked")].map(
        word,
      );
      const additive = state.mask_style === "additive" || state.mask_style === "additive_literal";
      const low = state.mask_style === "large_negative" ? "-10^9" : "-\\infty";
      return additive
        ? `${masked}_{qk} = ${scaled}_{qk} + \\begin{cases} 0 & ${allowed} \\\\ ${low} & ${blocked} \\end{cases}`
        : `${masked}_{qk} = \\begin{cases} ${scaled}_{qk} & ${allowed} \\\\ ${low} & ${blocked} \\end{cases}`;
    },
    sharedScale: ["attn.scaled", "attn.masked"],
    items: (state) => {
      const mask: MatrixItem = { kind: "matrix", tensor: "attn.mask", fill: "mask" };
      const masked = signed("attn.masked");
      return state.mask_style === "additive" || state.mask_style === "additive_literal"
        ? [mask, sign("\\rightarrow"), signed("attn.mask_bias"), sign("+"), signed("attn.scaled"), sign("="), masked]
        : [signed("attn.scaled"), sign(word(t("step.masked.with"))), mask, sign("\\rightarrow"), masked];
    },
  },
  {
    id: "softmax",
    results: () => ["attn.weights"],
    tex: (state) => {
      const [weights, masked] = ["weights", "masked"].map(word);
      const total = state.softmax === "matrix" ? "\\sum_{i}\\sum_{j}" : "\\sum_{j}";
      const row = state.softmax === "matrix" ? "i" : "q";
      return `${weights}_{qk} = \\frac{e^{${masked}_{qk}}}{${total} e^{${masked}_{${row}j}}}`;
    },
    items: () => [
      signed("attn.masked"),
      sign("\\rightarrow"),
      { kind: "matrix", tensor: "attn.weights", fill: "weights" },
    ],
  },
  {
    id: "weighted",
    results: () => ["attn.z"],
    tex: () => `z = ${word("weights")} \\cdot V`,
    items: () => [
      { kind: "matrix", tensor: "attn.weights", fill: "weights" },
      sign("\\cdot"),
      signed("attn.v", { hue: "v" }),
      sign("="),
      signed("attn.z"),
    ],
  },
  {
    id: "joined",
    results: () => ["attn.concat"],
    tex: () => `${word("Concat")}(z_1, \\ldots, z_h)`,
    items: () => [signed("attn.z", { everyHead: true }), sign("\\rightarrow"), signed("attn.concat")],
  },
  {
    id: "output",
    results: () => ["attn.out"],
    tex: (state) => `${word("out")} = ${word("Concat")}(z_1, \\ldots, z_h)\\,W_o${state.bias ? " + b_o" : ""}`,
    items: (state) => [
      signed("attn.concat"),
      sign("\\cdot"),
      signed("attn.W_o"),
      ...(state.bias ? [sign("+"), signed("attn.b_o")] : []),
      sign("="),
      signed("attn.out"),
    ],
  },
];

export function stepOf(id: StepId): StepDefinition {
  return STEPS.find((step) => step.id === id) as StepDefinition;
}

/** The step that a tensor is the result of, or else the first that shows it: where "go there" leads. */
export function stepShowing(tensor: string, state: State): { step: StepId; which?: State["which"] } | undefined {
  const projection = /^attn\.(?:W_|b_)?([qkv])(?:_joint)?$/.exec(tensor)?.[1] as State["which"] | undefined;
  if (projection) return { step: "qkv", which: projection };
  const made = STEPS.find((step) => step.results(state).includes(tensor));
  if (made) return { step: made.id };
  const shown = STEPS.find((step) =>
    step.items(state).some((item) => item.kind === "matrix" && item.tensor === tensor),
  );
  return shown && { step: shown.id };
}
