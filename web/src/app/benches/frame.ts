/** The page around a workbench: the way to the others, the lesson's prose, its question, what it shows and what it is set to. */
import { html, nothing, type TemplateResult } from "lit";
import { find, t } from "../../strings/benches";
import { isStocked } from "../learned/bench_models";
import { lessonProse } from "../lessons";
import { benchMap } from "../model_map";
import { notices } from "../notices";
import type { Page } from "../page";
import { richText } from "../rich_text";
import { embeddedBadge } from "../what_it_is";
import type { Bench } from "./bench";
import { stopPlaying } from "./player";
import { BENCHES } from "./registry";

export const benchOf = (page: Page): Bench | undefined => {
  const { bench } = page.store.state.value;
  return BENCHES.find(({ id }) => id === bench);
};

const nameOf = (id: Bench["id"]): string => find(`bench.${id}.name`) ?? id;

function nav({ store, player }: Page, current: Bench): TemplateResult {
  const listed = BENCHES.filter(({ id }) => id === current.id || isStocked(id));
  const go = (id: Bench["id"]) => {
    stopPlaying();
    if (id !== current.id) store.change({ bench: id, panel: "", lesson: "" }, t("change.bench", { name: nameOf(id) }));
  };
  return html`<nav class="benches" aria-label=${t("bench.nav")}>
    <button class="button plain small" data-action="leave-bench" @click=${() => {
      player.stop();
      stopPlaying();
      store.change({ bench: "none", panel: "", lesson: "" }, t("bench.leave"));
    }}>← ${t("bench.leave")}</button>
    ${listed.map(
      ({ id }) => html`<button
        class="button small" data-bench-link=${id} aria-pressed=${id === current.id ? "true" : "false"} @click=${() => go(id)}
      >${find(`bench.${id}.short`) ?? nameOf(id)}</button>`,
    )}
    <select class="select" name="bench" aria-label=${t("bench.nav")} @change=${(event: Event) => {
      const chosen = BENCHES.find(({ id }) => id === (event.target as HTMLSelectElement).value);
      if (chosen) go(chosen.id);
    }}>
      ${listed.map(({ id }) => html`<option value=${id} ?selected=${id === current.id}>${nameOf(id)}</option>`)}
    </select>
  </nav>`;
}

export function benchMain(page: Page, bench: Bench): TemplateResult {
  const { stage, side, unreadable, sideLast = false } = bench.render(page);
  const { id } = bench;
  const settings = html`<section class="side" aria-label=${t("bench.settings")}>${side}</section>`;
  return html`<div class="bar bench-bar">${nav(page, bench)}</div>
    <main class="bench-main" data-bench=${id} id="stage" tabindex="-1">
      <div class="stage">
        ${notices(page, { run: false })} ${lessonProse(page)} ${benchMap(page, nameOf(id))}
        ${unreadable.length > 0 ? html`<div class="notice error" role="alert" data-notice="panel">${t("notice.hashUnreadable", { names: unreadable.join(", ") })}</div>` : nothing}
        <div class="stage-head">
          ${embeddedBadge(page)}
          <p class="stage-kicker">${nameOf(id)}</p>
          <h1>${find(`bench.${id}.question`) ?? nothing}</h1>
          <p class="lead">${richText(find(`bench.${id}.what`) ?? "")}</p>
        </div>
      </div>
      ${sideLast ? nothing : settings}
      <div class="stage">${stage}</div>
      ${sideLast ? settings : nothing}
    </main>`;
}
