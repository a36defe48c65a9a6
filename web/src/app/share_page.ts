/** The shown tensor as a page of its own: one file with its numbers, all heads of it, and of every layer that is like it. */
import { viewer } from "virtual:attention-viewer";
import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { t } from "../strings/dialogs";
import { download, fileName } from "../views/save";
import { axisLabels } from "./labels";
import { linkOf } from "./link";
import { type FigureFile, figureFile } from "./notebook/file";
import { type Page, toast } from "./page";
import { messageOf } from "./share_copy";
import { nothingToSave } from "./share_preview";
import { type Chosen, chosenMatrix, description, heading, matrixSelect, title } from "./share_what";

/** Whether a figure can be saved so from here. */
export const writesPages = viewer !== undefined;

const writing = signal(false);

/** More numbers than this make a file that no browser opens with pleasure. */
const MOST = 2 ** 22;

/** Tensors of the same name in every layer, of the same shape: they stand side by side. */
function likewise({ view, item, values }: Chosen): string[] {
  if (values) return [item.tensor];
  const { shape } = view.info(item.tensor);
  const pattern = (name: string): string => name.replace(/\.\d+\./, ".N.");
  return view.data.tensors
    .filter((one) => pattern(one.name) === pattern(item.tensor) && one.shape.join() === shape.join())
    .map(({ name }) => name);
}

function figureOf(page: Page, chosen: Chosen): FigureFile {
  const { view, item, head, values } = chosen;
  const { shape, axes } = view.info(item.tensor);
  const names = likewise(chosen);
  const parts = names.map((name) => (name === item.tensor && values ? values : view.tensor(name).data));
  const sizes = [...Array(Math.max(0, 3 - shape.length)).fill(1), ...shape];
  const [rows, cols] = [sizes.at(-2), sizes.at(-1)] as [number, number];
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  const named = title.value ?? (names.length > 1 ? chosen.name : heading(chosen));
  return {
    title: named,
    description: description(chosen, named),
    source: t("page.source", { link: linkOf(page.store.state.value) }),
    noScript: t("page.noScript"),
    shape: [names.length, ...sizes.slice(-3)],
    data,
    rowLabels: axisLabels(view, item.tensor, axes.at(-2) ?? "", rows).labels.slice(0, rows),
    colLabels: axisLabels(view, item.tensor, axes.at(-1) ?? "", cols).labels.slice(0, cols),
    layer: Math.max(0, names.indexOf(item.tensor)),
    head,
    weights: !values && item.fill === "weights",
  };
}

async function save(page: Page, chosen: Chosen): Promise<void> {
  writing.value = true;
  try {
    const figure = figureOf(page, chosen);
    if (figure.data.length > MOST) throw new Error(t("page.tooLarge", { count: figure.data.length, max: MOST }));
    if (viewer) download(fileName(figure.title, "html"), figureFile(figure, await viewer()), "text/html");
  } catch (error) {
    toast.value = { text: t("share.failed", { message: messageOf(error) }) };
  } finally {
    writing.value = false;
  }
}

export function pagePart(page: Page): TemplateResult {
  const chosen = chosenMatrix(page);
  if (!chosen) return nothingToSave();
  const layers = likewise(chosen).length;
  const { shape, axes } = chosen.view.info(chosen.item.tensor);
  const heads = axes.includes("h") ? (shape[axes.indexOf("h")] ?? 1) : 1;
  return html`<p class="quiet">${t("page.what")}</p>
    <div class="figure-form">${matrixSelect(chosen)}</div>
    <ul class="share-list">
      <li>${t("page.holds", { heads, layers })}</li>
      <li>${t("page.can")}</li>
    </ul>
    <div class="share-actions">
      <button class="button primary" data-action="save-page" ?disabled=${writing.value} @click=${() => void save(page, chosen)}>${t("page.save")}</button>
      <span class="hint" role="status">${writing.value ? t("page.writing") : ""}</span>
    </div>`;
}
