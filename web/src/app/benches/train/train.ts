/** Training in the page: a task, a button, curves, and attention maps that change as it learns. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { TrainSpec } from "../../../engine/train";
import { writePanel } from "../../../state/panel";
import { t } from "../../../strings/benches";
import { segmented } from "../../controls";
import type { Page } from "../../page";
import { type Answer, type Bench, latest, type Panel, panelOf } from "../bench";
import { fieldsOf } from "../fields";
import { counted } from "../runs";
import { type Course, createTraining, type Plan, soundest } from "./course";
import { progressFigures, trainingCurves } from "./curves";
import { fileButtons, keepCourse, keptHere, offer, startWith } from "./files";
import { attentionMaps, scrubbed } from "./maps";
import { openedStep } from "./opened_step";
import { ownOf, ownTask } from "./own";
import { ownEditor } from "./own_view";
import {
  FIELDS,
  fieldsFor,
  lookedAt,
  type TrainFields,
  type TrainValues,
  trainingKey,
  trainSpec,
  viewerSpec,
} from "./plan";
import { provideTask, sourcesOf, taskKey } from "./provide";
import { trainSettings } from "./settings";
import { OWN, TASKS, type Task, type TaskId } from "./tasks";

const training = createTraining(keepCourse);

const ask = latest<Task>();
/** Another try where the examples couldn't be had. */
const tries = signal(0);

/** The examples are asked for once for a task and seed, not with every drawing of the page. */
function taskOf(page: Page, values: TrainValues): Answer<Task> {
  const { task, weights_seed: seed } = values;
  if (task === OWN) return { value: ownTask(ownOf(values), values), problem: null, stale: false };
  return ask(`${taskKey(task, seed)} ${tries.value}`, async () => provideTask(await sourcesOf(page), task, seed));
}

function planOf(values: TrainValues, task: Task): Plan {
  const shown = lookedAt(task.data);
  const key = trainingKey(values, task);
  let spec: TrainSpec | undefined;
  return {
    key,
    // Made when it is asked for: thousands of examples are in it.
    get spec() {
      spec ??= trainSpec(values, task);
      return spec;
    },
    viewer: (words) => viewerSpec(trainSpec(values, task), shown, words),
    heldOut: task.data.heldOut.list.length > 0,
    total: values.steps,
  };
}

/** The task alone: what else is set suited the one before. */
function choose(task: TaskId, page: Page, { values }: Panel<TrainFields>): void {
  // The learner's own text stays at hand while they look at other tasks.
  const { weights_seed, data, own, as } = values;
  scrubbed.value = null;
  page.store.change(
    { panel: writePanel(FIELDS, { task, weights_seed, data, own, as }) },
    t("change.bench", { name: t(`training.tasks.${task}`) }),
  );
}

function said(course: Course, stale: boolean): string {
  const { status, step: n, total, stopped, snapshots } = course;
  if (status === "idle" || (status === "failed" && snapshots.length === 0)) return t("training.nothingYet");
  if (status === "done" && stopped && !stale) {
    const { best } = stopped;
    return best === undefined ? t("training.stoppedEarly", { n }) : t("training.stoppedAt", { n, best });
  }
  if (stale && status !== "running" && status !== "starting") return t("training.stale");
  return t(`training.status.${status}`, { n, total });
}

function buttons(page: Page, course: Course, plan: Plan): TemplateResult {
  const { status, key } = course;
  const fresh = status === "idle" || key !== plan.key;
  const begin = (steps?: number) => {
    scrubbed.value = null;
    startWith(page.store.state.peek().panel);
    void training.start(page, plan, steps === undefined ? {} : { steps });
  };
  const busy = status === "running" || status === "starting";
  const main = busy
    ? ({ action: "pause-training", press: () => training.pause(), label: "training.pause" } as const)
    : status === "paused" && !fresh
      ? ({ action: "train-on", press: () => void training.resume(), label: "training.resume" } as const)
      : ({
          action: "train",
          press: () => begin(),
          label: status === "idle" ? "training.start" : "training.again",
        } as const);
  const steps = !busy && (status !== "done" || fresh);
  const resets = status !== "idle";
  // One button all along, and none that is disabled while it has the focus: a keyboard stays where it is.
  return html`<div class="bench-actions">
    <button class="button primary" data-action=${main.action} @click=${main.press}>${t(main.label)}</button>
    <button class="button" data-action="train-step" aria-disabled=${steps ? "false" : "true"}
      @click=${() => {
        if (!steps) return;
        if (fresh || status === "failed") begin(1);
        else void training.resume(1);
      }}>${t("training.stepOnce")}</button>
    <button class="button" data-action="reset-training" aria-disabled=${resets ? "false" : "true"} @click=${() => {
      if (!resets) return;
      scrubbed.value = null;
      training.reset();
    }}>${t("training.reset")}</button>
  </div>`;
}

const asksForWords = ({ data: { train } }: Task): boolean => train.kind === "pairs" || train.kind === "texts";

function reached({ measured }: Course, task: Task): string | undefined {
  const first = measured.find(({ accuracy }) => accuracy >= task.target);
  return (
    first &&
    t(asksForWords(task) ? "training.reached" : "training.reachedExamples", {
      n: (first.accuracy * 100).toFixed(1),
      step: first.step,
    })
  );
}

/** What these tasks are about: without positions no head can tell one place from another. */
function withPositions(
  { values: { positions }, set }: Panel<TrainFields>,
  suited: TrainValues["positions"],
): TemplateResult {
  const label = t("training.positions");
  const options = (["with", "without"] as const).map((value) => ({ value, label: t(`training.positionsOf.${value}`) }));
  return segmented("train-with-positions", label, options, positions === "none" ? "without" : "with", (value) =>
    set({ positions: value === "without" ? "none" : suited }, t(`training.positionsOf.${value}`)),
  );
}

function picker(page: Page, panel: Panel<TrainFields>, suited: TrainValues["positions"]): TemplateResult {
  const { task } = panel.values;
  return html`<label class="label" for="train-task">${t("training.task")}</label>
    <select class="select" id="train-task" name="task" @change=${(event: Event) => {
      const chosen = TASKS.find((one) => one === (event.target as HTMLSelectElement).value);
      if (chosen) choose(chosen, page, panel);
    }}>
      ${TASKS.map((one) => html`<option value=${one} ?selected=${one === task} .selected=${one === task}>${t(`training.tasks.${one}`)}</option>`)}
    </select>
    <p class="bench-says">${t(`training.says.${task}`)}</p>
    ${task === "previous_token" || task === "induction" ? withPositions(panel, suited) : nothing}`;
}

/** After a number left all bounds: the same settings would end the same way, so that the rate is halved, or has been changed. */
function goOnButton(
  page: Page,
  course: Course,
  { values, set }: Panel<TrainFields>,
  task: Task,
): TemplateResult | typeof nothing {
  const sound = soundest(course);
  if (course.status !== "failed" || !sound) return nothing;
  const changed = course.key !== trainingKey(values, task);
  const next = changed ? values : { ...values, rate: Number((values.rate / 2).toPrecision(6)) };
  const go = () => {
    scrubbed.value = null;
    if (!changed) set({ rate: next.rate }, t("training.settings.rate"));
    startWith(page.store.state.peek().panel);
    void training.goOn(page, planOf(next, task));
  };
  return html`<div class="bench-actions"><button class="button" data-action="go-on-sound" @click=${go}>
    ${t(changed ? "training.goOnChanged" : "training.goOnHalved", { n: sound.step, rate: String(next.rate) })}</button></div>`;
}

/** Without examples there is nothing to train. */
function withoutTask(problem: string | null): TemplateResult {
  if (problem === null) return html`<p class="hint starting" role="status">${t("training.drawing")}</p>`;
  return html`<div class="notice error" role="alert" data-notice="examples">
    <p>${t("training.noExamples", { message: problem })}</p>
    <div class="bench-actions"><button class="button" data-action="draw-again" @click=${() => {
      tries.value += 1;
    }}>${t("training.drawAgain")}</button></div>
  </div>`;
}

function workplace(page: Page, panel: Panel<TrainFields>, task: Task): TemplateResult {
  const { values } = panel;
  const { data } = task;
  const plan = planOf(values, task);
  const course = training.course.value;
  const stale = course.status !== "idle" && course.key !== plan.key;
  const { status, step, total, problem } = course;
  const learned = status === "idle" || stale ? undefined : reached(course, task);
  // Sizes that don't fit together: there is no model, and nothing of it to show.
  const begun = course.snapshots.length > 0;
  const counts = { train: data.train.list.length, heldOut: data.heldOut.list.length };
  return html`${task.id === OWN ? nothing : html`<p class="hint" data-examples>${t("training.examples", counts)}</p>`}
    ${offer(page, course, (from) => {
      startWith(from.panel);
      void training.start(page, plan, { from });
    })}
    <section class="bench-section" data-training=${status} data-step=${step}>
      ${buttons(page, course, plan)}
      <span class="hint" role="status">${said(course, stale)}</span>
      ${status === "running" || status === "paused" ? html`<div class="bench-progress"><progress max=${total} value=${step} aria-label=${t("training.progress")}></progress></div>` : nothing}
      ${problem ? html`<div class="notice error" role="alert" data-notice="bench"><p>${t(begun ? "training.refused" : "training.notBegun", { message: problem })}</p>${goOnButton(page, course, panel, task)}</div>` : nothing}
      ${begun ? progressFigures(course, asksForWords(task)) : nothing}
      ${learned ? html`<p class="bench-says" data-learned>${learned}</p>` : nothing}
      ${trainingCurves(course)} ${fileButtons(page, training, plan)} ${keptHere(course)}
    </section>
    ${stale ? nothing : html`${attentionMaps(training, lookedAt(data), panel)} ${openedStep(training)}`}`;
}

export const train: Bench = {
  id: "train",
  render(page: Page) {
    const asked = panelOf(page, FIELDS);
    const { value: task, problem } = taskOf(page, asked.values);
    // What suits another task would be no other's beginning: until the examples are there, nothing is set.
    const here = task?.id === asked.values.task ? task : null;
    const table = here ? fieldsFor(here.suit) : FIELDS;
    const panel = panelOf(page, table);
    const own = asked.values.task === OWN ? ownOf(asked.values) : null;
    const { parameters, words } = training.course.value;
    return {
      unreadable: panel.unreadable,
      stage: html`<div class="train-task">${picker(page, panel, table.positions.initial)}</div>
        ${own ? ownEditor(own, here?.data ?? null, table, panel) : nothing}
        ${here ? workplace(page, panel, here) : own ? html`<p class="hint" data-training="idle" data-step="0">${t("training.own.none")}</p>` : withoutTask(problem)}`,
      side:
        here || own
          ? html`${trainSettings(panel.values, fieldsOf(table, panel))}
            ${parameters > 0 ? html`<section class="panel"><p class="hint">${t(here?.data.train.kind === "pictures" ? "training.modelOfPictures" : "training.model", { n: counted(parameters), words })}</p></section>` : nothing}`
          : html``,
      // First the task and its button: what is set suits every task already.
      sideLast: true,
    };
  },
};
