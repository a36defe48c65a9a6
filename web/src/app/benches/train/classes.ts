/** What a classifier in training says of an example, and what it looked at: words from one word, or patches from one patch. */
import { html, nothing, type TemplateResult } from "lit";
import type { Examples } from "../../../state/examples";
import { t } from "../../../strings/benches";
import { formatNumber } from "../../../trace/format";
import type { TraceView } from "../../../trace/trace_view";
import "../../../views/bars";
import { niceLimit, weightsScale } from "../../../views/colour";
import "../../../views/patches";
import { isolate } from "../../labels";
import { answerIn, percent } from "../../learned/answer";
import { headsOf, looksPart, SELF } from "../learned_parts";
import { bar } from "../runs";

type Classified = Extract<Examples, { kind: "labelled" | "pictures" }>;
type Set = (patch: object, name: string, key?: string) => void;

/** Of many classes those that matter. */
const MOST = 6;

export interface Looked {
  view: TraceView;
  examples: Classified;
  example: number;
  /** Counted over all heads of all layers. */
  head: number;
  /** Counted from 1; 0: "it", or else the first. */
  word: number;
  patch: number;
  set: Set;
}

export function verdict({ view, examples, example }: Omit<Looked, "head">): TemplateResult | typeof nothing {
  const answer = answerIn(view, examples.labels, false);
  const one = examples.list[example];
  if (!answer || !one) return nothing;
  const { names, shares, best } = answer;
  const right = best === one.label;
  const said = t("learned.answer.classify", { answer: isolate(names[best] ?? ""), share: percent(shares[best] ?? 0) });
  const likeliest = Array.from(shares.keys())
    .sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0))
    .slice(0, MOST);
  return html`<p class="bench-says" data-answer>${t("training.maps.says")} <b>${said}</b>
      ${t(right ? "training.maps.right" : "training.maps.wrong", { label: isolate(names[one.label] ?? "") })}</p>
    <al-bars class="train-shares" .label=${t("bench.probability")} .bars=${likeliest.map((at) => ({
      name: names[at] ?? "",
      share: shares[at] ?? 0,
      text: `${percent(shares[at] ?? 0)} %`,
      chosen: at === one.label,
    }))}></al-bars>`;
}

/** The row that is looked at: the chosen word's, else that of "it", else the first; or the patch's. */
function rowOf({ view, examples, word, patch }: Omit<Looked, "head">): number {
  if (examples.kind === "pictures") return patch;
  const keys = view.tokens[0] ?? [];
  return word > 0
    ? Math.min(word, keys.length) - 1
    : Math.max(
        0,
        keys.findIndex(({ key }) => key === "it"),
      );
}

/** The head whose row holds the largest weight on another place, counted over all heads. Compared, not computed. */
export function sharpest(looked: Omit<Looked, "head">): number {
  const { view } = looked;
  const row = rowOf(looked);
  const largest = headsOf(view, SELF).map(({ tensor, head }) => {
    const { data, cols } = view.matrix(tensor, [head]);
    return Math.max(...data.subarray(row * cols, (row + 1) * cols).filter((_, at) => at !== row));
  });
  return Math.max(0, largest.indexOf(Math.max(...largest)));
}

function words(looked: Looked): TemplateResult {
  const { view, head, set } = looked;
  const keys = (view.tokens[0] ?? []).map(({ text }) => text);
  return looksPart({ view, words: keys, heads: headsOf(view, SELF), head, row: rowOf(looked), set });
}

function picture(looked: Looked & { examples: { kind: "pictures" } }): TemplateResult | typeof nothing {
  const { view, examples, example, head, set } = looked;
  const at = headsOf(view, SELF)[head];
  const one = examples.list[example];
  if (!at || !one) return nothing;
  const weights = view.matrix(at.tensor, [at.head]);
  const across = Math.round(Math.sqrt(weights.rows));
  const chosen = Math.min(rowOf(looked), weights.rows - 1);
  const row = weights.data.subarray(chosen * weights.cols, (chosen + 1) * weights.cols);
  const scale = weightsScale(Math.min(1, niceLimit(Math.max(...row))));
  const place = (nth: number) =>
    t("bench.digits.place", { row: Math.floor(nth / across) + 1, column: (nth % across) + 1 });
  const { side } = examples;
  // As a picture of three colours, white paper and dark ink.
  const shown = Float32Array.from({ length: side * side * 3 }, (_, nth) => 1 - (one.pixels[Math.floor(nth / 3)] ?? 0));
  return html`<section class="bench-section">
    <h3>${t("bench.digits.looks", { place: place(chosen) })}</h3>
    <div class="train-pictures">
      <al-patches .data=${shown} .height=${side} .width=${side} .patch=${0} .label=${t("training.maps.picture", { label: examples.labels[one.label] ?? "" })}></al-patches>
      <al-patches
        .data=${shown} .height=${side} .width=${side} .patch=${side / across} .chosen=${chosen} .choosable=${true}
        .weights=${row} .scale=${scale} .label=${t("bench.digits.pictureLabel")}
        .describe=${(nth: number) => t("bench.digits.patch", { place: place(nth), weight: formatNumber(row[nth] ?? 0, 4) })}
        @al-patch=${(event: CustomEvent<{ patch: number }>) => set({ patch: event.detail.patch }, t("bench.digits.chosen"), "panel.patch")}
      ></al-patches>
    </div>
    ${bar(scale, t("bench.digits.weightOf", { place: place(chosen) }))}
  </section>`;
}

export function lookedAtBy(looked: Looked): TemplateResult | typeof nothing {
  const { examples } = looked;
  return examples.kind === "pictures" ? picture({ ...looked, examples }) : words(looked);
}
