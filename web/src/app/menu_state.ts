/** Which cell's menu is open, and where. */
import { signal } from "@preact/signals-core";
import type { CellRef } from "../state/settings";
import type { Line } from "./change_cell";

export interface Menu {
  cell: CellRef;
  line: Line;
  x: number;
  y: number;
}

export const menu = signal<Menu | null>(null);

export function openMenu(cell: CellRef, line: Line, x: number, y: number): void {
  menu.value = { cell, line, x, y };
}
