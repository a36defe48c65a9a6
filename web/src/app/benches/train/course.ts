/** One training as it goes: a slice of steps at a time in the worker, paused, taken up again, and kept as snapshots. */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { ClientTrainer } from "../../../engine/client_trainer";
import type { ParameterUpdate, StepData } from "../../../engine/step_trace";
import type { StepReport, TraceInput, TrainSpec } from "../../../engine/train";
import type { TraceData } from "../../../engine/types";
import { type Snapshot, strideOf, withSnapshot } from "../../../state/snapshots";
import {
  type History,
  historyUntil,
  type Measured,
  NO_HISTORY,
  nextSlice,
  withReport,
} from "../../../state/training_progress";
import type { Page } from "../../page";
import { messageOf } from "../bench";

export interface Plan {
  /** Tells this training from every other. */
  key: string;
  spec: TrainSpec;
  /** The same model on what is held out, once the words are known; null where nothing is. */
  viewer(words: { vocabulary: string[]; targetVocabulary: string[] }): TrainSpec;
  /** Whether the viewer's examples are held out, so that measuring on them says something. */
  heldOut: boolean;
  total: number;
}

export interface Course {
  status: "idle" | "starting" | "running" | "paused" | "done" | "failed";
  key: string;
  total: number;
  step: number;
  history: History;
  measured: readonly Measured[];
  snapshots: readonly Snapshot[];
  latest: StepReport | null;
  slices: readonly { steps: number; seconds: number }[];
  parameters: number;
  words: number;
  problem: string | null;
  /** It ended before its steps were taken, for nothing got better: the weights are those of the best step. */
  stopped: { best?: number } | null;
}

export const IDLE: Course = {
  status: "idle",
  key: "",
  total: 0,
  step: 0,
  history: NO_HISTORY,
  measured: [],
  snapshots: [],
  latest: null,
  slices: [],
  parameters: 0,
  words: 0,
  problem: null,
  stopped: null,
};

/** What a training is taken up again from. */
export type Resumed = Pick<Course, "step" | "history" | "measured"> & {
  bytes: Uint8Array;
  /** Of the same visit. */
  snapshots?: readonly Snapshot[];
};

export interface Training {
  readonly course: ReadonlySignal<Course>;
  /** `steps`: how many to take before it pauses; all of them by default. */
  start(page: Page, plan: Plan, options?: { steps?: number; from?: Resumed }): Promise<void>;
  resume(steps?: number): Promise<void>;
  pause(): void;
  reset(): void;
  /** From the last snapshot that was sound, by a plan that may have other settings. */
  goOn(page: Page, plan: Plan): Promise<void>;
  save(): Promise<Uint8Array>;
  /** Takes up a saved training with this plan, paused. Rejects and changes nothing where the file doesn't fit. */
  open(page: Page, plan: Plan, bytes: Uint8Array): Promise<void>;
  /** The step that comes next, laid open and not taken, and what it does to a parameter. */
  layOpen(): Promise<StepData>;
  updateOf(parameter: string): Promise<ParameterUpdate>;
  /** A run of the text with a snapshot's weights. */
  look(snapshot: Snapshot, input: TraceInput): Promise<TraceData>;
  /** The model's own answer, by a snapshot's weights. */
  answer(snapshot: Snapshot, text: string): Promise<string>;
}

/** The newest snapshot that measured well, or the newest of all where nothing was measured. */
export function soundest({ snapshots, measured }: Pick<Course, "snapshots" | "measured">): Snapshot | undefined {
  const sound = new Set(measured.filter(({ loss }) => Number.isFinite(loss)).map(({ step }) => step));
  return snapshots.findLast(({ step }) => sound.size === 0 || sound.has(step));
}

/** No training in a page takes as many. */
const MOST_STEPS_TAKEN = 1_000_000;

export function createTraining(after: (course: Course) => void = () => {}): Training {
  const course = signal<Course>(IDLE);
  let plan: Plan | null = null;
  let learner: ClientTrainer | null = null;
  let viewer: ClientTrainer | null = null;
  /** Which snapshot's weights the viewer holds. */
  let viewed: Uint8Array | null = null;
  let viewing: Promise<unknown> = Promise.resolve();
  /** A newer start, a pause or a reset ends the loop that runs. */
  let ticket = 0;

  const put = (patch: Partial<Course>) => {
    course.value = { ...course.peek(), ...patch };
  };

  /** One after the other: each question is about other weights. */
  function withWeights<T>({ bytes }: Snapshot, ask: (viewer: ClientTrainer) => Promise<T>): Promise<T> {
    const work = async () => {
      if (!viewer) throw new Error("[train] this training was reset");
      if (viewed !== bytes) {
        viewed = null;
        await viewer.load(bytes);
        viewed = bytes;
      }
      return ask(viewer);
    };
    const next = viewing.then(work, work);
    viewing = next.catch(() => undefined);
    return next;
  }

  async function keep(mine: number): Promise<void> {
    if (!learner || !plan) return;
    const { step } = course.peek();
    const snapshot: Snapshot = { step, bytes: await learner.save() };
    if (mine !== ticket) return;
    put({ snapshots: withSnapshot(course.peek().snapshots, snapshot) });
    // Before it is measured, which takes its time: a reader may leave meanwhile.
    after(course.peek());
    if (!plan.heldOut) return;
    const { loss, accuracy } = await withWeights(snapshot, (one) => one.evaluate());
    if (mine !== ticket) return;
    const before = course.peek().measured.filter((one) => one.step < step);
    put({ measured: [...before, { step, loss, accuracy }] });
    after(course.peek());
  }

  /** Until a loop that was paused has put down what its last slice did. */
  let looping: Promise<void> = Promise.resolve();

  function go(steps: number): Promise<void> {
    ticket += 1;
    const mine = ticket;
    put({ status: "running", problem: null });
    looping = looping.then(() => loop(mine, steps));
    return looping;
  }

  /** A step that failed changed nothing, but those of its slice before it did. */
  async function fail(mine: number, error: unknown): Promise<void> {
    if (mine !== ticket) return;
    const taken = await learner?.about().then(
      ({ steps }) => steps,
      () => undefined,
    );
    if (mine !== ticket) return;
    const { history, step } = course.peek();
    const missing = Array.from({ length: Math.max(0, (taken ?? step) - step) }, () => Number.NaN);
    const unknown = { losses: missing, learningRates: missing, gradientNorms: missing };
    put({ status: "failed", problem: messageOf(error), step: taken ?? step, history: withReport(history, unknown) });
  }

  async function loop(mine: number, count: number): Promise<void> {
    const current = learner;
    const until = Math.min(course.peek().total, course.peek().step + count);
    const stride = strideOf(course.peek().total);
    let slice = 1;
    try {
      while (mine === ticket && current && course.peek().step < until) {
        const { step } = course.peek();
        const steps = Math.min(slice, until - step, stride - (step % stride));
        const began = performance.now();
        const report = await current.step(steps);
        const milliseconds = performance.now() - began;
        // What was computed counts, also where a pause came between.
        if (learner !== current) return;
        const { history, slices } = course.peek();
        put({
          step: report.step,
          history: withReport(history, report),
          latest: report,
          slices: [...slices.slice(-20), { steps, seconds: milliseconds / 1000 }],
        });
        slice = nextSlice(steps, milliseconds);
        if (report.stopped) put({ stopped: report.best ? { best: report.best.step } : {} });
        const ends = report.stopped || report.step >= until;
        if (mine === ticket && (report.step % stride === 0 || ends)) await keep(mine);
        if (report.stopped) break;
      }
      if (mine !== ticket) return;
      const { step, total, stopped } = course.peek();
      put({ status: stopped || step >= total ? "done" : "paused" });
    } catch (error) {
      await fail(mine, error);
    }
    after(course.peek());
  }

  function release(): void {
    learner?.dispose();
    viewer?.dispose();
    learner = null;
    viewer = null;
    viewed = null;
  }

  async function start(
    page: Page,
    next: Plan,
    { steps, from }: { steps?: number; from?: Resumed } = {},
  ): Promise<void> {
    ticket += 1;
    const mine = ticket;
    release();
    plan = next;
    const { key, total } = next;
    const { step = 0, history = NO_HISTORY, measured = [], snapshots = [] } = from ?? {};
    course.value = { ...IDLE, status: "starting", key, total, step, history, measured, snapshots };
    try {
      const client = await page.engine();
      const made = await client.train(next.spec);
      if (from) await made.load(from.bytes);
      const watching = await client.train(next.viewer(made.description));
      if (mine !== ticket) {
        made.dispose();
        watching.dispose();
        return;
      }
      learner = made;
      viewer = watching;
      const { parameters, vocabulary } = made.description;
      put({ parameters, words: vocabulary.length });
      if (from && (await made.about()).stopped) put({ stopped: {} });
      await keep(mine);
    } catch (error) {
      if (mine === ticket) put({ status: "failed", problem: messageOf(error) });
      return;
    }
    if (mine !== ticket) return;
    if (course.peek().stopped) put({ status: "done" });
    else await go(steps ?? total);
  }

  return {
    course,
    start,
    async resume(steps) {
      const { total, status, stopped } = course.peek();
      if (!learner || stopped || status === "running" || status === "starting") return;
      await go(steps ?? total);
    },
    pause() {
      if (course.peek().status !== "running") return;
      ticket += 1;
      const mine = ticket;
      put({ status: "paused" });
      // Behind the slice that is under way, whose steps count.
      void looping.then(() => (mine === ticket ? keep(mine) : undefined)).catch(() => undefined);
    },
    reset() {
      ticket += 1;
      release();
      course.value = IDLE;
    },
    async goOn(page, next) {
      const found = soundest(course.peek());
      if (!found) return;
      const { history, measured, snapshots } = course.peek();
      const { step, bytes } = found;
      await start(page, next, {
        from: {
          bytes,
          step,
          history: historyUntil(history, step),
          measured: measured.filter((one) => one.step <= step),
          snapshots: snapshots.filter((one) => one.step <= step),
        },
      });
    },
    async save() {
      if (!learner) throw new Error("[train] there is nothing to save yet");
      return learner.save();
    },
    async open(page, next, bytes) {
      const made = await (await page.engine()).train(next.spec);
      let steps: number;
      try {
        await made.load(bytes);
        steps = (await made.about()).steps;
      } finally {
        made.dispose();
      }
      if (steps > MOST_STEPS_TAKEN) throw new Error(`[train] a file that says it took ${steps} steps`);
      // What those steps reported isn't in the file.
      const unknown = Array.from({ length: steps }, () => Number.NaN);
      const history = { losses: unknown, rates: unknown, norms: unknown };
      await start(page, next, { steps: 0, from: { bytes, step: steps, history, measured: [] } });
    },
    async layOpen() {
      if (!learner) throw new Error("[train] there is no training to open a step of");
      return learner.stepTrace();
    },
    async updateOf(parameter) {
      if (!learner) throw new Error("[train] there is no training to open a step of");
      return learner.stepUpdate(parameter);
    },
    look: (snapshot, input) => withWeights(snapshot, (one) => one.trace(input)),
    answer: (snapshot, text) =>
      withWeights(snapshot, async (one) => (await one.decode({ text, strategy: "greedy" })).text),
  };
}
