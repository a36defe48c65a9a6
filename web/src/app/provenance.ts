/** The chain of the chosen number: what its leaves are, which paths are unfolded, and the way that the reader took. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { Edit, Explanation } from "../engine/types";
import { type CellRef, formatCell, type State } from "../state/settings";
import { isLearned } from "../state/spec";
import { t } from "../strings/text";
import { equation } from "../trace/equation";
import { formatNumber } from "../trace/format";
import { isPlainSum } from "../trace/provenance";
import type { TraceView } from "../trace/trace_view";
import "../views/provenance_tree";
import type { ProvenanceTree, Unfolded } from "../views/provenance_tree";
import { equationWords } from "./equation_words";
import { axisLabels, isolate, tokensOf } from "./labels";
import { knownOf } from "./learned/badge";
import { type Page, pointed } from "./page";
import { cellTitle } from "./place";
import { tensorName } from "./tensor_name";

/** What is unfolded, number by number; the latest few hundred. */
const unfolded = new Map<string, Unfolded>();
const MAX_REMEMBERED = 300;

function unfoldedOf(cell: CellRef): Unfolded {
  const key = formatCell(cell);
  const known = unfolded.get(key) ?? { open: new Set(), shown: new Map() };
  unfolded.delete(key);
  unfolded.set(key, known);
  const [oldest] = unfolded.keys();
  if (unfolded.size > MAX_REMEMBERED && oldest !== undefined) unfolded.delete(oldest);
  return known;
}

/** Counts what is unfolded, so that what depends on it is drawn anew. */
export const unfolds = signal(0);

function touches(edit: Edit, { tensor, index }: CellRef): boolean {
  const holds = (slab: readonly (number | null)[]): boolean =>
    slab.length === index.length && slab.every((at, axis) => at === null || at === index[axis]);
  return edit.tensor === tensor && (holds(edit.index) || ("swap" in edit && holds(edit.swap)));
}

/** What a cell is that no step computed: a word, a parameter of the seed or of what was learned, a given number. */
export function leafText(view: TraceView, state: State, { tensor, index }: CellRef): string | undefined {
  if (!view.has(tensor) || view.producer(tensor)) return undefined;
  const { role } = view.info(tensor);
  const at = index.at(-1) ?? 0;
  if (role === "input" && /(?:^|\.)tokens$/.test(tensor)) {
    const word = tokensOf(view, tensor.startsWith("target") ? "target" : "source")[at]?.text;
    const row = formatNumber(view.value(tensor, index) + 1, 0);
    return word === undefined ? t("provenance.token", { row }) : t("provenance.word", { word: isolate(word), row });
  }
  if (role === "parameter") {
    const seeded = state.source === "sentence";
    if (!/(?:embedding|positions)\.table$/.test(tensor) && !seeded) return t("provenance.parameterGiven");
    const learned = isLearned(state) ? isolate(knownOf(state.learned)?.title ?? state.learned) : undefined;
    if (!tensor.endsWith("embedding.table")) {
      return learned === undefined
        ? t("provenance.parameter", { seed: state.seed })
        : t("provenance.learned", { title: learned });
    }
    const word = axisLabels(view, tensor, "v", view.info(tensor).shape[0] ?? 1).labels[index[0] ?? 0] ?? "";
    const named = { word: isolate(word), row: (index[0] ?? 0) + 1 };
    return learned === undefined
      ? t("provenance.row", { ...named, seed: state.seed })
      : t("provenance.learnedRow", { ...named, title: learned });
  }
  return t(role === "constant" ? "provenance.constant" : "provenance.given");
}

/** Where a reader stood before following an operand: the cell, and what showed it. */
interface Stop {
  cell: CellRef;
  place: Partial<State>;
}

const trail = signal<readonly Stop[]>([]);
/** The cell that the trail leads to: whoever chooses another one has left it. */
const trailEnd = signal("");
const MAX_TRAIL = 50;

const placeNow = ({ step, block, head, heads, which, side }: State): Partial<State> => ({
  step,
  block,
  head,
  heads,
  which,
  side,
});

const stops = (state: State): readonly Stop[] =>
  state.cell && formatCell(state.cell) === trailEnd.value ? trail.value : [];

/** Goes to an operand's cell, and remembers where from. */
export function follow({ actions, store }: Page, from: CellRef, to: CellRef): void {
  const state = store.state.peek();
  trail.value = [...stops(state), { cell: from, place: placeNow(state) }].slice(-MAX_TRAIL);
  trailEnd.value = formatCell(to);
  pointed.value = null;
  actions.goTo(to);
}

function goBack({ store }: Page, to: number): void {
  const stop = trail.value[to];
  if (!stop) return;
  trail.value = trail.value.slice(0, to);
  trailEnd.value = formatCell(stop.cell);
  store.change({ ...stop.place, cell: stop.cell });
}

/** The cells that one came by, each a way back. */
export function breadcrumbs(page: Page, view: TraceView): TemplateResult | typeof nothing {
  const all = stops(page.store.state.value);
  if (all.length === 0) return nothing;
  return html`<nav class="trail" aria-label=${t("provenance.trail")} data-trail>
    <button class="button small" data-action="trail-back" @click=${() => goBack(page, all.length - 1)}>← ${t("provenance.back")}</button>
    <ol>
      ${all.map(({ cell }, at) => {
        const { name, place } = cellTitle(view, cell);
        return html`<li><button class="crumb" title=${place} @click=${() => goBack(page, at)}>${name} <span>${place}</span></button></li>`;
      })}
    </ol>
  </nav>`;
}

/** The tree below a number; what the number itself is where the chain ends with it. */
export function provenance(page: Page, view: TraceView, explanation: Explanation, placeOf: ProvenanceTree["placeOf"]) {
  const state = page.store.state.value;
  const cell = { tensor: explanation.name, index: explanation.index };
  const leaf = leafText(view, state, cell);
  const text = (told: Explanation): string | undefined =>
    isPlainSum(told) && !told.edited
      ? undefined
      : equation(told, { digits: 2, maxTerms: 3, words: equationWords }).text;
  if (leaf !== undefined) return html`<p class="hint" data-leaf dir="auto">${leaf}</p>`;
  if (explanation.operands.length === 0) return nothing;
  return html`<h3 class="chain-title">${t("story.from")}</h3>
    <al-provenance
      .explanation=${explanation} .run=${view} .unfolded=${unfoldedOf(cell)} .explain=${page.controller.explain}
      .nameOf=${tensorName} .placeOf=${placeOf} .arithmeticOf=${text}
      .leafOf=${({ name, index }: { name: string; index: number[] }) => leafText(view, state, { tensor: name, index })}
      .editedOf=${({ name, index }: { name: string; index: number[] }) => state.edits.some((edit) => touches(edit, { tensor: name, index }))}
      @al-point=${(event: CustomEvent<{ name: string; index: number[] } | null>) => {
        pointed.value = event.detail && { tensor: event.detail.name, index: event.detail.index };
      }}
      @al-unfold=${() => {
        unfolds.value += 1;
      }}
    ></al-provenance>`;
}
