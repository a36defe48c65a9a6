/** From a value to a fill, and from a fill to the text that can be read on it. No DOM. */
import { lab, rgb } from "d3-color";
import { interpolateLab, piecewise } from "d3-interpolate";
import { interpolateViridis } from "d3-scale-chromatic";
import type { Scheme } from "../design/theme";

/** Maps 0..1 to a CSS colour. */
export type Interpolator = (t: number) => string;

/** `mask`: 1 is plain ground, 0 is blocked; for the mask itself. */
export type ScaleKind = "sequential" | "diverging" | "mask";

export interface ColourScale {
  kind: ScaleKind;
  /** Values outside are drawn with the colour of the nearer limit. */
  domain: [number, number];
  /** Without one, the kind and the theme decide. */
  interpolator?: Interpolator;
}

/*
 * From the negative limit over zero to the positive one. Both arms have the same lightness at the same distance
 * from zero (Lab L: light 38 53 69 84 | 93, dark 78 62 46 31 | 20), so that 0.8 and -0.8 weigh alike, also for an
 * eye that can't tell the hues apart. Orange (Lab hue 58) and blue (268) stay apart for every common kind of colour
 * blindness, and neither is a hue of Q, K or V.
 */
const DIVERGING: Record<Scheme, Interpolator> = {
  light: piecewise(interpolateLab, [
    "#8c450a",
    "#bd6724",
    "#df9764",
    "#f1c9af",
    "#efece7",
    "#c1d3f5",
    "#80abef",
    "#3f82d1",
    "#105da1",
  ]),
  dark: piecewise(interpolateLab, [
    "#ffa966",
    "#d87e3a",
    "#9a5d31",
    "#5f422e",
    "#32302d",
    "#354a6b",
    "#3370b7",
    "#4f9af4",
    "#9fc3ff",
  ]),
};

const MASK: Record<Scheme, Interpolator> = {
  light: piecewise(interpolateLab, ["#f4f1ea", "#dcd6c8"]),
  dark: piecewise(interpolateLab, ["#1b1a18", "#4a463e"]),
};

export function interpolatorOf(scale: ColourScale, scheme: Scheme): Interpolator {
  if (scale.interpolator) return scale.interpolator;
  if (scale.kind === "diverging") return DIVERGING[scheme];
  return scale.kind === "mask" ? MASK[scheme] : interpolateViridis;
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

export function sameScale(a: ColourScale | undefined, b: ColourScale | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  return (
    a.kind === b.kind && a.domain[0] === b.domain[0] && a.domain[1] === b.domain[1] && a.interpolator === b.interpolator
  );
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
  /** The entry for a finite value: round((value - low) * factor), held to the table. */
  entry(value: number): number;
  low: number;
  factor: number;
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

export function colourTable(scale: ColourScale, scheme: Scheme): ColourTable {
  const [low, high] = scale.domain;
  const factor = (ENTRIES - 1) / (high - low || 1);
  const entry = (value: number): number => {
    const i = Math.round((value - low) * factor);
    return i < 0 ? 0 : i >= ENTRIES ? ENTRIES - 1 : i;
  };
  return { ...sample(interpolatorOf(scale, scheme)), entry, low, factor };
}

/** The colour of `value`, as the painters draw it. */
export function fillOf(scale: ColourScale, scheme: Scheme, value: number): string {
  const table = colourTable(scale, scheme);
  return table.fills[table.entry(value)] ?? "";
}
