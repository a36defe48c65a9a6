/** From the page's settings to what the engine is asked to run. */
import type { Config, Edit, MaskRule, MaskSpec, RunSpec } from "../engine/types";
import type { State } from "./settings";
import { SOURCE_INPUTS } from "./sources";

export function maskOf(state: State): MaskSpec {
  const rules: MaskRule[] = [];
  if (state.causal) rules.push({ rule: "causal" });
  if (state.window > 0) rules.push({ rule: "window", left: state.window, right: state.window });
  if (state.prefix > 0) rules.push({ rule: "prefix", length: state.prefix });
  if (state.padding > 0) rules.push({ rule: "padding", count: state.padding });
  return { rules, combine: state.combine, style: state.mask_style };
}

function configOf(state: State): Partial<Config> {
  const attention = { scale: state.scale, softmax: state.softmax, diagnostics: state.diagnostics };
  if (state.source === "positions") return { d_model: state.d_model, length: state.length };
  if (state.source !== "sentence") return attention;
  return {
    ...attention,
    d_model: state.d_model,
    n_heads: state.n_heads,
    ...(state.d_k > 0 && { d_k: state.d_k }),
    ...(state.d_v > 0 && { d_v: state.d_v }),
    bias: state.bias,
    positions: state.positions,
    projection: state.projection,
  };
}

/** What to run for a state. `edits` may be fewer than the state's: those that don't fit are set aside by the caller. */
export function specOf(state: State, edits: readonly Edit[] = state.edits): RunSpec {
  const config = configOf(state);
  const withEdits = edits.length > 0 ? { edits: edits.map((edit) => ({ ...edit })) } : {};
  if (state.source === "positions") return { model: "positions", config, ...withEdits };
  const mask = maskOf(state);
  if (state.source !== "sentence") {
    return { model: "attention", inputs: SOURCE_INPUTS[state.source], config, mask, ...withEdits };
  }
  return { model: "self_attention", text: state.text, config, seed: state.seed, mask, ...withEdits };
}
