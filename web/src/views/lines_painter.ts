/** Draws the lines from queries to keys on a canvas: the stronger a weight, the wider and firmer its line. */
import type { Theme } from "../design/theme";
import { headStyle } from "./head_hues";
import { type HeadWeights, heightOf, type LineCell, type LinesShape, shiftOf } from "./lines_layout";

export interface LinesPicture {
  heads: readonly HeadWeights[];
  from: number;
  theme: Theme;
  /** The line that is hovered or chosen. */
  chosen: LineCell | null;
  /** The word or head whose lines stand out. */
  only: { row?: number; col?: number; head?: number } | null;
  /** The line that the keyboard stands on. */
  focused: LineCell | null;
}

const widest = (heads: number): number => (heads > 1 ? 4 : 7);
const FAINT = 0.12;

function stroke(
  context: CanvasRenderingContext2D,
  { pitch, width }: LinesShape,
  row: number,
  col: number,
  shift: number,
): void {
  context.beginPath();
  context.moveTo(0, heightOf(row, pitch) + shift);
  context.lineTo(width, heightOf(col, pitch) + shift);
  context.stroke();
}

export function paintLines(context: CanvasRenderingContext2D, shape: LinesShape, picture: LinesPicture): void {
  const { heads, from, theme, chosen, only, focused } = picture;
  const { cols, rows, pitch, width } = shape;
  const most = widest(heads.length);
  const across = context.createLinearGradient(0, 0, width, 0);
  across.addColorStop(0.1, theme.hue.q ?? theme.accent);
  across.addColorStop(0.9, theme.hue.k ?? theme.accent);
  const aside = (head: number, row: number, col: number): boolean =>
    only !== null &&
    ((only.row !== undefined && only.row !== row) ||
      (only.col !== undefined && only.col !== col) ||
      (only.head !== undefined && only.head !== head));
  const draw = (nth: number, row: number, col: number, weight: number, faint: boolean): void => {
    const { head } = heads[nth] as HeadWeights;
    const { hue, dash } = headStyle(head, theme.scheme);
    context.strokeStyle = heads.length > 1 ? hue : across;
    context.setLineDash(heads.length > 1 ? [...dash] : []);
    context.lineWidth = 0.75 + most * Math.min(1, weight);
    context.globalAlpha = (0.25 + 0.7 * Math.min(1, weight)) * (faint ? FAINT : 1);
    stroke(context, shape, row, col, shiftOf(nth, heads.length, pitch));
  };
  // Those that stand out lie above those that don't.
  for (const faint of [true, false]) {
    heads.forEach(({ head, data }, nth) => {
      for (let row = 0; row < rows; row++) {
        for (let col = 0; col < cols; col++) {
          const weight = data[row * cols + col] ?? 0;
          if (weight > 0 && weight >= from && aside(head, row, col) === faint) draw(nth, row, col, weight, faint);
        }
      }
    });
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
  const marked = chosen ?? focused;
  const nth = heads.findIndex(({ head }) => head === marked?.head);
  if (!marked || nth < 0) return;
  // The chosen line is drawn even below the threshold: it is what the story tells of.
  const weight = heads[nth]?.data[marked.row * cols + marked.col] ?? 0;
  const shift = shiftOf(nth, heads.length, pitch);
  context.strokeStyle = theme.paper;
  context.lineWidth = 6 + most * Math.min(1, weight);
  stroke(context, shape, marked.row, marked.col, shift);
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.5 + most * Math.min(1, weight);
  if (!(weight > 0)) context.setLineDash([1, 4]);
  stroke(context, shape, marked.row, marked.col, shift);
  context.setLineDash([]);
  for (const [x, at] of [
    [4, marked.row],
    [width - 4, marked.col],
  ] as const) {
    context.fillStyle = theme.ink;
    context.beginPath();
    context.arc(x, heightOf(at, pitch) + shift, 4, 0, 2 * Math.PI);
    context.fill();
  }
}
