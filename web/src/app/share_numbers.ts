/** Numbers for other programs: the shown matrix, all heads, a block or the whole run; saved or copied. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { traceJson } from "../engine/trace";
import { count } from "../io/found";
import { writeNpy } from "../io/npy";
import { writeSafetensors } from "../io/safetensors";
import { cropped, literal, tableCsv, tableLatex, tensorCsv } from "../io/write";
import { hereIn } from "../lessons/blocks";
import { t } from "../strings/dialogs";
import { download, fileName } from "../views/save";
import { segmented } from "./controls";
import { type Page, toast } from "./page";
import { copyText, messageOf } from "./share_copy";
import { nothingToSave, preview } from "./share_preview";
import { type Chosen, chosenMatrix, heading, labelled, matrixJson, matrixSelect, title } from "./share_what";

type NumberFormat = "csv" | "npy" | "json" | "safetensors" | "latex" | "numpy" | "pytorch";
type Scope = "matrix" | "tensor" | "block" | "run";
const FORMATS: readonly NumberFormat[] = ["csv", "npy", "json", "safetensors", "latex", "numpy", "pytorch"];
const EXTENSION: Record<NumberFormat, string> = {
  csv: "csv",
  npy: "npy",
  json: "json",
  safetensors: "safetensors",
  latex: "tex",
  numpy: "py",
  pytorch: "py",
};
/** Up to so many numbers are written out to be looked at; of more only the beginning. */
const LOOKED_AT = 4096;
const CROP = 16;

const format = signal<NumberFormat>("csv");
const scope = signal<Scope>("matrix");

/** A block and a run hold many arrays, by their names; a table is of one matrix. */
const takes = (kind: NumberFormat, of: Scope): boolean =>
  kind === "json" ||
  (kind === "safetensors" ? of === "block" || of === "run" : of === "matrix") ||
  (of === "tensor" && (kind === "csv" || kind === "npy"));

const isText = (kind: NumberFormat): boolean => kind !== "npy" && kind !== "safetensors";

/** The tensors of the block where the page stands, or of the whole run. */
function tensorsOf(page: Page, { view }: Chosen, of: Scope) {
  const { block } = hereIn(view, page.store.state.value);
  const all = of === "run" || block.kind === "whole";
  return view.data.tensors.filter(({ name }) => all || block.tensors.includes(name));
}

function ofMatrix(
  chosen: Chosen,
  kind: NumberFormat,
  crop = Number.POSITIVE_INFINITY,
): string | Uint8Array<ArrayBuffer> {
  const matrix = cropped(labelled(chosen), crop);
  if (kind === "csv") return tableCsv(matrix);
  if (kind === "latex") return tableLatex(matrix, { caption: title.value ?? heading(chosen) });
  if (kind === "json") return `${matrixJson(chosen, matrix)}\n`;
  if (kind === "numpy" || kind === "pytorch") return literal(matrix, chosen.name, kind);
  return writeNpy(Float32Array.from(matrix.data), [matrix.rows, matrix.cols]);
}

function contentOf(page: Page, chosen: Chosen, kind: NumberFormat, of: Scope): string | Uint8Array<ArrayBuffer> {
  const { view, item } = chosen;
  if (of === "matrix") return ofMatrix(chosen, kind);
  if (kind === "safetensors") {
    return writeSafetensors(
      tensorsOf(page, chosen, of).map(({ name, shape }) => ({ name, shape, data: view.tensor(name).data })),
    );
  }
  if (of !== "tensor") {
    const about = { ...view.data, tensors: tensorsOf(page, chosen, of) };
    return `${JSON.stringify(traceJson(about, (name) => view.tensor(name).data))}\n`;
  }
  const { shape, data, axes, role } = view.tensor(item.tensor);
  if (kind === "npy") return writeNpy(data, shape);
  if (kind === "csv") return tensorCsv(data, shape, axes);
  const number = (value: number): number | string => (Number.isFinite(value) ? value : String(value));
  return `${JSON.stringify({ name: item.tensor, shape, axes, role, data: Array.from(data, number) })}\n`;
}

/** What would be saved, as far as it can be shown in an instant. */
function shownContent(page: Page, chosen: Chosen, kind: NumberFormat, of: Scope): TemplateResult {
  if (of === "block" || of === "run") {
    const tensors = tensorsOf(page, chosen, of);
    return preview(tensors.map(({ name, shape }) => `${name}  ${shape.join(" × ")}`).join("\n"));
  }
  const { view, item } = chosen;
  const { rows, cols } = labelled(chosen);
  const shape = of === "matrix" ? [rows, cols] : view.tensor(item.tensor).shape;
  if (kind === "npy") {
    return html`<p class="share-preview" data-preview="npy">${t("share.npyWhat", { shape: shape.join(" × ") })}</p>`;
  }
  if (count(shape) <= LOOKED_AT) return preview(contentOf(page, chosen, kind, of) as string);
  return preview(`${ofMatrix(chosen, kind, CROP) as string}\n…`);
}

/** More numbers than a text can hold are no reason for the page to stop. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    toast.value = { text: t("share.failed", { message: messageOf(error) }) };
  }
}

export function numbersPart(page: Page): TemplateResult {
  const chosen = chosenMatrix(page);
  if (!chosen) return nothingToSave();
  const scopes: readonly Scope[] = chosen.hasHeads ? ["matrix", "tensor", "block", "run"] : ["matrix", "block", "run"];
  const of = scopes.includes(scope.value) ? scope.value : "matrix";
  const kind = takes(format.value, of) ? format.value : "json";
  const name =
    of === "run"
      ? "attention-lab"
      : of === "block"
        ? hereIn(chosen.view, page.store.state.value).block.id || "attn"
        : of === "tensor"
          ? chosen.item.tensor
          : heading(chosen);
  return html`<div class="figure-form">
      ${matrixSelect(chosen)}
      <label class="row-label">
        <span class="label">${t("share.scope")}</span>
        <select class="select" name="share-scope" @change=${(event: Event) => {
          scope.value = scopes.find((one) => one === (event.target as HTMLSelectElement).value) ?? "matrix";
        }}>
          ${scopes.map((one) => html`<option value=${one} ?selected=${one === of}>${t(`share.scopes.${one}`)}</option>`)}
        </select>
      </label>
    </div>
    ${segmented(
      "share-format",
      t("share.format"),
      FORMATS.filter((one) => takes(one, of)).map((value) => ({ value, label: t(`share.formats.${value}`) })),
      kind,
      (value) => {
        format.value = value;
      },
    )}
    ${shownContent(page, chosen, kind, of)}
    <div class="share-actions">
      <button class="button primary" data-action="save-numbers" @click=${() =>
        attempt(() => {
          const content = contentOf(page, chosen, kind, of);
          download(fileName(name, EXTENSION[kind]), typeof content === "string" ? content : new Blob([content]));
        })}>${t("share.save", { extension: `.${EXTENSION[kind]}` })}</button>
      ${
        !isText(kind)
          ? nothing
          : html`<button class="button" data-action="copy-numbers" @click=${() =>
              attempt(() => {
                void copyText(contentOf(page, chosen, kind, of) as string, t("share.copied"), t("share.copyByHand"));
              })}>${t("share.copy")}</button>`
      }
    </div>
    <p class="hint">${t(`share.formatWhat.${kind}`)}</p>`;
}
