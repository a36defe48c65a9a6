/** A step, or a whole block, as a script that runs by itself and asserts the numbers that were shown. */
import { describe, fault } from "../../engine/errors";
import type { ScriptLanguage } from "../../engine/types";
import type { TraceView } from "../trace_view";
import { cppScript } from "./cpp";
import { NUMPY, PYTORCH, pythonScript } from "./python";
import { selectionOf } from "./selection";

/**
 * `name` is a tensor (then the step that made it) or the path of a block, such as `attn` or `encoder.0`.
 * Throws `[export] ...` for an unknown name, language or op, and for more numbers than a script can carry.
 */
export function exportScript(language: ScriptLanguage, view: TraceView, name: string): string {
  const selection = selectionOf(view, name);
  switch (language) {
    case "numpy":
      return pythonScript(selection, NUMPY);
    case "pytorch":
      return pythonScript(selection, PYTORCH);
    case "cpp":
      return cppScript(selection);
    default:
      throw fault("export", `there is no language ${describe(language)}; there are numpy, pytorch, cpp`);
  }
}

/** What to save such a script as: `attn_scores_numpy.py`. */
export function scriptFile(language: ScriptLanguage, name: string): string {
  const stem = name.replace(/[^A-Za-z0-9]+/g, "_");
  return language === "cpp" ? `${stem}.cc` : `${stem}_${language}.py`;
}
