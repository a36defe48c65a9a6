/** `<attention-lab>` in a post of another origin: what it shows, what it costs its page, and what it leaves behind. */
import { describe, expect } from "vitest";
import { BROWSER, workersOf } from "./support/driven";
import { ELEMENT, type Figure, figuresReady, test } from "./support/post";

declare global {
  interface Window {
    said: { type: string; detail: Record<string, unknown> }[];
    struck?: unknown;
  }
}

const LISTEN = `<script>
  window.said = [];
  for (const type of ["ready", "change", "step", "error"])
    document.querySelector("attention-lab").addEventListener(type, ({ detail }) => said.push({ type, detail }));
</script>`;

describe("an element", () => {
  test("shows the figure that its attributes say, and answers to properties, methods and clicks", async ({ post }) => {
    const page = await post(
      `<attention-lab sentence="Every figure is live" mask="causal" step="softmax" head="1"></attention-lab>${LISTEN}${ELEMENT}`,
    );
    await figuresReady(page);
    const figure = page.locator("attention-lab");
    await figure.getByRole("heading", { name: "How is each word’s attention shared out?" }).waitFor();
    await figure.getByRole("grid", { name: "weights" }).waitFor();
    const read = () => figure.evaluate((e) => (e as Figure).getState());
    expect(await read()).toEqual({ text: "Every figure is live", step: "softmax", causal: "1", head: "1" });

    await figure.evaluate((e) => {
      (e as Figure).head = 0;
      (e as Figure).causal = false;
    });
    expect(await figure.getAttribute("head")).toBe("0");
    expect(await read()).toEqual({ text: "Every figure is live", step: "softmax" });
    await figure.evaluate((e) => (e as Figure).next());
    expect(await figure.evaluate((e) => (e as Figure).step)).toBe("weighted");
    await figure.evaluate((e) => (e as Figure).setState({ step: "scores", seed: 11 }));
    expect(await read()).toEqual({ text: "Every figure is live", step: "scores", seed: "11" });
    await figure.getByRole("button", { name: "Next step" }).click();
    await expect.poll(() => figure.evaluate((e) => (e as Figure).step)).toBe("scaled");
    const said = await page.evaluate(() => window.said);
    expect(said.filter(({ type }) => type === "ready")).toHaveLength(1);
    expect(said.filter(({ type }) => type === "step").map(({ detail }) => detail.step)).toEqual([
      "weighted",
      "scores",
      "scaled",
    ]);
    expect(said.at(-1)?.type === "step" || said.at(-1)?.type === "change").toBe(true);
    expect(said.filter(({ type }) => type === "error")).toEqual([]);
  });

  test("gives its matrix as a picture, and tells its steps by itself when it is asked to", async ({ post }) => {
    const page = await post(`<attention-lab step="softmax"></attention-lab>${ELEMENT}`);
    await figuresReady(page);
    const figure = page.locator("attention-lab");
    const picture = await figure.evaluate(async (e) => {
      const png = await (e as Figure).toImage();
      const svg = await (e as Figure).toImage({ format: "svg" });
      return {
        types: [png.type, svg.type],
        head: [...new Uint8Array(await png.arrayBuffer()).slice(1, 4)],
        text: await svg.text(),
      };
    });
    expect(picture.types).toEqual(["image/png", "image/svg+xml"]);
    expect(String.fromCharCode(...picture.head)).toBe("PNG");
    expect(picture.text).toContain("weights");
    await figure.evaluate((e) => (e as Figure).play());
    await figure.getByRole("button", { name: "Pause" }).waitFor();
    await figure.evaluate((e) => (e as Figure).pause());
    await figure.getByRole("button", { name: "Play" }).waitFor();
  });

  test("opens a lesson's scene, a workbench and a learned model", async ({ post }) => {
    const page = await post(
      `<attention-lab id="a" loading="eager" lesson="S01" controls="steps lesson"></attention-lab>
       <attention-lab id="b" loading="eager" bench="sparse"></attention-lab>
       <attention-lab id="c" loading="eager" model="pronouns" step="softmax"></attention-lab>${ELEMENT}`,
    );
    await figuresReady(page);
    await page
      .locator("#a")
      .getByRole("heading", { name: /One query, three keys/ })
      .waitFor();
    await page.locator("#b [data-bench=sparse]").waitFor();
    await page.locator("#c").getByRole("grid", { name: "weights" }).first().waitFor();
    await expect.poll(() => workersOf(page)).toBe(BROWSER === "webkit" ? 0 : 1);
  });

  test("follows the document's colours where it is told nothing, and takes any token from outside", async ({
    post,
  }) => {
    const page = await post(
      `<style>#dark { color-scheme: dark } #own { --attention-lab-accent: rgb(1, 2, 3); --attention-lab-rem: 20px }</style>
       <attention-lab id="dark" loading="eager"></attention-lab><attention-lab id="own" theme="light" loading="eager"></attention-lab>${ELEMENT}`,
      { colorScheme: "light" },
    );
    await figuresReady(page);
    const looks = await page.evaluate(() =>
      ["dark", "own"].map((id) => {
        const shadow = document.getElementById(id)?.shadowRoot as ShadowRoot;
        const inside = shadow.querySelector("[data-page]") as Element;
        return {
          theme: (inside as HTMLElement).dataset.theme,
          accent: getComputedStyle(shadow.querySelector("al-step-rail") as Element)
            .getPropertyValue("--accent")
            .trim(),
          size: getComputedStyle(inside).fontSize,
        };
      }),
    );
    expect(looks[0]).toMatchObject({ theme: "dark", size: "14px" });
    expect(looks[1]).toEqual({ theme: "light", accent: "rgb(1, 2, 3)", size: "17.5px" });
  });

  test("wears its colours before there is a figure", async ({ post }) => {
    const page = await post(
      `<div style="height: 4000px"></div><attention-lab theme="dark"></attention-lab>
       <div style="color-scheme: dark"><attention-lab></attention-lab></div>${ELEMENT}`,
    );
    const worn = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("attention-lab")].map(
          ({ shadowRoot }) => shadowRoot?.querySelector<HTMLElement>("[data-page]")?.dataset.theme,
        ),
      );
    await expect.poll(worn).toEqual(["dark", "dark"]);
    await page
      .locator("attention-lab")
      .first()
      .evaluate((figure) => figure.setAttribute("theme", "light"));
    expect(await worn()).toEqual(["light", "dark"]);
    expect(await page.locator("attention-lab").getByRole("grid").count()).toBe(0);
  });

  test("shows the author's caption below, in the author's own type", async ({ post }) => {
    const page = await post(
      `<attention-lab loading="eager"><em slot="caption">Figure 1. &lt;b&gt;Not bold&lt;/b&gt;</em></attention-lab>${ELEMENT}`,
    );
    await figuresReady(page);
    const caption = page.getByText("Figure 1. <b>Not bold</b>");
    await caption.waitFor();
    expect(await caption.evaluate((e) => getComputedStyle(e).fontFamily)).toBe("serif");
    const [low, high] = await page.evaluate(() => {
      const inside = document.querySelector("attention-lab")?.shadowRoot?.querySelector("[data-page]") as Element;
      return [
        inside.getBoundingClientRect().bottom,
        (document.querySelector("em") as Element).getBoundingClientRect().top,
      ];
    });
    expect(high as number).toBeGreaterThanOrEqual(low as number);
  });
});

describe("hostile attributes", () => {
  test("are clamped or refused by name, and what is text stays text", async ({ post }) => {
    const markup = `&quot;&gt;&lt;img src=x onerror=&quot;struck=1&quot;&gt;&lt;script&gt;struck=2&lt;/script&gt;`;
    const page = await post(
      `<attention-lab loading="eager" sentence="${markup}" head="9999" step="${markup}" theme="url(javascript:struck=3)"
         height="4px;position:fixed" controls="all ${markup}" state="v=1&amp;seed=-1" locale="xx" cell="constructor@0" edits="${markup}"
         lesson="__proto__"><span slot="caption">${markup}</span></attention-lab>${LISTEN}${ELEMENT}`,
    );
    await figuresReady(page);
    const figure = page.locator("attention-lab");
    await figure.locator("h1").waitFor();
    const refused = await page.evaluate(() =>
      window.said.filter(({ type }) => type === "error").flatMap(({ detail }) => detail.names as string[]),
    );
    expect(new Set(refused)).toEqual(new Set(["step", "theme", "height", "seed", "locale", "edits", "lesson"]));
    expect(await figure.evaluate((e) => (e as Figure).head)).toBe(15);
    await figure.evaluate(async (e) => {
      for (const given of [
        null,
        4,
        { __proto__: null, seed: {} },
        "v=1&text=%E0%A4%A",
        { text: "<svg onload=struck=4>" },
      ]) {
        await (e as Figure).setState(given as never);
      }
    });
    expect(await page.evaluate(() => window.struck)).toBeUndefined();
    expect(await figure.evaluate((e) => e.shadowRoot?.querySelectorAll("img, script, svg[onload]").length)).toBe(0);
  });

  test("leave the page whole where the binary doesn't come, and the figure says why", async ({ post }) => {
    const page = await post(
      `<p id="words">Words.</p><attention-lab loading="eager">A picture in its place</attention-lab>${LISTEN}
       <script type="module">import { configure } from "{site}element.js"; configure({ locateFile: () => "{site}nothing.wasm" });</script>`,
      { tolerated: /404/ },
    );
    await expect
      .poll(() => page.evaluate(() => window.said.find(({ type }) => type === "error")?.detail.code))
      .toBe("start");
    const figure = page.locator("attention-lab");
    expect(await figure.getByRole("alert").innerText()).toContain("nothing.wasm answered 404");
    await page.getByText("A picture in its place").waitFor();
    await expect.poll(() => workersOf(page)).toBe(0);
  });
});
