/** docs/embedding.md is true: its examples are opened as they stand there, at the address of the built site. */
import { readFileSync } from "node:fs";
import { describe, expect, inject } from "vitest";
import { figuresReady, test } from "./support/post";

const TEXT = readFileSync(new URL("../../docs/embedding.md", import.meta.url), "utf8");
const EXAMPLES = [...TEXT.matchAll(/^```html\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
const withText = (text: string): string => EXAMPLES.find((code) => code.includes(text)) ?? "";
const there = (code: string): string => code.replaceAll("https://example.org/attention-lab/", "{site}");

describe("an example of the guide to embedding", () => {
  test("shows its figures, its frames and its picture", async ({ post }) => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(8);
    for (const code of EXAMPLES) {
      const page = await post(there(code));
      if (code.includes("<attention-lab")) await figuresReady(page);
      for (const figure of await page.locator("attention-lab").all()) {
        await figure.scrollIntoViewIfNeeded();
        await figure.locator("h1").first().waitFor();
      }
      for (let at = 0; at < (await page.locator("iframe").count()); at++)
        await page.frameLocator("iframe").nth(at).locator("h1").first().waitFor();
      for (const picture of await page.locator("body > a img").all())
        await expect.poll(() => picture.evaluate((e) => (e as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    }
  });

  test("follows the figure's steps", async ({ post }) => {
    const page = await post(there(withText('id="where"')));
    await figuresReady(page);
    await page.locator("#on").click();
    await expect.poll(() => page.locator("#where").innerText()).toBe("weighted");
  });

  test("follows the frame's height and hears what it answers", async ({ post }) => {
    const page = await post(there(withText('id="said"')));
    await expect.poll(() => page.locator("#said").innerText()).toBe("S01");
    await expect
      .poll(() => page.locator("#frame").evaluate((e) => Number((e as HTMLIFrameElement).height)))
      .toBeGreaterThan(560);
  });

  test("looks as it says", async ({ post }) => {
    const page = await post(there(withText("--attention-lab-paper")));
    await figuresReady(page);
    const looks = await page.locator("attention-lab").evaluate((e) => {
      const inside = e.shadowRoot?.querySelector("[part=page]") as HTMLElement;
      const button = e.shadowRoot?.querySelector("[part=embed]") as HTMLElement;
      return [getComputedStyle(inside).borderRadius, getComputedStyle(button).display];
    });
    expect(looks).toEqual(["0px", "none"]);
  });
});

describe("a page with a policy of its own", () => {
  test("shows an element with what the guide names, and refuses nothing of it", async ({ post }) => {
    const site = inject("site");
    const page = await post(
      '<attention-lab step="softmax" controls="all"></attention-lab><script type="module" src="{site}element.js"></script>',
      {
        policy: `default-src 'none'; script-src ${site} 'wasm-unsafe-eval'; connect-src ${site}; worker-src blob:; img-src data: blob:; require-trusted-types-for 'script'; trusted-types lit-html attention-lab`,
      },
    );
    await figuresReady(page);
    await page.locator("attention-lab").getByRole("grid", { name: "weights" }).waitFor();
    expect(page.workers()).toHaveLength(1);
  });

  test("lets no worker start, and the engine runs in the page", async ({ post }) => {
    const site = inject("site");
    const page = await post(
      '<attention-lab step="softmax"></attention-lab><script type="module" src="{site}element.js"></script>',
      {
        policy: `default-src 'none'; script-src ${site} 'wasm-unsafe-eval'; connect-src ${site}; img-src data:`,
        tolerated: /worker/,
      },
    );
    await figuresReady(page);
    await page.locator("attention-lab").getByRole("grid", { name: "weights" }).waitFor();
    expect(page.workers()).toHaveLength(0);
  });

  test("allows no WebAssembly, and the figure's place says so", async ({ post }) => {
    const site = inject("site");
    const page = await post(
      '<attention-lab step="softmax"></attention-lab><p>After.</p><script type="module" src="{site}element.js"></script>',
      {
        policy: `default-src 'none'; script-src ${site}; connect-src ${site}; worker-src blob:; img-src data:`,
        tolerated: /wasm|worker/i,
      },
    );
    await expect.poll(() => page.locator("attention-lab").getByRole("alert").innerText()).toContain("WebAssembly");
    await page.getByText("After.").waitFor();
  });

  test("shows a frame with its address alone", async ({ post }) => {
    const page = await post(
      '<iframe sandbox="allow-scripts" title="A figure" width="600" height="500" src="{site}embed.html#step=softmax"></iframe>',
      { policy: `default-src 'none'; frame-src ${inject("site")}; img-src data:` },
    );
    await page.frameLocator("iframe").locator("h1").waitFor();
  });
});
