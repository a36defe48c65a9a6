// The pictures in docs/screens, taken of the built page in Chromium.
//   node web/scripts/screens.mjs [folder]     builds what is out of date, then takes them all
import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { openBrowser } from "../../tests/bench/browser.mjs";
import { buildAll } from "./build.mjs";
import { ROOT } from "./dependencies.mjs";
import { serve } from "./serve.mjs";

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** Each picture: a link's settings, the screen, and the cell that the pointer rests on. */
const SCREENS = [
  {
    name: "scores-light",
    screen: DESKTOP,
    state: { theme: "light", step: "scores", cell: "attn.scores@0,2,1" },
  },
  {
    name: "weights-dark",
    screen: DESKTOP,
    state: { theme: "dark", step: "softmax", causal: "1", cell: "attn.weights@0,4,1" },
  },
  {
    name: "lesson-projector",
    screen: { viewport: { width: 1920, height: 1080 } },
    state: {
      theme: "projector",
      lesson: "S28",
      source: "notebook",
      softmax: "matrix",
      causal: "1",
      step: "softmax",
      cell: "attn.weights@0,0,0",
    },
  },
  {
    name: "scaled-phone",
    screen: PHONE,
    state: { theme: "light", step: "scaled", text: "I love machine learning", cell: "attn.scaled@0,1,2" },
  },
  {
    name: "right-to-left",
    screen: DESKTOP,
    state: { theme: "light", step: "weighted", text: "القطة جلست على الحصيرة", cell: "attn.z@0,1,1" },
  },
];

const folder = resolve(process.argv[2] ?? join(ROOT, "docs/screens"));
mkdirSync(folder, { recursive: true });
await buildAll({ log: (text) => console.error(text) });
const site = await serve(join(ROOT, "dist"));
const browser = await openBrowser();
try {
  for (const { name, screen, state } of SCREENS) {
    const page = await browser.newPage({ reducedMotion: "reduce", ...screen });
    await page.goto(`${site.address}#${new URLSearchParams({ v: "1", ...state })}`);
    await page.locator("main al-heatmap").first().waitFor();
    await page.locator("al-explanation").waitFor();
    // The fonts and the last frame of a layout that measured itself.
    await page.evaluate(() => document.fonts.ready.then(() => new Promise(requestAnimationFrame)));
    await page.waitForTimeout(300);
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path, animations: "disabled" });
    console.log(`${name}.png: ${(statSync(path).size / 1024).toFixed(0)} KB`);
    await page.close();
  }
} finally {
  await browser.close();
  await site.close();
}
