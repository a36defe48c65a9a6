/** The bar at the top: what this is, what its numbers are, and what can be done with the whole page. */
import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { displayMenu } from "./display_menu";
import { docsLink } from "./docs_link";
import { historyMenu } from "./history_panel";
import { openDialog, type Page } from "./page";
import { shortcutsButton } from "./shortcuts";
import { badge } from "./what_it_is";

const ARROW = "M7 4 3 8l4 4M3.5 8H10a3.5 3.5 0 0 1 0 7H8";

function historyButton(side: "undo" | "redo", label: string | null, press: () => void): TemplateResult {
  const title =
    side === "undo"
      ? label === null
        ? t("app.nothingToUndo")
        : t("app.undoNamed", { label })
      : label === null
        ? t("app.nothingToRedo")
        : t("app.redoNamed", { label });
  return html`<button class="button icon" data-action=${side} title=${title} aria-label=${title} ?disabled=${label === null} @click=${press}>
    <svg viewBox="0 0 16 18" aria-hidden="true" class=${side}><path d=${ARROW} /></svg>
  </button>`;
}

/** On a phone what is used less often folds away behind a button. */
const menuOpen = signal(false);

function closeMenu(event: Event): void {
  if (event.target instanceof HTMLButtonElement && !event.target.closest(".header-menu")) menuOpen.value = false;
}

export function header(page: Page): TemplateResult {
  const { store, actions, player } = page;
  const state = store.state.value;
  const { text, title } = badge(state);
  return html`<header class="top">
    <a class="brand" href="#" @click=${(event: Event) => {
      event.preventDefault();
      if (state.bench !== "none") store.change({ bench: "none", panel: "", lesson: "" }, t("bench.leave"));
      player.go("words");
    }}>${t("app.nameFirst")} <span>${t("app.nameSecond")}</span></a>
    <span class="tag" data-badge title=${title}>${text}</span>
    <div class="top-actions">
      ${historyButton("undo", store.undoLabel.value, actions.undo)} ${historyButton("redo", store.redoLabel.value, actions.redo)}
      ${historyMenu(page)}
      <button class="button" data-action="lessons" aria-haspopup="dialog" @click=${() => {
        openDialog.value = "lessons";
      }}>${t("app.lessons")}</button>
      <button class="button" data-action="open" aria-haspopup="dialog" title=${t("open.buttonTitle")} @click=${() => {
        openDialog.value = "open";
      }}>${t("open.button")}</button>
      <button class="button icon more" data-action="more" aria-label=${t("app.more")} aria-expanded=${menuOpen.value} @click=${() => {
        menuOpen.value = !menuOpen.value;
      }}>⋯</button>
    </div>
    <div class="top-more" ?data-open=${menuOpen.value} @click=${closeMenu}>
      <button class="button" data-action="open-train" title=${t("training.openTitle")} aria-pressed=${state.bench === "train" ? "true" : "false"} @click=${() => {
        if (state.bench === "train") return;
        player.stop();
        store.change({ bench: "train", panel: "", lesson: "" }, t("change.bench", { name: t("bench.train.name") }));
      }}>${t("training.open")}</button>
      <button class="button plain" data-action="reset" @click=${actions.reset}>${t("app.reset")}</button>
      <button class="button" data-action="share" aria-haspopup="dialog" title=${t("share.buttonTitle")} @click=${() => {
        openDialog.value = "share";
      }}>${t("share.button")}</button>
      ${displayMenu(page)} ${shortcutsButton()} ${docsLink()}
    </div>
  </header>`;
}
