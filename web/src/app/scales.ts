/** What the colours of a matrix span: the matrix, each of its rows, or all matrices of the step, as the reader chose. */
import type { MatrixItem, StepDefinition } from "../lessons/step";
import type { State } from "../state/settings";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import { byRows, type ColourScale, magnitude, maskScale, niceLimit, signedScale, weightsScale } from "../views/colour";
import { leadingOf, matrixOf } from "./matrix_data";

/** Weights are shares: no scale of theirs goes beyond 1. */
const upTo = (...parts: readonly Float32Array[]): ColourScale =>
  weightsScale(Math.min(1, niceLimit(Math.max(...parts.map((data) => magnitude(data))))));

/** From this many keys on, weights are drawn on a scale of their own. */
const MANY_KEYS = 32;

export function scaleFor(
  item: MatrixItem,
  views: readonly (readonly [TraceView, string])[],
  head: number,
): ColourScale {
  if (item.fill === "mask") return maskScale();
  const known = views.filter(([view, name]) => view.has(name));
  if (item.fill === "weights") {
    const [[view, name] = []] = known;
    // A share of hundreds is too small to be seen on a scale to 1; that of the whole tensor is the same for all heads.
    const many = view && name !== undefined && (view.info(name).shape.at(-1) ?? 1) > MANY_KEYS;
    return many ? upTo(view.tensor(name).data) : weightsScale();
  }
  const parts = known.map(([view, name]) => view.matrix(name, leadingOf(view, name, head)).data);
  return signedScale(...parts);
}

interface Shown {
  view: TraceView;
  step: Pick<StepDefinition, "sharedScale">;
  /** Every matrix of the step. */
  items: readonly MatrixItem[];
  head: number;
  /** In place of the tensor's own numbers, all of them: a gradient, a difference. They have a sign. */
  values?: Float32Array | undefined;
}

function stepScale(item: MatrixItem, { view, step, items, head }: Shown): ColourScale {
  const group = step.sharedScale?.filter((name) => view.has(name)) ?? [];
  const first = items.find(({ tensor }) => group.includes(tensor));
  const members = first && group.length > 1 && group.includes(item.tensor) ? group : [item.tensor];
  return scaleFor(
    members.length > 1 && first ? first : item,
    members.map((name) => [view, name]),
    head,
  );
}

export function scaleOf(span: State["colour_scale"], item: MatrixItem, shown: Shown): ColourScale {
  const { view, items, head, values } = shown;
  if (item.fill === "mask" && !values) return maskScale();
  const shares = item.fill === "weights" && !values;
  if (span === "auto" && !values) return stepScale(item, shown);
  if (span === "shared") {
    const all = (kind: MatrixItem["fill"]) =>
      items
        .filter(({ fill, tensor }) => fill === kind && view.has(tensor))
        .map(({ tensor }) => view.tensor(tensor).data);
    if (values) return signedScale(values);
    return shares ? upTo(...all("weights")) : signedScale(...all("signed"));
  }
  const { data, cols } = matrixOf(view, item.tensor, leadingOf(view, item.tensor, head), values);
  const own = shares ? upTo(data) : signedScale(data);
  return span === "row" ? byRows(own, data, cols) : own;
}

/** What a scale spans, in words for its colour bar. */
export function spanWords(span: State["colour_scale"], scale: ColourScale, weights: boolean): string {
  if (span !== "auto") return t(`colours.spanning.${span}`);
  if (!weights) return "";
  return scale.domain[1] === 1 ? t("colours.always") : t("colours.spanning.shared");
}
