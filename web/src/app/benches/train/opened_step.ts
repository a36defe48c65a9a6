/** One training step laid open in its five parts: forward, loss, backward, clip, update. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { StepData } from "../../../engine/step_trace";
import { t } from "../../../strings/benches";
import { TraceView } from "../../../trace/trace_view";
import { segmented } from "../../controls";
import { messageOf } from "../bench";
import { problemNotice } from "../fields";
import type { Training } from "./course";
import { backwardPart, forwardPart, lossPart } from "./opened_tape";
import { clipPart, updatePart } from "./opened_update";

export interface Opened {
  step: StepData;
  view: TraceView;
  /** Which training, and after how many of its steps. */
  key: string;
}

export const PARTS = ["forward", "loss", "backward", "clip", "update"] as const;

/** What of it is looked at; an empty name is one that suits the part. */
export interface Chosen {
  part: (typeof PARTS)[number];
  tensor: string;
  parameter: string;
  /** By the letter of a leading axis: which example, which head. */
  index: Readonly<Record<string, number>>;
}

export interface Looking {
  opened: Opened;
  chosen: Chosen;
  choose(patch: Partial<Chosen>): void;
}

const opened = signal<Opened | null>(null);
const problem = signal<string | null>(null);
const chosen = signal<Chosen>({ part: "forward", tensor: "", parameter: "", index: {} });

const choose = (patch: Partial<Chosen>): void => {
  chosen.value = { ...chosen.value, ...patch };
};

/** `button` gives way to what it opens, and the keyboard's focus with it. */
async function layOpen(training: Training, key: string, button: Element): Promise<void> {
  const section = button.closest("[data-opened-step]");
  const focused = button.matches(":focus");
  try {
    const step = await training.layOpen();
    opened.value = { step, view: new TraceView(step.trace), key };
    problem.value = null;
    if (focused) requestAnimationFrame(() => section?.querySelector<HTMLElement>("input:checked")?.focus());
  } catch (error) {
    problem.value = messageOf(error);
  }
}

function parts(training: Training, looking: Looking): unknown {
  switch (looking.chosen.part) {
    case "forward":
      return guard([looking.opened, looking.chosen], () => forwardPart(looking));
    case "loss":
      return guard([looking.opened, looking.chosen], () => lossPart(looking));
    case "backward":
      return guard([looking.opened, looking.chosen], () => backwardPart(looking));
    // These wait for the engine's answer.
    case "clip":
      return clipPart(training, looking);
    case "update":
      return updatePart(training, looking);
  }
}

function inside(training: Training, looking: Looking): TemplateResult {
  const { part } = looking.chosen;
  const options = PARTS.map((value) => ({ value, label: t(`training.opening.steps.${value}`) }));
  return html`<div class="chosen train-parts">${segmented("step-part", t("training.opening.part"), options, part, (next) => choose({ part: next }))}</div>
    <p class="bench-says">${t(`training.opening.says.${part}`)}</p>
    ${parts(training, looking)}`;
}

export function openedStep(training: Training): TemplateResult | typeof nothing {
  const { status, step, key: trained, snapshots } = training.course.value;
  if (status === "starting" || snapshots.length === 0) return nothing;
  const key = `${trained} ${step}`;
  const resting = status !== "running";
  const here = resting && opened.value?.key === key ? opened.value : null;
  return html`<section class="bench-section" data-opened-step>
    <h2>${here ? t("training.opening.titleOf", { n: step + 1 }) : t("training.opening.title")}</h2>
    <p class="hint">${t("training.opening.what")}</p>
    ${problemNotice(problem.value)}
    ${
      here
        ? inside(training, { opened: here, chosen: chosen.value, choose })
        : html`<div class="bench-actions">
            <button class="button" data-action="open-step" ?disabled=${!resting} @click=${({ currentTarget }: Event) => void layOpen(training, key, currentTarget as Element)}>${t("training.opening.open", { n: step + 1 })}</button>
            ${resting ? nothing : html`<span class="hint">${t("training.opening.waits")}</span>`}
          </div>`
    }
  </section>`;
}
