/**
 * The attention heatmap as a figure of its own (S25): words on both axes, those along the foot turned by 45 degrees,
 * two decimals in each cell, viridis, colour bar, title. A standalone SVG, always on white, that any program opens.
 */
import { formatNumber } from "../trace/format";
import { type ColourMap, type ColourScale, colourTable, interpolatorOf, weightsScale } from "./colour";
import { formatLimit } from "./colour_limits";
import { type Measure, widest } from "./labels";

export interface FigureOptions {
  /** Row-major, rows x cols. */
  data: ArrayLike<number>;
  rows: number;
  cols: number;
  rowLabels: readonly string[];
  colLabels: readonly string[];
  title: string;
  xTitle?: string;
  yTitle?: string;
  /** Read out in place of the picture. */
  description?: string;
  scale?: ColourScale;
  colours?: ColourMap;
  /** Of the colour bar, where each row has its own range: the words at its low and its high end. */
  rowEnds?: readonly [string, string];
  /** 0 where blocked: hatched. */
  allowed?: ArrayLike<number> | undefined;
  digits?: number;
  /** Widths of labels in pixels at 13 px; without it they are estimated. */
  measure?: Measure;
}

const CELL = 44;
const GAP = 8;
const LABEL_SIZE = 13;
const LONGEST_LABEL = 24;
const LABEL_LIMIT = 170;
const MARGIN = 24;
const BAR = 14;
const INK = "#1d1c1a";
const QUIET = "#57544d";
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif";

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** What XML 1.0 can't hold even as an entity: control characters, halves of surrogate pairs, two non-characters. */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|\p{Cs}|\uFFFE|\uFFFF/gu;

/** Text that can only ever be text, in an element or in an attribute. */
export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, "\uFFFD").replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Whole characters as a reader sees them: an emoji family is one. */
function characters(text: string): string[] {
  if (typeof Intl !== "undefined" && "Segmenter" in Intl) {
    return Array.from(new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text), (part) => part.segment);
  }
  return Array.from(text);
}

export function shortened(text: string): string {
  const all = characters(text);
  return all.length <= LONGEST_LABEL ? text : `${all.slice(0, LONGEST_LABEL - 1).join("")}…`;
}

/** Generous, since what is estimated too small is cut off. */
function estimate(text: string): number {
  return characters(text).reduce((width, c) => width + (/[\u1100-\u{1FFFF}]/u.test(c) ? 1 : 0.64) * LABEL_SIZE, 0);
}

const n = (value: number): string => String(Number(value.toFixed(2)));

interface TextOptions {
  anchor?: "start" | "middle" | "end";
  size?: number;
  weight?: number;
  fill?: string;
  transform?: string;
  full?: string;
}

function text(x: number, y: number, content: string, options: TextOptions = {}): string {
  const { anchor = "start", size = LABEL_SIZE, weight = 400, fill = INK, transform, full } = options;
  const turned = transform ? ` transform="${transform}"` : "";
  const whole = full !== undefined && full !== content ? `<title>${escapeXml(full)}</title>` : "";
  return `<text x="${n(x)}" y="${n(y)}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${fill}"${turned}>${escapeXml(content)}${whole}</text>`;
}

interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

function cells(options: FigureOptions, scale: ColourScale, { left, top }: Frame): string {
  const { data, rows, cols, allowed, digits = 2 } = options;
  const table = colourTable(scale, "light", options.colours);
  const parts: string[] = [];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const i = row * cols + col;
      const value = data[i] ?? Number.NaN;
      const open = !allowed || Boolean(allowed[i]);
      const finite = Number.isFinite(value);
      const entry = finite ? table.entry(value, row) : 0;
      const fill = !open ? "url(#blocked)" : finite ? (table.fills[entry] ?? "") : "#ffffff";
      const ink = open && finite ? (table.texts[entry] ?? INK) : INK;
      const [x, y] = [left + col * CELL, top + row * CELL];
      parts.push(`<rect x="${n(x)}" y="${n(y)}" width="${CELL - 1}" height="${CELL - 1}" fill="${fill}"/>`);
      const written = formatNumber(value, digits);
      const size = written.length > 6 ? 10 : 12;
      if (open)
        parts.push(text(x + CELL / 2, y + CELL / 2 + size * 0.36, written, { anchor: "middle", size, fill: ink }));
    }
  }
  return parts.join("");
}

function axes(options: FigureOptions, { left, top, width, height }: Frame): string {
  const { rows, cols, rowLabels, colLabels, xTitle = "", yTitle = "" } = options;
  const parts: string[] = [];
  for (let row = 0; row < rows; row++) {
    const full = rowLabels[row] ?? "";
    parts.push(text(left - GAP, top + (row + 0.5) * CELL + 4.5, shortened(full), { anchor: "end", full }));
  }
  for (let col = 0; col < cols; col++) {
    const full = colLabels[col] ?? "";
    const [x, y] = [left + (col + 0.5) * CELL + 4, top + height + GAP + 8];
    parts.push(text(x, y, shortened(full), { anchor: "end", transform: `rotate(-45 ${n(x)} ${n(y)})`, full }));
  }
  const { foot, side } = titlePlaces(options, { left, top, width, height });
  if (xTitle) parts.push(text(left + width / 2, foot, xTitle, { anchor: "middle", fill: QUIET }));
  if (yTitle) {
    const y = top + height / 2;
    parts.push(text(side, y, yTitle, { anchor: "middle", fill: QUIET, transform: `rotate(-90 ${n(side)} ${n(y)})` }));
  }
  return parts.join("");
}

function labelRoom(options: FigureOptions): { beside: number; below: number } {
  const measure = options.measure ?? estimate;
  const beside = widest(options.rowLabels.map(shortened), measure, LABEL_LIMIT);
  const below = widest(options.colLabels.map(shortened), measure, LABEL_LIMIT) * Math.SQRT1_2;
  return { beside: Math.ceil(beside), below: Math.ceil(below) };
}

function titlePlaces(options: FigureOptions, { left, top, height }: Frame): { foot: number; side: number } {
  const { beside, below } = labelRoom(options);
  return { foot: top + height + GAP + below + 30, side: left - GAP - beside - 12 };
}

function colourBar(options: FigureOptions, scale: ColourScale, x: number, { top, height }: Frame): string {
  const [low, high] = scale.domain;
  const ends = scale.rows ? options.rowEnds : undefined;
  const places = ends ? (low < 0 ? [0, 0.5, 1] : [0, 1]) : [0, 0.25, 0.5, 0.75, 1];
  const ticks = places.map((t) => {
    const y = top + (1 - t) * height;
    const label = ends ? (t === 1 ? ends[1] : t === 0 && low < 0 ? ends[0] : "0") : formatLimit(low + t * (high - low));
    return `<line x1="${n(x + BAR)}" x2="${n(x + BAR + 4)}" y1="${n(y)}" y2="${n(y)}" stroke="${QUIET}"/>${text(x + BAR + 8, y + 4, label, { size: 12, fill: QUIET })}`;
  });
  return `<rect x="${n(x)}" y="${n(top)}" width="${BAR}" height="${n(height)}" fill="url(#scale)"/>${ticks.join("")}`;
}

/** A standalone SVG document. Labels and title are escaped; no part of them can become markup. */
export function figureSvg(options: FigureOptions): string {
  const { rows, cols, title, description = title, xTitle = "", yTitle = "" } = options;
  const scale = options.scale ?? weightsScale();
  const { beside, below } = labelRoom(options);
  const left = MARGIN + beside + GAP + (yTitle ? 24 : 0);
  const top = MARGIN + (title ? 40 : 0);
  const frame: Frame = { left, top, width: cols * CELL, height: rows * CELL };
  const bar = left + frame.width + 24;
  const estimated = characters(title).length * 11 + 2 * MARGIN;
  const width = Math.ceil(
    Math.max(
      bar + BAR + (scale.rows && options.rowEnds ? 20 + 8 * Math.max(...options.rowEnds.map((end) => end.length)) : 56),
      Math.min(estimated, left + frame.width + 400),
    ),
  );
  const height = Math.ceil(top + frame.height + GAP + below + (xTitle ? 40 : 16) + MARGIN / 2);
  const colour = interpolatorOf(scale, "light", options.colours);
  const stops = Array.from({ length: 33 }, (_, i) => `<stop offset="${n(i / 32)}" stop-color="${colour(i / 32)}"/>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${FONT}">`,
    `<title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc>`,
    `<defs><linearGradient id="scale" x1="0" y1="1" x2="0" y2="0">${stops.join("")}</linearGradient>`,
    `<pattern id="blocked" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#f4f1ea"/>`,
    `<path d="M-1 7 7 -1M-4 4 4 -4M2 10 10 2" stroke="#c9c3b5" stroke-width="1"/></pattern></defs>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    title ? text(left, MARGIN + 14, title, { size: 18, weight: 650 }) : "",
    cells(options, scale, frame),
    axes(options, frame),
    colourBar(options, scale, bar, frame),
    "</svg>",
  ].join("");
}
