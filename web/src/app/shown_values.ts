/** What a matrix shows in place of its own numbers: how the loss answers to them, or how far they are from another run's. */
import type { MatrixItem } from "../lessons/step";
import { type State, showsGradients } from "../state/settings";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import { againstOf } from "./against";
import type { MatrixOptions } from "./matrix";
import { allowedOf } from "./matrix_data";
import type { Page } from "./page";
import { tensorName } from "./tensor_name";

type Instead = Pick<MatrixOptions, "values" | "title" | "allowed">;

/** The gradient of a matrix in place of its numbers, where that is asked for; a mask has none. */
export function gradientOf(state: State, view: TraceView, item: MatrixItem): Instead {
  const gradient = showsGradients(state) && item.fill !== "mask" ? view.gradient(item.tensor) : undefined;
  return gradient ? { values: gradient.data, title: t("gradient.of", { name: tensorName(item.tensor) }) } : {};
}

/** Blocked in both runs: there is no difference to see. What only one of them blocks shows what that did. */
function openInEither(a: TraceView, b: TraceView, item: MatrixItem): Float32Array | undefined {
  const [own, other] = [allowedOf(a, item), allowedOf(b, item)];
  if (!own || !other || own.length !== other.length || item.fill === "mask") return undefined;
  return own.map((open, at) => Math.max(open, other[at] ?? 0));
}

/** The gradient, or changed minus unchanged, where that is asked for and both runs have the tensor. */
export function insteadOf({ controller, store }: Page, view: TraceView, item: MatrixItem): Instead {
  const state = store.state.value;
  const { unchanged, differences } = controller.against;
  const before = unchanged.value;
  if (againstOf(state) !== "difference" || !before || view !== controller.trace.value)
    return gradientOf(state, view, item);
  const values = differences.value.get(item.tensor);
  if (values?.length !== view.tensor(item.tensor).data.length) return {};
  const allowed = openInEither(view, before, item);
  return {
    values,
    title: t("against.differenceOf", { name: tensorName(item.tensor) }),
    allowed: allowed ?? "all",
  };
}
