/** Layers for whoever wants their result alone, again and again with the same weights. */
import type { CheckedTensor } from "./checks";
import { tensor } from "./checks";
import { describe, fault } from "./errors";
import type { RawModule, RawRowsLayer } from "./raw";

export interface RowsLayerHost {
  guard<T>(op: string, call: (module: RawModule) => T | Error): T;
  released(layer: RowsLayer): void;
  free(raw: RawRowsLayer): void;
}

/** The tensors by their names, those that may be missing only where they are given. */
export function tensors(
  op: string,
  given: Record<string, unknown>,
  needed: readonly string[],
  others: readonly string[],
): Record<string, CheckedTensor> {
  const all = [...needed, ...others.filter((name) => given[name] !== undefined)];
  return Object.fromEntries(all.map((name) => [name, tensor(op, name, given[name])]));
}

export class RowsLayer {
  readonly #op: string;
  readonly #host: RowsLayerHost;
  readonly #width: number;
  #raw: RawRowsLayer | undefined;

  /** Not for callers: the engine makes layers. */
  constructor(op: string, host: RowsLayerHost, width: number, make: (module: RawModule) => RawRowsLayer | Error) {
    this.#op = op;
    this.#host = host;
    this.#width = width;
    this.#raw = host.guard(op, make);
  }

  /**
   * Of tokens x d_model numbers, row-major, as many rows: a copy of the output. With as many tokens as before, or fewer,
   * the engine allocates nothing. Throws `[...] ...` for numbers that fill no whole token, or that aren't finite.
   */
  run(x: Float32Array): Float32Array {
    const raw = this.live();
    if (!(x instanceof Float32Array)) throw fault(this.#op, `x must be a Float32Array, not ${describe(x)}`);
    if (x.length === 0 || x.length % this.#width !== 0) {
      throw fault(this.#op, `x has ${x.length} numbers, which is no whole number of tokens of ${this.#width}`);
    }
    this.#host.guard(this.#op, () => raw.input(x.length / this.#width)).set(x);
    // A copy, made from the view and not by its slice(), which fills the copy with zeros first.
    return new Float32Array(this.#host.guard(this.#op, () => raw.run()));
  }

  protected live(): RawRowsLayer {
    if (!this.#raw) throw fault(this.#op, "this layer was disposed of");
    return this.#raw;
  }

  protected viewOfWeights(): Float32Array {
    const raw = this.live();
    const weights = this.#host.guard(this.#op, () => raw.weights());
    if (weights.length === 0) throw fault(this.#op, "there are no weights: a run keeps them with keepWeights");
    return weights;
  }

  /** Frees its memory; doing it twice is harmless. */
  dispose(): void {
    const raw = this.#raw;
    if (!raw) return;
    this.#raw = undefined;
    this.#host.released(this);
    this.#host.free(raw);
  }
}
