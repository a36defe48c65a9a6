/**
 * The package: the engine and all it gives. Importing it loads nothing and never throws; `createEngine` does the work.
 *
 *     const engine = await createEngine();
 *     const trace = engine.run({ text: "The cat sat on the mat.", mask: { rules: [{ rule: "causal" }] } });
 *     trace.explain("attn.scaled", [0, 2, 1]).equation; // 0.42 = (1.31 × 0.20 + …) / √4
 */
import { createEngine as createBareEngine, type EngineOptions } from "./engine/create";
import type { Engine } from "./engine/engine";
import type { LoadOptions } from "./engine/module";
import { LESSONS, lessonSpec } from "./lessons/lessons";
import { equation } from "./trace/equation";
import { exportScript } from "./trace/exports/script";
import { TraceView } from "./trace/trace_view";

/** `wasmBinary` and `locateFile` as Emscripten's: where attention.wasm is when it isn't beside this module. */
export type CreateEngineOptions = LoadOptions & Pick<EngineOptions, "fetchModel" | "modelsUrl" | "relaxedSimd">;

/**
 * An engine with its own memory, in Node and in browsers. Rejects with `[engine] ...` where the wasm can't be loaded.
 */
export function createEngine(options: CreateEngineOptions = {}): Promise<Engine> {
  return createBareEngine({
    ...options,
    lessons: { names: LESSONS.map(({ id }) => id).filter(lessonSpec), spec: lessonSpec },
    equation,
    script: (language, data, name) => exportScript(language, new TraceView(data), name),
  });
}

export type { AttentionLayer, AttentionLayerOptions } from "./engine/attention_layer";
export type * from "./engine/decoding";
export type { EncoderLayer, EncoderLayerOptions } from "./engine/encoder_layer";
export type { Engine } from "./engine/engine";
export type * from "./engine/learned";
export type { LearnedDecodeOptions, LearnedQuestion, LearnedRun, LoadModelOptions } from "./engine/learned_models";
export type { LinearLayer, LinearLayerOptions } from "./engine/linear_layer";
export type * from "./engine/metrics";
export type * from "./engine/ops";
export type { Stats } from "./engine/raw";
export type * from "./engine/step_trace";
export type * from "./engine/tasks";
export type {
  BytePairModel,
  BytePairOptions,
  BytePairResult,
  Piece,
  PieceOptions,
  UnigramOptions,
  UnigramPiece,
  UnigramResult,
  VocabularyOptions,
  VocabularyResult,
} from "./engine/text";
export type { ExportFormat, JsonNumber, TensorFormat, Trace, TraceJson } from "./engine/trace";
export type * from "./engine/train";
export type * from "./engine/training_parts";
export type * from "./engine/types";
