/** What the model's heads look at in one example, by the weights of a snapshot that the reader chooses. */

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Examples } from "../../../state/examples";
import { find, t } from "../../../strings/benches";
import { TraceView } from "../../../trace/trace_view";
import { weightsScale } from "../../../views/colour";
import "../../../views/head_grid";
import type { HeadRow } from "../../../views/head_grid";
import { selectControl } from "../../controls";
import { axisLabels } from "../../labels";
import { allowedOf } from "../../matrix_data";
import { latest, type Panel } from "../bench";
import { problemNotice } from "../fields";
import { headsOf, SELF } from "../learned_parts";
import { bar, drawn } from "../runs";
import { lookedAtBy, sharpest, verdict } from "./classes";
import type { Training } from "./course";
import { inputOf, type TrainFields } from "./plan";

/** Steps of the snapshot that is looked at; null follows the newest. */
export const scrubbed = signal<number | null>(null);

const ask = latest<{ view: TraceView; answer: string | null; step: number }>();

const NAMED = /^(?:(encoder|decoder)\.(\d+)\.)?(attn|cross)\.weights$/;

/** Every attention's weights, in the order of the model. */
export const mapsOf = (view: TraceView): string[] =>
  view.names.filter((name) => NAMED.test(name) && view.info(name).axes === "hqk");

function mapName(tensor: string): string {
  const [, stack, layer, kind] = NAMED.exec(tensor) ?? [];
  if (!stack) return t("training.maps.attention");
  return find(`training.maps.${stack}.${kind}`, { n: Number(layer) + 1 }) ?? tensor;
}

function exampleName(examples: Examples, at: number): string {
  const one = examples.list[at];
  if (typeof one === "string") return one;
  if (one && "source" in one) return `${one.source} → ${one.target}`;
  if (examples.kind === "texts" || examples.kind === "pairs" || !one) return "";
  const label = examples.labels[one.label] ?? "";
  return "text" in one ? `${one.text} → ${label}` : label;
}

function slider(steps: readonly number[], at: number): TemplateResult {
  const move = (to: number) => {
    const place = Math.max(0, Math.min(steps.length - 1, to));
    scrubbed.value = place === steps.length - 1 ? null : (steps[place] ?? null);
  };
  const text = t("training.snapshot", { n: steps[at] ?? 0 });
  return html`<div class="stepper" role="group" aria-label=${t("training.scrub")}>
    <button class="button icon" data-action="snapshot-back" aria-label=${t("training.earlier")} title=${t("training.earlier")} aria-disabled=${at <= 0 ? "true" : "false"} @click=${() => move(at - 1)}>‹</button>
    <button class="button icon" data-action="snapshot-next" aria-label=${t("training.later")} title=${t("training.later")} aria-disabled=${at >= steps.length - 1 ? "true" : "false"} @click=${() => move(at + 1)}>›</button>
    <button class="button" data-action="snapshot-newest" aria-pressed=${scrubbed.value === null ? "true" : "false"} @click=${() => move(steps.length - 1)}>${t("training.newest")}</button>
    <input class="range" type="range" name="snapshot" min="0" max=${steps.length - 1} step="1" .value=${String(at)} aria-label=${t("training.scrub")} aria-valuetext=${text}
      @input=${(event: Event) => move(Number((event.target as HTMLInputElement).value))} />
    <output>${text}</output>
  </div>`;
}

export function attentionMaps(
  training: Training,
  examples: Examples,
  { values, set }: Panel<TrainFields>,
): TemplateResult | typeof nothing {
  const { snapshots, key } = training.course.value;
  const steps = snapshots.map(({ step }) => step);
  // Thinning may have taken the very one: the next that is left.
  const wanted = scrubbed.value;
  const found = wanted === null ? -1 : steps.findIndex((step) => step >= wanted);
  const at = found < 0 ? steps.length - 1 : found;
  const snapshot = snapshots[at];
  if (!snapshot || examples.list.length === 0) return nothing;
  const example = Math.min(values.example, examples.list.length - 1);
  const input = inputOf(examples, example);
  const shown = ask(JSON.stringify([key, snapshot.step, examples.kind, example]), async () => {
    const view = new TraceView(await training.look(snapshot, input));
    const answer = examples.kind === "pairs" ? await training.answer(snapshot, input.text as string) : null;
    return { view, answer, step: snapshot.step };
  });
  return html`<section class="bench-section" data-maps>
    <h2>${t("training.maps.title")}</h2>
    <p class="hint">${t("training.maps.what")}</p>
    ${selectControl(
      "example",
      t("training.maps.example"),
      Array.from({ length: Math.min(8, examples.list.length) }, (_, nth) => ({
        value: String(nth),
        label: exampleName(examples, nth),
      })),
      String(example),
      (nth) => set({ example: Number(nth) }, t("training.maps.example"), "panel.example"),
    )}
    ${slider(steps, at)} ${problemNotice(shown.problem)}
    ${guard([shown.value, values.map, values.head, values.word, values.patch], () =>
      // Not with every step of a training: these change with a snapshot, and take their time to paint.
      shown.value ? pictures(shown.value, examples, example, { values, set }) : nothing,
    )}
  </section>`;
}

function pictures(
  { view, answer, step }: { view: TraceView; answer: string | null; step: number },
  examples: Examples,
  example: number,
  { values, set }: Pick<Panel<TrainFields>, "values" | "set">,
): TemplateResult | typeof nothing {
  const maps = mapsOf(view);
  const { word, patch } = values;
  const classified = examples.kind === "labelled" || examples.kind === "pictures" ? examples : null;
  const looked = classified && { view, examples: classified, example, word, patch, set };
  // Until the reader chooses one: the last layer's, or of a classifier the head that looks most sharply.
  const free = values.map === 0;
  const found = looked && free ? headsOf(view, SELF)[sharpest(looked)] : undefined;
  const chosen = found?.tensor ?? maps[free ? maps.length - 1 : Math.min(values.map, maps.length) - 1];
  if (!chosen) return nothing;
  const count = (tensor: string): number => view.info(tensor).shape[0] ?? 1;
  const head = found?.head ?? Math.min(values.head, count(chosen) - 1);
  const rows: HeadRow[] = maps.map((tensor) => ({
    name: maps.length > 1 ? mapName(tensor) : "",
    heads: Array.from({ length: count(tensor) }, (_, nth) => ({
      ...view.matrix(tensor, [nth]),
      id: tensor,
      head: nth,
      name: t("matrix.headN", { n: nth + 1 }),
      spoken: [mapName(tensor), t("matrix.headN", { n: nth + 1 })].join(", "),
      chosen: tensor === chosen && nth === head,
      allowed: allowedOf(view, { kind: "matrix", tensor, fill: "weights" }),
    })),
  }));
  const grid = html`<al-head-grid data-step=${step} .rows=${rows} .scale=${weightsScale()}
      @al-open=${({ detail }: CustomEvent<{ id: string; head: number }>) =>
        set(
          { map: maps.indexOf(detail.id) + 1, head: detail.head },
          t("training.maps.title"),
          "panel.map",
        )}></al-head-grid>`;
  if (looked) {
    const before = maps.slice(0, maps.indexOf(chosen)).reduce((sum, one) => sum + count(one), 0);
    return html`${verdict(looked)} ${grid} ${free ? html`<p class="hint">${t("training.maps.sharpest")}</p>` : nothing}
      ${lookedAtBy({ ...looked, head: before + head })}`;
  }
  const { data, rows: queries, cols: keys } = view.matrix(chosen, [head]);
  const [rowAxis, colAxis] = [axisLabels(view, chosen, "q", queries), axisLabels(view, chosen, "k", keys)];
  const allowed = allowedOf(view, { kind: "matrix", tensor: chosen, fill: "weights" });
  return html`${answer === null ? nothing : html`<p class="bench-says" data-answer>${t("training.maps.answer")} <b dir="auto">${answer || t("training.maps.nothing")}</b></p>`}
    ${grid}
    ${drawn({
      data,
      rows: queries,
      cols: keys,
      name: t("matrix.names.attn.weights"),
      label: `${mapName(chosen)}, ${t("matrix.headN", { n: head + 1 })}`,
      scale: weightsScale(),
      rowLabels: rowAxis.labels,
      colLabels: colAxis.labels,
      rowTitle: rowAxis.title,
      colTitle: colAxis.title,
      ...(allowed && { allowed }),
      note: [mapName(chosen), t("matrix.headN", { n: head + 1 })].join(" · "),
      maxCell: 48,
    })}
    ${bar(weightsScale())}`;
}
