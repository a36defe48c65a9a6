/** Makes engines. */
import { Engine } from "./engine";
import { describe, fault } from "./errors";
import type { FetchModel } from "./model_files";
import { type LoadOptions, loadModule } from "./module";
import type { LessonRegistry } from "./spec";
import type { TraceHost } from "./trace";
import type { EquationText, Explanation } from "./types";

export interface EngineOptions extends LoadOptions {
  /** What `run({ lesson })` knows. */
  lessons?: LessonRegistry;
  /** Where `loadModel` finds models by name; by default in the folder `modelsUrl`, or else beside the package. */
  fetchModel?: FetchModel;
  modelsUrl?: string | URL;
  /**
   * Whether products may multiply and add in one rounding where the environment has relaxed SIMD: about a quarter faster,
   * and so the default. With `false` the engine gives the same numbers everywhere.
   */
  relaxedSimd?: boolean;
  /** Gives explanations their `equation` and `tex`; without it they are empty. */
  equation?: (explanation: Explanation) => EquationText;
  /** Writes steps as scripts; without it a trace can't. */
  script?: TraceHost["script"];
}

/**
 * Loads the module and gives an engine of its own: engines share neither memory nor traces.
 * Rejects with `[engine] ...` where the wasm can't be loaded.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { relaxedSimd = true } = options;
  if (typeof relaxedSimd !== "boolean")
    throw fault("engine", `relaxedSimd must be true or false, not ${describe(relaxedSimd)}`);
  return new Engine(await loadModule(options), options);
}
