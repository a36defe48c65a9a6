/**
 * The hosted page in the other two browsers: a walk through the whole lesson, and a look at every kind of screen. The suite's
 * own files run there as support/elsewhere.ts says; more of elements and frames is in element_elsewhere.test.ts, the single
 * file in offline.test.ts.
 */
import { describe, expect, inject, test } from "vitest";
import { OTHERS } from "./support/others";
import { expectSame, Reader, useThePage } from "./support/reader";
import { hashOf, SCREENS, settled } from "./support/screens";

type ScreenPage = Parameters<typeof settled>[0];

/** One of each kind: steps, blocks of deeper models, ways to draw, workbenches. */
const KINDS = SCREENS.filter(({ name, typed, opens }) => {
  if (typed !== undefined || opens !== undefined) return false;
  return /^(?:step-|view-|deep-.*-(?:heads|probabilities|softmax)|bench-[a-z_]+$|imported)/.test(name);
});

describe.each(OTHERS)("the hosted page in %s", (_name, start) => {
  test("is walked through, changed, undone and opened again by its link", async () => {
    const opened = await start();
    try {
      const reader = new Reader(opened.page);
      await opened.goto(`${inject("site")}#v=1`);
      const seen = await useThePage(reader);
      await opened.goto(seen.link);
      await expectSame(reader, seen);
      expect(await opened.problems()).toEqual([]);
    } finally {
      await opened.close();
    }
  });

  test("shows every kind of screen, and complains of nothing", { timeout: 300_000 }, async () => {
    const opened = await start();
    try {
      await opened.goto(`${inject("site")}#v=1`);
      expect(KINDS.length).toBeGreaterThan(25);
      for (const screen of KINDS) {
        await opened.page.evaluate((hash) => {
          location.hash = hash;
        }, hashOf(screen));
        await settled(opened.page as unknown as ScreenPage);
        const shown = await opened.page.evaluate(() => ({
          heading: document.querySelector("main h1")?.textContent?.trim() ?? "",
          alerts: [...document.querySelectorAll("main [role=alert]")]
            .filter((alert) => alert.checkVisibility())
            .map((alert) => alert.textContent?.trim()),
        }));
        expect(shown.heading, screen.name).not.toBe("");
        expect(shown.alerts, screen.name).toEqual([]);
      }
      expect(await opened.problems()).toEqual([]);
    } finally {
      await opened.close();
    }
  });
});
