// Types into the page's sentence field in Chromium and reads the page's own performance entries.
import { existsSync } from "node:fs";

const EXECUTABLES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/chromium-headless-shell",
];

/** What the page measures for each run that it has painted. */
const PAINT = "attention-lab:input-to-paint";
const ENGINE = "attention-lab:engine";

/** The first keystrokes compile and warm caches; they are typed but not counted. */
const WARM_UP = 8;
const PATIENCE = 20_000;

export async function openBrowser() {
  const executablePath = process.env.CHROMIUM ?? EXECUTABLES.find((path) => existsSync(path));
  if (!executablePath) throw new Error("Chromium is needed: install it, or name its path in CHROMIUM.");
  const { chromium } = await import("playwright-core");
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
}

/** A sentence of so many different words, short enough for the field at 512 of them. */
const sentence = (tokens) => Array.from({ length: tokens }, (_, i) => `w${i.toString(36)}`).join(" ");

/** All entries of one kind, oldest first. */
const durations = (page, name) =>
  page.evaluate((kind) => performance.getEntriesByName(kind, "measure").map((entry) => entry.duration), name);

/**
 * Opens the page at `step` with a sentence of `tokens` words, and types `samples` letters at its end, one after the
 * other has been painted; every second key takes the letter back, so that T stays what it is.
 * @returns {Promise<{paint: number[], engine: number[]}>} milliseconds
 */
export async function measureKeystrokes(browser, address, { tokens, step, samples }) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  try {
    const hash = new URLSearchParams({ v: "1", text: sentence(tokens), step, heads: "all" });
    await page.goto(`${address}#${hash}`);
    const field = page.locator("#sentence");
    await field.waitFor({ timeout: PATIENCE });
    await field.focus();
    await page.keyboard.press("End");
    for (let key = 0; key < WARM_UP + samples; key++) {
      if (key === WARM_UP) await page.evaluate(() => performance.clearMeasures());
      const counted = (await durations(page, PAINT)).length;
      await page.keyboard.press(key % 2 === 0 ? "x" : "Backspace");
      await page.waitForFunction(
        ([name, before]) => performance.getEntriesByName(name, "measure").length > before,
        [PAINT, counted],
        { timeout: PATIENCE, polling: 20 },
      );
    }
    if (errors.length > 0) throw new Error(`The page failed while it was measured: ${errors.join("; ")}`);
    return { paint: await durations(page, PAINT), engine: await durations(page, ENGINE) };
  } finally {
    await page.close();
  }
}
