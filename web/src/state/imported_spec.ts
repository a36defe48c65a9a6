/** What to run for data that a reader brought along. */
import type { Config, RunSpec, TensorLike } from "../engine/types";
import type { Imported, ImportedTensor } from "../io/imported";
import type { State } from "./settings";

const like = ({ data, shape }: ImportedTensor): TensorLike => ({ data, shape: [...shape] });

/** One head's matrix of weights has an axis for its head. */
const withHeads = ({ data, shape }: ImportedTensor): TensorLike => ({
  data,
  shape: shape.length === 2 ? [1, ...shape] : [...shape],
});

/** Embeddings: the sizes are those of the data; weights that were not brought are the seed's. */
function embeddingsSpec(data: Imported, state: State, config: Partial<Config>): RunSpec {
  const x = data.tensor("x");
  const weights = (["W_q", "W_k", "W_v"] as const).flatMap((name) => {
    const given = data.tensor(name);
    return given ? [[name, withHeads(given)] as const] : [];
  });
  const shapeOf = (...names: string[]): number[] | undefined =>
    weights.find(([name]) => names.includes(name))?.[1].shape;
  const [heads, , d_k] = shapeOf("W_q", "W_k") ?? [];
  const [headsOfV, , d_v] = shapeOf("W_v") ?? [];
  const n_heads = heads ?? headsOfV ?? state.n_heads;
  return {
    model: "self_attention",
    inputs: { ...(x && { x: like(x) }) },
    weights: Object.fromEntries(weights.map(([name, tensor]) => [`attn.${name}`, tensor])),
    seed: state.seed,
    config: {
      ...config,
      d_model: x?.shape[1] ?? 1,
      n_heads,
      d_k: d_k ?? Math.max(1, Math.floor((x?.shape[1] ?? 1) / n_heads)),
      ...(d_v !== undefined && { d_v }),
      positions: "none",
      projection: "per_head",
      // Seeded biases would have no place among numbers that somebody computed elsewhere.
      bias: weights.length === 0 && state.bias,
    },
  };
}

/**
 * The run of imported data: Q and K through attention, embeddings through self-attention, and what is already computed
 * as it is. `base` is what a sentence would be run with: its mask and edits.
 */
export function importedSpec(state: State, config: Partial<Config>, base: Pick<RunSpec, "mask" | "edits">): RunSpec {
  const data = state.imported;
  if (!data) throw new Error("[imported] there are no numbers: this link came without its data");
  const tokens = data.tokens.length > 0 ? { tokens: [...data.tokens] } : {};
  if (data.kind === "x") return { ...embeddingsSpec(data, state, config), ...tokens, ...base };
  if (data.kind !== "qkv") {
    const inputs = Object.fromEntries(data.tensors.map((tensor) => [tensor.name, like(tensor)]));
    return { model: "given", inputs, ...tokens, ...(base.edits && { edits: base.edits }) };
  }
  const given = Object.fromEntries(
    data.tensors.filter(({ name }) => name !== "mask").map((tensor) => [tensor.name, like(tensor)]),
  );
  const allowed = data.tensor("mask");
  const rules = [
    ...(base.mask?.rules ?? []),
    ...(allowed ? [{ rule: "custom" as const, allowed: like(allowed) }] : []),
  ];
  return { model: "attention", inputs: given, config, ...tokens, ...base, mask: { ...base.mask, rules } };
}
