/** Runs of deep models written by hand: the names that the engine records, shapes small, values their own places. */
import type { StepInfo, TensorInfo } from "../../web/src/engine/types";
import { TraceView } from "../../web/src/trace/trace_view";
import { traceData } from "./trace_fixture";

type Line = [op: string, rule: string, inputs: string[], output: string, axes?: string];

const SIZES: Record<string, number> = { b: 1, h: 2, q: 3, k: 3, t: 3, d: 2, m: 4, c: 4, f: 8, v: 5, n: 1 };

/** Given tensors by name, with their axes; everything else is made by a line. */
export function deepView(given: Record<string, string>, lines: readonly Line[]): TraceView {
  let offset = 0;
  const tensors: TensorInfo[] = [];
  const add = (name: string, axes: string, role: TensorInfo["role"]): void => {
    const shape = [...axes].map((axis) => SIZES[axis] ?? 1);
    tensors.push({ name, axes, shape, role, offset });
    offset += shape.reduce((a, b) => a * b, 1);
  };
  for (const [name, axes] of Object.entries(given)) add(name, axes, name.endsWith("tokens") ? "input" : "parameter");
  const steps: StepInfo[] = [];
  for (const [op, rule, inputs, output] of lines) {
    add(output, rule.split("->")[1] ?? "", inputs.length === 0 ? "constant" : "result");
    steps.push({ op, rule, inputs, output, attributes: {} });
  }
  return new TraceView({ ...traceData(), tensors, steps, values: Float32Array.from({ length: offset }, (_, i) => i) });
}

function attention(prefix: string, x: string, memory: string, mask: string): Line[] {
  const p = (name: string) => `${prefix}.${name}`;
  return [
    ["linear", "qm,hmd->hqd", [x, p("W_q")], p("q")],
    ["linear", "km,hmd->hkd", [memory, p("W_k")], p("k")],
    ["linear", "km,hmd->hkd", [memory, p("W_v")], p("v")],
    ["einsum", "hqd,hkd->hqk", [p("q"), p("k")], p("scores")],
    ["scale", "hqk->hqk", [p("scores")], p("scaled")],
    ["mask", "hqk,qk->hqk", [p("scaled"), mask], p("masked")],
    ["softmax", "hqk->hqk", [p("masked")], p("weights")],
    ["weighted_sum", "hqk,hkd->hqd", [p("weights"), p("v")], p("z")],
    ["concat", "hqd->qc", [p("z")], p("concat")],
    ["linear", "qc,cm->qm", [p("concat"), p("W_o")], p("out")],
  ];
}

const norm = (prefix: string, x: string): Line[] => [
  ["layer_norm", "tm,m,m->tm", [x, `${prefix}.gamma`, `${prefix}.beta`], `${prefix}.out`],
];

const feedForward = (prefix: string, x: string): Line[] => [
  ["linear", "tm,mf,f->tf", [x, `${prefix}.W_1`, `${prefix}.b_1`], `${prefix}.hidden`],
  ["relu", "tf->tf", [`${prefix}.hidden`], `${prefix}.activated`],
  ["linear", "tf,fm,m->tm", [`${prefix}.activated`, `${prefix}.W_2`, `${prefix}.b_2`], `${prefix}.out`],
];

const input = (side: string): Line[] => [
  ["gather", "t,vm->tm", [`${side}.tokens`, `${side}.embedding.table`], `${side}.embedding.out`],
  ["sinusoidal", "->tm", [], `${side}.positions`],
  ["add", "tm,tm->tm", [`${side}.embedding.out`, `${side}.positions`], `${side}.x`],
];

const add = (a: string, b: string, out: string): Line => ["add", "tm,tm->tm", [a, b], out];

/** Every operand that no line makes, with the axes that the lines give it. */
function givenBy(lines: readonly Line[]): Record<string, string> {
  const made = new Set(lines.map((line) => line[3]));
  const given: Record<string, string> = {};
  for (const [, rule, inputs] of lines) {
    const axes = (rule.split("->")[0] ?? "").split(",");
    inputs.forEach((name, at) => {
      if (!made.has(name)) given[name] = axes[at] ?? "";
    });
  }
  return given;
}

const viewOf = (lines: readonly Line[]): TraceView => deepView(givenBy(lines), lines);

/** An encoder of one post-norm layer and a decoder of one, as in Vaswani et al. 2017. */
export function transformerView(): TraceView {
  const [e, d] = ["encoder.0", "decoder.0"];
  return viewOf([
    ...input("source"),
    ["mask_rule", "->qk", [], "encoder.mask"],
    ...attention(`${e}.attn`, "source.x", "source.x", "encoder.mask"),
    add("source.x", `${e}.attn.out`, `${e}.residual1`),
    ...norm(`${e}.norm1`, `${e}.residual1`),
    ...feedForward(`${e}.ffn`, `${e}.norm1.out`),
    add(`${e}.norm1.out`, `${e}.ffn.out`, `${e}.residual2`),
    ...norm(`${e}.norm2`, `${e}.residual2`),
    ...input("target"),
    ["mask_rule", "->qk", [], "decoder.mask"],
    ["mask_rule", "->qk", [], "decoder.cross_mask"],
    ...attention(`${d}.attn`, "target.x", "target.x", "decoder.mask"),
    add("target.x", `${d}.attn.out`, `${d}.residual1`),
    ...norm(`${d}.norm1`, `${d}.residual1`),
    ...attention(`${d}.cross`, `${d}.norm1.out`, `${e}.norm2.out`, "decoder.cross_mask"),
    add(`${d}.norm1.out`, `${d}.cross.out`, `${d}.residual2`),
    ...norm(`${d}.norm2`, `${d}.residual2`),
    ...feedForward(`${d}.ffn`, `${d}.norm2.out`),
    add(`${d}.norm2.out`, `${d}.ffn.out`, `${d}.residual3`),
    ...norm(`${d}.norm3`, `${d}.residual3`),
    ["linear", "tm,mv,v->tv", [`${d}.norm3.out`, "output.W", "output.b"], "logits"],
    ["softmax", "tv->tv", ["logits"], "probabilities"],
  ]);
}

/** One pre-norm layer with its last norm, and an op that nobody has written words for. */
export function preNormView(): TraceView {
  const e = "encoder.0";
  return viewOf([
    ["gather", "t,vm->tm", ["tokens", "embedding.table"], "embedding.out"],
    ["mystery", "tm->tm", ["embedding.out"], "x"],
    ["mask_rule", "->qk", [], "encoder.mask"],
    ...norm(`${e}.norm1`, "x"),
    ...attention(`${e}.attn`, `${e}.norm1.out`, `${e}.norm1.out`, "encoder.mask"),
    add("x", `${e}.attn.out`, `${e}.residual1`),
    ...norm(`${e}.norm2`, `${e}.residual1`),
    ...feedForward(`${e}.ffn`, `${e}.norm2.out`),
    ["mystery", "tm->tm", [`${e}.ffn.out`], `${e}.ffn.tempered`],
    add(`${e}.residual1`, `${e}.ffn.tempered`, `${e}.residual2`),
    ...norm("encoder.norm", `${e}.residual2`),
  ]);
}
