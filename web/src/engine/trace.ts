/** One run's tape, as the package hands it out: tensors are copies, explanations are made on demand. */
import { index as checkedIndex, string } from "./checks";
import { checkedEdit } from "./edits";
import { describe, fault } from "./errors";
import type { RawTrace } from "./raw";
import type {
  Anomaly,
  Config,
  Edit,
  EquationText,
  ExplainedCell,
  Explanation,
  Notice,
  ScriptLanguage,
  StepInfo,
  Tensor,
  TensorInfo,
  Token,
  TraceData,
  TraceDescription,
} from "./types";

/** A tensor as a file. */
export type TensorFormat = "csv" | "npy" | "json";
export type ExportFormat = TensorFormat | ScriptLanguage;

/** A number that JSON can carry. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

export interface TraceJson {
  format: "attention-lab/trace";
  version: 1;
  config: Config;
  tokens: Token[][];
  steps: (Omit<StepInfo, "attributes"> & { attributes: Record<string, JsonNumber | string> })[];
  notices: Notice[];
  /** Each with its gradient, where a loss was asked for. */
  tensors: (Omit<TensorInfo, "offset"> & { data: JsonNumber[]; gradient?: JsonNumber[] })[];
}

/** What a trace needs of the engine that made it. */
export interface TraceHost {
  /** Calls into the module; throws the Error it gives, or what became of it. */
  guard<T>(op: string, call: () => T | Error): T;
  released(trace: Trace): void;
  free(raw: RawTrace): void;
  equation(explanation: Explanation): EquationText;
  script(language: ScriptLanguage, data: TraceData, name: string): string;
}

/** What all terms add up to, those that the engine only counted included. */
function sumOf({ omitted, parts, result }: Explanation, products: readonly number[]): number {
  if (omitted > 0) return parts.sum ?? result * (parts.count ?? 1);
  return products.length > 0 ? products.reduce((total, product) => total + product, 0) : result;
}

const jsonNumber = (value: number): JsonNumber => (Number.isFinite(value) ? value : (String(value) as JsonNumber));

/** A whole run as plain data; NaN and the infinities as strings, for JSON has no word for them. */
export function traceJson(
  about: TraceDescription,
  dataOf: (name: string) => Float32Array,
  gradientOf?: (name: string) => Float32Array,
): TraceJson {
  const { config, tokens, steps, notices, tensors } = about;
  return structuredClone({
    format: "attention-lab/trace",
    version: 1,
    config,
    tokens,
    steps: steps.map((step) => ({
      ...step,
      attributes: Object.fromEntries(
        Object.entries(step.attributes).map(([name, value]) => [
          name,
          typeof value === "number" ? jsonNumber(value) : value,
        ]),
      ),
    })),
    notices,
    tensors: tensors.map(({ offset: _, ...info }) => ({
      ...info,
      data: Array.from(dataOf(info.name), jsonNumber),
      ...(gradientOf && { gradient: Array.from(gradientOf(info.name), jsonNumber) }),
    })),
  });
}

export class Trace {
  #raw: RawTrace | undefined;
  readonly #host: TraceHost;
  #description: TraceDescription;
  readonly #edits: Edit[];

  /** Not for callers: `engine.run` makes traces. */
  constructor(raw: RawTrace, host: TraceHost, edits: readonly Edit[] = []) {
    this.#raw = raw;
    this.#host = host;
    this.#edits = [...edits];
    this.#description = host.guard("run", () => raw.describe());
  }

  /** The tensors' names, in the order in which they were made. */
  get names(): string[] {
    return this.#about().tensors.map((info) => info.name);
  }

  /** What was done, in order: op, index string, operands, result. */
  get steps(): StepInfo[] {
    return structuredClone(this.#about().steps);
  }

  /** The words of each sentence, as the tokeniser cut them. */
  get tokens(): Token[][] {
    return structuredClone(this.#about().tokens);
  }

  /** Rows with nothing to attend to. */
  get notices(): Notice[] {
    return structuredClone(this.#about().notices);
  }

  /** Every setting as it was in the end, defaults included. */
  get config(): Config {
    return { ...this.#about().config };
  }

  /** A copy of the tensor, row-major. Throws `[trace] ...`, listing the names, for one that isn't there. */
  tensor(name: string): Tensor {
    const { shape, offset } = this.#info(name);
    const count = shape.reduce((product, size) => product * size, 1);
    const raw = this.#live();
    const data = this.#host.guard("trace", () => raw.values()).slice(offset, offset + count);
    return { data, shape: [...shape] };
  }

  /**
   * How the cell `index` of `name` came to be: operands, products, sum and equation, computed again in double
   * precision. A scaled score also carries its dot product as `source`. Throws for a cell that isn't there.
   */
  explain(name: string, index: readonly number[]): ExplainedCell {
    this.#info(name);
    const place = checkedIndex("explain", "index", index);
    const raw = this.#live();
    const explanation = this.#host.guard("explain", () => raw.explain(name, place));
    const [score] = explanation.operands;
    if (explanation.op === "scale" && score && explanation.attributes.temperature === undefined) {
      explanation.source = this.#host.guard("explain", () => raw.explain(score.name, score.index));
    }
    const products = explanation.terms.map((term) => term.value);
    const sum = sumOf(explanation, products);
    const { text, tex } = this.#host.equation(explanation);
    return { ...explanation, products, sum, equation: text, tex };
  }

  /**
   * Sets one cell by hand, or makes any edit that `run` takes, and computes again what depends on it. Throws `[edit] ...`
   * with the shapes where the tensor has no such cells, and then changes nothing.
   */
  edit(edit: Edit): void;
  edit(name: string, index: readonly number[], value: number): void;
  edit(what: Edit | string, index?: readonly number[], value?: number): void {
    const given = typeof what === "string" ? { tensor: what, index, value } : what;
    const edit = checkedEdit("edit", "the edit", given) as unknown as Edit;
    this.#info(edit.tensor);
    const raw = this.#live();
    this.#host.guard("edit", () => raw.edit(edit));
    this.#edits.push(edit);
    this.#description = this.#host.guard("edit", () => raw.describe());
  }

  /**
   * d loss / d tensor, of the tensor's shape: zeros where the loss doesn't depend on it. A cell that was set by hand
   * passes nothing on to what it would have been computed from. Throws `[gradient] ...` where no loss was asked for.
   */
  gradient(name: string): Tensor {
    const { shape, offset } = this.#info(name);
    const gradients = this.#gradients();
    if (!gradients) throw fault("gradient", `"${name}" has no gradient: this run was asked for no loss`);
    const count = shape.reduce((product, size) => product * size, 1);
    return { data: gradients.slice(offset, offset + count), shape: [...shape] };
  }

  /**
   * The first step in which a NaN or an infinity arose, forward and then on the way back, and its cell; undefined where
   * all is well. What a mask writes into scores, -Infinity, is no fault, nor is what comes of it.
   */
  anomaly(): Anomaly | undefined {
    const raw = this.#live();
    return this.#host.guard("anomaly", () => raw.anomaly()) ?? undefined;
  }

  /** A view of wasm memory, dead after the next call; undefined without a loss. */
  #gradients(): Float32Array | undefined {
    const raw = this.#live();
    const gradients = this.#host.guard("gradient", () => raw.gradients());
    return gradients.length > 0 ? gradients : undefined;
  }

  /** The whole run as plain data. */
  toJSON(): TraceJson {
    const gradientOf = this.#gradients() && ((name: string) => this.gradient(name).data);
    return traceJson(this.#about(), (name) => this.tensor(name).data, gradientOf);
  }

  /**
   * One tensor as comma-separated text, as NumPy's .npy bytes, or as JSON `{ name, shape, data }`; or the step that
   * made it as a script in `numpy`, `pytorch` or `cpp`, which runs by itself and asserts the numbers of this trace. A
   * script can also be had of a whole block, by the path that its tensors begin with: `attn`, `encoder.0`.
   */
  export(format: "npy", name: string): Uint8Array;
  export(format: Exclude<ExportFormat, "npy">, name: string): string;
  export(format: ExportFormat, name: string): string | Uint8Array;
  export(format: ExportFormat, name: string): string | Uint8Array {
    const raw = this.#live();
    if (format === "numpy" || format === "pytorch" || format === "cpp") {
      return this.#host.script(format, this.data(), string("export", "the name", name));
    }
    const { axes, role } = this.#info(name);
    switch (format) {
      case "csv":
        return this.#host.guard("export", () => raw.csv(name));
      case "npy":
        return this.#host.guard("export", () => raw.npy(name)).slice();
      case "json": {
        const { shape, data } = this.tensor(name);
        return JSON.stringify({ name, shape, axes, role, data: Array.from(data, jsonNumber) });
      }
      default:
        throw fault("export", `there is no format ${describe(format)}; there are csv, npy, json, numpy, pytorch, cpp`);
    }
  }

  /** The whole run in one buffer of its own, for a page to hold: one copy, immune to what the module does later. */
  data(milliseconds = 0): TraceData {
    const raw = this.#live();
    const values = this.#host.guard("trace", () => raw.values()).slice();
    const gradients = this.#gradients()?.slice();
    const edits = structuredClone(this.#edits);
    const anomaly = this.anomaly();
    return {
      ...structuredClone(this.#about()),
      values,
      milliseconds,
      edits,
      ...(gradients && { gradients }),
      ...(anomaly && { anomaly }),
    };
  }

  get disposed(): boolean {
    return this.#raw === undefined;
  }

  /** Frees the run's memory. Doing it twice is harmless; any other use afterwards is an error. */
  dispose(): void {
    const raw = this.#raw;
    if (!raw) return;
    this.#raw = undefined;
    this.#host.released(this);
    this.#host.free(raw);
  }

  #live(): RawTrace {
    if (!this.#raw) throw fault("trace", "this trace was disposed of");
    return this.#raw;
  }

  #about(): TraceDescription {
    this.#live();
    return this.#description;
  }

  #info(name: string): TensorInfo {
    const { tensors } = this.#about();
    const info = tensors.find((one) => one.name === name);
    if (info) return info;
    throw fault(
      "trace",
      `there is no tensor ${describe(name)}; there are ${tensors.map((one) => one.name).join(", ")}`,
    );
  }
}
