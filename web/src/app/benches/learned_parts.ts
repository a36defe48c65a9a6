/** What the workbenches of learned models share: runs with their weights, their heads to choose from, what a word looks at. */
import { html, nothing, type TemplateResult } from "lit";
import type { LearnedInput } from "../../engine/learned";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import type { TraceView } from "../../trace/trace_view";
import { niceLimit, weightsScale } from "../../views/colour";
import "../../views/word_arcs";
import { isolate } from "../labels";
import { badgeLine, benchModel } from "../learned/badge";
import { provide } from "../learned/store";
import type { Page } from "../page";
import { bar, drawn, inTurn, runOnce } from "./runs";

export type Change = (patch: object, name: string, key?: string) => void;

/** Work with a model's weights in the workbenches' engine, in turn with all else that it is asked. */
export const withModel = <T>(page: Page, name: string, work: () => Promise<T>): Promise<T> =>
  inTurn(async () => {
    await provide(await page.engine(), name);
    return work();
  });

export const runLearned = (page: Page, name: string, spec: LearnedInput): Promise<TraceView> =>
  withModel(page, name, () => runOnce(page, { ...spec, model: name }));

/** A model's badge, and how its loading stands. */
export function modelHead(page: Page, name: string): { ready: boolean; head: TemplateResult } {
  const { ready, view } = benchModel(page, name);
  return { ready, head: html`${badgeLine(name)} ${view}` };
}

export interface HeadAt {
  tensor: string;
  head: number;
  label: string;
  /** For a matrix's narrow margin. */
  short: string;
}

/** Every head of the attentions whose weights' names match, layer by layer. */
export function headsOf(view: TraceView, pattern: RegExp): HeadAt[] {
  return view.names
    .filter((name) => pattern.test(name) && view.has(name))
    .flatMap((tensor, layer) =>
      Array.from({ length: view.info(tensor).shape[0] ?? 0 }, (_, head) => ({
        tensor,
        head,
        label: t("learned.headOf", { layer: layer + 1, head: head + 1 }),
        short: t("learned.headShort", { layer: layer + 1, head: head + 1 }),
      })),
    );
}

export const SELF = /(?:^|\.)attn\.weights$/;
export const CROSS = /\.cross\.weights$/;

/** A head that nobody has chosen: the workbench opens where most is to be seen. */
export const ANY_HEAD = -1;

/** The head that gives `col` the most in `row`; with no column, the one that gives most to any other word. */
export function tellingHead(view: TraceView, heads: readonly HeadAt[], row: number, col = -1): number {
  const most = heads.map(({ tensor, head }) => {
    const { data, cols } = view.matrix(tensor, [head]);
    const shares = Array.from(data.subarray(row * cols, (row + 1) * cols));
    return col >= 0 ? (shares[col] ?? 0) : Math.max(0, ...shares.filter((_, at) => at !== row));
  });
  return Math.max(0, most.indexOf(Math.max(...most)));
}

export function headSelect(
  heads: readonly HeadAt[],
  chosen: number,
  set: (patch: { head: number }, name: string, key?: string) => void,
): TemplateResult {
  return html`<label class="number row-label"><span>${t("learned.head")}</span>
    <select class="select" name="head" @change=${(event: Event) =>
      set({ head: Number((event.target as HTMLSelectElement).value) }, t("matrix.head"), "panel.head")}>
      ${heads.map(({ label }, at) => html`<option value=${at} ?selected=${at === chosen} .selected=${at === chosen}>${label}</option>`)}
    </select>
  </label>`;
}

/** One word's weights in every head, a row a head: read off the run. */
export function rowOfHeads(view: TraceView, heads: readonly HeadAt[], row: number): Float32Array {
  const rows = heads.map(({ tensor, head }) => {
    const { data, cols } = view.matrix(tensor, [head]);
    return data.subarray(row * cols, (row + 1) * cols);
  });
  const data = new Float32Array(rows.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of rows) {
    data.set(one, at);
    at += one.length;
  }
  return data;
}

interface Looks {
  view: TraceView;
  words: readonly string[];
  heads: readonly HeadAt[];
  head: number;
  row: number;
  set: Change;
}

/** The sentence with one word's lines in the chosen head, and the same word's weights in every head. */
export function looksPart({ view, words, heads, head, row, set }: Looks): TemplateResult {
  const at = heads[Math.min(head, heads.length - 1)];
  if (!at) return html``;
  const { data, cols } = view.matrix(at.tensor, [at.head]);
  const chosen = Math.min(row, words.length - 1);
  const shares = data.subarray(chosen * cols, (chosen + 1) * cols);
  const most = shares.reduce((best, share, nth) => (share > (shares[best] ?? 0) ? nth : best), 0);
  const all = rowOfHeads(view, heads, chosen);
  const scale = weightsScale(niceLimit(Math.max(...all)));
  const quoted = (nth: number) => isolate(`“${words[nth] ?? nth + 1}”`);
  return html`<section class="bench-section">
      <h2 dir="auto">${t("learned.looksIn", { word: quoted(chosen), head: at.label })}</h2>
      <al-word-arcs
        .words=${words} .weights=${data} .row=${chosen} .col=${most} .label=${t("words.lines")}
        .describe=${(nth: number) =>
          t("words.share", {
            word: quoted(nth),
            share: formatNumber(shares[nth] ?? Number.NaN, 2),
            from: quoted(chosen),
          })}
        @al-word=${(event: CustomEvent<{ row: number }>) => set({ word: event.detail.row + 1 }, t("learned.word"), "panel.word")}
      ></al-word-arcs>
      <p class="hint">${t("learned.chooseWord")}</p>
    </section>
    <section class="bench-section">
      <h2 dir="auto">${t("learned.everyHead", { word: quoted(chosen) })}</h2>
      ${drawn({
        data: all,
        rows: heads.length,
        cols,
        name: t("matrix.names.attn.weights"),
        label: t("learned.everyHead", { word: quoted(chosen) }),
        scale,
        rowLabels: heads.map(({ short }) => short),
        colLabels: words,
        rowTitle: t("matrix.head"),
        colTitle: t("matrix.word"),
        maxCell: 48,
      })}
      ${bar(scale)}
    </section>`;
}

/** Sentences to start from. */
export function exampleButtons(texts: readonly string[], set: Change): TemplateResult | typeof nothing {
  if (texts.length === 0) return nothing;
  return html`<div class="bench-actions examples" role="group" aria-label=${t("learned.tryThese")}>
    ${texts.map((text) => html`<button class="button small" data-example @click=${() => set({ text, word: 0 }, t("learned.example"))}>${text}</button>`)}
  </div>`;
}
