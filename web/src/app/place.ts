/** A cell in words. */
import type { CellRef } from "../state/settings";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import { axisLabels, isolate } from "./labels";
import { tensorName } from "./tensor_name";

/** A cell in words, `head 1 · “sat” → “cat”`; an index of -1 stands for the whole axis and is not said. */
export function cellTitle(view: TraceView, cell: CellRef): { name: string; place: string } {
  // A story may outlive its run by a moment: its biases or masks may just have been switched off.
  if (!view.has(cell.tensor)) return { name: tensorName(cell.tensor), place: "" };
  const { axes, shape } = view.info(cell.tensor);
  const parts = [...axes].flatMap((axis, at) => {
    const index = cell.index[at] ?? 0;
    if (index < 0) return [];
    if (axis === "h") return [{ axis, text: t("matrix.headN", { n: index + 1 }) }];
    if (axis === "g") return [{ axis: "h", text: `${t("matrix.group")} ${index + 1}` }];
    const { title, labels } = axisLabels(view, cell.tensor, axis, shape[at] ?? 1);
    const label = labels[index] ?? String(index + 1);
    return [{ axis, text: label === String(index + 1) ? `${title} ${label}` : isolate(`“${label}”`) }];
  });
  const head = parts.filter((part) => part.axis === "h").map((part) => part.text);
  const rest = parts.filter((part) => part.axis !== "h").map((part) => part.text);
  const place = [...head, ...(rest.length > 0 ? [rest.join(" → ")] : [])].join(" · ");
  return { name: tensorName(cell.tensor), place };
}
