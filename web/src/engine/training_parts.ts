/** The parts of a training step on their own (S21, S22): what each call takes, checked, and what it gives. */
import { finite, flag, integer, list, oneOf, type Plain } from "./checks";
import { fault } from "./errors";
import { checkedBy } from "./text";

export interface ScheduleOptions {
  /**
   * `noam`: rate * d_model^-0.5 * min(t^-0.5, t * warmup^-1.5), as Vaswani et al. 2017 have it; `constant`, behind a
   * straight line up over `warmup` steps (the default); `cosine`: the same way up, then down to 0 at step `total`.
   */
  type?: "noam" | "constant" | "cosine";
  /** 1 for noam, else 0.001 by default. */
  rate?: number;
  /** Of noam; 512 by default. */
  d_model?: number;
  /** 4000 for noam, else 0 by default. */
  warmup?: number;
  total?: number;
  /** How many steps to tell the rate of. */
  steps: number;
}

export interface ScheduleResult {
  /** Of steps 1, 2, ... */
  learningRates: number[];
}

export interface ClipOptions {
  /** One list a tensor. */
  gradients: number[][];
  /** What the norm of all of them together may be; 1 by default. */
  maxNorm?: number;
}

export interface ClipResult {
  /** Before. */
  norm: number;
  /** What each number was multiplied by: min(1, maxNorm / (norm + 1e-6)). */
  coefficient: number;
  gradients: number[][];
}

export interface AdamOptions {
  parameters: number[];
  /** One list a step, each as long as the parameters. */
  gradients: number[][];
  /** 0.001 by default. */
  learningRate?: number;
  /** 0.9 and 0.999 by default. */
  beta1?: number;
  beta2?: number;
  /** 1e-8 by default. */
  epsilon?: number;
  weightDecay?: number;
  /** Weight decay beside the gradient instead of in it: AdamW. */
  decoupled?: boolean;
}

export interface AdamResult {
  /** `update` is what was taken from the parameters, which are those behind the step. */
  steps: {
    m: number[];
    v: number[];
    mHat: number[];
    vHat: number[];
    update: number[];
    parameters: number[];
  }[];
}

type Check = (op: string, what: string, value: unknown) => unknown;

const numbers: Check = (op, what, value) =>
  list(op, what, ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value).map((number, at) =>
    finite(op, `${what}[${at}]`, number),
  );
const rows: Check = (op, what, value) => list(op, what, value).map((row, at) => numbers(op, `${what}[${at}]`, row));
const whole: Check = (op, what, value) => integer(op, what, value, 0, 2 ** 31 - 1);

function needed(op: string, checked: Plain, ...names: string[]): Plain {
  for (const name of names) if (checked[name] === undefined) throw fault(op, `${name} is missing`);
  return checked;
}

export const checkedSchedule = (options: unknown): Plain =>
  needed(
    "schedule",
    checkedBy("schedule", "the options", options, {
      type: (op, what, value) => oneOf(op, what, value, ["noam", "constant", "cosine"]),
      rate: finite,
      d_model: finite,
      warmup: whole,
      total: whole,
      steps: whole,
    }),
    "steps",
  );

export const checkedClip = (options: unknown): Plain =>
  needed("clip", checkedBy("clip", "the options", options, { gradients: rows, maxNorm: finite }), "gradients");

export const checkedAdam = (options: unknown): Plain =>
  needed(
    "adam",
    checkedBy("adam", "the options", options, {
      parameters: numbers,
      gradients: rows,
      learningRate: finite,
      beta1: finite,
      beta2: finite,
      epsilon: finite,
      weightDecay: finite,
      decoupled: flag,
    }),
    "parameters",
    "gradients",
  );
