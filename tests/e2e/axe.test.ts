/** Every screen, in every theme, before axe's eyes: one page that goes through all of them; and nothing lies over or out of anything. */
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { AXE, faults, layoutFaults } from "./support/faults";
import type { Lab } from "./support/lab";
import { OPENERS, SCREENS, settled, show } from "./support/screens";
import { test } from "./support/test";

const WHOLE = ["body"];

/** What is wrong, looked for again while something may still fade in or be under way. */
async function lasting(lab: Lab, only: "everything" | "contrast", layout = true): Promise<string[]> {
  const look = async () => [
    ...(await faults(lab, only, WHOLE)),
    ...(layout ? await lab.page.evaluate(layoutFaults) : []),
  ];
  let found = await look();
  for (let again = 0; found.length > 0 && again < 3; again++) {
    await lab.page.waitForTimeout(200);
    found = await look();
  }
  return found;
}

async function opened(page: Page, nth: number): Promise<string> {
  const opener = page.locator(OPENERS).nth(nth);
  await opener.evaluate((element: HTMLElement) => element.click());
  await settled(page);
  return (await opener.getAttribute("data-action")) ?? (await opener.innerText());
}

describe("axe finds nothing serious, and nothing overlaps or sticks out,", () => {
  for (const [theme, only] of [
    ["light", "everything"],
    ["dark", "contrast"],
    ["projector", "contrast"],
  ] as const) {
    test(`on any screen nor in what the header opens, in the ${theme} theme`, { timeout: 600_000 }, async ({
      open,
    }) => {
      const lab = await open({ state: { theme } });
      await lab.page.evaluate(AXE);
      const found: string[] = [];
      for (const screen of SCREENS) {
        await show(lab.page, screen, { theme });
        found.push(...(await lasting(lab, only)).map((fault) => `${screen.name}: ${fault}`));
      }
      const [start] = SCREENS;
      if (!start) throw new Error("there is no screen");
      for (let nth = 0; nth < (await lab.page.locator(OPENERS).count()); nth++) {
        await show(lab.page, start, { theme });
        const name = await opened(lab.page, nth);
        // What opens is meant to lie over the page.
        found.push(...(await lasting(lab, only, false)).map((fault) => `${name}: ${fault}`));
      }
      expect(found).toEqual([]);
    });
  }
});
