/** What a fuzzed reader does: one step at a time, as data, so that it can be done again. */
import type { Page } from "playwright-core";
import { closeAll, settled } from "../e2e/support/screens";
import type { Random } from "./random";

export type Step =
  | { do: "click" | "double" | "hover"; x: number; y: number }
  | { do: "drag"; x: number; y: number; toX: number; toY: number }
  | { do: "wheel"; x: number; y: number; by: number }
  | { do: "select"; nth: number; option: number }
  | { do: "key"; key: string }
  | { do: "type"; text: string }
  | { do: "open"; hash: string };

/** Keys of the page, not of the browser around it. */
const KEYS = [
  ...["Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Shift+Tab", "Enter", "Enter", "Space", "Space", "Escape"],
  ...["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowRight", "ArrowDown", "Home", "End"],
  ...["Control+Home", "Control+End", "PageUp", "PageDown", "Backspace", "Delete", "F2", "Shift+F10"],
  ...["Control+z", "Control+Shift+z", "Control+y", "Control+a", "Shift+ArrowRight", "Shift+ArrowDown", "Alt+ArrowUp"],
  ..."?abcdefghijklmnopqrstuvwxyz0123456789[],./-+".split(""),
];

const TEXTS = [
  "cat",
  "0",
  "-1.5",
  "1e30",
  "NaN",
  "9999999999",
  "<b>",
  "猫 坐",
  "القطة",
  "",
  "a b c d e f g h i j k l m n o p",
];

/** The middle of a control that can be seen and pressed, in this window. */
function controlsIn(): { x: number; y: number }[] {
  const found: { x: number; y: number }[] = [];
  const gather = (root: ParentNode): void => {
    for (const element of root.querySelectorAll<HTMLElement>("*")) {
      if (element.shadowRoot) gather(element.shadowRoot);
      if (
        !element.matches("button, summary, input, textarea, [role=option], [role=grid], [tabindex='0'], a[href^='#']")
      )
        continue;
      if (element.matches("input[type=file]") || !element.checkVisibility({ visibilityProperty: true })) continue;
      const box = element.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      if (box.width > 0 && x > 0 && y > 0 && x < innerWidth && y < innerHeight)
        found.push({ x: Math.round(x), y: Math.round(y) });
    }
  };
  // What lies under a modal dialog cannot be pressed.
  gather(document.querySelector("dialog[open]") ?? document);
  return found;
}

export async function pointerStep(page: Page, random: Random): Promise<Step> {
  const { width, height } = page.viewportSize() ?? { width: 1440, height: 900 };
  const anywhere = () => ({ x: random.below(width), y: random.below(height) });
  const chance = random.next();
  if (chance < 0.5) {
    const controls = await page.evaluate(controlsIn);
    if (controls.length > 0) return { do: "click", ...random.of(controls) };
  }
  if (chance < 0.62) return { do: "click", ...anywhere() };
  if (chance < 0.7) return { do: "double", ...anywhere() };
  if (chance < 0.76) return { do: "hover", ...anywhere() };
  if (chance < 0.84) {
    const to = anywhere();
    return { do: "drag", ...anywhere(), toX: to.x, toY: to.y };
  }
  if (chance < 0.9) return { do: "wheel", ...anywhere(), by: random.below(1200) - 600 };
  if (chance < 0.96) return { do: "select", nth: random.below(40), option: random.below(12) };
  return { do: "type", text: random.of(TEXTS) };
}

export const keyboardStep = (random: Random): Step =>
  random.next() < 0.08 ? { do: "type", text: random.of(TEXTS) } : { do: "key", key: random.of(KEYS) };

/** Chooses in the nth select, counted around. */
function choose([nth, option]: readonly [number, number]): void {
  const scope = document.querySelector("dialog[open]") ?? document;
  const selects = [...scope.querySelectorAll("select")].filter(
    (select) => select.checkVisibility() && !select.disabled,
  );
  const select = selects[nth % Math.max(1, selects.length)];
  if (!select || select.options.length === 0) return;
  select.selectedIndex = option % select.options.length;
  select.dispatchEvent(new Event("input", { bubbles: true }));
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

export async function perform(page: Page, step: Step): Promise<void> {
  switch (step.do) {
    case "click":
      return page.mouse.click(step.x, step.y);
    case "double":
      return page.mouse.dblclick(step.x, step.y);
    case "hover":
      return page.mouse.move(step.x, step.y);
    case "drag":
      await page.mouse.move(step.x, step.y);
      await page.mouse.down();
      await page.mouse.move(step.toX, step.toY, { steps: 4 });
      return page.mouse.up();
    case "wheel":
      await page.mouse.move(step.x, step.y);
      return page.mouse.wheel(0, step.by);
    case "select":
      return page.evaluate(choose, [step.nth, step.option] as const);
    case "key":
      return page.keyboard.press(step.key);
    case "open":
      await closeAll(page);
      await page.evaluate((hash) => {
        location.hash = hash;
      }, step.hash);
      return settled(page);
    case "type":
      return page.keyboard.insertText(step.text);
  }
}
