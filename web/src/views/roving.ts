/** Arrow keys in a row of controls that is one tab stop. */

/** Where `key` leads from `at` among `count` items; undefined for other keys. `rtl` turns left and right round. */
export function rove(key: string, at: number, count: number, rtl = false): number | undefined {
  if (count === 0) return undefined;
  const forward = rtl ? "ArrowLeft" : "ArrowRight";
  const backward = rtl ? "ArrowRight" : "ArrowLeft";
  if (key === forward || key === "ArrowDown") return Math.min(count - 1, at + 1);
  if (key === backward || key === "ArrowUp") return Math.max(0, at - 1);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return undefined;
}

/** Latin, Greek and Cyrillic run to the right; Hebrew, Arabic and their kin to the left. First strong letter decides. */
export function isRightToLeft(text: string): boolean {
  const strong = /[\p{L}]/u.exec(text)?.[0];
  return (
    strong !== undefined &&
    /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(strong)
  );
}

/**
 * The key handler of a group of `stops` that is one tab stop: moves the focus, and tells where it went. Home and End
 * lead to the ends; keys with Ctrl, Alt or Meta are the page's.
 */
export function roveFocus(event: KeyboardEvent, stops: readonly HTMLElement[], moved?: (to: number) => void): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const at = stops.indexOf(event.target as HTMLElement);
  const rtl = stops[0] !== undefined && getComputedStyle(stops[0]).direction === "rtl";
  const to = rove(event.key, at, stops.length, rtl);
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  stops[to]?.focus();
  moved?.(to);
}
