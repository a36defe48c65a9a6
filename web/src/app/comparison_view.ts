/** Two configurations side by side: A is what the page is set to, B what was kept or what the lesson sets beside it. */
import { html, nothing, type TemplateResult } from "lit";
import type { MatrixItem } from "../lessons/step";
import { canKeep, differences, editing, keep, otherLetter, swapped } from "../state/kept";
import { type State, showsGradients } from "../state/settings";
import { find, t } from "../strings/changing";
import { type ColourScale, magnitude, signedScale } from "../views/colour";
import "../views/colour_bar";
import { inOldOrder } from "../trace/align";
import type { TraceView } from "../trace/trace_view";
import { tensorName } from "./actions";
import { otherOf } from "./comparison";
import { colourBars, expression, headsOf } from "./expression";
import { matrixView } from "./matrix";
import { leadingOf, matrixOf } from "./matrix_data";
import { type Page, toast } from "./page";
import { scaleFor } from "./scales";
import { gradientOf } from "./shown_values";

/** More differences than this are only counted. */
const LISTED = 4;

const LETTERS = { a: "A", b: "B" } as const;

/** Two runs in 32-bit numbers may differ by this share of the largest without differing at all. */
const EQUAL = 1e-5;

const nameOf = (setting: string): string => find(`model.${setting}`) ?? find(`mask.${setting}`) ?? setting;

function valueText(value: unknown): string {
  if (typeof value === "boolean") return t(value ? "change.on" : "change.off");
  if (Array.isArray(value)) return String(value.length);
  return value === null || typeof value === "object" ? "…" : `${value}`;
}

/** Makes the other configuration the one that panels and matrices change. */
function editOther({ store, actions }: Page): void {
  const state = store.state.peek();
  if (!canKeep(state)) {
    toast.value = { text: t("compare.tooLong") };
    return;
  }
  const patch = editing(state);
  if (patch) actions.set(patch, t("compare.title"), t("compare.edit", { letter: LETTERS[otherLetter(state)] }));
}

/** Above the panels: which of the two they change. */
export function presentMark(page: Page): TemplateResult {
  const state = page.store.state.value;
  const other = LETTERS[otherLetter(state)];
  return html`<p class="present-mark" role="status" data-present=${state.present}>
    <span>${t("compare.changes", { letter: LETTERS[state.present] })}</span>
    <button class="button small" data-action="edit-other" @click=${() => editOther(page)}>${t("compare.edit", { letter: other })}</button>
  </p>`;
}

/** What is different in B, and what can be done with the two. */
function comparisonBar(page: Page, state: State, other: State | null): TemplateResult {
  const { store, actions, controller } = page;
  const [a, b] = state.present === "a" ? [state, other] : [other, state];
  const listed = a && b ? differences(a, b) : [];
  const problem = controller.comparison.problem.value;
  const kept = state.kept !== "";
  return html`<section class="comparison-bar" aria-label=${t("compare.title")} data-comparison>
    <p class="comparison-differences">
      ${
        problem
          ? html`<span class="field-error" role="alert">${t("compare.failed", { message: problem, other: LETTERS[otherLetter(state)] })}</span>`
          : listed.length === 0
            ? t("compare.same")
            : html`${listed
                .slice(0, LISTED)
                .map(
                  ({ name, a, b }) =>
                    html`<span class="tag">${nameOf(name)}: A ${valueText(a)} · B ${valueText(b)}</span> `,
                )}${listed.length > LISTED ? t("compare.more", { count: listed.length - LISTED }) : nothing}`
      }
    </p>
    ${
      kept
        ? html`<div class="panel-actions">
            <button class="button small" data-action="swap" ?disabled=${!other} title=${t("compare.swapTitle")} @click=${() => {
              const now = store.state.peek();
              const patch = swapped(now);
              if (!canKeep(now)) toast.value = { text: t("compare.tooLong") };
              else if (patch) actions.set(patch, t("compare.title"), t("compare.swap"));
            }}>${t("compare.swap")}</button>
            <button class="button small" data-action="end-comparison" @click=${() =>
              actions.set(
                { kept: "", present: "a" },
                t("compare.title"),
                t("compare.end"),
              )}>${t("compare.end")}</button>
          </div>`
        : nothing
    }
  </section>`;
}

/** A beside its shuffle: B's rows and columns stand where A has the same words. */
function shuffledSides(
  page: Page,
  a: TraceView,
  b: TraceView,
  item: MatrixItem,
  order: readonly number[],
): TemplateResult {
  const state = page.store.state.value;
  const head = Math.min(state.head, headsOf(a, state) - 1);
  const { tensor } = item;
  const values = inOldOrder(b, tensor, order);
  const data = [a.tensor(tensor).data, values].map((all) => matrixOf(a, tensor, leadingOf(a, tensor, head), all).data);
  const scale = item.fill === "signed" ? signedScale(...data) : scaleFor(item, [[a, tensor]], head);
  return html`<div class="comparison">
      <section><h2>${t("shuffle.a")}</h2>${matrixView(page, item, { view: a, head, scale })}</section>
      <section><h2>${t("shuffle.b")}</h2>${matrixView(page, item, { view: a, head, scale, readonly: true, values, title: tensorName(tensor) })}</section>
      ${differenceSide(page, a, item, head)}
    </div>
    <div class="bars"><al-colour-bar .scale=${scale} .label=${tensorName(tensor)}></al-colour-bar></div>`;
}

/** The other order in words, and another one. */
function shuffleBar({ store, actions }: Page, b: TraceView | null): TemplateResult {
  const { shuffle } = store.state.value;
  const words = (b?.tokens[0] ?? []).map((token) => token.text).join(" ");
  return html`<section class="comparison-bar" aria-label=${t("shuffle.title")} data-shuffle>
    <p class="comparison-differences">${t("shuffle.what")} <b dir="auto">${words}</b></p>
    <div class="panel-actions">
      <button class="button small" data-action="shuffle" @click=${() => actions.set({ shuffle: (shuffle % 9999) + 1 }, t("change.shuffle"), String(shuffle + 1))}>${t("shuffle.again")}</button>
      <button class="button small" data-action="end-shuffle" @click=${() => actions.set({ shuffle: 0 }, t("change.shuffle"), t("change.off"))}>${t("shuffle.end")}</button>
    </div>
  </section>`;
}

/** Sets a shuffle beside the sentence. */
export function shuffleButton({ store, actions }: Page): TemplateResult | typeof nothing {
  const state = store.state.value;
  if (state.shuffle > 0 || state.kept !== "" || state.model === "transformer") return nothing;
  return html`<button class="button small" data-action="shuffle" title=${t("shuffle.buttonTitle")} @click=${() =>
    actions.set({ shuffle: 1 }, t("change.shuffle"), t("change.on"))}>${t("shuffle.button")}</button>`;
}

/** A or B: the one that is being changed says so, the other one offers to be. */
function letterTitle(page: Page, letter: State["present"]): TemplateResult {
  const { present } = page.store.state.value;
  return letter === present
    ? html`<span class="letter on">${LETTERS[letter]}</span> <span class="quiet">${t("compare.isChanged")}</span>`
    : html`<span class="letter">${LETTERS[letter]}</span>
        <button class="button small" data-action="edit-${letter}" @click=${() => editOther(page)}>${t("compare.edit", { letter: LETTERS[letter] })}</button>`;
}

/** The matrix as both have it, and A minus B. */
function sides(page: Page, a: TraceView, b: TraceView, item: MatrixItem, state: State): TemplateResult {
  const head = Math.min(state.head, headsOf(a, state) - 1);
  const { tensor } = item;
  const shown = (view: TraceView) => gradientOf(state, view, item);
  const order = page.controller.comparison.order.value;
  if (order) return shuffledSides(page, a, b, item, order);
  const both = [a, b].map((view) => matrixOf(view, tensor, leadingOf(view, tensor, head), shown(view).values).data);
  const scale: ColourScale = shown(a).values
    ? signedScale(...both)
    : scaleFor(
        item,
        [
          [a, tensor],
          [b, tensor],
        ],
        head,
      );
  const side = (title: unknown, content: TemplateResult) => html`<section><h2>${title}</h2>${content}</section>`;
  const lesson = state.kept === "";
  const title = (view: TraceView, letter: "a" | "b") =>
    find(`compare.lesson.${state.lesson}.${letter}`) ?? find(`compare.${view.data.config.softmax}`) ?? LETTERS[letter];
  const own = side(
    lesson ? title(a, "a") : letterTitle(page, state.present),
    matrixView(page, item, { view: a, head, scale, ...shown(a) }),
  );
  const kept = side(
    lesson ? title(b, "b") : letterTitle(page, otherLetter(state)),
    matrixView(page, item, { view: b, head, scale, readonly: true, ...shown(b) }),
  );
  return html`<div class="comparison">
      ${!lesson && state.present === "b" ? html`${kept} ${own}` : html`${own} ${kept}`}
      ${!showsGradients(state) ? differenceSide(page, a, item, head) : nothing}
    </div>
    <div class="bars">
      <al-colour-bar .scale=${scale} .label=${shown(a).title ?? tensorName(tensor)}></al-colour-bar>
    </div>`;
}

function differenceSide(page: Page, view: TraceView, item: MatrixItem, head: number): TemplateResult | typeof nothing {
  const difference = page.controller.comparison.difference.value;
  if (!difference || difference.tensor !== item.tensor) return nothing;
  if ("reason" in difference) {
    const shapes: Record<string, string> =
      "a" in difference ? { a: difference.a.join(" × "), b: difference.b.join(" × ") } : {};
    return html`<section><h2>${t("compare.difference")}</h2><p class="notice" data-notice="no-difference">${t(`compare.${difference.reason}`, { ...shapes, other: LETTERS[otherLetter(page.store.state.value)] })}</p></section>`;
  }
  const { data } = matrixOf(view, item.tensor, leadingOf(view, item.tensor, head), difference.data);
  const own = view.matrix(item.tensor, leadingOf(view, item.tensor, head)).data;
  // Rounding is no difference: it is drawn on the scale of the numbers themselves, where it is nothing.
  const equal = magnitude(data) <= EQUAL * magnitude(own);
  const scale = signedScale(equal ? own : data);
  const title = t("compare.differenceOf", { name: tensorName(item.tensor) });
  return html`<section data-difference>
    <h2>${t("compare.difference")}</h2>
    ${matrixView(page, item, { view, head, readonly: true, values: difference.data, title, scale })}
    ${equal ? html`<p class="notice" data-notice="equal">${t("compare.equal")}</p>` : html`<al-colour-bar .scale=${scale} .label=${title}></al-colour-bar>`}
  </section>`;
}

/** What is compared, at a step that has no matrix of its own to set side by side. */
export function comparisonHead(page: Page): TemplateResult {
  const state = page.store.state.value;
  const { compared } = page.controller.comparison;
  const bar = state.kept === "" ? shuffleBar(page, compared.value) : comparisonBar(page, state, otherOf(state) ?? null);
  return html`${bar}<p class="hint">${t("compare.elsewhere")}</p>`;
}

/** The comparison in the matrices' place, of the step's result. */
export function comparisonView(page: Page, view: TraceView, item: MatrixItem): TemplateResult {
  const { store, controller } = page;
  const state = store.state.value;
  const b = controller.comparison.compared.value;
  const bar =
    state.kept !== ""
      ? comparisonBar(page, state, otherOf(state) ?? null)
      : state.shuffle > 0
        ? shuffleBar(page, b)
        : nothing;
  if (!b) return html`${bar} ${expression(page, view)} ${colourBars(page, view)}`;
  if (!b.has(item.tensor)) {
    return html`${bar}<p class="notice" data-notice="no-difference">${t("compare.missing", { other: LETTERS[otherLetter(state)] })}</p>`;
  }
  return html`${bar} ${sides(page, view, b, item, state)}`;
}

/** Keeps what the page is set to as B; from then on every change is a change of A. */
export function compareButton({ store, actions }: Page): TemplateResult | typeof nothing {
  const state = store.state.value;
  if (state.kept !== "") return nothing;
  return html`<button class="button small" data-action="compare" title=${t("compare.keepTitle")} @click=${() => {
    if (canKeep(state))
      actions.set({ kept: keep(state), present: "a", lesson: "" }, t("compare.title"), t("compare.keep"));
    else toast.value = { text: t("compare.tooLong") };
  }}>${t("compare.keep")}</button>`;
}
