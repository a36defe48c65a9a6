/** What the numbers are, of every screen: toy, given, computed from a formula, learned and by whom. */
import { html, nothing, type TemplateResult } from "lit";
import type { State } from "../state/settings";
import { find, t } from "../strings/text";
import { learnedBadge } from "./learned/badge";
import { modelAsked } from "./learned/bench_models";
import type { Page } from "./page";
import { surroundings } from "./surroundings";

/** Toy, given or computed from a formula: what the numbers on the page are. */
export function badge(state: State): { text: string; title: string } {
  const asked = modelAsked(state);
  if (asked !== undefined) return learnedBadge(asked);
  if (state.bench !== "none") {
    return { text: find(`bench.${state.bench}.badge`) ?? "", title: find(`bench.${state.bench}.badgeTitle`) ?? "" };
  }
  if (state.source === "positions") return { text: t("app.table"), title: t("app.table") };
  if (state.source === "imported") {
    const seeded = state.imported?.kind === "x" && state.imported.tensors.length < 4;
    return seeded
      ? { text: t("open.badgeSeeded", { seed: state.seed }), title: t("open.badgeSeededTitle") }
      : { text: t("open.badge"), title: t("open.badgeTitle") };
  }
  if (state.source === "sentence" && state.learned !== "") return learnedBadge(state.learned);
  if (state.source !== "sentence") return { text: t("app.given"), title: t("app.givenTitle") };
  return { text: t("app.toy", { seed: state.seed }), title: t("app.toyTitle") };
}

const saysItself = (state: State): boolean =>
  modelAsked(state) !== undefined || (state.bench === "none" && state.source === "sentence" && state.learned !== "");

/** In an element, which has no header: the same above the figure, but where a learned model's own line says it. */
export function embeddedBadge({ store }: Page): TemplateResult | typeof nothing {
  const state = store.state.value;
  if (!surroundings().embedded || saysItself(state)) return nothing;
  const { text, title } = badge(state);
  return html`<p class="model-badge"><span class="tag" data-badge title=${title}>${text}</span></p>`;
}
