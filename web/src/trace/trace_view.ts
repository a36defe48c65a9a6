/** Reads a finished run: tensors by name as views of one buffer, the steps, and who made what. */
import type { StepInfo, Tensor, TensorInfo, Token, TraceData } from "../engine/types";

export interface NamedTensor extends Tensor {
  name: string;
  axes: string;
  role: TensorInfo["role"];
}

export interface Matrix {
  data: Float32Array;
  rows: number;
  cols: number;
}

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

export class TraceView {
  readonly #byName = new Map<string, TensorInfo>();
  readonly #producers = new Map<string, StepInfo>();
  readonly #consumers = new Map<string, StepInfo[]>();

  constructor(readonly data: TraceData) {
    for (const info of data.tensors) this.#byName.set(info.name, info);
    for (const step of data.steps) {
      this.#producers.set(step.output, step);
      for (const input of new Set(step.inputs)) {
        const list = this.#consumers.get(input);
        if (list) list.push(step);
        else this.#consumers.set(input, [step]);
      }
    }
  }

  get steps(): readonly StepInfo[] {
    return this.data.steps;
  }

  /** One list of tokens a sentence. */
  get tokens(): readonly Token[][] {
    return this.data.tokens;
  }

  /** What a decoder reads beside the encoder's sentence, one list a sentence; empty in a model without one. */
  get targetTokens(): readonly Token[][] {
    return this.data.target_tokens ?? [];
  }

  /** The words that the tables of a side have rows for, by their ids; empty where nobody said. */
  vocabulary(side: "source" | "target"): readonly string[] {
    const { vocabulary = [], target_vocabulary: target = [] } = this.data;
    return side === "target" && target.length > 0 ? target : vocabulary;
  }

  get names(): string[] {
    return this.data.tensors.map((info) => info.name);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  info(name: string): TensorInfo {
    const info = this.#byName.get(name);
    if (!info) throw new Error(`[trace] there is no tensor "${name}"; there are: ${this.names.join(", ")}`);
    return info;
  }

  /** The tensor as a view of the trace's one buffer: reading is free, writing would change the trace. */
  tensor(name: string): NamedTensor {
    const { shape, axes, role, offset } = this.info(name);
    return { name, shape, axes, role, data: this.data.values.subarray(offset, offset + product(shape)) };
  }

  /** d loss / d tensor as a view of the trace's gradients; undefined where no loss was asked for. */
  gradient(name: string): NamedTensor | undefined {
    const { shape, axes, role, offset } = this.info(name);
    const data = this.data.gradients?.subarray(offset, offset + product(shape));
    return data && { name, shape, axes, role, data };
  }

  /** The step that made `name`; undefined for inputs and parameters. */
  producer(name: string): StepInfo | undefined {
    return this.#producers.get(name);
  }

  /** The steps that read `name`. */
  consumers(name: string): readonly StepInfo[] {
    return this.#consumers.get(name) ?? [];
  }

  /** Where the cell lies in the tensor's data. Throws when `index` isn't a cell of it. */
  offset(name: string, index: readonly number[]): number {
    const { shape } = this.info(name);
    const inside = index.length === shape.length && index.every((i, axis) => i >= 0 && i < (shape[axis] ?? 0));
    if (!inside)
      throw new Error(`[trace] [${index.join(", ")}] is no cell of "${name}" with shape [${shape.join(", ")}]`);
    return index.reduce((at, i, axis) => at * (shape[axis] ?? 1) + i, 0);
  }

  value(name: string, index: readonly number[]): number {
    return this.tensor(name).data[this.offset(name, index)] ?? Number.NaN;
  }

  /**
   * The last two axes of `name` as a matrix; `leading` chooses head, batch and so on (missing ones are 0).
   * A vector is one row, a single number a 1 x 1 matrix.
   */
  matrix(name: string, leading: readonly number[] = []): Matrix {
    const { shape, data } = this.tensor(name);
    const cols = shape.at(-1) ?? 1;
    const rows = shape.at(-2) ?? 1;
    const outer = shape.slice(0, -2);
    if (leading.length > outer.length || leading.some((i, axis) => i < 0 || i >= (outer[axis] ?? 0))) {
      throw new Error(`[trace] "${name}" with shape [${shape.join(", ")}] has no matrix at [${leading.join(", ")}]`);
    }
    const nth = outer.reduce((at, size, axis) => at * size + (leading[axis] ?? 0), 0);
    return { data: data.subarray(nth * rows * cols, (nth + 1) * rows * cols), rows, cols };
  }
}
