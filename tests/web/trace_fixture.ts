/** A run written by hand: shapes and rules as the engine gives them, values that name their own place. */
import type { Explanation, StepInfo, TensorInfo, TraceData } from "../../web/src/engine/types";

type Role = TensorInfo["role"];

const TENSORS: [name: string, axes: string, shape: number[], role: Role][] = [
  ["tokens", "t", [3], "input"],
  ["embedding.table", "vm", [2, 4], "parameter"],
  ["embedding.out", "tm", [3, 4], "result"],
  ["positions", "tm", [3, 4], "constant"],
  ["x", "tm", [3, 4], "result"],
  ["attn.W_q", "hmd", [2, 4, 2], "parameter"],
  ["attn.b_q", "hd", [2, 2], "parameter"],
  ["attn.q", "hqd", [2, 3, 2], "result"],
  ["attn.k", "hkd", [2, 3, 2], "input"],
  ["attn.v", "hkd", [2, 3, 5], "input"],
  ["attn.scores", "hqk", [2, 3, 3], "result"],
  ["attn.scaled", "hqk", [2, 3, 3], "result"],
  ["attn.mask", "qk", [3, 3], "constant"],
  ["attn.masked", "hqk", [2, 3, 3], "result"],
  ["attn.weights", "hqk", [2, 3, 3], "result"],
  ["attn.weights_matrix", "hqk", [2, 3, 3], "result"],
  ["attn.z", "hqd", [2, 3, 5], "result"],
  ["attn.concat", "qc", [3, 10], "result"],
  ["attn.q_joint", "qc", [3, 4], "input"],
  ["attn.q_split", "hqd", [2, 3, 2], "result"],
  ["attn.W_o", "cm", [10, 4], "parameter"],
  ["attn.out", "qm", [3, 4], "result"],
  ["stats.entropy", "hq", [2, 3], "result"],
  ["stats.var_q", "s", [1], "result"],
];

const STEPS: [op: string, rule: string, inputs: string[], output: string][] = [
  ["gather", "t,vm->tm", ["tokens", "embedding.table"], "embedding.out"],
  ["sinusoidal", "->tm", [], "positions"],
  ["add", "tm,tm->tm", ["embedding.out", "positions"], "x"],
  ["linear", "qm,hmd,hd->hqd", ["x", "attn.W_q", "attn.b_q"], "attn.q"],
  ["einsum", "hqd,hkd->hqk", ["attn.q", "attn.k"], "attn.scores"],
  ["scale", "hqk->hqk", ["attn.scores"], "attn.scaled"],
  ["mask_rule", "->qk", [], "attn.mask"],
  ["mask", "hqk,qk->hqk", ["attn.scaled", "attn.mask"], "attn.masked"],
  ["softmax", "hqk->hqk", ["attn.masked"], "attn.weights"],
  ["softmax_matrix", "hqk->hqk", ["attn.masked"], "attn.weights_matrix"],
  ["weighted_sum", "hqk,hkd->hqd", ["attn.weights", "attn.v"], "attn.z"],
  ["concat", "hqd->qc", ["attn.z"], "attn.concat"],
  ["split_heads", "qc->hqd", ["attn.q_joint"], "attn.q_split"],
  ["linear", "qc,cm->qm", ["attn.concat", "attn.W_o"], "attn.out"],
  ["entropy", "hqk->hq", ["attn.weights"], "stats.entropy"],
  ["variance", "hqd->s", ["attn.q"], "stats.var_q"],
];

/** Every value is its own position in the buffer, but token ids, which are 1, 0, 1. */
export function traceData(): TraceData {
  let offset = 0;
  const tensors = TENSORS.map(([name, axes, shape, role]): TensorInfo => {
    const info = { name, axes, shape, role, offset };
    offset += shape.reduce((a, b) => a * b, 1);
    return info;
  });
  const values = Float32Array.from({ length: offset }, (_, i) => i);
  values.set([1, 0, 1], 0);
  return {
    tensors,
    steps: STEPS.map(([op, rule, inputs, output]): StepInfo => ({ op, rule, inputs, output, attributes: {} })),
    tokens: [["the", "cat", "the"].map((text, i) => ({ text, key: text, id: i % 2 === 0 ? 1 : 0 }))],
    notices: [],
    config: {
      d_model: 4,
      d_embedding: 4,
      n_heads: 2,
      d_k: 2,
      d_v: 5,
      n_kv_heads: 2,
      n_layers: 1,
      n_decoder_layers: 1,
      d_ff: 16,
      max_length: 128,
      norm: "layer",
      norm_order: "post",
      final_norm: false,
      activation: "relu",
      ffn_bias: true,
      dropout: 0,
      dropout_seed: 7,
      training: false,
      epsilon: 1e-5,
      n_classes: 2,
      patch_size: 16,
      patch_embedding: "linear",
      pooling: "mean",
      pool_word: "it",
      bias: true,
      positions: "sinusoidal",
      scale: true,
      temperature: 1,
      softmax: "row",
      attention: "softmax",
      projection: "per_head",
      output: true,
      diagnostics: true,
      tied_embeddings: false,
      embedding_scale: false,
      length: 3,
    },
    floats: offset,
    values,
    milliseconds: 0,
  };
}

/** An explanation with everything that a test doesn't care about left plain. */
export function explanation(given: Partial<Explanation> & Pick<Explanation, "op" | "result">): Explanation {
  return {
    name: "tensor",
    index: [0, 0],
    value: given.result,
    rule: "",
    attributes: {},
    edited: false,
    computed: given.result,
    operands: [],
    omitted: 0,
    terms: [],
    parts: {},
    ...given,
  };
}

/** Explains `a · b`, cell [0, 0] of `qd,kd->qk`. */
export function dotProduct(a: number[], b: number[], name = "attn.scores"): Explanation {
  const result = a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  return explanation({
    op: "einsum",
    name,
    result,
    operands: [
      ...a.map((value, i) => ({ name: "attn.q", index: [0, i], value })),
      ...b.map((value, i) => ({ name: "attn.k", index: [0, i], value })),
    ],
    terms: a.map((value, i) => ({ factors: [i, a.length + i], value: value * (b[i] ?? 0) })),
  });
}
