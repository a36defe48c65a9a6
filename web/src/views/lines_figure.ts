/** Lines from queries to keys as a figure of its own: a standalone SVG on white, as the page draws them. No DOM. */
import { escapeXml, shortened } from "./figure";
import { headStyle } from "./head_hues";
import { type HeadWeights, heightOf, shiftOf } from "./lines_layout";

export interface LinesFigure {
  heads: readonly HeadWeights[];
  rowLabels: readonly string[];
  colLabels: readonly string[];
  rowTitle: string;
  colTitle: string;
  title: string;
  description: string;
  /** The weight from which a line is drawn. */
  from: number;
  headName: (head: number) => string;
}

const PITCH = 28;
const BESIDE = 190;
const BETWEEN = 360;
const TOP = 84;
const INK = "#1d1c1a";
const QUERY = "#0067a5";
const KEY = "#a84f00";
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif";

const n = (value: number): string => String(Number(value.toFixed(2)));

const text = (x: number, y: number, content: string, anchor: string, more = ""): string =>
  `<text x="${n(x)}" y="${n(y)}" text-anchor="${anchor}" font-size="13" fill="${INK}"${more}>${escapeXml(shortened(content))}</text>`;

export function linesSvg(figure: LinesFigure): string {
  const { heads, rowLabels, colLabels, from, headName } = figure;
  const [rows, cols] = [rowLabels.length, colLabels.length];
  const several = heads.length > 1;
  const width = 2 * BESIDE + BETWEEN;
  const foot = TOP + Math.max(rows, cols) * PITCH + 24;
  const y = (index: number, nth: number): number => TOP + heightOf(index, PITCH) + shiftOf(nth, heads.length, PITCH);
  const lines = heads.flatMap(({ head, data }, nth) => {
    const { hue, dash } = headStyle(head, "light");
    const look = several
      ? `stroke="${hue}"${dash.length > 0 ? ` stroke-dasharray="${dash.join(" ")}"` : ""}`
      : `stroke="url(#way)"`;
    return Array.from({ length: rows * cols }, (_, i) => {
      const weight = data[i] ?? 0;
      if (!(weight > 0) || weight < from) return "";
      const share = Math.min(1, weight);
      const [row, col] = [Math.floor(i / cols), i % cols];
      // Over a line that lies level a gradient by its box would have none: the way is that of the whole figure.
      return `<path d="M${BESIDE} ${n(y(row, nth))}L${BESIDE + BETWEEN} ${n(y(col, nth))}" ${look} stroke-width="${n(0.75 + (several ? 4 : 7) * share)}" stroke-opacity="${n(0.25 + 0.7 * share)}"/>`;
    });
  });
  const legend = several
    ? heads.map(({ head }, nth) => {
        const { hue, dash } = headStyle(head, "light");
        const x = 24 + nth * 96;
        return `<path d="M${x} ${foot}h28" stroke="${hue}" stroke-width="3"${dash.length > 0 ? ` stroke-dasharray="${dash.join(" ")}"` : ""}/>${text(x + 34, foot + 4, headName(head), "start")}`;
      })
    : [];
  const whole = Math.max(width, several ? 24 + heads.length * 96 : 0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${foot + 24}" viewBox="0 0 ${whole} ${foot + 24}" role="img" font-family="${FONT}">`,
    `<title>${escapeXml(figure.title)}</title><desc>${escapeXml(figure.description)}</desc>`,
    `<defs><linearGradient id="way" gradientUnits="userSpaceOnUse" x1="${BESIDE}" y1="0" x2="${BESIDE + BETWEEN}" y2="0"><stop offset="0.1" stop-color="${QUERY}"/><stop offset="0.9" stop-color="${KEY}"/></linearGradient></defs>`,
    `<rect width="${whole}" height="${foot + 24}" fill="#ffffff"/>`,
    `<text x="24" y="36" font-size="18" font-weight="650" fill="${INK}">${escapeXml(figure.title)}</text>`,
    text(BESIDE - 10, TOP - 10, figure.rowTitle, "end", ' font-style="italic"'),
    text(BESIDE + BETWEEN + 10, TOP - 10, figure.colTitle, "start", ' font-style="italic"'),
    `<g fill="none">${lines.join("")}</g>`,
    rowLabels.map((label, row) => text(BESIDE - 10, y(row, (heads.length - 1) / 2) + 4.5, label, "end")).join(""),
    colLabels
      .map((label, col) => text(BESIDE + BETWEEN + 10, y(col, (heads.length - 1) / 2) + 4.5, label, "start"))
      .join(""),
    legend.join(""),
    "</svg>",
  ].join("");
}
