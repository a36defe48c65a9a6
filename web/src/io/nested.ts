/** Numbers in nested brackets become one array: every row as long as the first, at every depth. */
import { MAX_AXES, MAX_NUMBERS } from "./found";
import { ReadError } from "./read_error";

export class Nested {
  readonly numbers: number[] = [];
  /** Size of each axis, known once its first list is closed. */
  readonly #sizes: number[] = [];
  /** How many entries each open list has so far. */
  readonly #open: number[] = [];
  #leaf: number | undefined;

  get depth(): number {
    return this.#open.length;
  }

  open(): void {
    this.#enter();
    if (this.depth >= MAX_AXES) throw new ReadError("deep", { max: MAX_AXES });
    if (this.#leaf !== undefined && this.depth >= this.#leaf) throw new ReadError("mixed");
    this.#open.push(0);
  }

  number(value: number): void {
    this.#leaf ??= this.depth;
    if (this.depth !== this.#leaf || this.#sizes[this.depth] !== undefined) throw new ReadError("mixed");
    this.#enter();
    if (this.numbers.length >= MAX_NUMBERS) throw new ReadError("too_many", { max: MAX_NUMBERS });
    this.numbers.push(value);
  }

  close(): void {
    const axis = this.depth - 1;
    const found = this.#open.pop() ?? 0;
    const expected = this.#sizes[axis];
    if (expected === undefined) this.#sizes[axis] = found;
    else if (expected !== found) {
      throw new ReadError("ragged", { row: this.#open.at(-1) ?? 1, expected, found });
    }
  }

  /** Sizes of the axes, the outermost first. */
  get shape(): number[] {
    return [...this.#sizes];
  }

  #enter(): void {
    const last = this.#open.length - 1;
    if (last >= 0) this.#open[last] = (this.#open[last] ?? 0) + 1;
  }
}
