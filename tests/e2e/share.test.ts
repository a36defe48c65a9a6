/** What is saved and copied: the figure as SVG and PNG, numbers in every format, programs, link and project. */
import { inflateSync } from "node:zlib";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { needing } from "./support/driven";
import type { Lab } from "./support/lab";
import { type Saved, savedFile } from "./support/saving";
import { test } from "./support/test";

const TITLE = "Attention <of> “the cat” & co";
const WORDS = ["The", "cat", "sat", "on", "the", "mat"];

const save = (lab: Lab, name: string): Promise<Saved> =>
  savedFile(lab.page, () => lab.page.getByRole("dialog").getByRole("button", { name, exact: true }).click());

/** A page without a policy: a text that is read as markup is none of the page's own. */
const elsewhere = (lab: Lab): Promise<Page> => lab.page.context().newPage();

async function openFigure(lab: Lab): Promise<void> {
  await lab.share("picture");
  await lab.page.getByRole("dialog").locator("al-figure img").waitFor();
}

/** Width, height and rows of pixels of a PNG whose rows are not filtered beyond what the format allows. */
function readPng(bytes: Buffer): { width: number; height: number; data: number; texts: Record<string, string> } {
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const parts: Buffer[] = [];
  const texts: Record<string, string> = {};
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + length));
    if (bytes.toString("latin1", at + 4, at + 8) === "iTXt") {
      const [keyword = "", ...rest] = bytes.toString("utf8", at + 8, at + 8 + length).split("\0");
      texts[keyword] = rest.at(-1) ?? "";
    }
    at += length + 12;
  }
  return {
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    data: inflateSync(Buffer.concat(parts)).length,
    texts,
  };
}

describe("the figure", () => {
  test("is saved as an SVG with title, words on both axes, those along the foot turned, and two decimals a cell", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax", causal: true } });
    const { values } = await lab.matrix("weights");
    await openFigure(lab);
    await lab.page.getByLabel(t("figure.caption")).fill(TITLE);
    const { name, bytes } = await save(lab, t("figure.svg"));
    expect(name).toBe("Attention-of-the-cat-co.svg");
    // Read by the browser's own parser of XML, as any other program would.
    const read = await (await elsewhere(lab)).evaluate((text) => {
      const xml = new DOMParser().parseFromString(text, "image/svg+xml");
      const texts = [...xml.querySelectorAll("text")].map((element) => ({
        text: element.textContent ?? "",
        turned: element.getAttribute("transform")?.startsWith("rotate(-45") ?? false,
      }));
      return {
        error: xml.querySelector("parsererror")?.textContent ?? "",
        root: xml.documentElement.localName,
        title: xml.querySelector("title")?.textContent,
        blocked: xml.querySelectorAll('rect[fill="url(#blocked)"]').length,
        outside: xml.querySelectorAll("script, image, foreignObject, [href]").length,
        stops: [...xml.querySelectorAll("stop")].map((stop) => stop.getAttribute("stop-color")),
        texts,
      };
    }, bytes.toString("utf8"));
    expect(read).toMatchObject({ error: "", root: "svg", title: TITLE, blocked: 15, outside: 0 });
    const said = read.texts.map(({ text }) => text);
    expect(said).toContain(TITLE);
    expect(said).toEqual(expect.arrayContaining([t("matrix.query"), t("matrix.key")]));
    expect(read.texts.filter(({ turned }) => turned).map(({ text }) => text)).toEqual(WORDS);
    expect(said.filter((text) => WORDS.includes(text))).toHaveLength(12);
    const shown = values.flatMap((row, query) => row.filter((_, key) => key <= query).map((value) => value.toFixed(2)));
    const first = said.indexOf(shown[0] ?? "");
    expect(said.slice(first, first + shown.length)).toEqual(shown);
    // Viridis, from its one end to the other.
    expect([read.stops[0], read.stops.at(-1)].map((colour) => colour?.replace(/\s/g, ""))).toEqual(
      expect.arrayContaining([expect.stringMatching(/440154|68,1,84/i), expect.stringMatching(/fde725|253,231,37/i)]),
    );
  });

  test("is saved as a PNG of twice the pixels that it measures, whatever the page's theme", async ({ open }) => {
    const lab = await open({ state: { step: "scores", theme: "dark" } });
    await openFigure(lab);
    const size = await lab.page.locator("al-figure img").evaluate((image) => {
      const { naturalWidth, naturalHeight } = image as HTMLImageElement;
      return { width: 2 * naturalWidth, height: 2 * naturalHeight };
    });
    const { name, bytes } = await save(lab, t("figure.png"));
    expect(name).toBe("scores-head-1.png");
    const png = readPng(bytes);
    expect(png).toMatchObject(size);
    const said = await lab.page.locator("textarea[name=figure-alt]").inputValue();
    expect(said).toContain("scores, head 1");
    expect(png.texts).toEqual({ Title: "scores, head 1", Description: said });
    // A blank picture would pack into next to nothing.
    expect(bytes.length).toBeGreaterThan(10_000);
    expect(png.data).toBeGreaterThanOrEqual(png.width * png.height * 3);
  });

  test("shows any matrix of the step, and the dialog is left by Escape with the focus where it was", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "scores" } });
    await openFigure(lab);
    await lab.page.getByRole("combobox", { name: t("figure.matrix") }).selectOption({ label: "Q" });
    await expect
      .poll(() => lab.page.getByRole("dialog").getByRole("img").getAttribute("alt"))
      .toContain(t("figure.defaultTitle", { name: "Q", head: 1 }));
    await lab.page.keyboard.press("Escape");
    await expect.poll(() => lab.page.getByRole("dialog").count()).toBe(0);
    expect(await lab.page.evaluate(() => (document.activeElement as HTMLElement).dataset.action)).toBe("share");
  });
});

describe("the numbers", () => {
  test("are saved as CSV, .npy and JSON that hold what is shown", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", causal: true } });
    const heads = [await lab.values("weights")];
    await lab.head(2);
    await expect.poll(async () => (await lab.values("weights"))[5]).not.toEqual(heads[0]?.[5]);
    heads.push(await lab.values("weights"));
    await lab.share("numbers");
    await lab.page.getByRole("combobox", { name: t("share.scope") }).selectOption({ label: t("share.scopes.tensor") });
    const as = async (format: "csv" | "npy" | "json") => {
      await lab.choose(t(`share.formats.${format}`));
      return save(lab, t("share.save", { extension: `.${format}` }));
    };

    const csv = await as("csv");
    expect(csv.name).toMatch(/\.csv$/);
    const cells = csv.bytes
      .toString("utf8")
      .split(/[\s,;]+/)
      .filter((text) => /^-?\d/.test(text))
      .map(Number);
    for (const value of heads.flat(2).filter((number) => number !== 0 && number !== 1))
      expect(
        cells.some((cell) => Math.fround(cell) === value),
        `${value} in the CSV`,
      ).toBe(true);

    const npy = await as("npy");
    expect(npy.name).toMatch(/\.npy$/);
    expect(npy.bytes.subarray(0, 6).toString("latin1")).toBe("\x93NUMPY");
    const start = 10 + npy.bytes.readUInt16LE(8);
    expect(npy.bytes.toString("latin1", 10, start)).toMatch(
      /'descr': '<f4'.*'fortran_order': False.*'shape': \(2, 6, 6\)/,
    );
    expect(start % 64).toBe(0);
    const floats = Array.from({ length: 72 }, (_, at) => npy.bytes.readFloatLE(start + 4 * at));
    expect(npy.bytes.length).toBe(start + 4 * 72);
    expect(floats).toEqual(heads.flat(2));

    await lab.page.getByRole("combobox", { name: t("share.scope") }).selectOption({ label: t("share.scopes.run") });
    const json = await save(lab, t("share.save", { extension: ".json" }));
    expect(json.name).toBe("attention-lab.json");
    const run = JSON.parse(json.bytes.toString("utf8")) as {
      tensors: { name: string; shape: number[]; data?: number[] }[];
    };
    const weights = run.tensors.find(({ name }) => name === "attn.weights");
    expect(weights?.shape).toEqual([2, 6, 6]);
    expect(weights?.data?.map(Math.fround)).toEqual(heads.flat(2));
  });

  test("of a matrix too large for a figure are saved all the same, and the page says why there is no figure", async ({
    open,
  }) => {
    const text = Array.from({ length: 80 }, (_, at) => `w${at}`).join(" ");
    const lab = await open({ state: { step: "softmax", text } });
    await lab.share("picture");
    expect(await lab.notice("figure-size").innerText()).toBe(t("figure.tooLarge", { max: 64 }));
    await lab.page.getByRole("tab", { name: t("share.parts.numbers") }).click();
    await lab.page.getByRole("combobox", { name: t("share.scope") }).selectOption({ label: t("share.scopes.tensor") });
    await lab.choose(t("share.formats.npy"));
    const { bytes } = await save(lab, t("share.save", { extension: ".npy" }));
    expect(bytes.toString("latin1", 10, 120)).toContain("(2, 80, 80)");
  });
});

describe("the dialog", () => {
  needing(test, "clipboard")(
    "copies the shown matrix as CSV, LaTeX and JSON, with the words escaped for each",
    async ({ open }) => {
      const lab = await open({
        permissions: ["clipboard-read", "clipboard-write"],
        state: { step: "softmax", text: "=1+1 a_b 100 <b>" },
      });
      const words = (await lab.chips()).map((word) => word);
      const { values } = await lab.matrix("weights");
      await lab.share("numbers");
      const copied = async (format: "csv" | "latex" | "json" | "pytorch") => {
        await lab.choose(t(`share.formats.${format}`));
        await lab.button(t("share.copy")).click();
        await lab.page.getByText(t("share.copied")).waitFor();
        return lab.page.evaluate(() => navigator.clipboard.readText());
      };
      const csv = await copied("csv");
      expect(csv.split("\n")[0]).toContain("'=");
      const cells = csv
        .split("\n")
        .slice(1, -1)
        .map((line) => line.split(",").slice(1).map(Number));
      expect(cells.map((row) => row.map(Math.fround))).toEqual(values);
      const latex = await copied("latex");
      expect(latex).toContain(`\\begin{tabular}{l${"r".repeat(words.length)}}`);
      expect(latex).toContain("\\textless{}");
      expect(latex).toContain("a\\_b");
      expect(latex.split("\n").filter((line) => line.endsWith("\\\\"))).toHaveLength(words.length + 1);
      expect(await copied("pytorch")).toMatch(/^weights = torch\.tensor\(\[/);
      const json = JSON.parse(await copied("json")) as { columns: string[]; data: number[][] };
      expect(json.data.map((row) => row.map(Math.fround))).toEqual(values);
      expect(json.columns).toHaveLength(words.length);
    },
  );

  test("goes from tab to tab by the arrow keys, each with its panel", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    const dialog = await lab.share("picture");
    for (const part of ["numbers", "program", "page", "link", "embed", "project"] as const) {
      await lab.page.keyboard.press("ArrowRight");
      await dialog.getByRole("tabpanel", { name: t(`share.parts.${part}`) }).waitFor();
      expect(await lab.page.evaluate(() => document.activeElement?.id)).toBe(`share-tab-${part}`);
    }
    await lab.page.keyboard.press("Home");
    await dialog.getByRole("tabpanel", { name: t("share.parts.picture") }).waitFor();
  });

  test("puts the reader's own words into the picture, hostile ones as text", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    await openFigure(lab);
    await lab.page.locator("textarea[name=figure-alt]").fill("</desc><script>alert(1)</script> & so on");
    await expect.poll(() => lab.page.getByRole("dialog").getByRole("img").getAttribute("alt")).toContain("& so on");
    const svg = await save(lab, t("figure.svg"));
    const read = await (await elsewhere(lab)).evaluate((text) => {
      const xml = new DOMParser().parseFromString(text, "image/svg+xml");
      return { desc: xml.querySelector("desc")?.textContent, scripts: xml.querySelectorAll("script").length };
    }, svg.bytes.toString("utf8"));
    expect(read).toEqual({ desc: "</desc><script>alert(1)</script> & so on", scripts: 0 });
  });

  test("of a workbench has its link, its code and its project, for it has no matrix", async ({ open }) => {
    const lab = await open({ state: { bench: "tokenizer" } });
    await lab.button(t("share.button")).click();
    const names = () => lab.page.getByRole("dialog").getByRole("tab").allInnerTexts();
    await expect.poll(names).toEqual([t("share.parts.link"), t("share.parts.embed"), t("share.parts.project")]);
  });
});
