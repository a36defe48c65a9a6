/** The transposition as a movement: the matrix turns over about its main diagonal, and rows are seen to become columns. */
import { reducedMotion, type Theme } from "../design/theme";
import { fitGrid, type Geometry } from "./geometry";
import { type CellPicture, paintMatrix, setUpCanvas } from "./painter";

const HALF = 480;
/** Milliseconds. */
export const TURN = 2 * HALF;
const turned = (degrees: number): string => `perspective(2400px) rotate3d(1, 1, 0, ${degrees}deg)`;

/**
 * Shows the matrix as it was before it was transposed, turning away, and then lets the transposed one come round.
 * `g` and `picture` are the transposed ones, which `plot` already shows.
 */
export function playTurn(plot: HTMLElement, g: Geometry, picture: CellPicture, theme: Theme, density: number): void {
  if (reducedMotion() || typeof plot.animate !== "function") return;
  const before = fitGrid({
    rows: g.cols,
    cols: g.rows,
    available: 0,
    maxHeight: 0,
    cellSize: g.pitchX,
    maxCell: 0,
    density,
  });
  const ghost = document.createElement("canvas");
  ghost.setAttribute("aria-hidden", "true");
  const context = setUpCanvas(ghost, before.width, before.height, density);
  if (!context) return;
  paintMatrix(context, before, { ...picture, transposed: !picture.transposed }, theme, density);
  ghost.style.transformOrigin = "0 0";
  plot.append(ghost);
  const away = ghost.animate([{ transform: turned(0) }, { transform: turned(90) }], {
    duration: HALF,
    easing: "ease-in",
    fill: "forwards",
  });
  const gone = (): void => ghost.remove();
  away.finished.then(gone, gone);
  for (const canvas of plot.querySelectorAll<HTMLElement>("#cells, #overlay")) {
    // The overlay is larger than the cells: its own corner is not the corner of the matrix.
    const margin = canvas.id === "overlay" ? (canvas.clientWidth - plot.clientWidth) / 2 : 0;
    canvas.style.transformOrigin = `${margin}px ${margin}px`;
    canvas.animate([{ transform: turned(-90) }, { transform: turned(0) }], {
      delay: HALF,
      duration: HALF,
      easing: "ease-out",
      fill: "backwards",
    });
  }
}
