/** A training as a file, one opened again, and the offer to go on with what the browser kept. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { nameOf, remember, textOf } from "../../../state/own_texts";
import { readPanel } from "../../../state/panel";
import { t } from "../../../strings/benches";
import { download } from "../../../views/save";
import { type Page, toast } from "../../page";
import { messageOf } from "../bench";
import type { Course, Plan, Training } from "./course";
import { forgetKept, type KeptRun, keepRun, readKept } from "./kept_run";
import { FIELDS } from "./plan";

/** What the browser kept of an earlier visit; undefined until it was asked. */
const offered = signal<KeptRun | null | undefined>(undefined);
const problem = signal<string | null>(null);
let asked = false;
/** The fields of the training that runs: a link's change must not be kept with another's weights. */
let startedWith: Pick<KeptRun, "panel" | "text"> = { panel: "" };

/** Larger files aren't of a model that is trained here. */
const LARGEST_FILE = 64 * 2 ** 20;

export const startWith = (panel: string): void => {
  const { values } = readPanel(FIELDS, panel);
  startedWith = { panel, text: values.own === "" ? undefined : textOf(values) };
  keptStep.value = null;
  problem.value = null;
};

let lastKept = 0;
/** The step that a reload would go on from. */
const keptStep = signal<number | null>(null);

/** After a snapshot: at most every other second, and always at a pause or the end. */
export function keepCourse(course: Course): void {
  const newest = course.snapshots.at(-1);
  const now = performance.now();
  if (!newest || newest.step !== course.step || course.history.losses.length !== course.step) return;
  if (course.status === "running" && now - lastKept < 2000) return;
  lastKept = now;
  offered.value = null;
  void keepRun(course, startedWith, newest.bytes).then((kept) => {
    if (kept) keptStep.value = newest.step;
  });
}

/** Says that leaving the page loses nothing, once that is so. */
export function keptHere({ status }: Course): TemplateResult | typeof nothing {
  const step = keptStep.value;
  if (step === null || status === "idle" || status === "starting") return nothing;
  return html`<p class="hint" data-kept=${step}>${t("training.keptHere", { n: step })}</p>`;
}

/** Where a training was left: shown once, before another begins. */
export function offer(page: Page, course: Course, goOn: (kept: KeptRun) => void): TemplateResult | typeof nothing {
  if (!asked) {
    asked = true;
    void readKept().then((kept) => {
      if (kept?.text !== undefined) remember(nameOf(kept.text), kept.text);
      offered.value = kept;
    });
  }
  const kept = offered.value;
  if (!kept || course.status !== "idle") return nothing;
  const same = page.store.state.value.panel === kept.panel;
  return html`<div class="notice" role="status" data-notice="kept-training">
    <p>${t("training.kept", { n: kept.step, total: kept.total })}</p>
    <div class="bench-actions">
      <button class="button primary" data-action="go-on" @click=${() => {
        if (same) goOn(kept);
        else page.store.change({ panel: kept.panel }, t("training.keptSettings"));
      }}>${t(same ? "training.goOn" : "training.keptSettings")}</button>
      <button class="button" data-action="forget-training" @click=${() => {
        offered.value = null;
        void forgetKept();
      }}>${t("training.forget")}</button>
    </div>
  </div>`;
}

export function fileButtons(page: Page, training: Training, plan: Plan): TemplateResult {
  const { step, snapshots } = training.course.value;
  const save = async () => {
    try {
      const bytes = await training.save();
      download(
        t("training.fileName", { n: step }),
        new Blob([bytes as BlobPart], { type: "application/octet-stream" }),
      );
      problem.value = null;
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  const open = async (event: Event) => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    if (file.size > LARGEST_FILE) {
      problem.value = t("training.fileTooLarge");
      return;
    }
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      await training.open(page, plan, bytes);
      startWith(page.store.state.peek().panel);
      toast.value = { text: t("training.opened", { n: training.course.peek().step }) };
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  const choose = ({ currentTarget }: Event): void => {
    const input = (currentTarget as HTMLElement).nextElementSibling;
    if (input instanceof HTMLInputElement) input.click();
  };
  return html`<div class="bench-actions">
      <button class="button" data-action="save-training" ?disabled=${snapshots.length === 0} @click=${() => void save()}>${t("training.save")}</button>
      <button class="button" data-action="open-training" @click=${choose}>${t("training.openFile")}</button>
      <input type="file" name="training-file" hidden accept=".safetensors" @change=${(event: Event) => void open(event)} />
    </div>
    ${problem.value ? html`<div class="notice error" role="alert" data-notice="training-file">${t("training.fileRefused", { message: problem.value })}</div>` : nothing}`;
}
