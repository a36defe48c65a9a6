/** Performance entries that the benchmark reads: from a keystroke to painted heatmaps, and the engine's part of it. */
import type { TraceView } from "../trace/trace_view";

let measured: TraceView | null = null;

/** Called after each render; measures once for each new trace, when the browser has painted it. */
export function markPainted(trace: TraceView | null): void {
  if (!trace || trace === measured) return;
  measured = trace;
  requestAnimationFrame(() => {
    // The second frame begins after the first, with the canvases in it, was painted.
    requestAnimationFrame(() => {
      const [input] = performance.getEntriesByName("attention-lab:input", "mark").slice(-1);
      if (!input || trace !== measured) return;
      const end = performance.now();
      performance.measure("attention-lab:input-to-paint", { start: input.startTime, end });
      performance.measure("attention-lab:engine", { start: end - trace.data.milliseconds, end });
      performance.clearMarks("attention-lab:input");
    });
  });
}
