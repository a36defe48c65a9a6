// What a page loads for its first attention: bytes, and the time from its navigation to the first result.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { LOADED, SITE } from "./rows.mjs";
import { summary } from "./statistics.mjs";

const SAMPLES = 7;

/** Ours beside each peer that is there. */
function beside(name, unit, value, reasons) {
  return Object.keys(LOADED)
    .filter((peer) => peer !== "ours")
    .map((peer) => {
      const common = { name, where: "chromium", unit, ours: value("ours"), peer: null, peerName: peer, ratio: null };
      if (reasons[peer]) return { ...common, reason: reasons[peer] };
      return { ...common, peer: value(peer), ratio: value(peer) / common.ours };
    });
}

/** Scripts and modules as a server sends them. */
export function loadSizes(reasons) {
  const bytes = (peer, measure) =>
    LOADED[peer].reduce((sum, file) => sum + measure(readFileSync(join(SITE, file))), 0) / 1000;
  return [
    ...beside("load", "kB", (peer) => bytes(peer, (file) => file.length), reasons),
    ...beside("load", "kB gzip", (peer) => bytes(peer, (file) => gzipSync(file, { level: 9 }).length), reasons),
  ];
}

/** From a navigation with nothing cached to the first attention of 64 tokens, library after library. */
export async function coldStarts(browser, address, reasons) {
  const names = Object.keys(LOADED).filter((name) => !reasons[name]);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < SAMPLES; round++) {
    for (const name of names) {
      // A context of its own has a cache of its own.
      const context = await browser.newContext();
      try {
        const page = await context.newPage();
        await page.goto(address);
        times[name].push(
          await page.evaluate(async (one) => {
            const { firstResult } = await import("/in_page.mjs");
            await firstResult(one);
            return performance.now();
          }, name),
        );
      } finally {
        await context.close();
      }
    }
  }
  return beside("cold start to the first attention", "ms", (name) => summary(times[name]).median, reasons);
}
