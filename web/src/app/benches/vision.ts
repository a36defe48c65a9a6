/** Attention over the patches of a picture (S24): what each patch looks at, laid over the picture, and what comes out. */

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { RunSpec } from "../../engine/types";
import {
  DRAWING_SIDES,
  drawingPicture,
  formatDrawing,
  ownPicture,
  type Picture,
  parseDrawing,
  patchSizes,
} from "../../state/picture";
import { choice, flag, integer, line } from "../../state/settings";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import type { TraceView } from "../../trace/trace_view";
import { type ColourScale, niceLimit, weightsScale } from "../../views/colour";
import { first, onWindow } from "../surroundings";
import "../../views/patches";
import type { Page } from "../page";
import { type Answer, type Bench, latest, messageOf, panelOf } from "./bench";
import { fieldsOf, problemNotice } from "./fields";
import { fileOf, readPicture } from "./picture_file";
import { bar, drawn, inTurn, runOnce } from "./runs";

/** A smile, so that the pad doesn't open empty. */
const SMILE = "3c42a581a599423c";

const MAX_PATCHES = 256;
const HEADS = 2;

const FIELDS = {
  source: choice<"picture" | "8" | "16">("document", ["picture", "8", "16"]),
  /** Which of the pictures given since the page was opened; 0 is the page's own. */
  picture: integer("document", 0, 0, 1000),
  drawing: line("document", SMILE, 64),
  patch: integer("document", 16, 1, 112),
  embedding: choice<"raw" | "linear">("document", ["raw", "linear"]),
  head: integer("document", 0, 0, HEADS - 1),
  chosen: integer("document", 52, 0, 1023),
  over: flag("document", true),
  positions: flag("document", false),
  seed: integer("document", 7, 0, 4294967295),
};

/** Pictures that were dropped, pasted or chosen: they stay in the page, and only their number is part of the state. */
const given: Picture[] = [];
const trouble = signal<string | null>(null);
const dragging = signal(false);
const ask = latest<TraceView>();

function pictureOf(values: { source: "picture" | "8" | "16"; picture: number; drawing: string }): Picture {
  if (values.source === "picture") return given[values.picture - 1] ?? ownPicture();
  const side = values.source === "8" ? 8 : 16;
  return drawingPicture(parseDrawing(values.drawing, side), side);
}

const INK: ColourScale = {
  kind: "sequential",
  domain: [0, 1],
  interpolator: (share) => (share > 0.5 ? "#1d1c1a" : "#ffffff"),
};

type Set = (patch: object, name: string, key?: string) => void;

function pad(values: { source: "picture" | "8" | "16"; drawing: string }, set: Set): TemplateResult | typeof nothing {
  if (values.source === "picture") return nothing;
  const side = DRAWING_SIDES.find((one) => String(one) === values.source) ?? 8;
  const data = Float32Array.from(parseDrawing(values.drawing, side));
  const change = (cells: readonly (readonly [number, number])[], value: number, key?: string) => {
    const next = data.slice();
    for (const [row, col] of cells) next[row * side + col] = value;
    set({ drawing: formatDrawing(next) }, t("bench.vision.pad"), key);
  };
  return html`<section class="bench-section">
    <al-heatmap class="pad" .data=${data} .rows=${side} .cols=${side} .name=${t("bench.vision.pad")} .label=${t("bench.vision.pad")} .scale=${INK} .digits=${0}
      .describe=${(row: number, col: number) => t(data[row * side + col] ? "bench.vision.ink" : "bench.vision.paper", { row: row + 1, column: col + 1 })}
      .paintable=${true} .maxCell=${side === 8 ? 28 : 18} .textLimit=${1}
      @al-paint=${(event: CustomEvent<{ cells: [number, number][]; value: 0 | 1; done: boolean }>) => change(event.detail.cells, event.detail.value, "panel.drawing")}
    ></al-heatmap>
    <div class="bench-actions">
      <button class="button small" data-action="wipe" @click=${() => set({ drawing: "" }, t("bench.vision.wipe"))}>${t("bench.vision.wipe")}</button>
    </div>
    <p class="hint">${t("bench.vision.padHint")}</p>
  </section>`;
}

async function take(file: Blob | null, set: Set): Promise<void> {
  if (!file) return;
  try {
    const picture = await readPicture(file);
    given.push(picture);
    trouble.value = null;
    set({ source: "picture", picture: given.length, chosen: 0 }, t("bench.vision.given"));
  } catch (error) {
    trouble.value = messageOf(error);
  }
}

let pasting: Set | null = null;

/** A picture may be pasted anywhere but into a field. */
function followPaste(set: Set): void {
  if (!pasting) {
    onWindow("paste", (event) => {
      const file = fileOf(event.clipboardData);
      const shown = first("[data-bench=vision]");
      if (!file || !shown || !pasting || (event.composedPath()[0] as Element).closest("input, textarea")) return;
      event.preventDefault();
      void take(file, pasting);
    });
  }
  pasting = set;
}

function chooser(values: { picture: number; source: string }, set: Set): TemplateResult | typeof nothing {
  if (values.source !== "picture") return nothing;
  return html`<div
    class="drop ${dragging.value ? "over" : ""}" data-drop
    @dragover=${(event: DragEvent) => {
      event.preventDefault();
      dragging.value = true;
    }}
    @dragleave=${() => {
      dragging.value = false;
    }}
    @drop=${(event: DragEvent) => {
      event.preventDefault();
      dragging.value = false;
      void take(fileOf(event.dataTransfer), set);
    }}
  >
    <button class="button" data-action="choose-picture" @click=${(event: Event) =>
      (
        (event.currentTarget as HTMLElement).nextElementSibling as HTMLInputElement
      ).click()}>${t("bench.vision.choose")}</button>
    <input type="file" hidden accept="image/*" aria-label=${t("bench.vision.choose")} @change=${(event: Event) => {
      const input = event.target as HTMLInputElement;
      void take(input.files?.[0] ?? null, set);
      input.value = "";
    }} />
    <span class="hint">${t("bench.vision.drop")}</span>
    ${
      values.picture > 0
        ? html`<button class="button small plain" @click=${() => set({ picture: 0 }, t("bench.vision.own"))}>${t("bench.vision.own")}</button>`
        : nothing
    }
  </div>`;
}

function shown(
  { value, stale }: Answer<TraceView>,
  picture: Picture,
  values: { patch: number; head: number; chosen: number; over: boolean; embedding: "raw" | "linear" },
  set: Set,
): TemplateResult | typeof nothing {
  if (!value) return nothing;
  const heads = value.info("attn.weights").shape[0] ?? 1;
  const head = Math.min(values.head, heads - 1);
  const weights = value.matrix("attn.weights", [head]);
  const across = Math.floor(picture.width / values.patch);
  // A view of an earlier run beside the new picture would lay one's weights over the other.
  if (weights.rows !== across * across) return nothing;
  const chosen = Math.min(values.chosen, weights.rows - 1);
  const row = weights.data.subarray(chosen * weights.cols, (chosen + 1) * weights.cols);
  const scale = weightsScale(Math.min(1, niceLimit(Math.max(...row))));
  const place = (patch: number) =>
    t("bench.vision.place", { row: Math.floor(patch / across) + 1, column: (patch % across) + 1 });
  const out = value.tensor("reconstruction");
  return html`<div class="bench-result-parts ${stale ? "bench-waits" : ""}" data-result>
    <div class="bench-pair">
      <section class="bench-section">
        <h2>${t("bench.vision.looks", { place: place(chosen) })}</h2>
        <al-patches
          .data=${picture.data} .height=${picture.height} .width=${picture.width} .patch=${values.patch} .chosen=${chosen} .choosable=${true}
          .weights=${values.over ? row : null} .scale=${scale} .label=${t("bench.vision.pictureLabel")}
          .describe=${(patch: number) => t("bench.vision.patch", { place: place(patch), weight: formatNumber(row[patch] ?? 0, 4) })}
          @al-patch=${(event: CustomEvent<{ patch: number }>) => set({ chosen: event.detail.patch }, t("bench.vision.chosen"), "panel.chosen")}
        ></al-patches>
        ${bar(scale, t("bench.vision.weightOf", { place: place(chosen) }))}
        <p class="hint">${t("bench.vision.clickHint")}</p>
      </section>
      <section class="bench-section">
        <h2>${t("bench.vision.reconstruction")}</h2>
        <al-patches .data=${out.data} .height=${out.shape[0] ?? 0} .width=${out.shape[1] ?? 0} .label=${t("bench.vision.reconstruction")}></al-patches>
        <p class="hint">${t(`bench.vision.comesOut.${values.embedding}`)}</p>
      </section>
    </div>
    <details class="fold"><summary>${t("bench.vision.asNumbers")}</summary>
      ${drawn({ data: row, rows: across, cols: across, name: t("matrix.names.attn.weights"), label: t("bench.vision.weightOf", { place: place(chosen) }), scale, digits: 3, maxCell: 52 })}</details>
  </div>`;
}

export const vision: Bench = {
  id: "vision",
  render(page: Page) {
    const panel = panelOf(page, FIELDS);
    const { values, set, unreadable } = panel;
    followPaste(set);
    const fields = fieldsOf(FIELDS, panel);
    const picture = pictureOf(values);
    const sizes = patchSizes(picture.width, MAX_PATCHES);
    // A patch that doesn't divide this picture: the nearest that does.
    const patch = sizes.reduce(
      (best, size) => (Math.abs(size - values.patch) < Math.abs(best - values.patch) ? size : best),
      sizes[0] ?? 1,
    );
    const spec: RunSpec = {
      model: "vision",
      inputs: { image: { data: picture.data, shape: [picture.height, picture.width, 3] } },
      config: {
        patch_size: patch,
        patch_embedding: values.embedding,
        positions: values.positions ? "sinusoidal" : "none",
        ...(values.embedding === "linear" && { d_model: 32, n_heads: HEADS }),
      },
      seed: values.seed,
    };
    const key = JSON.stringify([
      values.source,
      values.picture,
      values.source === "picture" ? "" : values.drawing,
      spec.config,
      values.seed,
    ]);
    const answer = ask(key, () => inTurn(() => runOnce(page, spec)));
    return {
      unreadable,
      stage: html`${fields.choice("source", t("bench.vision.source"), [
        ["picture", t("bench.vision.picture")],
        ["8", t("bench.vision.drawing8")],
        ["16", t("bench.vision.drawing16")],
      ])}
        ${chooser(values, set)}
        ${trouble.value ? html`<p class="field-error" role="alert" data-notice="picture">${trouble.value}</p>` : nothing}
        ${values.picture > given.length && values.source === "picture" ? html`<p class="hint" data-notice="not-in-link">${t("bench.vision.notInLink")}</p>` : nothing}
        ${pad(values, set)} ${problemNotice(answer.problem)} ${shown(answer, picture, { ...values, patch }, set)}`,
      side: html`<section class="panel">
        <h2>${t("bench.settings")}</h2>
        <label class="number row-label"><span>${t("bench.vision.patchSize")}</span>
          <select class="select" name="patch" @change=${(event: Event) => {
            const size = Number((event.target as HTMLSelectElement).value);
            set({ patch: size, chosen: 0 }, t("bench.vision.patchSize"));
          }}>
            ${sizes.map((size) => html`<option value=${size} ?selected=${size === patch}>${t("bench.vision.patchOf", { size, count: (picture.width / size) ** 2 })}</option>`)}
          </select>
        </label>
        ${fields.choice("embedding", t("bench.vision.embedding"), [
          ["raw", t("bench.vision.raw")],
          ["linear", t("bench.vision.linear")],
        ])}
        <p class="hint">${t(`bench.vision.says.${values.embedding}`)}</p>
        ${values.embedding === "linear" ? fields.slider("head", t("matrix.head"), 1, String(values.head + 1)) : nothing}
        ${fields.flag("positions", t("bench.vision.positions"))}
        ${fields.flag("over", t("bench.vision.over"))}
        ${values.embedding === "linear" ? fields.number("seed", t("model.seed")) : nothing}
      </section>`,
    };
  },
};
