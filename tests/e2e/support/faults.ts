/** What is wrong with a page's looks: what axe finds, what sticks out or overlaps, what no finger hits. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Lab } from "./lab";

export const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds serious in these parts of the page, with the elements it means; shadow roots included. */
export async function faults(lab: Lab, only: "everything" | "contrast", parts: string[]): Promise<string[]> {
  const options = {
    resultTypes: ["violations"],
    runOnly: only === "contrast" ? ["color-contrast"] : STANDARDS,
    preload: false,
  };
  const violations = await lab.page.evaluate(
    async ([include, chosen]) => {
      const { axe } = window as unknown as { axe: { run(context: object, options: object): Promise<AxeResults> } };
      return (await axe.run({ include }, chosen)).violations;
    },
    [parts, options] as const,
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.flat().join(" ")} ${node.failureSummary}`));
}

/** Elements that stick out of the page sideways, and controls that lie over each other. */
export function layoutFaults(): string[] {
  const found: string[] = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page scrolls sideways: ${scrollWidth} > ${clientWidth}`);
  const controls: [string, DOMRect][] = [];
  const gather = (root: ParentNode): void => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) gather(element.shadowRoot);
      if (!element.matches("button, a, select, input, summary, [role=tag], .tag, .brand")) continue;
      if (!(element as HTMLElement).checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const box = element.getBoundingClientRect();
      const name =
        element.getAttribute("aria-label") ||
        element.textContent?.trim() ||
        element.getAttribute("name") ||
        element.tagName;
      if (box.width < 2 || box.height < 2 || box.bottom < 0) continue;
      controls.push([name, box]);
    }
  };
  for (const bar of document.querySelectorAll("header, .bar, footer")) gather(bar);
  controls.forEach(([name, a], i) => {
    for (const [other, b] of controls.slice(i + 1)) {
      const over = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const under = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (over > 1 && under > 1)
        found.push(`"${name}" and "${other}" overlap by ${over.toFixed()} x ${under.toFixed()}`);
    }
    if (a.right > clientWidth + 1 || a.left < -1) found.push(`"${name}" is cut off at the page's edge`);
  });
  return found;
}

/** Targets smaller than 24 x 24 CSS pixels (WCAG 2.2, 2.5.8). */
export function smallTargets(): string[] {
  const found: string[] = [];
  const gather = (root: ParentNode): void => {
    for (const element of root.querySelectorAll<HTMLElement>("*")) {
      if (element.shadowRoot) gather(element.shadowRoot);
      if (!element.matches("button, a[href], select, input, summary")) continue;
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(".skip")) continue;
      const choice = element.matches("input[type=checkbox], input[type=radio]");
      const { width, height } = ((choice && element.closest("label")) || element).getBoundingClientRect();
      const name = element.getAttribute("aria-label") || element.textContent?.trim() || element.getAttribute("name");
      if (width > 0 && (width < 23.5 || height < 23.5)) found.push(`${name}: ${width.toFixed()} x ${height.toFixed()}`);
    }
  };
  gather(document.body);
  return found;
}
