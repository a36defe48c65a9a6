/** The page for iframes, sealed off in a sandbox of another origin's post; and the dialog that writes code for posts. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, inject } from "vitest";
import { t } from "../../web/src/strings/text";
import { BROWSER, workersOf } from "./support/driven";
import { ELEMENT, figuresReady, test } from "./support/post";
import { savedFile } from "./support/saving";
import { test as labTest } from "./support/test";

interface Heard {
  origin: string;
  data: {
    type: string;
    id?: unknown;
    value?: unknown;
    error?: string;
    height?: number;
    step?: string;
    message?: string;
  };
}

declare global {
  interface Window {
    heard: Heard[];
    grow: boolean;
  }
}

const frame = (hash: string, attributes = 'height="500"'): string =>
  `<iframe sandbox="allow-scripts" allow="clipboard-write" title="A figure" width="100%" ${attributes} src="{site}embed.html#${hash}"></iframe>`;

/** Inside of embed.html: the element, and what speaks for it. */
const OWN_SCRIPTS = 2;

const HEAR = `<script>
  window.heard = [];
  addEventListener("message", ({ origin, data, source }) => {
    heard.push({ origin, data });
    if (data.type === "height") document.querySelector("iframe").height = data.height;
  });
</script>`;

const types = (page: Page): Promise<string[]> => page.evaluate(() => window.heard.map(({ data }) => data.type));
const say = (page: Page, message: object): Promise<void> =>
  page.evaluate((data) => document.querySelector("iframe")?.contentWindow?.postMessage(data, "*"), message);
const replyTo = async (page: Page, id: unknown) => {
  await expect
    .poll(() => page.evaluate((wanted) => window.heard.some(({ data }) => data.id === wanted), id))
    .toBe(true);
  return page.evaluate((wanted) => window.heard.find(({ data }) => data.id === wanted)?.data, id);
};

describe("a frame in a sandbox without an origin", () => {
  test("shows the figure of its address, with its engine in a worker, and answers its document", async ({ post }) => {
    const page = await post(HEAR + frame("v=1&step=softmax&text=Sealed+off&caption=Figure+1"));
    await expect.poll(() => types(page)).toContain("ready");
    const inside = page.frameLocator("iframe");
    await inside.getByRole("grid", { name: "weights" }).waitFor();
    await inside.getByText("Figure 1").waitFor();
    await expect.poll(() => workersOf(page)).toBe(BROWSER === "webkit" ? 0 : 1);
    expect(await page.evaluate(() => window.heard.every(({ origin }) => origin === "null"))).toBe(true);

    await say(page, { attentionLab: 1, type: "getState", id: "a" });
    expect((await replyTo(page, "a"))?.value).toEqual({ step: "softmax", text: "Sealed off" });
    await say(page, { attentionLab: 1, type: "setState", state: { step: "scores", seed: 3 }, id: 2 });
    expect((await replyTo(page, 2))?.value).toEqual({ step: "scores", text: "Sealed off", seed: "3" });
    await say(page, { attentionLab: 1, type: "next", id: 3 });
    await replyTo(page, 3);
    await expect
      .poll(() =>
        page.evaluate(() => window.heard.filter(({ data }) => data.type === "step").map(({ data }) => data.step)),
      )
      .toEqual(["scores", "scaled"]);
    await say(page, { attentionLab: 1, type: "toImage", format: "svg", id: 4 });
    expect((await replyTo(page, 4))?.error).toBeUndefined();
    await say(page, { attentionLab: 1, type: "setState", state: "v=1&lesson=S01&step=words", id: 5 });
    await replyTo(page, 5);
    await say(page, { attentionLab: 1, type: "toImage", id: 6 });
    await replyTo(page, 6);
  });

  test("is told nothing by messages of another kind, or of another document", async ({ post }) => {
    const page = await post(`${HEAR}${frame("v=1&step=softmax")}${frame("v=1", 'id="other" height="300"')}`);
    await expect.poll(async () => (await types(page)).filter((type) => type === "ready").length).toBe(2);
    for (const message of [
      { type: "next" },
      { attentionLab: 1, type: "__proto__" },
      { attentionLab: 1, type: "setState", state: { a: {} } },
    ]) {
      await say(page, message);
    }
    // A frame beside it speaks to it.
    const other = page.frameLocator("#other").locator("html");
    await other.evaluate(() =>
      window.parent.frames[0]?.postMessage({ attentionLab: 1, type: "setState", state: { step: "words" } }, "*"),
    );
    await say(page, { attentionLab: 1, type: "getState", id: "after" });
    expect((await replyTo(page, "after"))?.value).toEqual({ step: "softmax" });
  });

  test("listens to the one origin that its address names", async ({ post }) => {
    const page = await post(HEAR + frame("v=1&step=softmax&parent=https%3A%2F%2Felsewhere.example"), {
      tolerated: /postMessage|target origin/,
    });
    await page.frameLocator("iframe").getByRole("grid", { name: "weights" }).waitFor();
    await say(page, { attentionLab: 1, type: "setState", state: { step: "words" }, id: 1 });
    await page.frameLocator("iframe").getByRole("button", { name: "Next step" }).click();
    await page
      .frameLocator("iframe")
      .getByRole("heading", { name: t("step.weighted.question") })
      .waitFor();
    expect(await types(page)).toEqual([]);
  });

  test("says its height, with the line below it, once and comes to rest, though its document follows", async ({
    post,
  }) => {
    const page = await post(HEAR + frame("lesson=S01&height=480&controls=steps", 'height="100"'));
    await expect.poll(() => types(page)).toContain("ready");
    await expect.poll(() => page.locator("iframe").getAttribute("height")).toBe("504");
    // A height of the frame's own height would follow itself for ever; it is no height.
    await page.evaluate((site) => {
      const made = document.querySelector("iframe") as HTMLIFrameElement;
      made.src = `${site}embed.html#v=1&height=110vh`;
    }, inject("site"));
    await say(page, { attentionLab: 1, type: "getState", id: "rest" });
    await replyTo(page, "rest");
    expect((await types(page)).filter((type) => type === "height")).toHaveLength(1);
  });

  test("is as tall as what it shows where it is told to be, and comes to rest though its document follows", async ({
    post,
  }) => {
    const page = await post(HEAR + frame("v=1&step=softmax&height=auto&text=a+b+c+d+e+f+g+h+i+j", 'height="100"'));
    await expect.poll(() => types(page)).toContain("ready");
    const said = async () => (await types(page)).filter((type) => type === "height").length;
    const inside = page.frameLocator("iframe");
    await expect.poll(() => inside.locator("html").evaluate((e) => e.scrollHeight - e.clientHeight)).toBe(0);
    const before = await said();
    // Another height of the frame is none of the figure's.
    for (const height of ["300", "2000"]) {
      await page.evaluate((tall) => document.querySelector("iframe")?.setAttribute("height", tall), height);
      await say(page, { attentionLab: 1, type: "getState", id: height });
      await replyTo(page, height);
    }
    expect((await said()) - before).toBeLessThanOrEqual(2);
  });

  test("executes nothing of a hostile address, and says what it could not read", async ({ post }) => {
    const bad = encodeURIComponent(`"><img src=x onerror="struck=1"><script>struck=2</script>`);
    const page = await post(
      HEAR +
        frame(
          `v=1&text=${bad}&caption=${bad}&controls=${bad}&height=${bad}&seed=${bad}&step=softmax&parent=${bad}&hat=${bad}`,
        ),
    );
    await expect.poll(() => types(page)).toContain("ready");
    const inside = page.frameLocator("iframe").locator("html");
    expect(
      await inside.evaluate(() => [window.struck ?? null, document.querySelectorAll("img, script").length]),
    ).toEqual([null, OWN_SCRIPTS]);
    const errors = await page.evaluate(() =>
      window.heard.filter(({ data }) => data.type === "error").map(({ data }) => data.message),
    );
    expect(errors.join()).toContain("seed, hat");
  });
});

describe("the embed dialog", () => {
  labTest("writes code that shows this figure in a post, pinned to the script by its hash", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", text: "Copy & paste", causal: true } });
    const workers = workersOf(lab.page);
    const dialog = await lab.share("embed");
    const code = dialog.getByLabel(t("embed.code"));
    const hash = createHash("sha384")
      .update(readFileSync(join(inject("dist"), "element.js")))
      .digest("base64");
    await expect.poll(() => code.inputValue()).toContain(`integrity="sha384-${hash}"`);
    await dialog.getByLabel(t("embed.caption")).fill("Fig. <1>");
    await dialog.getByLabel(t("embed.controls.number")).uncheck();
    await dialog.getByLabel(t("embed.height")).fill("99999");
    await dialog.getByLabel(t("embed.height")).blur();
    await dialog.getByLabel(t("embed.width")).fill("600");
    await dialog.getByRole("radio", { name: t("app.themes.dark"), exact: true }).click();
    await expect
      .poll(() => code.inputValue())
      .toContain(
        '<attention-lab sentence="Copy &amp; paste" causal="1" step="softmax" theme="dark" controls="steps heads" height="2000px" style="display:block;min-height:calc(2000px + 2em);max-width:600px"><span slot="caption">Fig. &lt;1&gt;</span></attention-lab>',
      );
    const preview = dialog.locator("attention-lab");
    await preview.getByRole("grid", { name: "weights" }).waitFor();
    expect(await preview.evaluate((e) => e.shadowRoot?.querySelector<HTMLElement>("[data-page]")?.dataset.theme)).toBe(
      "dark",
    );

    await dialog.getByRole("radio", { name: t("embed.kinds.iframe"), exact: true }).click();
    expect(await code.inputValue()).toContain(`${inject("site")}embed.html#v=1&amp;`);
    await dialog.getByRole("radio", { name: t("embed.kinds.image"), exact: true }).click();
    expect(await code.inputValue()).toMatch(/^<a href="[^"]+"><img src="Fig-1\.png" alt="[^"]+"/);
    // The picture that the code names is saved here, by that name.
    const picture = await savedFile(lab.page, () => dialog.getByRole("button", { name: t("figure.png") }).click());
    expect(picture.name).toBe("Fig-1.png");
    await lab.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await expect.poll(() => workersOf(lab.page)).toBe(workers);
  });

  test("opens from every figure, in a post and in a sandbox, unless the author leaves it out", async ({ post }) => {
    const page = await post(
      `<attention-lab id="a" loading="eager" step="softmax" seed="5"></attention-lab>
       <attention-lab id="b" loading="eager" controls="none"></attention-lab>
       ${frame("v=1&step=scores&seed=6")}${ELEMENT}`,
    );
    await figuresReady(page);
    const button = { name: t("embed.this"), exact: true };
    expect(await page.locator("#b").getByRole("button", button).count()).toBe(0);
    for (const [place, state] of [
      [page.locator("#a"), 'seed="5" step="softmax"'],
      [page.frameLocator("iframe"), 'seed="6" step="scores"'],
    ] as const) {
      await place.getByRole("button", button).click();
      const dialog = place.getByRole("dialog");
      const code = dialog.getByLabel(t("embed.code"));
      await expect.poll(() => code.inputValue()).toContain(`${inject("site")}element.js`);
      await expect.poll(() => code.inputValue()).toContain('integrity="sha384-');
      expect(await code.inputValue()).toContain(state);
      const preview = dialog.locator("attention-lab");
      await preview.locator("h1").waitFor();
      // Or each preview would lead to another.
      expect(await preview.getByRole("button", button).count()).toBe(0);
      await dialog.getByRole("button", { name: t("embed.copy") }).click();
      await place.locator(".toast").waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
    }
  });

  test("writes an element that a post of another origin shows as it was", async ({ post }) => {
    const hash = createHash("sha384")
      .update(readFileSync(join(inject("dist"), "element.js")))
      .digest("base64");
    const page = await post(
      `<attention-lab sentence="Copy &amp; paste" causal="1" step="softmax"></attention-lab>
       <script type="module" src="{site}element.js" integrity="sha384-${hash}" crossorigin="anonymous"></script>`,
    );
    await figuresReady(page);
    await page.locator("attention-lab").getByRole("grid", { name: "weights" }).waitFor();
  });
});

describe("a pinned script", () => {
  test("is refused where it was changed on its way, and the post keeps what stands in the figure's place", async ({
    post,
  }) => {
    const page = await post(
      `<attention-lab><a href="#">The figure</a></attention-lab>
       <script type="module" src="{site}element.js" integrity="sha384-${"A".repeat(64)}" crossorigin="anonymous"></script>`,
      { tolerated: /integrity/ },
    );
    await page.getByText("The figure").waitFor();
    expect(await page.evaluate(() => customElements.get("attention-lab") === undefined)).toBe(true);
  });
});

describe("the answer of oEmbed", () => {
  test("holds a frame that shows a figure in a post, and a picture of the size it says", async ({ post }) => {
    const said = await (await fetch(`${inject("site")}oembed.json`)).json();
    const address = (text: string) => new URL(text, inject("site")).href;
    const picture = Buffer.from(await (await fetch(address(said.thumbnail_url))).arrayBuffer());
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([said.thumbnail_width, said.thumbnail_height]);
    const page = await post(said.html.replace(/src="([^"]*)"/, (_all: string, src: string) => `src="${address(src)}"`));
    await page.frameLocator("iframe").getByRole("heading").first().waitFor();
    // Found from the page that is shared.
    const home = await (await fetch(inject("site"))).text();
    expect(home).toMatch(/<link rel="alternate" type="application\/json\+oembed" href="[^"]*oembed\.json"/);
    expect(home).toMatch(/<meta property="og:image" content="[^"]*card\.png"/);
  });
});
