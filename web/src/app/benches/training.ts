/** Training in the page: a few steps at a time in the worker, so that it can be watched and stopped. */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { ClientTrainer } from "../../engine/client_trainer";
import type { TrainSpec } from "../../engine/train";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import "../../views/curve";
import type { Page } from "../page";
import { messageOf } from "./bench";
import { figures } from "./runs";

/** Steps that are taken before the worker listens again. */
const STRIDE = 5;

export interface Course {
  status: "idle" | "running" | "done" | "stopped" | "failed";
  /** What was trained on, to know when it has changed. */
  key: string;
  total: number;
  /** Of every step. */
  losses: readonly number[];
  problem: string | null;
  /** Can be asked once it has learned something. */
  trainer: ClientTrainer | null;
}

const IDLE: Course = { status: "idle", key: "", total: 0, losses: [], problem: null, trainer: null };

export interface Training {
  readonly course: ReadonlySignal<Course>;
  start(page: Page, key: string, spec: TrainSpec, total: number): Promise<void>;
  stop(): void;
}

export function createTraining(): Training {
  const course = signal<Course>(IDLE);
  /** A newer start or a stop ends the loop that runs. */
  let ticket = 0;

  async function start(page: Page, key: string, spec: TrainSpec, total: number): Promise<void> {
    ticket += 1;
    const mine = ticket;
    course.peek().trainer?.dispose();
    course.value = { ...IDLE, status: "running", key, total };
    let trainer: ClientTrainer | null = null;
    try {
      trainer = await (await page.engine()).train(spec);
      const losses: number[] = [];
      for (let step = 0; step < total && mine === ticket; step += STRIDE) {
        losses.push(...(await trainer.step(Math.min(STRIDE, total - step))).losses);
        if (mine === ticket) course.value = { ...course.peek(), losses: [...losses], trainer };
      }
      if (mine === ticket) course.value = { ...course.peek(), status: "done", trainer };
    } catch (error) {
      if (mine === ticket) course.value = { ...course.peek(), status: "failed", problem: messageOf(error) };
    }
    if (mine !== ticket && course.peek().trainer !== trainer) trainer?.dispose();
  }

  return {
    course,
    start,
    stop() {
      if (course.peek().status !== "running") return;
      ticket += 1;
      course.value = { ...course.peek(), status: "stopped" };
    },
  };
}

/** The button, the progress and the falling loss; `key` is what would be trained on now. */
export function trainingView(training: Training, key: string, pairs: number, start: () => void): TemplateResult {
  const { status, key: trained, total, losses, problem } = training.course.value;
  const running = status === "running";
  const stale = status !== "idle" && trained !== key;
  const done = losses.length;
  const steps = losses.map((_, at) => at + 1);
  return html`<section class="bench-section" data-training=${status}>
    <div class="bench-actions">
      ${
        running
          ? html`<button class="button" data-action="stop-training" @click=${training.stop}>${t("bench.training.stop")}</button>`
          : html`<button class="button primary" data-action="train" @click=${start}>${t(status === "idle" ? "bench.training.train" : "bench.training.again")}</button>`
      }
      <span class="hint" role="status">${
        running
          ? t("bench.training.running", { n: done, total })
          : stale
            ? t("bench.training.stale")
            : status === "idle"
              ? t("bench.training.idle")
              : t(`bench.training.${status}`, { n: done, pairs })
      }</span>
    </div>
    ${running ? html`<div class="bench-progress"><progress max=${total} value=${done} aria-label=${t("bench.training.progress")}></progress></div>` : nothing}
    ${problem ? html`<div class="notice error" role="alert" data-notice="bench">${t("bench.refused", { message: problem })}</div>` : nothing}
    ${
      losses.length > 1
        ? html`<al-curve .x=${steps} .height=${140} .xTitle=${t("bench.optimiser.stepName")} .label=${t("bench.training.loss")}
              .lines=${[{ name: t("bench.training.loss"), y: losses, hue: "accent" }]}></al-curve>
            ${figures([[t("bench.training.lastLoss"), formatNumber(losses.at(-1) ?? Number.NaN, 4)]])}`
        : nothing
    }
  </section>`;
}
