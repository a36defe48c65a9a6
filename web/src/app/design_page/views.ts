/** Every view, live, with numbers of the engine: what the page shows them with, or where that takes a bench, the call itself. */
import "../../strings/dialogs";
import { computed } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { STEP_IDS, type State, VIEWS } from "../../state/settings";
import "../../strings/design";
import { find, t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import { niceLimit, weightsScale } from "../../views/colour";
import "../../views/bars";
import "../../views/beam_tree";
import "../../views/cell_editor";
import "../../views/curve";
import "../../views/equation";
import "../../views/figure_view";
import "../../views/patches";
import "../../views/motion_sum";
import "../../views/piece_lattice";
import "../../views/preview";
import "../../views/word_arcs";
import { columns, describeNode } from "../benches/decoding_tree";
import { chips } from "../chips";
import { colourBars, expression, headStrip } from "../expression";
import { headGrid } from "../head_grid";
import { journey } from "../journey";
import { wordLabels } from "../labels";
import { modelMap } from "../model_map";
import type { Page } from "../page";
import { storyPanel } from "../story_panel";
import { chosenView, viewsFor } from "../view_bar";
import { type Live, PATCH } from "./live";
import { part, section } from "./section";

const END = "<end>";

type Specimen = (live: Live) => unknown;

/** What is drawn once the page's run is there. */
const withView =
  (page: "attention" | "encoder" | "transformer", draw: (live: Live, view: NonNullable<View>) => unknown): Specimen =>
  (live) => {
    const view = live[page].controller.trace.value;
    return view ? draw(live, view) : t("app.loading");
  };

type View = Live["attention"]["controller"]["trace"]["value"];

const WORD = 2;

/** By the tags that each shows. A view that nothing here shows fails a test. */
const SPECIMENS: Readonly<Record<string, Specimen>> = {
  "al-product, al-heatmap": withView("attention", ({ attention }, view) => expression(attention, view)),
  "al-colour-bar": withView("attention", ({ attention }, view) => colourBars(attention, view)),
  "al-head-strip": withView("attention", ({ attention }, view) => headStrip(attention, view)),
  "al-preview": withView("attention", (_, view) => {
    const scores = view.matrix("attn.scores", [0]);
    return html`<al-preview .matrix=${scores}></al-preview>`;
  }),
  "al-explanation": withView("attention", ({ attention }) => storyPanel(attention)),
  "al-token-chips": withView("attention", ({ attention }) => chips(attention)),
  "al-step-rail": withView("attention", ({ attention }) => journey(attention)),
  "al-model-map": withView("transformer", ({ transformer }) => modelMap(transformer)),
  "al-motion-sum": withView("attention", ({ attention }) => {
    const explanation = attention.controller.explanation.value;
    return html`<al-motion-sum class="design-still" .explanation=${explanation ?? undefined}></al-motion-sum>`;
  }),
  "al-head-grid": withView("encoder", ({ encoder }, view) => headGrid(encoder, view)),
  "al-word-arcs": withView("attention", (_, view) => {
    const { data, cols } = view.matrix("attn.weights", [0]);
    const words = wordLabels(view, "source");
    return html`<al-word-arcs .words=${words} .weights=${data} .row=${WORD} .col=${1} .label=${t("words.lines")}
      .describe=${(at: number) => `${words[at]}: ${formatNumber(data[WORD * cols + at] ?? Number.NaN, 2)}`}></al-word-arcs>`;
  }),
  "al-bars": withView("attention", (_, view) => {
    const { data, cols } = view.matrix("attn.weights", [0]);
    const row = [...data.subarray(WORD * cols, (WORD + 1) * cols)];
    const words = wordLabels(view, "source");
    const most = Math.max(...row);
    return html`<al-bars .label=${t("words.lines")}
      .bars=${row.map((share, at) => ({ name: words[at] ?? "", share, chosen: share === most }))}></al-bars>`;
  }),
  "al-equation": () =>
    html`<al-equation .tex=${"\\text{softmax}\\Bigl(\\frac{QK^T}{\\sqrt{d_k}}\\Bigr)V"}></al-equation>`,
  "al-curve": ({
    rates,
  }) => html`<al-curve .x=${Array.from(rates, (_, at) => at + 1)} .at=${40} .xTitle=${t("bench.optimiser.stepName")}
    .label=${t("bench.optimiser.schedule")} .lines=${[{ name: t("bench.optimiser.rate"), y: [...rates], hue: "accent" }]}></al-curve>`,
  "al-beam-tree": ({
    search,
  }) => html`<al-beam-tree .steps=${columns(search, END)} .shown=${search.steps.length} .chosen=${{ step: 1, at: 0 }}
    .label=${t("bench.decoding.tree")} .describe=${(step: number, at: number) => describeNode(search, step, at)}></al-beam-tree>`,
  "al-piece-lattice": ({ cut }) =>
    html`<al-piece-lattice .letters=${cut.symbols} .arcs=${cut.lattice} .label=${t("bench.tokenizer.lattice")}></al-piece-lattice>`,
  "al-patches": ({ picture, patches }) => {
    const { data, cols } = patches.matrix("attn.weights", [0]);
    const row = data.subarray(0, cols);
    return html`<al-patches .data=${picture.data} .height=${picture.height} .width=${picture.width} .patch=${PATCH} .chosen=${0}
      .choosable=${true} .weights=${row} .scale=${weightsScale(Math.min(1, niceLimit(Math.max(...row))))} .label=${t("bench.vision.pictureLabel")}
      .describe=${(patch: number) => t("bench.vision.patch", { place: String(patch + 1), weight: formatNumber(row[patch] ?? 0, 4) })}></al-patches>`;
  },
  "al-cell-editor": withView(
    "attention",
    (
      _,
      view,
    ) => html`<div class="design-editor"><al-cell-editor .text=${formatNumber(view.value("attn.scores", [0, 2, 1]), 2)}
      .label=${t("design.editor")}></al-cell-editor></div>`,
  ),
  "al-figure": withView("attention", (_, view) => {
    const { data, rows, cols } = view.matrix("attn.weights", [0]);
    const words = wordLabels(view, "source");
    const title = t("matrix.names.attn.weights");
    return html`<al-figure .options=${{
      data,
      rows,
      cols,
      rowLabels: words,
      colLabels: words,
      xTitle: t("matrix.key"),
      yTitle: t("matrix.query"),
      title,
      description: t("figure.description", {
        title,
        rows,
        cols,
        yTitle: t("matrix.query"),
        xTitle: t("matrix.key"),
      }),
      scale: weightsScale(),
      colours: "auto",
      rowEnds: [t("colours.rowLeast"), t("colours.rowMost")],
      allowed: undefined,
    }}></al-figure>`;
  }),
};

/** The same page as it would be in another state; what is done to it is done to the one that there is. */
const seenAs = (page: Page, other: Partial<State>): Page => ({
  ...page,
  store: { ...page.store, state: computed(() => ({ ...page.store.state.value, ...other })) },
});

/** Each way to draw a step, at the first step that it has something to draw of. */
function chosenViews({ attention, encoder }: Live): TemplateResult[] {
  return VIEWS.filter((kind) => kind !== "heatmap").flatMap((kind) => {
    for (const page of [attention, encoder]) {
      const view = page.controller.trace.value;
      if (!view) continue;
      const state = page.store.state.value;
      const step = [state.step, ...STEP_IDS].find((id) => viewsFor(view, { ...state, step: id }).includes(kind));
      if (step)
        return [
          part(
            find(`views.names.${kind}`) ?? kind,
            find(`views.what.${kind}`) ?? "",
            chosenView(seenAs(page, { view: kind, step }), view),
          ),
        ];
    }
    return [];
  });
}

export function viewSections(live: Live): TemplateResult {
  return section("viewsPart", html`${specimens(live)} ${chosenViews(live)}`);
}

function specimens(live: Live): TemplateResult[] {
  return Object.entries(SPECIMENS).map(([tags, draw]) => {
    const first = tags.split(",")[0] ?? tags;
    return part(tags, find(`design.views.${first}`) ?? "", draw(live));
  });
}
