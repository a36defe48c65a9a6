/** Where the words of a sentence stand and how lines run between them. Pixels; no DOM. */
import type { Rect } from "./geometry";

export interface WordPlaces {
  /** Words one below the other, with lines at their side; else in a line, with lines above. */
  column: boolean;
  boxes: Rect[];
  width: number;
  height: number;
  /** How far a line may reach from the words. */
  reach: number;
}

export interface PlaceOptions {
  width: number;
  rem: number;
  /** The sentence runs to the left. */
  rtl: boolean;
}

const PADDING = 0.6;
const GAP = 0.25;
const WORD_HEIGHT = 3.25;
const ROW_HEIGHT = 2.25;

/** `sizes`: how wide each word is set. */
export function placeWords(sizes: readonly number[], { width, rem, rtl }: PlaceOptions): WordPlaces {
  // No narrower than a share of two decimals below the word.
  const natural = sizes.map((size) => Math.max(3, 2 * PADDING + size / rem) * rem);
  const gap = GAP * rem;
  const taken = natural.reduce((sum, one) => sum + one + gap, -gap);
  if (taken <= width) {
    const spare = Math.min(1.25 * rem, (width - taken) / Math.max(1, sizes.length));
    const total = taken + spare * (sizes.length - 1);
    const reach = Math.round(Math.min(11 * rem, Math.max(4.5 * rem, total * 0.28 - rem)));
    let x = 0;
    const boxes = natural.map((own) => {
      const box = { x: rtl ? width - x - own : x, y: reach, width: own, height: WORD_HEIGHT * rem };
      x += own + gap + spare;
      return box;
    });
    return { column: false, boxes, width, height: reach + WORD_HEIGHT * rem, reach };
  }
  const lane = Math.min(8 * rem, width * 0.4);
  const room = Math.max(0, width - lane);
  const row = ROW_HEIGHT * rem;
  const wide = Math.min(room, Math.max(...natural) + 3 * rem);
  const boxes = sizes.map((_, at) => ({ x: 0, y: at * row, width: wide, height: row - 2 }));
  return { column: true, boxes, width, height: sizes.length * row, reach: Math.min(lane, width - wide) };
}

/** From the middle of a word's edge to that of another, or round to the same word again. */
export function arcPath({ boxes, column, reach }: WordPlaces, from: number, to: number): string {
  const [a, b] = [boxes[from], boxes[to]];
  if (!a || !b) return "";
  const text = (...points: number[]): string => points.map((point) => point.toFixed(1)).join(" ");
  if (column) {
    const x = a.x + a.width;
    const [y1, y2] = [a.y + a.height / 2, b.y + b.height / 2];
    if (from === to) return `M${text(x, y1 - 5)} C${text(x + 30, y1 - 16, x + 30, y1 + 16, x, y1 + 5)}`;
    const far = x + Math.min(reach * 1.25, 14 + Math.abs(y2 - y1) * 0.5);
    return `M${text(x, y1)} C${text(far, y1, far, y2, x, y2)}`;
  }
  const y = a.y;
  const [x1, x2] = [a.x + a.width / 2, b.x + b.width / 2];
  if (from === to) return `M${text(x1 - 7, y)} C${text(x1 - 24, y - 46, x1 + 24, y - 46, x1 + 7, y)}`;
  // A cubic reaches three quarters of the way to its handles.
  const high = y - Math.min(reach * 1.25, 30 + Math.abs(x2 - x1) * 0.5);
  return `M${text(x1, y)} C${text(x1, high, x2, high, x2, y)}`;
}
