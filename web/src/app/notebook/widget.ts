/** The widget: what a model holds, drawn into a shadow root of its own; what the reader does there goes back to it. */
import styles from "virtual:attention-notebook-styles";
import { html, render } from "lit";
import { pageOf, watchPage } from "../../design/theme";
import {
  type AttentionArrays,
  edited,
  readAttention,
  readEdits,
  remarksOn,
  type WeightEdit,
} from "../../io/attention_arrays";
import { ReadError } from "../../io/read_error";
import { find, t } from "../../strings/notebook";
import { provideViewStrings } from "../../views/strings";
import { groundOf } from "../ground";
import { viewStrings } from "../view_strings";
import type { WidgetModel } from "./model";
import { NOTEBOOK_VIEWS, type NotebookView, notebookView, type Shown } from "./view";

/** Values that Python may change at any time. */
const ARRAYS = ["attention", "shape", "tokens", "key_tokens"] as const;
const LOOKS = ["edits", "layer", "head", "view", "theme", "editable", "weights"] as const;

/** What is wrong with the arrays, in words. */
function problemOf(error: unknown): string {
  if (!(error instanceof ReadError))
    return t("notebook.failed", { message: error instanceof Error ? error.message : String(error) });
  return find(`notebook.problems.${error.code}`, error.details) ?? t("notebook.failed", { message: error.message });
}

/** Jupyter and VS Code say on the document's body which theme they have; others by `color-scheme`. */
function themeOf(host: Element, asked: unknown): "light" | "dark" | "auto" {
  if (asked === "light" || asked === "dark") return asked;
  const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
  if (jpThemeLight !== undefined) return jpThemeLight === "false" ? "dark" : "light";
  if (vscodeThemeKind !== undefined) return /dark|high-contrast$/.test(vscodeThemeKind) ? "dark" : "light";
  return groundOf(host);
}

const whole = (value: unknown, size: number): number =>
  typeof value === "number" && Number.isInteger(value) ? Math.min(Math.max(0, value), size - 1) : 0;

/** Draws the model into `host` until the returned function is called. */
export function showWidget(model: WidgetModel, host: HTMLElement): () => void {
  provideViewStrings(viewStrings);
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  shadow.adoptedStyleSheets = [sheet];
  const page = document.createElement("div");
  page.dataset.page = "";
  page.dataset.notebook = "";
  page.lang = "en";
  shadow.replaceChildren(page);
  const unwatch = watchPage(pageOf(page));

  let read: { arrays: AttentionArrays } | { problem: string } | undefined;
  let cell: Shown["cell"] = null;

  const edits = (arrays: AttentionArrays): WeightEdit[] => readEdits(model.get("edits"), arrays);
  const send = (name: string, value: unknown): void => {
    model.set(name, value);
    model.save_changes();
  };

  function draw(): void {
    const theme = themeOf(host, model.get("theme"));
    if (theme === "auto") delete page.dataset.theme;
    else page.dataset.theme = theme;
    if (!read) {
      try {
        const given = {
          attention: model.get("attention"),
          shape: model.get("shape"),
          tokens: model.get("tokens"),
          keyTokens: model.get("key_tokens"),
        };
        read = { arrays: readAttention(given) };
      } catch (error) {
        read = { problem: problemOf(error) };
      }
    }
    if ("problem" in read) {
      render(html`<p class="notice error" role="alert">${read.problem}</p>`, page);
      return;
    }
    const { arrays } = read;
    const made = edits(arrays);
    const now = edited(arrays, made);
    const view = NOTEBOOK_VIEWS.find((one) => one === model.get("view")) ?? "matrix";
    const weights = model.get("weights") !== false;
    const shown: Shown = {
      arrays: now,
      edits: made,
      remarks: weights ? remarksOn(now) : [],
      layer: whole(model.get("layer"), arrays.layers),
      head: whole(model.get("head"), arrays.heads),
      view,
      cell: cell && cell.row < arrays.rows && cell.col < arrays.cols ? cell : null,
      weights,
      editable: model.get("editable") !== false,
    };
    const wishes = {
      show(patch: { layer?: number; head?: number; view?: NotebookView; cell?: Shown["cell"] }) {
        if (patch.cell !== undefined) cell = patch.cell;
        for (const name of ["layer", "head", "view"] as const)
          if (patch[name] !== undefined) model.set(name, patch[name]);
        model.save_changes();
        draw();
      },
      edit: (edit: WeightEdit) => {
        send("edits", [...made, edit]);
        draw();
      },
      undo: (all: boolean) => {
        send("edits", all ? [] : made.slice(0, -1));
        draw();
      },
    };
    render(notebookView(shown, wishes), page);
  }

  const newArrays = (): void => {
    read = undefined;
    draw();
  };
  for (const name of ARRAYS) model.on(`change:${name}`, newArrays);
  for (const name of LOOKS) model.on(`change:${name}`, draw);
  draw();
  return () => {
    for (const name of ARRAYS) model.off?.(`change:${name}`, newArrays);
    for (const name of LOOKS) model.off?.(`change:${name}`, draw);
    unwatch();
    render("", page);
  };
}
