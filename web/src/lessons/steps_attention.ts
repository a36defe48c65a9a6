/** What every attention has in common, wherever it stands: from Q, K and V to its output. */
import { t } from "../strings/text";
import { type MatrixItem, type Place, type StepDefinition, sign, signed, word } from "./step";

const HEAD = { q: "W_q", k: "W_k", v: "W_v" } as const;

const STAGE = /[qkv]_(?:joint|unrotated|grouped)$/;

/** Whether a tensor is a stage on the way to Q, K or V: before the split into heads, the turn, the sharing of heads. */
export const isStage = (tensor: string): boolean => STAGE.test(tensor);

/** What a projection becomes on its way to the heads, by the tape: `k_unrotated`, `k_grouped`, `k`. */
function stagesOf(place: Place, which: string, joint: boolean): string[] {
  const stages = [place.prefix + which];
  for (;;) {
    const before = place.operand(stages[0] as string, 0);
    if (before === undefined || !isStage(before) || stages.includes(before)) break;
    stages.unshift(before);
  }
  const knowsTape = place.operand(stages[0] as string, 0) !== undefined;
  return knowsTape || !joint ? stages : [`${place.prefix}${which}_joint`, ...stages];
}

/** The division by the temperature, where the run has one. */
function temperature({ prefix, operand }: Place): StepDefinition[] {
  const [made, source] = [`${prefix}tempered`, operand(`${prefix}tempered`, 0)];
  if (source === undefined) return [];
  return [
    {
      id: ".tempered",
      results: () => [made],
      tex: () => `${word("tempered")} = \\frac{${word("scaled")}}{\\tau}`,
      sharedScale: [source, made],
      items: () => [signed(source), sign("\\div \\tau ="), signed(made)],
    },
  ];
}

export function attentionSteps(place: Place): readonly StepDefinition[] {
  const at = (name: string): string => place.prefix + name;
  /** The operand by the tape: a residual's sum, rotated queries, repeated keys or dropped weights stand in for the usual one. */
  const from = (tensor: string, operand: number, usual: string): string => place.operand(at(tensor), operand) ?? usual;
  return [
    {
      id: "qkv",
      results: (state) => [at(state.which)],
      tex: (state) => {
        const name = state.which.toUpperCase();
        return `${name} = X\\,${HEAD[state.which]}${state.bias ? ` + b_${state.which}` : ""}`;
      },
      items: (state) => {
        const { which } = state;
        const hue = { hue: which };
        const stages = stagesOf(place, which, state.projection === "joint");
        const made = stages[0] ?? at(which);
        const [input, weights] = [place.operand(made, 0) ?? "x", at(`W_${which}`)];
        const bias = state.bias ? [sign("+"), signed(at(`b_${which}`))] : [];
        return [
          signed(input),
          sign("\\cdot"),
          signed(weights, hue),
          ...bias,
          ...stages.flatMap((name, nth) => [sign(nth === 0 ? "=" : "\\rightarrow"), signed(name, hue)]),
        ];
      },
    },
    {
      id: "scores",
      results: () => [at("scores")],
      tex: () => `${word("scores")} = Q K^{\\top}`,
      items: () => [
        signed(from("scores", 0, at("q")), { hue: "q" }),
        sign("\\cdot"),
        signed(from("scores", 1, at("k")), { hue: "k", transposed: true }),
        sign("="),
        signed(at("scores")),
      ],
    },
    {
      id: "scaled",
      results: () => [at("scaled")],
      tex: (state) => `${word("scaled")} = ${state.scale ? `\\frac{${word("scores")}}{\\sqrt{d_k}}` : word("scores")}`,
      sharedScale: [at("scores"), at("scaled")],
      items: (state) => [signed(at("scores")), sign(state.scale ? "\\div \\sqrt{d_k} =" : "="), signed(at("scaled"))],
    },
    ...temperature(place),
    {
      id: "masked",
      results: () => [at("masked")],
      tex: (state) => {
        const [masked, scaled, allowed, blocked] = [
          "masked",
          "scaled",
          t("equation.allowed"),
          t("equation.blocked"),
        ].map(word);
        const additive = state.mask_style === "additive" || state.mask_style === "additive_literal";
        const low = state.mask_style === "large_negative" ? "-10^9" : "-\\infty";
        return additive
          ? `${masked}_{qk} = ${scaled}_{qk} + \\begin{cases} 0 & ${allowed} \\\\ ${low} & ${blocked} \\end{cases}`
          : `${masked}_{qk} = \\begin{cases} ${scaled}_{qk} & ${allowed} \\\\ ${low} & ${blocked} \\end{cases}`;
      },
      sharedScale: [from("masked", 0, at("scaled")), at("masked")],
      items: (state) => {
        const additive = state.mask_style === "additive" || state.mask_style === "additive_literal";
        const scaled = signed(from("masked", 0, at("scaled")));
        const bias = from("masked", 1, at("mask_bias"));
        const rule = additive ? (place.operand(bias, 0) ?? at("mask")) : from("masked", 1, at("mask"));
        const mask: MatrixItem = { kind: "matrix", tensor: rule, fill: "mask" };
        const masked = signed(at("masked"));
        return additive
          ? [mask, sign("\\rightarrow"), signed(bias), sign("+"), scaled, sign("="), masked]
          : [scaled, sign(word(t("step.masked.with"))), mask, sign("\\rightarrow"), masked];
      },
    },
    {
      id: "softmax",
      results: () => [at("weights")],
      tex: (state) => {
        const [weights, masked] = ["weights", "masked"].map(word);
        const total = state.softmax === "matrix" ? "\\sum_{i}\\sum_{j}" : "\\sum_{j}";
        const row = state.softmax === "matrix" ? "i" : "q";
        return `${weights}_{qk} = \\frac{e^{${masked}_{qk}}}{${total} e^{${masked}_{${row}j}}}`;
      },
      items: () => [
        signed(from("weights", 0, at("masked"))),
        sign("\\rightarrow"),
        { kind: "matrix", tensor: at("weights"), fill: "weights" },
      ],
    },
    {
      id: "weighted",
      results: () => [at("z")],
      tex: () => `z = ${word("weights")} \\cdot V`,
      items: () => [
        { kind: "matrix", tensor: from("z", 0, at("weights")), fill: "weights" },
        sign("\\cdot"),
        signed(from("z", 1, at("v")), { hue: "v" }),
        sign("="),
        signed(at("z")),
      ],
    },
    {
      id: "joined",
      results: () => [at("concat")],
      tex: () => `${word("Concat")}(z_1, \\ldots, z_h)`,
      items: () => [signed(at("z"), { everyHead: true }), sign("\\rightarrow"), signed(at("concat"))],
    },
    {
      id: "output",
      results: () => [at("out")],
      tex: (state) => `${word("out")} = ${word("Concat")}(z_1, \\ldots, z_h)\\,W_o${state.bias ? " + b_o" : ""}`,
      items: (state) => [
        signed(at("concat")),
        sign("\\cdot"),
        signed(at("W_o")),
        ...(state.bias ? [sign("+"), signed(at("b_o"))] : []),
        sign("="),
        signed(at("out")),
      ],
    },
  ];
}
