/** From the page's settings to what the engine is asked to run. */
import type { LearnedRun } from "../engine/learned_models";
import type { Config, Edit, MaskRule, MaskSpec, RunSpec } from "../engine/types";
import { importedSpec } from "./imported_spec";
import { givesClasses, isDeep, type State } from "./settings";
import { SOURCE_INPUTS } from "./sources";

export function maskOf(state: State): MaskSpec {
  const rules: MaskRule[] = [];
  if (state.causal) rules.push({ rule: "causal" });
  if (state.window > 0) rules.push({ rule: "window", left: state.window, right: state.window });
  if (state.prefix > 0) rules.push({ rule: "prefix", length: state.prefix });
  if (state.dilated > 0) {
    rules.push({ rule: "dilated", left: state.dilated, right: state.dilated, dilation: state.dilation });
  }
  if (state.global > 0) rules.push({ rule: "global", count: state.global });
  if (state.blocks > 0) rules.push({ rule: "block", size: state.blocks });
  if (state.padding > 0) rules.push({ rule: "padding", count: state.padding });
  return { rules, combine: state.combine, style: state.mask_style };
}

/** Settings of the feed-forward layers, norms and stacks, which only a deep model has. */
function layersOf(state: State): Partial<Config> {
  if (!isDeep(state) || state.model === "classifier") return {};
  return {
    n_layers: state.n_layers,
    ...(state.n_decoder_layers > 0 && state.model === "transformer" && { n_decoder_layers: state.n_decoder_layers }),
    ...(state.d_ff > 0 && { d_ff: state.d_ff }),
    norm: state.norm,
    norm_order: state.norm_order,
    activation: state.activation,
    ffn_bias: state.ffn_bias,
  };
}

function configOf(state: State): Partial<Config> {
  const attention = {
    scale: state.scale,
    ...(state.temperature !== 1 && { temperature: state.temperature }),
    softmax: state.softmax,
    diagnostics: state.diagnostics,
  };
  if (state.source === "positions") return { d_model: state.d_model, length: state.length };
  if (state.source !== "sentence") return attention;
  return {
    ...attention,
    d_model: state.d_model,
    n_heads: state.n_heads,
    ...(state.d_k > 0 && { d_k: state.d_k }),
    ...(state.d_v > 0 && { d_v: state.d_v }),
    ...(state.n_kv_heads > 0 && { n_kv_heads: state.n_kv_heads }),
    bias: state.bias,
    positions: state.positions,
    projection: state.projection,
    ...(state.dropout > 0 && { dropout: state.dropout / 100, training: state.training }),
    ...(state.dropout > 0 && state.dropout_seed > 0 && { dropout_seed: state.dropout_seed }),
    ...(givesClasses(state) && { n_classes: state.n_classes }),
    ...(state.attention !== "softmax" && { attention: state.attention }),
    ...layersOf(state),
  };
}

/** What to run for a state. `edits` may be fewer than the state's: those that don't fit are set aside by the caller. */
export function specOf(state: State, edits: readonly Edit[] = state.edits): RunSpec {
  const config = configOf(state);
  const withEdits = edits.length > 0 ? { edits: edits.map((edit) => ({ ...edit })) } : {};
  if (state.source === "positions") return { model: "positions", config, ...withEdits };
  const mask = maskOf(state);
  if (state.source === "imported") return importedSpec(state, config, { mask, ...withEdits });
  if (state.source !== "sentence") {
    return { model: "attention", inputs: SOURCE_INPUTS[state.source], config, mask, ...withEdits };
  }
  const { model, text, seed } = state;
  const target = model === "transformer" && { target: state.target };
  return { model, text, config, seed, mask, ...target, ...withEdits };
}

/** Whether the run has learned weights. */
export const isLearned = ({ source, learned }: Pick<State, "source" | "learned">): boolean =>
  source === "sentence" && learned !== "";

/**
 * The same for a learned model, which brings sizes and kinds along: of the formula the temperature is free, and what is
 * left out.
 */
export function learnedSpecOf(state: State, edits: readonly Edit[] = state.edits): LearnedRun {
  const { learned, text, target, model, temperature, scale, positions } = state;
  return {
    model: learned,
    text,
    mask: maskOf(state),
    config: {
      ...(temperature !== 1 && { temperature }),
      ...(!scale && { scale }),
      ...(positions === "none" && { positions }),
    },
    ...(model === "transformer" && { target }),
    ...(edits.length > 0 && { edits: edits.map((edit) => ({ ...edit })) }),
  };
}
