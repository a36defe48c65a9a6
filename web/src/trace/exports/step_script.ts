/** One step as the op table sees it: its operands as variables of the script that is being written. */
import type { StepInfo } from "../../engine/types";
import { parseRule } from "../regions";
import type { TraceView } from "../trace_view";
import { doubleText, type Special } from "./numbers";

/** An op in each language; Python expressions, with statements before the last line where one doesn't do. */
export interface OpExport {
  numpy(step: StepScript): string | string[];
  pytorch(step: StepScript): string | string[];
  /** Its name in `attention::ops`. */
  cpp: string;
}

const PYTHON: { readonly [lib: string]: Special } = {
  np: { infinity: "np.inf", nan: "np.nan" },
  torch: { infinity: "torch.inf", nan: "torch.nan" },
};

export class StepScript {
  readonly inputs: string[];
  readonly output: string;
  /** The result's sizes. */
  readonly shape: readonly number[];

  constructor(
    readonly step: StepInfo,
    readonly view: TraceView,
    readonly variables: ReadonlyMap<string, string>,
    readonly lib: "np" | "torch",
    /** Names of the helper functions that the script must define. */
    readonly helpers: Set<string>,
  ) {
    const rule = parseRule(step.rule);
    this.inputs = rule.inputs;
    this.output = rule.output;
    this.shape = view.info(step.output).shape;
  }

  get count(): number {
    return this.step.inputs.length;
  }

  /** Operand i as a variable. */
  in(i: number): string {
    return this.variables.get(this.step.inputs[i] ?? "") ?? "";
  }

  sizes(i: number): readonly number[] {
    return this.view.info(this.step.inputs[i] ?? "").shape;
  }

  /** The numbers of operand i as the page shows them, for a script that need only spell out what happens. */
  data(i: number): Float32Array {
    return this.view.tensor(this.step.inputs[i] ?? "").data;
  }

  /** The size of a letter, wherever it stands. */
  size(letter: string): number {
    const at = this.output.indexOf(letter);
    if (at >= 0) return this.shape[at] ?? 1;
    const i = this.inputs.findIndex((letters) => letters.includes(letter));
    return this.sizes(i)[this.inputs[i]?.indexOf(letter) ?? 0] ?? 1;
  }

  /** Operand i with its axes under those of `letters`: `b[:, None, :]` for a bias "hd" under "hqd". */
  under(i: number, letters = this.output): string {
    const own = this.inputs[i] ?? "";
    const sorted = [...letters].filter((letter) => own.includes(letter)).join("");
    const variable = sorted === own ? this.in(i) : `${this.lib}.einsum("${own}->${sorted}", ${this.in(i)})`;
    const axes = [...letters].map((letter) => (own.includes(letter) ? ":" : "None"));
    while (axes[0] === "None") axes.shift();
    return axes.includes("None") ? `${variable}[${axes.join(", ")}]` : variable;
  }

  /** Every operand under the result's letters. */
  all(): string[] {
    return this.step.inputs.map((_, i) => this.under(i));
  }

  number(name: string, fallback: number): number {
    const value = this.step.attributes[name];
    return typeof value === "number" ? value : fallback;
  }

  text(name: string, fallback: string): string {
    const value = this.step.attributes[name];
    return typeof value === "string" ? value : fallback;
  }

  /** A number as this library writes it. */
  write(value: number): string {
    return doubleText(value, PYTHON[this.lib] as Special);
  }

  /** Has the script define the helper, and gives its name. */
  use(helper: string): string {
    this.helpers.add(helper);
    return helper;
  }
}

/** A shape as Python and C++ agree to write its inside: `2, 3`. */
export const list = (sizes: readonly number[]): string => sizes.join(", ");

/** A tuple of sizes, which for one of them needs a comma. */
export const tuple = (sizes: readonly number[]): string => (sizes.length === 1 ? `(${sizes[0]},)` : `(${list(sizes)})`);

/** An op that both libraries write alike. */
export const alike = (cpp: string, write: OpExport["numpy"]): OpExport => ({ cpp, numpy: write, pytorch: write });
