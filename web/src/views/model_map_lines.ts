/** The lines between the stations of a block, drawn as what is computed: Q, K and V part, meet, and come back. */
import { html, nothing, svg, type TemplateResult } from "lit";

export interface MapPart {
  id: string;
  name: string;
  hue: "q" | "k" | "v";
}

export interface MapStation {
  /** The step that it opens. */
  id: string;
  name: string;
  /** In place of the name where words can't say it: \div \sqrt{d_k}. */
  tex?: string;
  shape: string;
  /** `split`: here Q, K, V part; `meet`: Q and K meet; `join`: V comes back. */
  flow?: "split" | "meet" | "join";
  parts?: readonly MapPart[];
}

/** Measures in pixels. */
export interface LineSize {
  row: number;
  trunk: number;
  lanes: { q: number; k: number; v: number };
  gutter: number;
  radius: number;
}

/** A map that is one block, and a block unfolded among others. */
export const WIDE: LineSize = { row: 40, trunk: 14, lanes: { q: 6, k: 22, v: 38 }, gutter: 48, radius: 4.5 };
export const NARROW: LineSize = { row: 30, trunk: 11, lanes: { q: 5, k: 17, v: 29 }, gutter: 36, radius: 3.5 };

export const placeOf = (i: number, at: number): "here" | "done" | "ahead" =>
  i === at ? "here" : i < at ? "done" : "ahead";

/** `at`: the present station; `which`: the chosen one of Q, K, V. */
export function stationLines(
  stations: readonly MapStation[],
  at: number,
  which: string,
  { row, trunk: middle, lanes, gutter, radius }: LineSize,
): TemplateResult {
  const y = (i: number): number => i * row + row / 2;
  const find = (flow: MapStation["flow"]): number => stations.findIndex((station) => station.flow === flow);
  const last = stations.length - 1;
  const [split, meet, join] = [find("split"), find("meet"), find("join")];
  const parted = split >= 0 && meet > split;
  const trunk: [number, number][] = parted
    ? [
        [0, split],
        [meet, last],
      ]
    : [[0, last]];
  // From the trunk into a lane, down the lane, and back into the trunk at another station.
  const lane = (x: number, from: number, to: number): string => {
    const start =
      from > 0
        ? `M${middle},${y(from) - row / 2} C${middle},${y(from) - row / 5} ${x},${y(from) - row / 3} ${x},${y(from)}`
        : `M${x},${y(from)}`;
    return `${start} V${y(to) - row / 2} C${x},${y(to) - row / 5} ${middle},${y(to) - row / 3} ${middle},${y(to)}`;
  };
  const height = stations.length * row;
  return html`<svg class="lines" width=${gutter} height=${height} viewBox="0 0 ${gutter} ${height}" aria-hidden="true">
    ${trunk.map(([from, to]) => {
      const end = parted && to === split ? y(to) - row / 2 : y(to);
      return end > y(from) ? svg`<path class="trunk" d="M${middle},${y(from)} V${end}" />` : nothing;
    })}
    ${
      parted
        ? svg`<path class="lane v" d=${lane(lanes.v, split, join > split ? join : meet)} />
            <path class="lane k" d=${lane(lanes.k, split, meet)} /><path class="lane q" d=${lane(lanes.q, split, meet)} />`
        : nothing
    }
    ${stations.map((station, i) => {
      const place = placeOf(i, at);
      if (!station.parts) {
        return svg`<circle class="stop ${place}" cx=${middle} cy=${y(i)} r=${i === at ? radius + 2.5 : radius} />`;
      }
      return station.parts.map((part) => {
        const big = i === at && part.id === which;
        const state = big ? "here" : place === "here" ? "done" : place;
        return svg`<circle class="stop ${part.hue} ${state}" cx=${lanes[part.hue]} cy=${y(i)} r=${big ? radius + 2.5 : radius} />`;
      });
    })}
  </svg>`;
}
