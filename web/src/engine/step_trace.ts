/** One training step laid open: forward, loss, backward, clipping, and what Adam does to each parameter. */
import { string } from "./checks";
import { fault } from "./errors";
import type { RawStep } from "./raw";
import type { Trace } from "./trace";
import type { StepNumbers, TrainerHost } from "./train";
import type { TraceData } from "./types";

export interface StepDescription extends StepNumbers {
  /** Labels that are asked for. */
  tokens: number;
  /** Which examples the tape's batch is made of. */
  examples: number[];
  /** The names of what is learned. */
  parameters: string[];
}

/** What the step does to one parameter tensor, row-major. */
export interface ParameterUpdate {
  shape: number[];
  before: Float32Array;
  /** Of all the step's batches, and what clipping left of it. */
  gradient: Float32Array;
  clipped: Float32Array;
  /** Adam's moments after the step, and without their bias towards zero. */
  m: Float32Array;
  v: Float32Array;
  mHat: Float32Array;
  vHat: Float32Array;
  /** What is taken from the parameter, weight decay included. */
  update: Float32Array;
  after: Float32Array;
}

/** As the worker gives it. */
export interface StepData extends StepDescription {
  trace: TraceData;
}

const OP = "train";

export class StepTrace {
  #raw: RawStep | undefined;
  readonly #host: TrainerHost;
  readonly description: StepDescription;
  /** The tape of the step's batch: dropout drops, the loss is its last tensor, and every tensor has a gradient. */
  readonly trace: Trace;

  /** Not for callers: a trainer makes them. */
  constructor(raw: RawStep, host: TrainerHost) {
    this.#raw = raw;
    this.#host = host;
    try {
      this.description = host.guard(OP, () => raw.describe());
      this.trace = host.wrap(
        host.guard(OP, () => raw.trace()),
        {},
      );
    } catch (error) {
      host.free(raw);
      throw error;
    }
  }

  /** What the step does to the parameter of this name. Throws `[train] ...` for any other. */
  update(name: string): ParameterUpdate {
    const raw = this.#raw;
    if (!raw) throw fault(OP, "this step was disposed of");
    const checked = string(OP, "the parameter", name);
    return this.#host.guard(OP, () => raw.update(checked));
  }

  /** Frees the tape and the rest. Doing it twice is harmless. */
  dispose(): void {
    const raw = this.#raw;
    if (!raw) return;
    this.#raw = undefined;
    this.trace.dispose();
    this.#host.free(raw);
  }
}
