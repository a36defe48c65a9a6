// What the page costs: its weight, the time to the first heatmap, and how fluidly a large heatmap moves.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const PATIENCE = 60_000;

/** Files of a folder, and of those below it. */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/**
 * Bytes that the page is: what its own document leads to, without the offline file and the package, which it doesn't load.
 * @param {string} dist @param {string[]} urls the files that a visit asked for, as paths below `dist`
 * @returns {{kind: string, raw: number, gzip: number}[]} by kind of file, then all of them
 */
export function pageWeight(dist, urls) {
  const wanted = new Set(urls.map((url) => join(dist, url)));
  const kinds = new Map();
  for (const path of filesOf(dist)) {
    if (!wanted.has(path)) continue;
    const bytes = readFileSync(path);
    const kind = extname(path).slice(1);
    const sum = kinds.get(kind) ?? { kind, raw: 0, gzip: 0 };
    sum.raw += bytes.length;
    sum.gzip += gzipSync(bytes, { level: 9 }).length;
    kinds.set(kind, sum);
  }
  const all = [...kinds.values()];
  const total = (field) => all.reduce((sum, part) => sum + part[field], 0);
  return [...all, { kind: "all", raw: total("raw"), gzip: total("gzip") }];
}

/**
 * Opens the page with nothing cached, `samples` times, and an empty page beside each.
 * @returns {Promise<{heatmap: number[], empty: number[], urls: string[]}>} milliseconds from navigation to a painted
 *   heatmap, or to an empty page's load; and the files that were asked for
 */
export async function measureColdStart(browser, address, samples) {
  const [heatmap, empty] = [[], []];
  const urls = new Set();
  for (let round = 0; round < samples; round++) {
    // A context of its own has a cache of its own.
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    try {
      const page = await context.newPage();
      page.on("request", (request) => {
        const { origin, pathname } = new URL(request.url());
        if (origin === new URL(address).origin) urls.add(pathname.endsWith("/") ? `${pathname}index.html` : pathname);
      });
      await page.addInitScript(() => {
        const look = () => {
          const canvas = document.querySelector("al-heatmap")?.shadowRoot?.querySelector("canvas#cells");
          if (canvas && canvas.width > 1) requestAnimationFrame(() => performance.mark("bench:heatmap"));
          else requestAnimationFrame(look);
        };
        look();
      });
      await page.goto(`${address}#v=1&step=softmax`);
      await page.waitForFunction(() => performance.getEntriesByName("bench:heatmap").length > 0, null, {
        timeout: PATIENCE,
      });
      heatmap.push(await page.evaluate(() => performance.getEntriesByName("bench:heatmap")[0].startTime));
      const blank = await context.newPage();
      const begin = performance.now();
      await blank.goto("data:text/html,<p>empty</p>");
      empty.push(performance.now() - begin);
    } finally {
      await context.close();
    }
  }
  return { heatmap, empty, urls: [...urls] };
}

/**
 * Ten elements in one document: from the script's start until all show their figure, and the memory that they take beside
 * an empty document's and that of one.
 * @returns {Promise<{one: number[], ten: number[], heap: {empty: number, one: number, ten: number}}>} milliseconds, bytes
 */
export async function measureElements(browser, address, samples) {
  const times = { 1: [], 10: [] };
  const heap = {};
  for (let round = 0; round < samples; round++) {
    for (const count of [0, 1, 10]) {
      const context = await browser.newContext({ viewport: { width: 1000, height: 900 } });
      try {
        const page = await context.newPage();
        // A page of the site's origin that has nothing in it.
        await page.route(`${address}empty`, (route) => route.fulfill({ contentType: "text/html", body: "" }));
        await page.goto(`${address}empty`);
        await page.evaluate((many) => {
          document.body.replaceChildren(
            ...Array.from({ length: many }, (_, seed) => {
              const element = document.createElement("attention-lab");
              for (const [name, text] of Object.entries({ loading: "eager", step: "softmax", seed: String(seed) }))
                element.setAttribute(name, text);
              return element;
            }),
          );
        }, count);
        if (count > 0) {
          const begin = await page.evaluate(() => performance.now());
          await page.addScriptTag({ type: "module", url: `${address}element.js` });
          await page.evaluate(() =>
            Promise.all([...document.querySelectorAll("attention-lab")].map((element) => element.ready)),
          );
          times[count].push((await page.evaluate(() => performance.now())) - begin);
        }
        const session = await context.newCDPSession(page);
        await session.send("HeapProfiler.collectGarbage");
        heap[count] = (await session.send("Runtime.getHeapUsage")).usedSize;
      } finally {
        await context.close();
      }
    }
  }
  return { one: times[1], ten: times[10], heap: { empty: heap[0], one: heap[1], ten: heap[10] } };
}

/**
 * Pans a heatmap of `side` x `side` cells across its whole, then zooms it in and out, a move a frame.
 * @returns {Promise<{pan: number[], zoom: number[]}>} milliseconds between frames
 */
export async function measurePanning(browser, address, side, frames) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(`${address}#v=1&step=softmax`);
    await page.locator("al-heatmap").first().waitFor({ timeout: PATIENCE });
    return await page.evaluate(
      async ([side, frames]) => {
        const heatmap = document.createElement("al-heatmap");
        // Any numbers do: the colours of waves.
        const wave = Float32Array.from({ length: side }, (_, at) => 0.5 + 0.5 * Math.sin(at / 97));
        const data = new Float32Array(side * side);
        for (let row = 0; row < side; row++) {
          for (let col = 0; col < side; col++) data[row * side + col] = wave[row] * wave[col];
        }
        const labels = Array.from({ length: side }, (_, at) => `w${at}`);
        Object.assign(heatmap, { data, rows: side, cols: side, rowLabels: labels, colLabels: labels, label: "bench" });
        document.querySelector("main").prepend(heatmap);
        await heatmap.updateComplete;
        const frame = () => new Promise(requestAnimationFrame);
        // Until the whole raster is there, a slice a frame.
        for (let at = 0; at < 120; at++) await frame();
        const run = async (move) => {
          const times = [];
          let last = await frame();
          for (let at = 0; at < frames; at++) {
            move(at);
            const now = await frame();
            times.push(now - last);
            last = now;
          }
          return times;
        };
        // Twice the whole: a window of millions of cells.
        heatmap.zoom.by(2);
        const pan = await run((at) => heatmap.zoom.pan(at < frames / 2 ? 23 : -23, at % 7));
        const zoom = await run((at) => heatmap.zoom.by(at < frames / 2 ? 1.03 : 1 / 1.03));
        return { pan, zoom };
      },
      [side, frames],
    );
  } finally {
    await page.close();
  }
}
