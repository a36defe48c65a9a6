/** What pointers do to a magnifier: drag pans, a press chooses, two fingers or Ctrl with the wheel zoom. */
import type { Cell } from "./geometry";
import type { Magnifier } from "./magnifier";
import { cellAtPoint, centreOn } from "./viewport";

/** A press that moves less is a choice, not a drag. */
const SLOP = 4;

interface Point {
  x: number;
  y: number;
}

export class MagnifierPointers {
  readonly #host: Magnifier;
  readonly #down = new Map<number, Point>();
  #moved = 0;

  constructor(host: Magnifier) {
    this.#host = host;
  }

  get panning(): boolean {
    return this.#down.size > 0;
  }

  #point(event: MouseEvent): Point {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #cell({ x, y }: Point): Cell | null {
    return cellAtPoint(this.#host.view, x, y) ?? null;
  }

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    if (this.#down.size === 0) this.#moved = 0;
    this.#down.set(event.pointerId, this.#point(event));
  };

  readonly move = (event: PointerEvent): void => {
    const now = this.#point(event);
    const before = this.#down.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") this.#host.hover(this.#cell(now));
      return;
    }
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    this.#moved += Math.abs(dx) + Math.abs(dy);
    this.#down.set(event.pointerId, now);
    if (this.#moved < SLOP) return;
    const other = [...this.#down].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) {
      this.#host.pan(-dx, -dy);
      return;
    }
    const apart = (point: Point): number => Math.hypot(point.x - other.x, point.y - other.y) || 1;
    this.#host.zoom(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  };

  readonly up = (event: PointerEvent): void => {
    const known = this.#down.delete(event.pointerId);
    const cell = this.#cell(this.#point(event));
    if (known && this.#moved < SLOP && cell) this.#host.choose(cell);
  };

  readonly cancel = (event: PointerEvent): void => {
    this.#down.delete(event.pointerId);
  };

  readonly leave = (): void => this.#host.hover(null);

  /** Without Ctrl the wheel scrolls the page, as anywhere; sideways, and once the window is in use, it pans. */
  readonly wheel = (event: WheelEvent): void => {
    const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      this.#host.zoom(Math.exp((-event.deltaY * scale) / 240), this.#point(event));
    } else {
      const inUse = this.#host.focused !== null || this.#host.shadowRoot?.activeElement?.id === "grid";
      const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (!inUse && !sideways) return;
      const swapped = event.shiftKey && event.deltaX === 0;
      this.#host.pan((swapped ? event.deltaY : event.deltaX) * scale, (swapped ? 0 : event.deltaY) * scale);
    }
    event.preventDefault();
  };

  readonly doubleClick = (event: MouseEvent): void => this.#host.zoom(2, this.#point(event));

  /** The frame of the overview follows the pointer. */
  readonly overview = (event: PointerEvent): void => {
    if (event.type === "pointerdown") (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    if ((event.buttons & 1) === 0) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const { rows, cols } = this.#host;
    const cell = {
      row: ((event.clientY - box.top) / box.height) * rows,
      col: ((event.clientX - box.left) / box.width) * cols,
    };
    this.#host.look(centreOn(this.#host.view, cell));
  };
}
