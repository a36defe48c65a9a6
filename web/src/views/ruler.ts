/** Measures text without laying out the page. */

let context: CanvasRenderingContext2D | null | undefined;
const widths = new Map<string, number>();
const CACHE = 20_000;

export function measureText(font: string, text: string): number {
  const key = `${font}\n${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  context ??= document.createElement("canvas").getContext("2d");
  if (!context) return text.length * 8;
  context.font = font;
  const { width } = context.measureText(text);
  if (widths.size > CACHE) widths.clear();
  widths.set(key, width);
  return width;
}
