/** What pointer and keyboard do to a heatmap: hover, select, edit, paint, walk the grid with one tab stop. */
import type { ReactiveController } from "lit";
import { formatNumber } from "../trace/format";
import { type Cell, cellAt, cellsBetween, moveBy } from "./geometry";
import type { Heatmap } from "./heatmap";

export interface Editing {
  cell: Cell;
  text: string;
  /** A key began it. */
  typed: boolean;
}

interface Stroke {
  cells: Cell[];
  value: 0 | 1;
  last: Cell;
}

/** A row or a column where a word at the edge was asked, else the cell: what a menu is wanted for, and where. */
export interface MenuWish extends Cell {
  line?: "row" | "column";
  /** In the window. */
  x: number;
  y: number;
}

/** How long a finger rests on a cell to ask for its menu. */
const LONG_PRESS = 550;

const STARTS_NUMBER = /^[\d.,+\-\u2212]$/;
const same = (a: Cell | null, b: Cell | null): boolean =>
  a === b || (a !== null && b !== null && a.row === b.row && a.col === b.col);

export class HeatmapInput implements ReactiveController {
  hovered: Cell | null = null;
  /** The cell that the keyboard stands on while its ring is to be seen. */
  focused: Cell | null = null;
  stroke: Stroke | null = null;
  editing: Editing | null = null;
  #at: Cell = { row: 0, col: 0 };
  #longPress: ReturnType<typeof setTimeout> | undefined;
  #pressed: { cell: Cell; wasSelected: boolean } | null = null;
  readonly #host: Heatmap;

  constructor(host: Heatmap) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const { rows, cols } = this.#host;
    const clamp = (cell: Cell | null): Cell | null => (cell && cell.row < rows && cell.col < cols ? cell : null);
    this.hovered = clamp(this.hovered);
    this.focused = clamp(this.focused);
    if (this.editing && !clamp(this.editing.cell)) this.editing = null;
  }

  /** The cell of aria-activedescendant. */
  get active(): Cell {
    const { rows, cols, selected } = this.#host;
    const at = this.focused ?? (selected && selected.row < rows && selected.col < cols ? selected : this.#at);
    return { row: Math.max(0, Math.min(at.row, rows - 1)), col: Math.max(0, Math.min(at.col, cols - 1)) };
  }

  /** Cells whose labels stand out. */
  points(): Cell[] {
    return [this.hovered, this.focused, this.#host.selected].filter((cell): cell is Cell => cell !== null).slice(0, 2);
  }

  #emit(type: string, detail: unknown): void {
    this.#host.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #cellOf(event: PointerEvent | MouseEvent): Cell | null {
    const g = this.#host.layout?.geometry;
    const grid = event.currentTarget as HTMLElement;
    if (!g) return null;
    const box = grid.getBoundingClientRect();
    // The box is in screen pixels: an ancestor may be scaled.
    const x = ((event.clientX - box.left) * g.width) / (box.width || 1);
    const y = ((event.clientY - box.top) * g.height) / (box.height || 1);
    const cell = cellAt(g, x, y);
    if (!cell) return null;
    return this.#host.transposed ? { row: cell.col, col: cell.row } : cell;
  }

  #hover(cell: Cell | null): void {
    if (same(cell, this.hovered)) return;
    this.hovered = cell;
    this.#emit("al-hover", cell);
    this.#host.requestUpdate();
  }

  #select(cell: Cell | null): void {
    if (cell) this.#at = cell;
    this.#emit("al-select", cell);
    this.#host.requestUpdate();
  }

  readonly pointerDown = (event: PointerEvent): void => {
    const cell = this.#cellOf(event);
    if (event.button === 0) this.#host.zoom.down(event);
    if (!cell || event.button !== 0) return;
    // The keyboard's cell is no longer pointed at; a finger sends no hover that would say so.
    if (this.focused) this.#emit("al-hover", this.hovered);
    this.focused = null;
    this.#pressed = { cell, wasSelected: same(cell, this.#host.selected) };
    if (event.pointerType === "touch" && !this.#host.paintable) {
      const { clientX, clientY } = event;
      this.#longPress = setTimeout(() => this.#menu(cell, clientX, clientY), LONG_PRESS);
    }
    if (this.#host.paintable) {
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      this.stroke = { cells: [cell], value: this.#ink(cell), last: cell };
    }
    this.#host.requestUpdate();
  };

  /** What a stroke that begins here does: the other of what stands there, or what the brush is for. */
  #ink({ row, col }: Cell): 0 | 1 {
    const { brush } = this.#host;
    return brush === "toggle" ? (this.#host.isOn(row, col) ? 0 : 1) : brush;
  }

  #menu(cell: Cell, x: number, y: number, line?: MenuWish["line"]): void {
    clearTimeout(this.#longPress);
    if (!this.#host.editable) return;
    this.#pressed = null;
    this.stroke = null;
    this.#emit("al-menu", { ...cell, x, y, ...(line && { line }) } satisfies MenuWish);
  }

  /** A menu key has no place of its own: it asks for the cell that the keyboard stands on. */
  #menuOfActive(): void {
    const { renderRoot, layout, transposed } = this.#host;
    const box = renderRoot.querySelector("#grid")?.getBoundingClientRect();
    const at = this.active;
    const [row, col] = transposed ? [at.col, at.row] : [at.row, at.col];
    const { pitchX = 0, pitchY = 0 } = layout?.geometry ?? {};
    const { x = 0, y = 0 } = layout?.geometry ?? {};
    this.#menu(at, (box?.left ?? 0) - x + (col + 1) * pitchX, (box?.top ?? 0) - y + (row + 1) * pitchY);
  }

  readonly contextMenu = (event: MouseEvent): void => {
    const cell = this.#cellOf(event);
    if (!this.#host.editable || !cell) return;
    event.preventDefault();
    this.#menu(cell, event.clientX, event.clientY);
  };

  /** A click or a right click on the word of a row or column, as drawn. */
  label(event: MouseEvent, line: "row" | "column", at: number): void {
    if (!this.#host.editable) return;
    event.preventDefault();
    const { selected, transposed, rows, cols } = this.#host;
    const own = transposed ? (line === "row" ? "column" : "row") : line;
    const cell = own === "row" ? { row: at, col: selected?.col ?? 0 } : { row: selected?.row ?? 0, col: at };
    if (cell.row < rows && cell.col < cols) this.#menu(cell, event.clientX, event.clientY, own);
  }

  readonly pointerMove = (event: PointerEvent): void => {
    if (this.#host.zoom.move(event)) {
      clearTimeout(this.#longPress);
      this.#pressed = null;
      this.stroke = null;
      return;
    }
    const cell = this.#cellOf(event);
    if (event.pointerType !== "touch") this.#hover(cell);
    else if (!same(cell, this.#pressed?.cell ?? null)) clearTimeout(this.#longPress);
    if (!this.stroke || !cell || same(cell, this.stroke.last)) return;
    const { cells } = this.stroke;
    for (const next of cellsBetween(this.stroke.last, cell)) {
      if (!cells.some((known) => same(known, next))) cells.push(next);
    }
    this.stroke.last = cell;
    this.#paint(false);
  };

  readonly pointerUp = (event: PointerEvent): void => {
    if (this.#host.zoom.up(event)) {
      clearTimeout(this.#longPress);
      this.#pressed = null;
      return;
    }
    const cell = this.#cellOf(event);
    const pressed = this.#pressed;
    this.#pressed = null;
    clearTimeout(this.#longPress);
    if (this.stroke) {
      this.#paint(true);
      this.stroke = null;
      this.#host.requestUpdate();
    }
    if (!cell || !pressed || !same(cell, pressed.cell)) return;
    this.#select(cell);
    // A finger can't double-click well: the second tap on a cell opens it.
    if (event.pointerType === "touch" && pressed.wasSelected && this.#host.editable && !this.#host.paintable)
      this.edit(cell);
  };

  /** The browser took the gesture for a scroll: what was painted stays painted, in one piece. */
  readonly pointerCancel = (event: PointerEvent): void => {
    this.#host.zoom.up(event);
    const moved = (this.stroke?.cells.length ?? 0) > 1;
    clearTimeout(this.#longPress);
    if (this.stroke && moved) this.#paint(true);
    this.stroke = null;
    this.#pressed = null;
    this.#host.requestUpdate();
  };

  readonly pointerLeave = (): void => this.#hover(null);

  readonly doubleClick = (event: MouseEvent): void => {
    const cell = this.#cellOf(event);
    if (cell && this.#host.editable && !this.#host.paintable) this.edit(cell);
  };

  readonly focus = (event: FocusEvent): void => {
    if (!(event.currentTarget as HTMLElement).matches(":focus-visible")) return;
    this.focused = this.active;
    this.#emit("al-hover", this.focused);
    this.#host.requestUpdate();
  };

  readonly blur = (): void => {
    if (!this.focused) return;
    this.#at = this.focused;
    this.focused = null;
    if (!this.editing) this.#emit("al-hover", null);
    this.#host.requestUpdate();
  };

  readonly keyDown = (event: KeyboardEvent): void => {
    const host = this.#host;
    if (event.altKey || host.rows === 0 || host.cols === 0) return;
    const at = this.active;
    const plain = !event.ctrlKey && !event.metaKey;
    const shown = host.transposed ? { row: at.col, col: at.row } : at;
    const moved = moveBy({ key: event.key, ctrl: !plain }, shown, host.shownRows, host.shownCols);
    if (plain && host.zoom.key(event.key)) {
      // A large matrix: what is typed there moves it; Enter changes the number.
    } else if (moved) {
      this.#walk(host.transposed ? { row: moved.col, col: moved.row } : moved);
    } else if ((event.key === "Enter" || event.key === "F2") && plain) {
      if (host.editable) this.edit(at);
      else this.#select(at);
    } else if (event.key === " " && plain) {
      if (host.paintable) {
        this.focused = at;
        this.#emit("al-paint", {
          cells: [[at.row, at.col]],
          value: this.#ink(at),
          done: true,
        });
      } else this.#select(at);
    } else if (host.editable && (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))) {
      this.#menuOfActive();
    } else if (event.key === "Escape" && host.selected) {
      this.#select(null);
    } else if (host.editable && plain && STARTS_NUMBER.test(event.key)) {
      this.edit(at, event.key);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #walk(cell: Cell): void {
    this.focused = cell;
    this.#emit("al-hover", cell);
    this.#select(cell);
    this.#scrollTo(cell);
  }

  #scrollTo(cell: Cell): void {
    this.#host.zoom.reveal(
      ...((this.#host.transposed ? [cell.col, cell.row] : [cell.row, cell.col]) as [number, number]),
    );
    const scroll = this.#host.renderRoot.querySelector<HTMLElement>(".overflowing");
    const layout = this.#host.layout;
    if (!scroll || !layout) return;
    const x = layout.left + (this.#host.transposed ? cell.row : cell.col) * layout.geometry.pitchX;
    if (x < scroll.scrollLeft + layout.left) scroll.scrollLeft = x - layout.left;
    else if (x + 60 > scroll.scrollLeft + scroll.clientWidth) scroll.scrollLeft = x + 60 - scroll.clientWidth;
  }

  /** Reports the stroke so far: always all of its cells, so that a listener that misses one event misses nothing. */
  #paint(done: boolean): void {
    if (!this.stroke) return;
    const { cells, value } = this.stroke;
    this.#emit("al-paint", { cells: cells.map(({ row, col }) => [row, col]), value, done });
    this.#host.requestUpdate();
  }

  /** Opens the field over a cell; `key` is the first character typed. */
  edit(cell: Cell, key?: string): void {
    const value = formatNumber(this.#host.valueAt(cell.row, cell.col), 4);
    this.editing = { cell, text: key ?? value, typed: key !== undefined };
    this.#host.requestUpdate();
  }

  readonly commit = (event: CustomEvent<{ value: number; refocus: boolean }>): void => {
    const cell = this.editing?.cell;
    this.#close(event.detail.refocus);
    if (cell) this.#emit("al-edit", { ...cell, value: event.detail.value });
  };

  readonly cancel = (event: CustomEvent<{ refocus: boolean }>): void => this.#close(event.detail.refocus);

  #close(refocus: boolean): void {
    const cell = this.editing?.cell ?? null;
    this.editing = null;
    if (refocus) {
      this.focused = cell;
      this.#host.renderRoot.querySelector<HTMLElement>("#grid")?.focus();
    }
    this.#host.requestUpdate();
  }
}
