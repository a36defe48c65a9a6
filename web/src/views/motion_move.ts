/** What stood in the old picture moves to its place in the new one; what is taken back goes into what it was made of. */
import { overlayOf } from "../design/theme";
import type { Heatmap } from "./heatmap";

/** Milliseconds. */
export const MOVE = 420;

export interface Snapshot {
  /** Heatmaps by what they show. */
  places: Map<string, DOMRect>;
  /** The result, as it was drawn. */
  result: { canvas: HTMLCanvasElement; rect: DOMRect } | undefined;
}

const plotOf = (heatmap: Heatmap): HTMLElement | null => heatmap.renderRoot.querySelector<HTMLElement>(".plot");

const idOf = (heatmap: Heatmap): string => `${heatmap.dataset.tensor}@${heatmap.dataset.head}`;

/** Measures before the new picture is drawn. */
export function snapshot(heatmaps: readonly Heatmap[], result: Heatmap | undefined): Snapshot {
  const places = new Map<string, DOMRect>();
  for (const heatmap of heatmaps) {
    const plot = plotOf(heatmap);
    if (plot) places.set(idOf(heatmap), plot.getBoundingClientRect());
  }
  const source = result?.renderRoot.querySelector<HTMLCanvasElement>("#cells");
  const rect = source?.getBoundingClientRect();
  if (!source || !rect || source.width === 0) return { places, result: undefined };
  const canvas = document.createElement("canvas");
  canvas.width = source.width;
  canvas.height = source.height;
  canvas.getContext("2d")?.drawImage(source, 0, 0);
  return { places, result: { canvas, rect } };
}

const seen = (rect: DOMRect): boolean => rect.bottom > 0 && rect.top < innerHeight && rect.width > 0;

/** Results of one step that are operands of the next travel there. Gives what stops them. */
export function moveShared(before: Snapshot, heatmaps: readonly Heatmap[]): Animation[] {
  return heatmaps.flatMap((heatmap) => {
    const old = before.places.get(idOf(heatmap));
    const plot = plotOf(heatmap);
    if (!old || !plot || typeof plot.animate !== "function") return [];
    const now = plot.getBoundingClientRect();
    if (!seen(old) || !seen(now) || (Math.abs(old.x - now.x) < 2 && Math.abs(old.y - now.y) < 2)) return [];
    const scale = now.width > 0 ? old.width / now.width : 1;
    const own = heatmap.getBoundingClientRect();
    // The whole heatmap moves, so that no frame of its own cuts it off; about the corner of its cells.
    heatmap.style.transformOrigin = `${now.x - own.x}px ${now.y - own.y}px`;
    return [
      heatmap.animate(
        [
          { transform: `translate(${old.x - now.x}px, ${old.y - now.y}px) scale(${scale})`, zIndex: 2 },
          { transform: "none", zIndex: 2 },
        ],
        { duration: MOVE, easing: "cubic-bezier(0.3, 0, 0.2, 1)" },
      ),
    ];
  });
}

/** On the way back a result shrinks into the operand that it was made of. */
export function takeBack({ result }: Snapshot, into: Heatmap | undefined): Animation[] {
  const to = into && plotOf(into)?.getBoundingClientRect();
  if (!result || !into || !to || !seen(result.rect)) return [];
  const { canvas, rect } = result;
  canvas.setAttribute("aria-hidden", "true");
  canvas.className = "motion";
  canvas.style.cssText = `position:fixed;pointer-events:none;z-index:3;transform-origin:0 0;left:${rect.x}px;top:${rect.y}px;width:${rect.width}px;height:${rect.height}px`;
  overlayOf(into).append(canvas);
  const [dx, dy] = [to.x - rect.x, to.y - rect.y];
  const animation = canvas.animate(
    [
      { transform: "none", opacity: 1, clipPath: "inset(0 0 0 0)" },
      {
        transform: `translate(${dx}px, ${dy}px) scale(${to.width / rect.width}, ${to.height / rect.height})`,
        opacity: 0,
        clipPath: "inset(0 0 70% 0)",
      },
    ],
    { duration: MOVE, easing: "ease-in", fill: "forwards" },
  );
  const gone = (): void => canvas.remove();
  animation.finished.then(gone, gone);
  return [animation];
}
