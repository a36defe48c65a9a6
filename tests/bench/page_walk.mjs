// A walk through the page, part by part, and the longest task of its main thread in each.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../web/scripts/dependencies.mjs";
import { LONG, tasksDuring } from "./main_thread.mjs";

const PATIENCE = 20_000;
/** After what was pressed the page may still draw: as many frames are waited for. */
const FRAMES = 40;

const words = (count) => Array.from({ length: count }, (_, at) => `w${at.toString(36)}`).join(" ");

/** Parts of an address changed, as a link or a control changes them. */
const set = (page, change) =>
  page.evaluate((change) => {
    const hash = new URLSearchParams(location.hash.slice(1));
    for (const [name, value] of Object.entries(change)) hash.set(name, value);
    location.hash = hash.toString();
  }, change);

async function steps(page) {
  const buttons = page.locator("al-step-rail button[aria-label*='step ']");
  for (let at = 0; at < (await buttons.count()); at++) {
    await buttons.nth(at).click();
    await frames(page, 6);
  }
}

const frames = (page, count = FRAMES) =>
  page.evaluate(async (count) => {
    for (let at = 0; at < count; at++) await new Promise(requestAnimationFrame);
  }, count);

async function typing(page) {
  await page.locator("#sentence").focus();
  await page.keyboard.press("End");
  for (let key = 0; key < 20; key++) {
    await page.keyboard.press(key % 2 === 0 ? "x" : "Backspace");
    await frames(page, 2);
  }
}

async function lessons(page) {
  const open = page.locator("[data-action=lessons]");
  const listed = page.locator("dialog[open] button[data-lesson]");
  await open.click();
  const count = await listed.count();
  if (count === 0) throw new Error("The list of lessons has no lesson.");
  await page.keyboard.press("Escape");
  for (let at = 0; at < count; at++) {
    await open.click();
    await listed.nth(at).click();
    await frames(page, 12);
  }
}

async function training(page) {
  await set(page, { bench: "train" });
  await page.locator("[data-action=train]").last().click({ timeout: PATIENCE });
  await page.waitForFunction(() => Number(document.querySelector("[data-training]")?.dataset.step) > 60, null, {
    timeout: 3 * PATIENCE,
    polling: 100,
  });
}

async function dropModel(page) {
  const bytes = readFileSync(join(ROOT, "web/models/sentiment.safetensors")).toString("base64");
  await page.evaluate((text) => {
    const files = new DataTransfer();
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    files.items.add(new File([bytes], "sentiment.safetensors"));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
  }, bytes);
}

/** What is walked through, from which address. */
const PARTS = [
  ["all steps", { v: "1" }, steps],
  ["20 keys", { v: "1", step: "softmax" }, typing],
  ["20 keys, 512 words", { v: "1", step: "softmax", text: words(512) }, typing],
  ["all steps, 512 words", { v: "1", text: words(512) }, steps],
  [
    "masks and heads",
    { v: "1", step: "masked", n_heads: "4" },
    async (page) => {
      for (const change of [{ causal: "1" }, { window: "2" }, { causal: "0" }, { head: "2" }, { heads: "all" }]) {
        await set(page, change);
        await frames(page, 8);
      }
    },
  ],
  [
    "panels",
    { v: "1", step: "softmax" },
    async (page) => {
      for (const tab of await page.locator("[role=tab]").all()) {
        await tab.click();
        await frames(page, 8);
      }
    },
  ],
  [
    "workbenches",
    { v: "1" },
    async (page) => {
      for (const bench of ["decoding", "tokenizer", "metrics", "optimiser", "vision", "heads", "comparison"]) {
        await set(page, { bench });
        await frames(page);
      }
    },
  ],
  ["lessons", { v: "1" }, lessons],
  ["training", { v: "1" }, training],
  ["dropping a model", { v: "1" }, dropModel],
];

/**
 * @returns {Promise<{name: string, longest: number, long: {ms: number, parts: string[]}[]}[]>} the longest task of each
 *   part of the walk, in milliseconds of the main thread's own time, and what those above 50 are made of
 */
export async function measureWalk(browser, address, log = () => {}) {
  const results = [];
  for (const [name, hash, walk] of PARTS) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    try {
      const page = await context.newPage();
      await page.goto(`${address}#${new URLSearchParams(hash)}`);
      await page.locator("main h1").first().waitFor({ timeout: PATIENCE });
      await frames(page);
      const tasks = await tasksDuring(page, async () => {
        await walk(page);
        await frames(page);
      });
      const result = { name, longest: tasks[0]?.ms ?? 0, long: tasks.filter(({ ms }) => ms >= LONG) };
      log(`${name}: longest task ${result.longest.toFixed(0)} ms`);
      results.push(result);
    } finally {
      await context.close();
    }
  }
  return results;
}

/** As the bench's other rows are. */
export const walkRows = (results) =>
  results.map(({ name, longest }) => ({
    name: `longest task: ${name}`,
    where: "chromium",
    unit: "ms",
    ours: longest,
    peer: null,
    peerName: null,
    ratio: null,
  }));
