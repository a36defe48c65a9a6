/** Where a learner puts examples of their own: typed, pasted or out of a file, with what was understood before training. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { EXAMPLE_BOUNDS, type OwnExamples } from "../../../io/examples";
import type { TaskData } from "../../../state/examples";
import { placed } from "../../../state/own_texts";
import { t } from "../../../strings/benches";
import { segmented } from "../../controls";
import type { Panel } from "../bench";
import { fieldsOf } from "../fields";
import type { Own } from "./own";
import type { TrainFields } from "./plan";

const SHOWN = 5;
/** A letter may take four bytes. */
const LARGEST_FILE = 4 * EXAMPLE_BOUNDS.characters;

const fileProblem = signal<string | null>(null);

type Put = (text: string, key?: string) => void;

async function open(file: File, put: Put): Promise<void> {
  if (file.size > LARGEST_FILE) {
    fileProblem.value = t("training.own.fileTooLarge", { max: EXAMPLE_BOUNDS.characters });
    return;
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    fileProblem.value = null;
    put(text);
  } catch {
    fileProblem.value = t("training.own.notText", { name: file.name.slice(0, 80) });
  }
}

function preview({ kind, rows, header, swapped, labels, duplicates, separator }: OwnExamples): TemplateResult {
  const counts = labels.map((label) => ({ label, count: rows.filter(({ second }) => second === label).length }));
  const notes = [
    t(`training.own.separators.${separator}`),
    header ? t("training.own.header", { first: header[0], second: header[1] }) : t("training.own.noHeader"),
    ...(swapped ? [t("training.own.swapped")] : []),
    ...(duplicates > 0 ? [t("training.own.duplicates", { n: duplicates })] : []),
  ];
  return html`<p class="bench-says" data-own=${kind}>${t(`training.own.understood.${kind}`, { n: rows.length, labels: labels.length })}</p>
    <p class="hint">${notes.join(" ")}</p>
    ${
      counts.length > 0
        ? html`<ul class="own-labels">${counts.map(({ label, count }) => html`<li><bdi>${label}</bdi> <b>${count}</b></li>`)}</ul>`
        : nothing
    }
    <div class="bench-scroll"><table class="bench-table own-rows">
      <caption class="visually-hidden">${t("training.own.first", { n: Math.min(SHOWN, rows.length) })}</caption>
      <thead><tr><th scope="col" class="figure">${t("training.own.lineNumber")}</th><th scope="col">${t(`training.own.columns.${kind}.first`)}</th><th scope="col">${t(`training.own.columns.${kind}.second`)}</th></tr></thead>
      <tbody>${rows.slice(0, SHOWN).map(({ first, second, line }) => html`<tr><td class="figure">${line}</td><td dir="auto">${first}</td><td dir="auto">${second}</td></tr>`)}</tbody>
    </table></div>
    ${rows.length > SHOWN ? html`<p class="hint">${t("training.own.more", { n: rows.length - SHOWN })}</p>` : nothing}`;
}

/** How the examples are parted, in words. */
function parted({ train, heldOut }: TaskData, seed: number): TemplateResult {
  return html`<p class="hint" data-parted>${t(
    heldOut.list.length > 0 ? "training.own.parted" : "training.own.unparted",
    {
      train: train.list.length,
      heldOut: heldOut.list.length,
      seed,
    },
  )}</p>`;
}

export function ownEditor(
  own: Own,
  data: TaskData | null,
  table: TrainFields,
  panel: Panel<TrainFields>,
): TemplateResult {
  const { values, set } = panel;
  const fields = fieldsOf(table, panel);
  const put: Put = (text, key) => set(placed(text), t("training.own.data"), key);
  const choose = ({ currentTarget }: Event): void => {
    const input = (currentTarget as HTMLElement).nextElementSibling;
    if (input instanceof HTMLInputElement) input.click();
  };
  const problem = own.problem ?? fileProblem.value;
  const described = ["own-hint", ...(problem ? ["own-error"] : [])].join(" ");
  const kinds = (["auto", "labelled", "pairs"] as const).map((value) => ({
    value,
    label: t(`training.own.as.${value}`),
  }));
  return html`<section class="bench-section" data-own-editor>
    <div class="typed">
      <label class="label" for="own-data">${t("training.own.data")}</label>
      <textarea class="field mono" id="own-data" name="data" rows="8" spellcheck="false" autocomplete="off" dir="auto"
        aria-invalid=${problem ? "true" : nothing} aria-describedby=${described} placeholder=${t("training.own.placeholder")} .value=${own.text}
        @paste=${(event: ClipboardEvent) => {
          // Refused before it is laid out: a field of megabytes would keep the page from answering.
          const more = event.clipboardData?.getData("text/plain") ?? "";
          if (own.text.length + more.length <= EXAMPLE_BOUNDS.characters) return;
          event.preventDefault();
          fileProblem.value = t("training.own.pasteTooLarge", { max: EXAMPLE_BOUNDS.characters, found: more.length });
        }}
        @input=${(event: Event) => {
          const field = event.target as HTMLTextAreaElement;
          if (field.value.length > EXAMPLE_BOUNDS.characters) {
            const found = field.value.length;
            field.value = own.text;
            fileProblem.value = t("training.own.pasteTooLarge", { max: EXAMPLE_BOUNDS.characters, found });
            return;
          }
          fileProblem.value = null;
          put(field.value, "panel.data");
        }}
        @dragover=${(event: DragEvent) => event.preventDefault()}
        @drop=${(event: DragEvent) => {
          const file = event.dataTransfer?.files[0];
          if (!file) return;
          event.preventDefault();
          void open(file, put);
        }}></textarea>
      <p class="hint" id="own-hint">${t("training.own.hint", { rows: EXAMPLE_BOUNDS.rows, cell: EXAMPLE_BOUNDS.cell })}</p>
      ${problem ? html`<p class="field-error" id="own-error" role="alert">${problem}</p>` : nothing}
    </div>
    <div class="bench-actions">
      <button class="button" data-action="open-own" @click=${choose}>${t("training.own.open")}</button>
      <input type="file" name="own-file" hidden accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values" @change=${(
        event: Event,
      ) => {
        const input = event.target as HTMLInputElement;
        const file = input.files?.[0];
        input.value = "";
        if (file) void open(file, put);
      }} />
      ${(["labelled", "pairs"] as const).map((kind) => html`<button class="button" data-action=${`own-${kind}`} @click=${() => put(t(`training.own.samples.${kind}`))}>${t(`training.own.sample.${kind}`)}</button>`)}
    </div>
    ${own.missing ? html`<div class="notice" role="status" data-notice="own-missing">${t("training.own.missing")}</div>` : nothing}
    ${values.own !== "" && !own.missing ? html`<p class="hint" data-own-long>${t("training.own.long")}</p>` : nothing}
    <div class="chosen"><span class="label">${t("training.own.kind")}</span>
      ${segmented("own-as", t("training.own.kind"), kinds, values.as, (as) => set({ as }, t(`training.own.as.${as}`)))}</div>
    ${own.read ? preview(own.read) : nothing}
    ${fields.slider("share", t("training.own.share"), 0.05, t("training.percent", { n: Math.round(values.share * 100) }))}
    ${data ? parted(data, values.weights_seed) : nothing}
  </section>`;
}
