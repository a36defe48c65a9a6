/** A learned vision transformer on 8 x 8 digits: draw one, see what it is taken for and what its patches look at. */
import { html, nothing, type TemplateResult } from "lit";
import { integer, line } from "../../state/settings";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import type { TraceView } from "../../trace/trace_view";
import { type ColourScale, niceLimit, weightsScale } from "../../views/colour";
import "../../views/bars";
import "../../views/heatmap";
import "../../views/patches";
import { answerIn, percent } from "../learned/answer";
import { heldOut } from "../learned/cards";
import { shelved } from "../learned/shelf";
import { aboutOf } from "../learned/store";
import type { Page } from "../page";
import { type Answer, type Bench, latest, panelOf } from "./bench";
import { problemNotice } from "./fields";
import { type Change, headSelect, headsOf, modelHead, runLearned, SELF } from "./learned_parts";
import { bar } from "./runs";

const MODEL = "digits";
const SIDE = 8;
/** Ink is counted from 0 to 16, as in the data: how many of a pixel's 4 x 4 parts were black. */
const FULL = 16;
const LEVELS = "0123456789abcdefg";

/** A seven, so that the pad doesn't open empty. */
const SEVEN = "00cggg0000gccg0000000g000000c6000000g000000c6000000g000000000000";

const FIELDS = {
  drawing: line("document", SEVEN, SIDE * SIDE),
  head: integer("document", 0, 0, 255),
  chosen: integer("document", 5, 0, SIDE * SIDE - 1),
};

/** The drawing's ink, one letter a pixel; what is no level is paper. */
export function inkOf(drawing: string): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, at) => Math.max(0, LEVELS.indexOf(drawing[at] || "0")));
}

export const drawingOf = (ink: ArrayLike<number>): string =>
  Array.from(ink, (level) => LEVELS[Math.max(0, Math.min(FULL, Math.round(level)))])
    .join("")
    .replace(/0+$/, "");

const INK: ColourScale = {
  kind: "sequential",
  domain: [0, FULL],
  interpolator: (share) => {
    const grey = Math.round(255 - 226 * share);
    return `rgb(${grey}, ${grey}, ${grey})`;
  },
};

function pad(ink: Float32Array, set: Change): TemplateResult {
  const change = (cells: readonly (readonly [number, number])[], value: number) => {
    const next = ink.slice();
    for (const [row, col] of cells) next[row * SIDE + col] = value * FULL;
    set({ drawing: drawingOf(next) }, t("bench.digits.pad"), "panel.drawing");
  };
  return html`<section class="bench-section">
    <h2>${t("bench.digits.pad")}</h2>
    <al-heatmap class="pad" .data=${ink} .rows=${SIDE} .cols=${SIDE} .label=${t("bench.digits.pad")} .scale=${INK} .digits=${0}
      .describe=${(row: number, col: number) => t(ink[row * SIDE + col] ? "bench.digits.ink" : "bench.digits.paper", { row: row + 1, column: col + 1 })}
      .paintable=${true} .maxCell=${40} .textLimit=${1}
      @al-paint=${(event: CustomEvent<{ cells: [number, number][]; value: 0 | 1 }>) => change(event.detail.cells, event.detail.value)}
    ></al-heatmap>
    <div class="bench-actions">
      <button class="button small" data-action="wipe" @click=${() => set({ drawing: "" }, t("bench.digits.wipe"))}>${t("bench.digits.wipe")}</button>
    </div>
    <p class="hint">${t("bench.digits.padHint")}</p>
  </section>`;
}

/** Digits of the held-out data, as the model's file brings them along: 64 levels, a space, the label. */
function samples(set: Change): TemplateResult | typeof nothing {
  const pictures = (aboutOf(MODEL)?.examples ?? []).flatMap((example) => {
    const [drawing = "", label = ""] = example.split(" ");
    return drawing.length === SIDE * SIDE ? [{ drawing, label }] : [];
  });
  if (pictures.length === 0) return nothing;
  return html`<section class="bench-section">
    <h2>${t("bench.digits.sample")}</h2>
    <div class="bench-actions" role="group" aria-label=${t("bench.digits.sample")}>
      ${pictures.map(
        ({
          drawing,
          label,
        }) => html`<button class="button small" data-sample=${label} aria-label=${t("bench.digits.sampleOf", { label })}
          @click=${() => set({ drawing: drawingOf(inkOf(drawing)) }, t("bench.digits.sample"))}>${label}</button>`,
      )}
    </div>
  </section>`;
}

/** What the drawing is taken for. */
function says({ value, stale }: Answer<TraceView>): TemplateResult | typeof nothing {
  const answer = value && answerIn(value, (aboutOf(MODEL) ?? shelved(MODEL))?.labels, false);
  if (!answer) return nothing;
  return html`<section class="bench-section ${stale ? "bench-waits" : ""}" data-result>
    <p class="bench-result" role="status">${t("learned.says")} <b data-answer>${t("learned.answer.classify", { answer: answer.names[answer.best] ?? "", share: percent(answer.shares[answer.best] ?? 0) })}</b></p>
    <al-bars .label=${t("bench.probability")} .bars=${answer.names.map((name, nth) => ({
      name,
      share: answer.shares[nth] ?? 0,
      chosen: nth === answer.best,
    }))}></al-bars>
  </section>`;
}

/** What one patch looks at, in one head. */
function looks(
  { value, stale }: Answer<TraceView>,
  ink: Float32Array,
  values: { head: number; chosen: number },
  set: Change,
): TemplateResult | typeof nothing {
  if (!value) return nothing;
  const heads = headsOf(value, SELF);
  const at = heads[Math.min(values.head, heads.length - 1)];
  if (!at) return nothing;
  const weights = value.matrix(at.tensor, [at.head]);
  const across = Math.round(Math.sqrt(weights.rows));
  const chosen = Math.min(values.chosen, weights.rows - 1);
  const row = weights.data.subarray(chosen * weights.cols, (chosen + 1) * weights.cols);
  const scale = weightsScale(Math.min(1, niceLimit(Math.max(...row))));
  const place = (patch: number) =>
    t("bench.digits.place", { row: Math.floor(patch / across) + 1, column: (patch % across) + 1 });
  // As a picture of three colours, white paper and dark ink.
  const picture = Float32Array.from(
    { length: SIDE * SIDE * 3 },
    (_, nth) => 1 - (ink[Math.floor(nth / 3)] ?? 0) / FULL,
  );
  return html`<section class="bench-section ${stale ? "bench-waits" : ""}">
      <h2>${t("bench.digits.looks", { place: place(chosen) })}</h2>
      <al-patches
        .data=${picture} .height=${SIDE} .width=${SIDE} .patch=${SIDE / across} .chosen=${chosen} .choosable=${true}
        .weights=${row} .scale=${scale} .label=${t("bench.digits.pictureLabel")}
        .describe=${(patch: number) => t("bench.digits.patch", { place: place(patch), weight: formatNumber(row[patch] ?? 0, 4) })}
        @al-patch=${(event: CustomEvent<{ patch: number }>) => set({ chosen: event.detail.patch }, t("bench.digits.chosen"), "panel.chosen")}
      ></al-patches>
      ${bar(scale, t("bench.digits.weightOf", { place: place(chosen) }))}
    </section>`;
}

const ask = latest<TraceView>();

export const digits: Bench = {
  id: "digits",
  render(page: Page) {
    const panel = panelOf(page, FIELDS);
    const { values, set, unreadable } = panel;
    const { ready, head } = modelHead(page, MODEL);
    const ink = inkOf(values.drawing);
    const image = { data: ink.map((level) => level / FULL), shape: [SIDE, SIDE, 1] };
    const answer: Answer<TraceView> = ready
      ? ask(values.drawing, () => runLearned(page, MODEL, { inputs: { image } }))
      : { value: null, problem: null, stale: false };
    const heads = answer.value ? headsOf(answer.value, SELF) : [];
    return {
      unreadable,
      sideLast: true,
      stage: html`${head}
        <div class="bench-pair">${pad(ink, set)} ${says(answer)}</div>
        ${ready ? samples(set) : nothing} ${problemNotice(answer.problem)} ${looks(answer, ink, values, set)}`,
      side: html`<section class="panel"><h2>${t("bench.settings")}</h2>
        ${heads.length > 0 ? headSelect(heads, Math.min(values.head, heads.length - 1), set) : nothing}
      </section>
      ${heldOut(MODEL)}`,
    };
  },
};
