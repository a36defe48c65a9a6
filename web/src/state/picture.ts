/** Pictures as numbers: the page's own scene, drawn by formula, and small drawings as text for the link. No DOM. */

export interface Picture {
  /** [height, width, 3], row-major, 0 to 1. */
  data: Float32Array;
  height: number;
  width: number;
}

/** The side of a picture that is looked at, in pixels: 14 patches of 16, as in Dosovitskiy et al. 2020. */
export const SIDE = 224;

type Colour = readonly [number, number, number];

/** Nearly everywhere a shape is or isn't: only its edges are mixed. */
function mix(a: Colour, b: Colour, t: number): Colour {
  if (t === 0) return a;
  if (t === 1) return b;
  const part = (c: 0 | 1 | 2): number => a[c] * (1 - t) + b[c] * t;
  return [part(0), part(1), part(2)];
}

/** 1 inside, 0 outside, soft over one pixel. */
const inside = (distance: number): number => Math.min(1, Math.max(0, 0.5 - distance));

/** The scene at a pixel: evening sky, sun, two hills, a house with a lit window, and a tree. */
function scene(x: number, y: number): Colour {
  let colour = mix([0.36, 0.6, 0.86], [0.98, 0.83, 0.62], Math.min(1, y / 140));
  colour = mix(colour, [1, 0.93, 0.55], inside(Math.hypot(x - 166, y - 52) - 22));
  colour = mix(colour, [0.4, 0.58, 0.5], inside(118 - 26 * Math.sin((x + 30) / 48) - y));
  colour = mix(colour, [0.3, 0.52, 0.27], inside(158 - 12 * Math.sin((x - 40) / 60) - y));
  const house = Math.max(Math.abs(x - 72) - 32, Math.abs(y - 156) - 24);
  colour = mix(colour, [0.93, 0.88, 0.8], inside(house));
  const roof = Math.max(Math.abs(x - 72) - (y - 96) * 1.1, y - 132, 96 - y);
  colour = mix(colour, [0.7, 0.25, 0.2], inside(roof));
  const window = Math.max(Math.abs(x - 58) - 8, Math.abs(y - 152) - 8);
  colour = mix(colour, [1, 0.8, 0.3], inside(window));
  const door = Math.max(Math.abs(x - 86) - 7, Math.abs(y - 165) - 15);
  colour = mix(colour, [0.36, 0.22, 0.16], inside(door));
  const trunk = Math.max(Math.abs(x - 178) - 5, Math.abs(y - 168) - 22);
  colour = mix(colour, [0.36, 0.24, 0.16], inside(trunk));
  const crown = Math.min(
    Math.hypot(x - 178, y - 126) - 26,
    Math.hypot(x - 164, y - 140) - 17,
    Math.hypot(x - 193, y - 139) - 18,
  );
  return mix(colour, [0.15, 0.4, 0.2], inside(crown));
}

let drawn: Picture | undefined;

/** The scene as a picture of 224 x 224 x 3; the same numbers everywhere. */
export function ownPicture(): Picture {
  if (drawn) return drawn;
  const data = new Float32Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) data.set(scene(x, y), (y * SIDE + x) * 3);
  }
  drawn = { data, height: SIDE, width: SIDE };
  return drawn;
}

export const DRAWING_SIDES = [8, 16] as const;
export type DrawingSide = (typeof DRAWING_SIDES)[number];

/** A drawing as text: four pixels a letter, 0 to f, from the left; too short is filled with nothing drawn. */
export function parseDrawing(text: string, side: DrawingSide): Uint8Array {
  const pixels = new Uint8Array(side * side);
  for (let at = 0; at < pixels.length; at++) {
    const four = Number.parseInt(text[at >> 2] ?? "0", 16);
    pixels[at] = ((Number.isNaN(four) ? 0 : four) >> (3 - (at & 3))) & 1;
  }
  return pixels;
}

export function formatDrawing(pixels: ArrayLike<number>): string {
  let text = "";
  for (let at = 0; at < pixels.length; at += 4) {
    let four = 0;
    for (let bit = 0; bit < 4; bit++) four = four * 2 + (pixels[at + bit] ? 1 : 0);
    text += four.toString(16);
  }
  return text.replace(/0+$/, "");
}

/** Ink on paper, so that a drawing has three channels like any picture. */
export function drawingPicture(pixels: ArrayLike<number>, side: number): Picture {
  const data = new Float32Array(side * side * 3);
  for (let at = 0; at < side * side; at++) data.fill(pixels[at] ? 0 : 1, at * 3, at * 3 + 3);
  return { data, height: side, width: side };
}

/** Sides of patches that divide the picture's side, no more than `most` patches in all. */
export function patchSizes(side: number, most: number): number[] {
  const sizes = Array.from({ length: side }, (_, at) => at + 1);
  return sizes.filter((size) => side % size === 0 && size < side && (side / size) ** 2 <= most);
}
