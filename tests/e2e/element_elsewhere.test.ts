/** The element and its frame in Firefox and WebKit, on pages opened as files, and where there is no document. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Opened, OTHERS } from "./support/others";
import { test as postTest, servePost } from "./support/post";

declare global {
  interface Window {
    workers: number;
  }
}

/** Counts the workers that are alive. */
const COUNT = `<script>
  window.workers = 0;
  window.Worker = class extends Worker {
    constructor(...given) { super(...given); workers++; }
    terminate() { super.terminate(); workers--; }
  };
</script>`;

const BODY = `${COUNT}<attention-lab loading="eager" sentence="Out of one file" step="softmax"><span slot="caption">Figure 1</span></attention-lab>
  <attention-lab loading="eager" lesson="S01"></attention-lab>`;

/** A folder with an article and the script beside it. */
let folder = "";
const file = (): string => pathToFileURL(join(folder, "post.html")).href;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "Un article é "));
  copyFileSync(join(inject("dist"), "element.classic.js"), join(folder, "element.classic.js"));
  writeFileSync(
    join(folder, "post.html"),
    `<!doctype html><meta charset="utf-8"><title>A post</title><link rel="icon" href="data:,">${BODY}<script src="element.classic.js"></script>`,
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the first element shows, once all do. */
async function shown() {
  await customElements.whenDefined("attention-lab");
  const all = [...document.querySelectorAll<HTMLElement & { ready: Promise<void> }>("attention-lab")];
  await Promise.all(all.map((one) => one.ready));
  const shadow = all[0]?.shadowRoot;
  const weights = shadow?.querySelector<HTMLElementTagNameMap["al-heatmap"]>('[data-tensor="attn.weights"]');
  const rows = weights?.rows ?? 0;
  const data = Array.from(weights?.data ?? []);
  return {
    heading: shadow?.querySelector("h1")?.textContent?.trim(),
    rows,
    sum: Math.round(1e5 * data.slice(0, rows).reduce((sum, value) => sum + value, 0)) / 1e5,
    focus: document.activeElement === document.body,
    workers: window.workers,
  };
}

const EXPECTED = { heading: "How is each word’s attention shared out?", rows: 4, sum: 1, focus: true, workers: 1 };

/** A frame without an origin, whose messages are kept. */
const FRAME = `<script>
    window.heard = [];
    addEventListener("message", ({ origin, data }) => heard.push({ origin, data }));
  </script><iframe sandbox="allow-scripts" title="A figure" width="600" height="500" src="{site}embed.html#v=1&step=softmax"></iframe>`;

postTest("a page opened as a file shows its figures in Chromium, with the network cut", async ({ post }) => {
  const page = await post("<p>Opened for its browser.</p>", { tolerated: /^request to file:/ });
  await page.context().setOffline(true);
  await page.goto(file());
  expect(await page.evaluate(shown)).toEqual(EXPECTED);
});

describe.each(OTHERS)("in %s", (_name, start) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await start();
  });
  afterAll(() => opened.close());

  test("a page opened as a file shows its figures by the classic script", async () => {
    await opened.goto(file());
    expect(await opened.page.evaluate(shown)).toEqual(EXPECTED);
    expect(await opened.problems()).toEqual([]);
  });

  test("a post of another origin shows its figures by the pinned module, and nothing is left when they go", async () => {
    const hash = createHash("sha384")
      .update(readFileSync(join(inject("dist"), "element.js")))
      .digest("base64");
    const post = await servePost(
      `${BODY}<script type="module" src="{site}element.js" integrity="sha384-${hash}" crossorigin="anonymous"></script>`,
    );
    try {
      await opened.goto(post.address);
      expect(await opened.page.evaluate(shown)).toEqual(EXPECTED);
      await opened.page.evaluate(() => {
        for (const one of document.querySelectorAll("attention-lab")) one.remove();
      });
      await expect.poll(() => opened.page.evaluate(() => window.workers)).toBe(0);
      expect(await opened.problems()).toEqual([]);
    } finally {
      post.close();
    }
  });

  test("a frame in a sandbox without an origin shows its figure and answers", async () => {
    const post = await servePost(FRAME);
    try {
      await opened.goto(post.address);
      const heard = () =>
        opened.page.evaluate(() => window.heard.map(({ origin, data }) => [origin, data.type, data.value ?? null]));
      await expect.poll(heard).toContainEqual(["null", "ready", null]);
      await opened.page.evaluate(() => {
        const { contentWindow } = document.querySelector("iframe") as HTMLIFrameElement;
        contentWindow?.postMessage({ attentionLab: 1, type: "getState", id: 1 }, "*");
      });
      await expect.poll(heard).toContainEqual(["null", "reply", { step: "softmax" }]);
      expect(await opened.problems()).toEqual([]);
    } finally {
      post.close();
    }
  });
});

describe("without a document", () => {
  test.each(["element.js", "lib/element.js"])("%s is imported twice, defines nothing and throws nothing", (name) => {
    const address = JSON.stringify(pathToFileURL(join(inject("dist"), name)).href);
    const program = `await import(${address}); const m = await import(${address} + "?again");
      m.defineAttentionLab(); console.log(Object.keys(m).sort().join(" "), typeof globalThis.document, typeof globalThis.HTMLElement);`;
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
    expect(said).toBe("AttentionLab configure defineAttentionLab undefined undefined\n");
  });

  test("the classic script does nothing", () => {
    const said = execFileSync(
      process.execPath,
      [
        "-e",
        `require("vm").runInThisContext(require("fs").readFileSync(process.argv[1], "utf8")); console.log(typeof document)`,
        join(inject("dist"), "element.classic.js"),
      ],
      { encoding: "utf8" },
    );
    expect(said).toBe("undefined\n");
  });
});
