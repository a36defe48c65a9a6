/** The colour maps that a reader may choose, each for light and dark, for what runs up from zero and for what has a sign. No DOM. */
import { interpolateLab, piecewise } from "d3-interpolate";
import { interpolateCividis, interpolateMagma, interpolateViridis } from "d3-scale-chromatic";
import type { Scheme } from "../design/theme";

/** Maps 0..1 to a CSS colour. */
export type Interpolator = (t: number) => string;

/** `auto`: viridis for weights, diverging for what has a sign. */
export const COLOUR_MAPS = ["auto", "viridis", "cividis", "magma", "grey", "diverging"] as const;
export type ColourMap = (typeof COLOUR_MAPS)[number];

/** The map of that name, such as a theme carries; `auto` for any other text. */
export const mapNamed = (name: string): ColourMap => COLOUR_MAPS.find((map) => map === name) ?? "auto";

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

/** More is what stands out from the page: darker on light ground, lighter on dark. */
const GREY: Record<Scheme, Interpolator> = {
  light: piecewise(interpolateLab, ["#f2f0ec", "#9a9892", "#1d1c1a"]),
  dark: piecewise(interpolateLab, ["#262522", "#827f78", "#f1eee8"]),
};

/** The arm above zero: for what has no sign, zero stays the neutral end. */
const UPPER: Record<Scheme, Interpolator> = {
  light: (t) => DIVERGING.light(0.5 + t / 2),
  dark: (t) => DIVERGING.dark(0.5 + t / 2),
};

export function mapOf(map: ColourMap, signed: boolean, scheme: Scheme): Interpolator {
  switch (map) {
    case "cividis":
      return interpolateCividis;
    case "magma":
      return interpolateMagma;
    case "grey":
      return GREY[scheme];
    case "viridis":
      return interpolateViridis;
    case "diverging":
      return signed ? DIVERGING[scheme] : UPPER[scheme];
    default:
      return signed ? DIVERGING[scheme] : interpolateViridis;
  }
}
