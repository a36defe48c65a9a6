/** When the numbers of a matrix are written into its cells, and with how many decimals. */
import { describe, expect, test } from "vitest";
import type { Theme } from "../../web/src/design/theme";
import { lettering } from "../../web/src/views/painter";

const context = { font: "", measureText: (text: string) => ({ width: 5 * text.length }) };
const theme = { rem: 16, font: "sans-serif" } as Theme;

function written(numbers: number[], digits: number, pitch = 40): { size: number; digits: number } {
  const data = Float32Array.from(numbers);
  const geometry = { pitchX: pitch, pitchY: 40, gap: 2 };
  const picture = { data, digits, numbers: true };
  return lettering(context as never, geometry as never, picture as never, theme);
}

describe("the numbers of a matrix", () => {
  test("have the decimals that are asked for where they fit, and one where they don't", () => {
    expect(written([0.25, -0.5], 3)).toMatchObject({ digits: 3 });
    expect(written([0.25, -0.5], 3, 28)).toMatchObject({ digits: 1 });
    expect(written([0.25, -0.5], 3, 28).size).toBeGreaterThan(0);
  });

  test("are left out where so few decimals would make zeros of all of them", () => {
    expect(written([0.002, -0.003], 3, 28).size).toBe(0);
    expect(written([0.0002, 0], 3).size).toBe(0);
    expect(written([0.0002, 0.2], 3).size).toBeGreaterThan(0);
  });

  test("are written where they are zeros, or no numbers at all", () => {
    expect(written([0, 0], 3).size).toBeGreaterThan(0);
    expect(written([0.0001, Number.NaN], 3).size).toBeGreaterThan(0);
  });
});
