/** Views of one attention's weights: lines, one word's bars both ways, one row's softmax, and weights beside their values' lengths. */
import { html, nothing, type TemplateResult } from "lit";
import type { Explanation } from "../engine/types";
import type { State } from "../state/settings";
import { t } from "../strings/views";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import "../views/lines";
import { linesSvg } from "../views/lines_figure";
import { type HeadWeights, reaching, THRESHOLDS, thresholdFor } from "../views/lines_layout";
import { download, fileName } from "../views/save";
import "../views/share_bars";
import type { ShareBar } from "../views/share_bars";
import "../views/token_bars";
import { asked } from "./asked";
import {
  type AttentionHere,
  attentionHere,
  chooseWeight,
  chosenWeight,
  headData,
  sayWeight,
  weightCell,
} from "./attention_here";
import { isolate } from "./labels";
import { allowedOf } from "./matrix_data";
import type { Page } from "./page";
import { statisticsOf } from "./statistics";

type At = { head: number; row: number; col: number };

/** Which line is drawn from which weight on, and how many that hides. */
function thresholdControl(
  { store }: Page,
  all: number,
  counts: readonly number[],
  at: number,
  save: () => void,
): TemplateResult {
  const from = THRESHOLDS[at] ?? 0;
  const shown = counts[at] ?? 0;
  const text =
    from === 0 ? t("views.everyLine") : t("views.linesFrom", { from: formatNumber(from, from < 0.01 ? 3 : 2) });
  return html`<div class="view-tools">
    <label class="view-threshold">
      <span class="label">${text}</span>
      <input class="range" type="range" name="threshold" min="0" max=${THRESHOLDS.length - 1} step="1" .value=${String(at)}
        aria-valuetext=${text} @input=${(event: Event) => store.change({ threshold: Number((event.target as HTMLInputElement).value) })} />
    </label>
    <p class="hint" role="status" data-hidden-lines=${all - shown}>${
      all - shown > 0 ? t("views.linesHidden", { shown, all, hidden: all - shown }) : t("views.linesShown", { all })
    }</p>
    <button class="button small" data-action="save-lines" @click=${save}>${t("figure.svg")}</button>
  </div>`;
}

const counted = new WeakMap<TraceView, Map<string, ReturnType<typeof reaching>>>();

/** Counted once a run: a page that draws itself again for a hover has no other lines. */
function countsOf(view: TraceView, tensor: string, heads: readonly HeadWeights[]): ReturnType<typeof reaching> {
  const known = counted.get(view) ?? new Map<string, ReturnType<typeof reaching>>();
  counted.set(view, known);
  const key = `${tensor} ${heads.map(({ head }) => head).join()}`;
  const found = known.get(key) ?? reaching(heads);
  known.set(key, found);
  return found;
}

function pressedHere(page: Page, here: AttentionHere) {
  return (event: CustomEvent<At | null>) => chooseWeight(page, here, event.detail);
}

export function linesView(page: Page, view: TraceView, here: AttentionHere, state: State): TemplateResult {
  const every = state.heads === "all" && here.heads > 1;
  const shown = every ? Array.from({ length: here.heads }, (_, head) => head) : [here.head];
  const heads: HeadWeights[] = shown.map((head) => ({ head, data: headData(view, here.tensor, head) }));
  const { all, counts } = countsOf(view, here.tensor, heads);
  const at = state.threshold < 0 ? thresholdFor(counts) : state.threshold;
  const chosen = chosenWeight(state, here);
  const name = every ? t("matrix.allHeads") : t("matrix.headN", { n: here.head + 1 });
  const title = t("views.linesLabel", { head: name });
  const headName = (head: number) => t("matrix.headN", { n: head + 1 });
  const save = () => {
    const figure = {
      heads,
      rowLabels: here.queries,
      colLabels: here.keys,
      rowTitle: t("matrix.query"),
      colTitle: t("matrix.key"),
      title,
      description: t("views.linesDescription", { title, from: THRESHOLDS[at] ?? 0, rows: here.rows, cols: here.cols }),
      from: THRESHOLDS[at] ?? 0,
      headName,
    };
    download(fileName(title, "svg"), linesSvg(figure), "image/svg+xml");
  };
  return html`${thresholdControl(page, all, counts, at, save)}
    <al-lines data-result
      .heads=${heads} .rowLabels=${here.queries} .colLabels=${here.keys}
      .rowTitle=${t("matrix.query")} .colTitle=${t("matrix.key")} .from=${THRESHOLDS[at] ?? 0}
      .label=${title} .help=${t("views.linesHelp")}
      .selected=${chosen && shown.includes(chosen.head) ? chosen : null} .row=${wordOf(page, here, state).row}
      .describe=${(cell: At) => sayWeight(view, here, cell.head, cell.row, cell.col, every)}
      .headName=${headName}
      @al-select=${pressedHere(page, here)}
      @al-hover=${(event: CustomEvent<At | null>) => {
        const to = event.detail;
        page.controller.hovered.value = to && weightCell(here, to.head, to.row, to.col);
      }}
      @al-head=${(event: CustomEvent<{ head: number }>) => page.actions.chooseHead(event.detail.head)}
    ></al-lines>`;
}

/** The word that is looked at: the chosen query, or the example's. */
const wordOf = (page: Page, here: AttentionHere, state: State): At =>
  chosenWeight(state, here) ?? {
    head: here.head,
    row: Math.min(page.controller.shown.value?.index.at(-2) ?? 2, here.rows - 1),
    col: Math.min(1, here.cols - 1),
  };

export function tokensView(page: Page, view: TraceView, here: AttentionHere, state: State): TemplateResult {
  const word = wordOf(page, here, state);
  const { rows, cols, tensor } = here;
  const data = headData(view, tensor, here.head);
  const allowed = allowedOf(view, { kind: "matrix", tensor, fill: "weights" });
  const read = (row: number, col: number): number | undefined => {
    if (row >= rows || col >= cols) return undefined;
    return allowed && !allowed[row * cols + col] ? Number.NaN : (data[row * cols + col] ?? Number.NaN);
  };
  // Between two sentences no word is both a query and a key: what the chosen query gives, and nothing the other way.
  const own = rows === cols && here.queries.every((name, i) => name === here.keys[i]);
  const statistics = statisticsOf(page, view, tensor);
  const received = statistics.state === "here" ? statistics.value.received : undefined;
  const bars = here.keys.map((name, at) => {
    const given = read(word.row, at);
    const back = own ? read(at, word.row) : undefined;
    const average = received?.data[here.head * cols + at];
    return {
      name,
      ...(given !== undefined && { given }),
      ...(back !== undefined && { received: back }),
      ...(average !== undefined && { average }),
    };
  });
  const values = bars.flatMap(({ given, received: got, average }) => [given, got, average]);
  const most = Math.max(0, ...values.filter((value): value is number => value !== undefined && value >= 0));
  const name = isolate(here.queries[word.row] ?? "");
  const said = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? t("matrix.blocked") : formatNumber(value, 2);
  return html`<p class="hint">${own ? t("views.tokensHint") : t("views.tokensHintCross")}</p>
    <al-token-bars data-result .bars=${bars} .selected=${own ? word.row : word.col} .most=${most || 1}
      .label=${t("views.tokensLabel", { word: name })} .givenTitle=${t("views.given", { word: name })}
      .receivedTitle=${own ? t("views.received", { word: name }) : ""} .averageTitle=${t("views.average")} .blocked=${t("matrix.blocked")}
      .describe=${(at: number) =>
        t(own ? "views.tokenSaid" : "views.tokenSaidCross", {
          name: isolate(here.keys[at] ?? ""),
          word: name,
          given: said(bars[at]?.given),
          received: said(bars[at]?.received),
        })}
      @al-token=${(event: CustomEvent<{ index: number }>) => {
        const at = event.detail.index;
        chooseWeight(page, here, own ? { head: here.head, row: at, col: at } : { ...word, head: here.head, col: at });
      }}
    ></al-token-bars>
    ${own ? nothing : queryChoice(page, here, word)}`;
}

/** Which query's row is shown, where the rows themselves are not on the screen. */
function queryChoice(page: Page, here: AttentionHere, word: At): TemplateResult {
  return html`<label class="row-label view-query">
    <span class="label">${t("matrix.query")}</span>
    <select class="select" name="query" @change=${(event: Event) =>
      chooseWeight(page, here, { ...word, head: here.head, row: Number((event.target as HTMLSelectElement).value) })}>
      ${here.queries.map((name, row) => html`<option value=${row} ?selected=${row === word.row}>${name}</option>`)}
    </select>
  </label>`;
}

/** The masked scores go in, the weights come out; what lies between is the engine's explanation of the row. */
export function rowView(page: Page, view: TraceView, here: AttentionHere, state: State): TemplateResult {
  const word = wordOf(page, here, state);
  const { tensor, cols, head } = here;
  const [scores] = view.producer(tensor)?.inputs ?? [];
  const answer = asked<Explanation | undefined>(view, `softmax ${tensor} ${head} ${word.row}`, () =>
    page.controller.explain(tensor, [head, word.row, 0]),
  );
  const told = answer.state === "here" ? answer.value : undefined;
  const allowed = allowedOf(view, { kind: "matrix", tensor, fill: "weights" });
  const bars = here.keys.map((name, col): ShareBar => {
    const blocked = allowed !== undefined && !allowed[word.row * cols + col];
    return {
      name,
      score: scores === undefined ? Number.NaN : view.value(scores, [head, word.row, col]),
      exponential: told?.terms[col]?.value ?? Number.NaN,
      share: view.value(tensor, [head, word.row, col]),
      ...(blocked && { blocked }),
    };
  });
  const sum = told?.parts.sum ?? Number.NaN;
  return html`<div class="view-tools">${queryChoice(page, here, word)}<p class="hint">${t("views.rowHint")}</p></div>
    ${answer.state === "failed" ? html`<p class="notice error" role="alert">${t("views.failed", { message: answer.message })}</p>` : nothing}
    <al-share-bars data-result .bars=${bars} .sum=${sum} .total=${sum > 0 ? "1" : "0"} .selected=${word.col}
      .label=${t("views.rowLabel", { word: isolate(here.queries[word.row] ?? ""), head: head + 1 })}
      .titles=${{
        word: t("matrix.key"),
        score: t("views.score"),
        exponential: t("views.exponential"),
        share: t("views.share"),
        total: t("views.sum"),
      }}
      .describe=${(at: number) => {
        const bar = bars[at];
        return t(bar?.blocked ? "views.shareBlocked" : "views.shareSaid", {
          name: isolate(bar?.name ?? ""),
          score: formatNumber(bar?.score ?? Number.NaN, 2),
          exponential: formatNumber(bar?.exponential ?? Number.NaN, 3),
          share: formatNumber(bar?.share ?? Number.NaN, 3),
        });
      }}
      @al-token=${(event: CustomEvent<{ index: number }>) =>
        chooseWeight(page, here, { ...word, head, col: event.detail.index })}
    ></al-share-bars>`;
}

/** A view of the weights where the page stands. */
export function weightView(page: Page, view: TraceView, draw: typeof linesView): TemplateResult | typeof nothing {
  const state = page.store.state.value;
  const here = attentionHere(view, state);
  return here ? draw(page, view, here, state) : nothing;
}
