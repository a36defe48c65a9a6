/** A trainer at a distance: the same questions, every answer a promise, long trainings in pieces that can be watched. */
import type { Channel } from "./channel";
import type { DecodeResult } from "./decoding";
import { fault } from "./errors";
import type { TrainerQuestion } from "./messages";
import type { ParameterUpdate, StepData } from "./step_trace";
import type {
  Evaluation,
  EvaluationSet,
  StepReport,
  TraceInput,
  TrainerDecode,
  TrainerDescription,
  TrainSpec,
} from "./train";
import type { Explanation, TraceData } from "./types";

export interface StepOptions {
  /** Called with each piece's report as it comes. */
  progress?: (report: StepReport) => void;
  /** Steps in a piece; 10 by default. Between two pieces the worker answers others, and can be stopped. */
  every?: number;
  /** Stops between two pieces; what was learned stays, and the report tells of the steps that were taken. */
  signal?: AbortSignal;
}

export interface ClientTrainer {
  /** As it was when training began. */
  readonly description: TrainerDescription;
  /** Takes `count` steps, 1 by default. Rejects where it was stopped before the first. */
  step(count?: number, options?: StepOptions): Promise<StepReport>;
  evaluate(which?: EvaluationSet): Promise<Evaluation>;
  /** A run of a text with the present weights. */
  trace(input: TraceInput): Promise<TraceData>;
  decode(options: TrainerDecode): Promise<DecodeResult>;
  /** The step that comes next, laid open and not taken; the worker keeps it until the next one is, or `dispose()`. */
  stepTrace(): Promise<StepData>;
  /** What the step that was laid open does to a parameter, and where a cell of its tape comes from. */
  stepUpdate(name: string): Promise<ParameterUpdate>;
  stepExplain(name: string, index: readonly number[]): Promise<Explanation>;
  save(): Promise<Uint8Array>;
  load(bytes: Uint8Array): Promise<void>;
  about(): Promise<TrainerDescription>;
  /** Frees the model. Doing it twice is harmless. */
  dispose(): void;
}

/** Two reports of steps that follow one another, as one. */
function joined(first: StepReport | undefined, last: StepReport): StepReport {
  if (!first) return last;
  const tokens = first.tokens + last.tokens;
  const seconds = [first, last].reduce((sum, one) => sum + one.tokens / (one.tokensPerSecond || 1), 0);
  return {
    ...last,
    tokens,
    tokensPerSecond: seconds > 0 ? tokens / seconds : 0,
    losses: [...first.losses, ...last.losses],
    learningRates: [...first.learningRates, ...last.learningRates],
    gradientNorms: [...first.gradientNorms, ...last.gradientNorms],
    heldOut: [...first.heldOut, ...last.heldOut],
  };
}

/** Makes a trainer behind the channel; `trainer` is the number that it goes by. */
export async function trainAt(channel: Channel, trainer: number, spec: TrainSpec): Promise<ClientTrainer> {
  const description = await channel.ask("train", { trainer, spec });
  const ask = async <T>(question: TrainerQuestion, argument?: unknown): Promise<T> =>
    (await channel.ask("trainer", { trainer, question, argument })) as T;
  const step = async (count = 1, { progress, every = 10, signal }: StepOptions = {}): Promise<StepReport> => {
    let report: StepReport | undefined;
    // A number that isn't one is for the trainer to refuse.
    for (let left = count; ; left -= every) {
      if (signal?.aborted && report) return report;
      if (signal?.aborted) throw fault("train", "stopped before the first step");
      const piece = await ask<StepReport>("step", left > every ? every : left);
      report = joined(report, piece);
      progress?.(piece);
      if (!(left > every) || piece.stopped) return report;
    }
  };
  return {
    description,
    step,
    evaluate: (which) => ask("evaluate", which),
    trace: (input) => ask("trace", input),
    decode: (options) => ask("decode", options),
    stepTrace: () => ask("stepTrace"),
    stepUpdate: (name) => ask("stepUpdate", name),
    stepExplain: (name, index) => ask("stepExplain", { name, index }),
    save: () => ask("save"),
    load: (bytes) => ask("load", bytes.slice()),
    about: () => ask("about"),
    // Nobody waits for the answer: with the channel closed the memory is gone too.
    dispose: () => void ask("dispose").catch(() => {}),
  };
}
