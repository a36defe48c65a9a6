/** From a value to a fill, and from a fill to the text that can be read on it. No DOM. */
import { lab, rgb } from "d3-color";
import { interpolateLab, piecewise } from "d3-interpolate";
import type { Scheme } from "../design/theme";
import { type ColourMap, type Interpolator, mapOf } from "./colour_maps";

export type { ColourMap, Interpolator } from "./colour_maps";

/** `mask`: 1 is plain ground, 0 is blocked; for the mask itself. */
export type ScaleKind = "sequential" | "diverging" | "mask";

export interface ColourScale {
  kind: ScaleKind;
  /** Values outside are drawn with the colour of the nearer limit. */
  domain: [number, number];
  /**
   * Each row of the tensor has a limit of its own, and `domain` only covers them all: a pale row's differences are
   * seen too, but rows can't be compared.
   */
  rows?: Float32Array;
  /** Without one, the kind and the theme decide. */
  interpolator?: Interpolator;
}

const MASK: Record<Scheme, Interpolator> = {
  light: piecewise(interpolateLab, ["#f4f1ea", "#dcd6c8"]),
  dark: piecewise(interpolateLab, ["#1b1a18", "#4a463e"]),
};

export function interpolatorOf(scale: ColourScale, scheme: Scheme, map: ColourMap = "auto"): Interpolator {
  if (scale.interpolator) return scale.interpolator;
  return scale.kind === "mask" ? MASK[scheme] : mapOf(map, scale.kind === "diverging", scheme);
}

/** The smallest of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 x 10^n that is not below `value`: a limit one can remember. */
export function niceLimit(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const mantissa = value / power;
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((s) => mantissa <= s * (1 + 1e-9)) ?? 10;
  // Through the decimal text, lest 3 * 0.1 print as 0.30000000000000004.
  return Number((step * power).toPrecision(6));
}

/** The largest magnitude among the finite values; what is masked with -1e9 must not set the scale. */
export function magnitude(data: ArrayLike<number>, ignoreFrom = 1e6): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i] ?? 0);
    if (size > largest && size < ignoreFrom) largest = size;
  }
  return largest;
}

/** A scale for signed values: symmetric about zero, with a limit that covers every matrix given. */
export function signedScale(...matrices: readonly ArrayLike<number>[]): ColourScale {
  const limit = niceLimit(Math.max(0, ...matrices.map((data) => magnitude(data))));
  return { kind: "diverging", domain: [-limit, limit] };
}

/** A scale for weights, 0 to 1 unless told. */
export function weightsScale(limit = 1): ColourScale {
  return { kind: "sequential", domain: [0, limit] };
}

/** A scale for the mask itself: 1 allowed, 0 blocked. */
export function maskScale(): ColourScale {
  return { kind: "mask", domain: [0, 1] };
}

/** The largest magnitude of each row; 1 for a row of nothing but zeros, or of what is no number. */
function rowLimits(data: ArrayLike<number>, cols: number): Float32Array {
  const rows = Math.floor(data.length / Math.max(1, cols));
  return Float32Array.from({ length: rows }, (_, row) => {
    let largest = 0;
    for (let i = row * cols; i < (row + 1) * cols; i++) {
      const size = Math.abs(data[i] ?? 0);
      if (size > largest && size < 1e6) largest = size;
    }
    return largest || 1;
  });
}

/** The scale with a limit for each row of `data`: from zero, or from minus the limit, to the row's largest magnitude. */
export function byRows(scale: ColourScale, data: ArrayLike<number>, cols: number): ColourScale {
  return scale.kind === "mask" ? scale : { ...scale, rows: rowLimits(data, cols) };
}

/** What tells one scale from another, as text. */
export function scaleKey({ kind, domain, rows }: ColourScale): string {
  return `${kind} ${domain.join(" ")}${rows ? ` rows ${rows.join(" ")}` : ""}`;
}

export function sameScale(a: ColourScale | undefined, b: ColourScale | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  return a.interpolator === b.interpolator && scaleKey(a) === scaleKey(b);
}

/** Where a value lies in the domain, 0..1, clamped. NaN stays NaN. */
export function position(scale: ColourScale, value: number): number {
  const [low, high] = scale.domain;
  const t = (value - low) / (high - low || 1);
  return t < 0 ? 0 : Math.min(t, 1);
}

function channel(value: number): number {
  const c = value / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

/** Relative luminance (WCAG 2.2). */
export function luminance(colour: string): number {
  const { r, g, b } = rgb(colour);
  return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [la, lb] = [luminance(a), luminance(b)];
  return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05);
}

/** CIE lightness of a colour, 0 to 100. */
export function lightness(colour: string): number {
  return lab(colour).l;
}

/**
 * Black or white, whichever reads better on `fill`. Pure black, not ink: only then does one of the two
 * reach 4.5:1 on every colour there is (the worst case is 4.58).
 */
export function textOn(fill: string): "#000000" | "#ffffff" {
  return contrast(fill, "#000000") >= contrast(fill, "#ffffff") ? "#000000" : "#ffffff";
}

/** Odd, so that zero in a symmetric domain has an entry of its own. */
const ENTRIES = 513;

/** A scale sampled once: what painters index for each cell. */
export interface ColourTable {
  /** Little-endian RGBA, as ImageData wants them. */
  words: Uint32Array;
  fills: string[];
  texts: string[];
  /** The entry for a finite value in a row of the tensor: round((value - low) * factor), held to the table. */
  entry(value: number, row?: number): number;
  low: number;
  factor: number;
  /** In place of both, where each row has a limit of its own. */
  rows?: { low: Float64Array; factor: Float64Array };
}

type Samples = Pick<ColourTable, "words" | "fills" | "texts">;
const tables = new Map<Interpolator, Samples>();

function sample(interpolator: Interpolator): Samples {
  const known = tables.get(interpolator);
  if (known) return known;
  const words = new Uint32Array(ENTRIES);
  const fills: string[] = [];
  const texts: string[] = [];
  for (let i = 0; i < ENTRIES; i++) {
    const fill = rgb(interpolator(i / (ENTRIES - 1))).clamp();
    const text = fill.formatRgb();
    words[i] = (255 << 24) | (Math.round(fill.b) << 16) | (Math.round(fill.g) << 8) | Math.round(fill.r);
    fills.push(text);
    texts.push(textOn(text));
  }
  const table = { words, fills, texts };
  tables.set(interpolator, table);
  return table;
}

export function colourTable(scale: ColourScale, scheme: Scheme, map: ColourMap = "auto"): ColourTable {
  const [low, high] = scale.domain;
  const factor = (ENTRIES - 1) / (high - low || 1);
  const held = (i: number): number => (i < 0 ? 0 : i >= ENTRIES ? ENTRIES - 1 : i);
  const samples = sample(interpolatorOf(scale, scheme, map));
  if (!scale.rows) return { ...samples, entry: (value) => held(Math.round((value - low) * factor)), low, factor };
  const signed = low < 0;
  const lows = Float64Array.from(scale.rows, (limit) => (signed ? -limit : 0));
  const factors = Float64Array.from(scale.rows, (limit) => (ENTRIES - 1) / (signed ? 2 * limit : limit));
  const entry = (value: number, row = 0): number =>
    held(Math.round((value - (lows[row] ?? low)) * (factors[row] ?? factor)));
  return { ...samples, entry, low, factor, rows: { low: lows, factor: factors } };
}

/** The colour of `value`, as the painters draw it. */
export function fillOf(scale: ColourScale, scheme: Scheme, value: number, map: ColourMap = "auto"): string {
  const table = colourTable(scale, scheme, map);
  return table.fills[table.entry(value)] ?? "";
}
