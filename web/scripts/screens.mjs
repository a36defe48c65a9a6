// Pictures of every screen of the built page in Chromium, in five settings.
//   npm run screens -- [folder] [--only part-of-a-name] [--setting name] [--documented]
// All go to `folder` (build/screens); without --only or --setting, the few that docs/screens holds are taken anew as well.
import { mkdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openBrowser } from "../../tests/bench/browser.mjs";
import { buildAll } from "./build.mjs";
import { ROOT } from "./dependencies.mjs";
import { shrink } from "./pictures.mjs";
import { serve } from "./serve.mjs";

const DESKTOP = { viewport: { width: 1440, height: 900 } };

/** The five ways in which each screen is seen. */
const SETTINGS = {
  light: { over: { theme: "light" }, options: DESKTOP },
  dark: { over: { theme: "dark" }, options: DESKTOP },
  projector: { over: { theme: "projector" }, options: { viewport: { width: 1920, height: 1080 } } },
  phone: {
    over: { theme: "light" },
    options: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  },
  rtl: { over: { theme: "light" }, options: DESKTOP, rightToLeft: true },
};

/** What the documents show: the screen and the setting that each is taken of. */
const DOCUMENTED = {
  "first-screen": "light-step-words",
  "scores-light": "light-step-scores",
  "change-difference": "light-state-difference",
  "lines-dark": "dark-view-lines",
  "share-dialog": "light-opened-share",
  "weights-dark": "dark-step-softmax",
  "lesson-projector": "projector-lesson-S28",
  "scaled-phone": "phone-step-scaled",
  "right-to-left": "rtl-step-weighted",
  "cross-attention": "light-deep-transformer-decoder.0.cross-softmax",
  "translation-beams": "light-bench-translation-trained",
  "gradients-dark": "dark-state-gradients",
  "tokenizer-phone": "phone-bench-tokenizer",
};

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, setting: { type: "string" }, documented: { type: "boolean" } },
});
const folder = resolve(positionals[0] ?? join(ROOT, "build/screens"));
const documents = join(ROOT, "docs/screens");

const wanted = (name) =>
  (flags.only === undefined || name.includes(flags.only)) &&
  (!flags.documented || Object.values(DOCUMENTED).includes(name));
const file = (name) => join(folder, `${name}.png`);

if (!flags.only && !flags.setting && !positionals[0]) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// Another folder may be named, as for the end-to-end tests: it is taken as it is.
const built = process.env.ATTENTION_LAB_DIST;
if (!built) await buildAll({ log: (text) => console.error(text) });
const { runnerImport } = await import("vite");
const { module: screens } = await runnerImport(join(ROOT, "tests/e2e/support/screens.ts"));
const site = await serve(resolve(built ?? join(ROOT, "dist")));
const browser = await openBrowser();
let taken = 0;

async function take(page, name, full) {
  await page.screenshot({ path: file(name), animations: "disabled", fullPage: full });
  taken++;
}

/** Every dialog and menu that the header can open, in the state that a reader meets first. */
async function takeOpened(page, setting, over) {
  const start = screens.SCREENS.find(({ name }) => name === "step-scores");
  await screens.show(page, start, over);
  const openers = page.locator(screens.OPENERS);
  const count = await openers.count();
  for (let i = 0; i < count; i++) {
    const opener = openers.nth(i);
    const action = (await opener.getAttribute("data-action")) ?? String(i);
    const name = `${setting}-opened-${action}`;
    if (!wanted(name)) continue;
    await screens.show(page, start, over);
    await opener.evaluate((element) => element.click());
    await screens.settled(page);
    await take(page, name, false);
  }
}

/** The workbench of translation once it has learned: its search by beams is there only then. */
async function takeTrained(page, setting, over) {
  const name = `${setting}-bench-translation-trained`;
  if (!wanted(name)) return;
  await screens.show(page, { name, state: { bench: "translation" } }, over);
  await page.locator(".bench-main .button.primary").first().click();
  await page.locator("al-beam-tree").waitFor({ timeout: 120_000 });
  await screens.settled(page, 30_000);
  await page.locator("al-beam-tree").scrollIntoViewIfNeeded();
  await take(page, name, false);
}

/** The page of the design's parts, whole. */
async function takeDesign(page, setting, { theme }) {
  const name = `${setting}-design`;
  if (!wanted(name)) return;
  await page.goto(`${site.address}design.html#theme=${theme}`);
  await page.locator("al-figure :is(svg, img)").first().waitFor();
  await screens.settled(page);
  await take(page, name, true);
}

try {
  for (const [setting, { over, options, rightToLeft = false }] of Object.entries(SETTINGS)) {
    if (flags.setting && flags.setting !== setting) continue;
    const context = await browser.newContext({ reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error(`${setting}: ${error.message}`));
    await page.goto(`${site.address}#v=1&theme=${over.theme}`);
    await page.locator("main h1").first().waitFor();
    for (const screen of screens.SCREENS) {
      const name = `${setting}-${screen.name}`;
      if (!wanted(name) || (rightToLeft && !screens.isRightToLeft(screen))) continue;
      await screens.show(page, screen, over, rightToLeft);
      await take(page, name, false);
      if (setting === "phone" && !name.includes("lesson")) await take(page, `${name}-whole`, true);
    }
    if (!rightToLeft) {
      await takeOpened(page, setting, over);
      await takeTrained(page, setting, over);
      await takeDesign(page, setting, over);
    }
    await context.close();
  }
  if (!flags.only && !flags.setting) {
    mkdirSync(documents, { recursive: true });
    let bytes = 0;
    for (const [name, source] of Object.entries(DOCUMENTED)) {
      const to = join(documents, `${name}.png`);
      shrink(file(source), to);
      bytes += statSync(to).size;
    }
    console.log(`docs/screens: ${Object.keys(DOCUMENTED).length} pictures, ${(bytes / 1024).toFixed(0)} KB`);
  }
  console.log(`${folder}: ${taken} pictures`);
} finally {
  await browser.close();
  await site.close();
}
