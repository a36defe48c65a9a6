/** What stands on the tape of a training step: every tensor forward, the loss, and every tensor's gradient on the way back. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../strings/benches";
import { formatNumber } from "../../../trace/format";
import type { TraceView } from "../../../trace/trace_view";
import { signedScale, weightsScale } from "../../../views/colour";
import { selectControl } from "../../controls";
import { axisLabels, sideOf } from "../../labels";
import { bar, drawn, figures } from "../runs";
import type { Looking } from "./opened_step";

const DIGITS = 3;

/** The words of one example of the batch, as far as it has any. */
function wordsOf(view: TraceView, tensor: string, axis: string, example: number): readonly string[] {
  const of = sideOf(tensor, axis) === "target" && view.targetTokens.length > 0 ? view.targetTokens : view.tokens;
  return (of[example] ?? []).map(({ text }) => text);
}

function namesOf(view: TraceView, tensor: string, axis: string, count: number, example: number) {
  if (axis === "b") {
    return { title: t("training.opening.example"), labels: Array.from({ length: count }, (_, at) => String(at + 1)) };
  }
  const { title, labels } = axisLabels(view, tensor, axis, count);
  const words = "qkt".includes(axis) ? wordsOf(view, tensor, axis, example) : [];
  return { title, labels: words.length === count ? [...words] : labels };
}

/** The leading axes, which a picture has no room for: all but the last two. */
function leadingOf(view: TraceView, name: string, { index }: Looking["chosen"]) {
  const { axes, shape } = view.info(name);
  return shape.slice(0, -2).map((size, at) => {
    const axis = axes[at] ?? "";
    return { axis, size, at: Math.min(index[axis] ?? 0, size - 1) };
  });
}

function indexControls({ opened: { view }, chosen, choose }: Looking, name: string): TemplateResult[] {
  return leadingOf(view, name, chosen)
    .filter(({ size }) => size > 1)
    .map(({ axis, size, at }) => {
      const options = Array.from({ length: size }, (_, nth) => {
        const words = axis === "b" ? wordsOf(view, name, "t", nth).filter((word) => word !== "<pad>") : [];
        return { value: String(nth), label: [String(nth + 1), words.join(" ")].filter(Boolean).join(": ") };
      });
      const label = axis === "b" ? t("training.opening.example") : axisLabels(view, name, axis, size).title;
      return selectControl(`step-axis-${axis}`, label, options, String(at), (nth) =>
        choose({ index: { ...chosen.index, [axis]: Number(nth) } }),
      );
    });
}

/** A tensor of the tape, or its gradient, at the chosen example and head. */
function picture({ opened: { view }, chosen }: Looking, name: string, which: "value" | "gradient"): TemplateResult {
  const { axes, shape } = view.info(name);
  const leading = leadingOf(view, name, chosen);
  const { rows, cols } = view.matrix(
    name,
    leading.map(({ at }) => at),
  );
  const nth = leading.reduce((sum, { size, at }) => sum * size + at, 0);
  const whole = which === "value" ? view.tensor(name) : view.gradient(name);
  const data = whole?.data.subarray(nth * rows * cols, (nth + 1) * rows * cols);
  if (!data) throw new Error(`[train] the tape has no gradient of "${name}"`);
  const example = leading.find(({ axis }) => axis === "b")?.at ?? 0;
  const rowNames =
    shape.length > 1 ? namesOf(view, name, axes.at(-2) ?? "", rows, example) : { title: "", labels: [""] };
  const colNames = namesOf(view, name, axes.at(-1) ?? "", cols, example);
  const scale = which === "value" && /weights$|^probabilities$/.test(name) ? weightsScale() : signedScale(data);
  return html`<div class="train-part">${drawn({
    data,
    rows,
    cols,
    name: which === "value" ? name : t("training.opening.gradientOf", { name }),
    scale,
    rowLabels: rowNames.labels,
    colLabels: colNames.labels,
    rowTitle: rowNames.title,
    colTitle: colNames.title,
    digits: DIGITS,
    maxCell: 40,
  })}${bar(scale)}</div>`;
}

/** One tensor after the other, in the order of `names`. */
function stepper(names: readonly string[], name: string, { opened: { view }, choose }: Looking): TemplateResult {
  const at = names.indexOf(name);
  const move = (to: number) => {
    const next = names[to];
    if (next !== undefined) choose({ tensor: next });
  };
  const made = view.producer(name);
  return html`<div class="train-tape">
      <div class="stepper" role="group" aria-label=${t("training.opening.tape")}>
        <button class="button icon" data-action="tape-back" aria-label=${t("training.opening.previous")} title=${t("training.opening.previous")} aria-disabled=${at <= 0 ? "true" : "false"} @click=${() => move(at - 1)}>‹</button>
        <button class="button icon" data-action="tape-next" aria-label=${t("training.opening.next")} title=${t("training.opening.next")} aria-disabled=${at >= names.length - 1 ? "true" : "false"} @click=${() => move(at + 1)}>›</button>
        <output>${t("training.opening.place", { n: at + 1, total: names.length })}</output>
      </div>
      ${selectControl(
        "step-tensor",
        t("training.opening.tensor"),
        names.map((value) => ({ value, label: value })),
        name,
        (next) => choose({ tensor: next }),
      )}
    </div>
    ${made ? html`<p class="hint" data-made>${t("training.opening.made", { op: made.op, inputs: made.inputs.join(", ") })}</p>` : nothing}`;
}

/** Until one is chosen: what attention has made of its scores. */
function tensorOf(names: readonly string[], { tensor }: Looking["chosen"]): string | undefined {
  return names.includes(tensor) ? tensor : (names.find((name) => /weights$/.test(name)) ?? names[0]);
}

const made = (view: TraceView): string[] => view.steps.map(({ output }) => output);

export function forwardPart(looking: Looking): TemplateResult | typeof nothing {
  const names = made(looking.opened.view);
  const name = tensorOf(names, looking.chosen);
  if (name === undefined) return nothing;
  return html`${stepper(names, name, looking)}
    <div class="train-fields wide">${indexControls(looking, name)}</div>
    ${picture(looking, name, "value")}`;
}

export function lossPart(looking: Looking): TemplateResult | typeof nothing {
  const { step, view } = looking.opened;
  const last = view.steps.at(-1);
  const logits = last?.inputs[0];
  if (!last || logits === undefined) return nothing;
  return html`${figures([
    [t("training.loss"), formatNumber(step.loss, 4)],
    [t("training.opening.labels"), String(step.tokens)],
  ])}
    <p class="hint" data-made>${t("training.opening.made", { op: last.op, inputs: last.inputs.join(", ") })}</p>
    <div class="train-fields wide">${indexControls(looking, logits)}</div>
    <div class="bench-pair">${picture(looking, logits, "value")} ${picture(looking, logits, "gradient")}</div>`;
}

export function backwardPart(looking: Looking): TemplateResult | typeof nothing {
  const { view } = looking.opened;
  const names = made(view)
    .filter((name) => view.gradient(name))
    .reverse();
  const name = tensorOf(names, looking.chosen);
  if (name === undefined) return nothing;
  return html`${stepper(names, name, looking)}
    <div class="train-fields wide">${indexControls(looking, name)}</div>
    <div class="bench-pair">${picture(looking, name, "gradient")} ${picture(looking, name, "value")}</div>`;
}
