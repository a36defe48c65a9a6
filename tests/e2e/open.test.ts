/** What a reader brings along: pasted, dropped or chosen, recognised, mended, walked through. */
import { readFileSync } from "node:fs";
import { describe, expect } from "vitest";
import { MAX_BYTES } from "../../web/src/io/found";
import { writeNpy } from "../../web/src/io/npy";
import { t } from "../../web/src/strings/text";
import { AXE, faults, smallTargets } from "./support/faults";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const golden = JSON.parse(readFileSync(new URL("../golden/printed.json", import.meta.url), "utf8")) as {
  cases: { name: string; text: string; arrays: { shape: number[]; data: number[] }[] }[];
  summarised: { pytorch: string };
};
const printed = (name: string) => golden.cases.find((one) => one.name === name) as (typeof golden.cases)[number];

const field = (lab: Lab) => lab.page.getByLabel(t("open.paste"), { exact: true });
const walk = (lab: Lab) => lab.page.getByRole("button", { name: t("open.walk") });
const role = (lab: Lab, label: string) => lab.page.getByRole("combobox", { name: t("open.roleOf", { label }) });
const problem = (lab: Lab, code: string) => lab.page.locator(`[data-problem=${code}]`);
const failure = (lab: Lab) => lab.notice("open-failure");

async function openWith(lab: Lab, text: string): Promise<void> {
  await lab.button(t("open.button")).click();
  await field(lab).fill(text);
}

/** Lets go of files over the middle of the page, or of text. */
async function drop(lab: Lab, files: { name: string; bytes: number[] }[], text = ""): Promise<void> {
  await lab.page.evaluate(
    ([list, words]) => {
      const dataTransfer = new DataTransfer();
      for (const { name, bytes } of list) dataTransfer.items.add(new File([Uint8Array.from(bytes)], name));
      if (words !== "") dataTransfer.setData("text/plain", words);
      const target = document.querySelector("main") ?? document.body;
      for (const type of ["dragover", "drop"])
        target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true }));
    },
    [files, text] as const,
  );
}

const bytesOf = (text: string): number[] => [...Buffer.from(text)];

describe("Q, K and V as PyTorch prints them", () => {
  const { text, arrays } = printed("three tensors by name");

  test("are recognised by name and walked through, every number of theirs and the scores of both", async ({ open }) => {
    const lab = await open();
    await openWith(lab, text);
    for (const [label, value] of [
      ["Q", "q"],
      ["K", "k"],
      ["V", "v"],
    ] as const)
      await expect.poll(() => role(lab, label).inputValue()).toBe(value);
    const pieces = await lab.page.locator("[data-piece]").allInnerTexts();
    expect(pieces[0]).toContain("3 × 4");
    expect(pieces[1]).toContain("5 × 4");
    await walk(lab).click();
    await expect.poll(() => lab.step()).toBe(t("step.scores.name"));
    expect(await lab.page.locator("[data-badge]").innerText()).toBe(t("open.badge"));
    const q = await lab.values("Q");
    expect(q.flat()).toHaveLength(12);
    for (const [at, value] of (arrays[0]?.data ?? []).entries()) expect(q.flat()[at]).toBeCloseTo(value, 3);
    const k = await lab.values("K transposed");
    const scores = await lab.values("scores");
    for (const [row, cells] of scores.entries())
      for (const [col, score] of cells.entries()) {
        const sum = (q[row] ?? []).reduce((total, value, at) => total + value * (k[col]?.[at] ?? Number.NaN), 0);
        expect(score).toBeCloseTo(sum, 5);
      }
    // Masks and edits work on them as on any run.
    await lab.goTo("softmax");
    for (const row of await lab.values("weights")) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    await lab.goTo("qkv");
    await lab.edit("Q", 0, 0, "5");
    await expect.poll(() => lab.value("Q", 0, 0)).toBe(5);
    await lab.button(/^Undo: /).click();
    await lab.button(t("app.undoNamed", { label: t("open.change") })).click();
    expect(await lab.chips()).toContain("cat");
  });

  test("survive a reload and travel in the link", async ({ open }) => {
    const lab = await open();
    await openWith(lab, text);
    await lab.page.getByLabel(t("open.words")).fill("one two <b>");
    await walk(lab).click();
    const shown = await lab.values("scores");
    await expect.poll(async () => (await lab.link()).length).toBeGreaterThan(200);
    const address = await lab.link();
    await lab.page.reload();
    await lab.ready();
    expect(await lab.values("scores")).toEqual(shown);
    const again = await open({ hash: address.slice(address.indexOf("#")) });
    expect(await again.values("scores")).toEqual(shown);
    expect(await again.chips()).toEqual(["one", "two", "<b>"]);
  });
});

describe("shapes that don't fit", () => {
  test("are told with what was expected and what came, and turning K mends them", async ({ open }) => {
    const lab = await open();
    await openWith(lab, "Q = [[1, 2, 3, 4]]\nK = [[1, 2], [3, 4], [5, 6], [7, 8]]\nV = [[1], [2]]");
    await problem(lab, "columns").waitFor();
    expect(await problem(lab, "columns").innerText()).toContain(t("open.problem.columns", { expected: 4, found: 2 }));
    await walk(lab).click({ force: true });
    expect(await lab.page.getByRole("dialog").count()).toBe(1);
    await problem(lab, "columns")
      .getByRole("button", { name: t("open.fix.turn", { label: "K" }) })
      .click();
    await expect.poll(() => lab.page.locator("[data-problem]").count()).toBe(0);
    await walk(lab).click();
    await expect.poll(() => lab.values("scores")).toEqual([[50, 60]]);
  });

  test("say which of the three is missing, and take another for it", async ({ open }) => {
    const lab = await open();
    await openWith(lab, "Q = [[1, 2]]\nother = [[3, 4]]");
    await role(lab, "other").selectOption("none");
    await role(lab, "Q").selectOption("q");
    await problem(lab, "missing").getByRole("button").click();
    await expect.poll(() => role(lab, "other").inputValue()).toBe("k");
    await expect.poll(() => lab.page.locator("[data-problem]").count()).toBe(0);
  });

  test("with words for other rows can leave the words out", async ({ open }) => {
    const lab = await open();
    await openWith(lab, "Q = [[1, 2]]\nK = [[3, 4]]");
    await lab.page.getByLabel(t("open.words")).fill("a b c");
    await problem(lab, "words")
      .getByRole("button", { name: t("open.fix.words") })
      .click();
    expect(await lab.page.getByLabel(t("open.words")).inputValue()).toBe("");
    await expect.poll(() => lab.page.locator("[data-problem]").count()).toBe(0);
  });

  test("beyond 512 words are refused with the limit", async ({ open }) => {
    const lab = await open();
    await drop(lab, [{ name: "q.npy", bytes: [...writeNpy(new Float32Array(600), [600, 1])] }]);
    await role(lab, "q").waitFor();
    await expect.poll(() => problem(lab, "size").innerText()).toContain("512");
  });
});

describe("files", () => {
  test("dropped anywhere are opened, each under its name, with what else was dropped", async ({ open }) => {
    const lab = await open();
    await drop(lab, [
      { name: "q.npy", bytes: [...writeNpy(Float32Array.from([1, 2, 3, 4]), [2, 2])] },
      { name: "k.csv", bytes: bytesOf("0,5;1\n2;3\n") },
      { name: "v.json", bytes: bytesOf("[[1],[2]]") },
    ]);
    for (const label of ["q", "k", "v"]) await expect.poll(() => role(lab, label).inputValue()).toBe(label);
    await walk(lab).click();
    await expect
      .poll(() => lab.values("scores"))
      .toEqual([
        [2.5, 8],
        [5.5, 18],
      ]);
  });

  test("chosen by the button are opened; one that can't be read is named and the others stay", async ({ open }) => {
    const lab = await open();
    await lab.button(t("open.button")).click();
    const [chooser] = await Promise.all([lab.page.waitForEvent("filechooser"), lab.button(t("open.choose")).click()]);
    await chooser.setFiles([
      { name: "a<b>.npz", mimeType: "application/zip", buffer: Buffer.from([0x50, 0x4b, 3, 4]) },
      { name: "x.csv", mimeType: "text/csv", buffer: Buffer.from("1,2\n3,4") },
    ]);
    expect(await failure(lab).innerText()).toBe(`a<b>.npz: ${t("open.error.archive")}`);
    await expect.poll(() => role(lab, "x").inputValue()).toBe("x");
    await walk(lab).click();
    await expect
      .poll(() => lab.values("X"))
      .toEqual([
        [1, 2],
        [3, 4],
      ]);
  });
});

describe("text", () => {
  test("pasted anywhere outside of a field opens; in a field it stays the field's", async ({ open }) => {
    const lab = await open({ permissions: ["clipboard-read", "clipboard-write"], state: { step: "scores" } });
    await lab.page.evaluate((text) => navigator.clipboard.writeText(text), printed("Q and K by name").text);
    await lab.grid("scores").focus();
    await lab.page.keyboard.press("Control+V");
    await role(lab, "Q").waitFor();
    await lab.page.keyboard.press("Escape");
    await lab.page.evaluate(() => navigator.clipboard.writeText("two words"));
    await lab.sentence.fill("");
    await lab.page.keyboard.press("Control+V");
    expect(await lab.page.getByRole("dialog").count()).toBe(0);
    expect(await lab.sentence.inputValue()).toBe("two words");
  });

  test("that is a sentence can become the sentence", async ({ open }) => {
    const lab = await open();
    await drop(lab, [], "Hello big world");
    await lab.button(t("open.asSentence")).click();
    await expect.poll(() => lab.chips()).toEqual(["Hello", "big", "world"]);
    expect(await lab.page.getByRole("dialog").count()).toBe(0);
  });

  for (const [what, text, message] of [
    ["that PyTorch shortened", golden.summarised.pytorch, t("open.error.ellipsis")],
    ["with a ragged row", "[[1, 2], [3]]", t("open.error.ragged", { row: 2, expected: 2, found: 1 })],
    ["that is markup", "<img src=x onerror=alert(1)>", t("open.error.nothing")],
    ["with a formula", '1,2\n3,"=HYPERLINK(""x"")"', t("open.error.cell", { row: 2, col: 2, text: '=HYPERLINK("x")' })],
    ["nested without end", "[".repeat(100_000), t("open.error.deep", { max: 6 })],
    ["of empty lists", "[[], []]", t("open.error.empty")],
    ["cut off", "[[1, 2], [3", t("open.error.truncated")],
  ] as const) {
    test(`${what} is refused with the reason, and nothing is lost`, async ({ open }) => {
      const lab = await open({ state: { step: "scores" } });
      const before = await lab.values("scores");
      await openWith(lab, text);
      await expect.poll(() => failure(lab).innerText()).toBe(message);
      expect(await field(lab).inputValue()).toBe(text);
      await lab.page.keyboard.press("Escape");
      expect(await lab.values("scores")).toEqual(before);
    });
  }

  test("with a number too large for a float says where it is", async ({ open }) => {
    const lab = await open();
    await openWith(lab, "[[1, 2], [3, 1e400]]");
    await expect.poll(() => problem(lab, "flaw").innerText()).toContain("Infinity");
    expect(await problem(lab, "flaw").innerText()).toContain("2, 2");
  });

  test("of ten million characters, and more than the limit, is answered", async ({ open }) => {
    const lab = await open();
    const dropLong = (length: number) =>
      lab.page.evaluate((size) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["hello world ".repeat(size / 12)], "long.txt"));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      }, length);
    await dropLong(10_000_000);
    await failure(lab).waitFor();
    await lab.button(t("open.startOver")).click();
    await expect.poll(() => failure(lab).count()).toBe(0);
    await dropLong(MAX_BYTES + 100);
    await expect.poll(() => failure(lab).innerText()).toContain(t("open.error.too_big", { max: 32 }));
  });
});

/** Rows that add up to 1, different in every layer and head. */
function weights(layers: number, heads: number, size: number): number[][][][][] {
  const row = (seed: number) => {
    const raw = Array.from({ length: size }, (_, at) => 1 + Math.sin(seed + at));
    const total = raw.reduce((a, b) => a + b, 0);
    return raw.map((value) => Math.fround(value / total));
  };
  return Array.from({ length: layers }, (_, layer) => [
    Array.from({ length: heads }, (_, head) =>
      Array.from({ length: size }, (_, query) => row(100 * layer + 10 * head + query)),
    ),
  ]);
}

describe("attention as BertViz takes it", () => {
  const TOKENS = ["[CLS]", "the", "cat", "the", "[SEP]"];

  test("is shown layer by layer and head by head, with its words, and can be changed", async ({ open }) => {
    const attention = weights(3, 4, 5);
    const lab = await open();
    await openWith(lab, JSON.stringify({ tokens: TOKENS, attention }));
    await expect.poll(() => role(lab, "attention").inputValue()).toBe("attention");
    expect(await lab.page.locator("[data-piece]").innerText()).toContain("3 × 1 × 4 × 5 × 5");
    await walk(lab).click();
    await lab.page.locator("al-head-grid").waitFor();
    expect(await lab.chips()).toEqual(TOKENS);
    const heads = lab.page.locator("al-head-grid canvas");
    await expect.poll(() => heads.count()).toBe(12);
    // The third layer's second head.
    await lab.page.locator("al-head-grid button").nth(9).click();
    await expect.poll(() => lab.values("weights")).toEqual(attention[2]?.[0]?.[1]);
    await lab.edit("weights", 0, 0, "0.5");
    await expect.poll(() => lab.value("weights", 0, 0)).toBe(0.5);
    expect(await lab.page.locator("[data-badge]").innerText()).toBe(t("open.badge"));
    await lab.side("change");
    await lab.page.getByText(t("open.nothingComputed")).waitFor();
    expect(await lab.button(t("mask.causal")).count()).toBe(0);
  });

  test("of one layer, as a tuple that PyTorch prints, is its weights", async ({ open }) => {
    const { text, arrays } = printed("tuple of layers");
    const lab = await open();
    await openWith(lab, text);
    // Not square, so no attention by itself: the reader says that it is.
    await role(lab, t("open.unnamed", { n: 2 })).selectOption("none");
    await role(lab, t("open.unnamed", { n: 1 })).selectOption("attention");
    await walk(lab).click();
    await expect.poll(async () => (await lab.values("weights")).flat().length).toBe(12);
    const shown = (await lab.values("weights")).flat();
    for (const [at, value] of (arrays[0]?.data ?? []).entries()) expect(shown[at]).toBeCloseTo(value, 3);
  });
});

describe("a matrix by itself", () => {
  test("is a heatmap with everything that a heatmap has, and can be saved again", async ({ open }) => {
    const lab = await open();
    await openWith(lab, ",a,b\nfirst,1.5,-2\nsecond,3,4\n");
    await walk(lab).click();
    await expect
      .poll(() => lab.values("matrix"))
      .toEqual([
        [1.5, -2],
        [3, 4],
      ]);
    expect(await lab.heading()).toBe(t("op.given.question"));
    expect(await lab.chips()).toEqual(["first", "second"]);
    await lab.edit("matrix", 1, 1, "7");
    await expect.poll(() => lab.value("matrix", 1, 1)).toBe(7);
    await lab.share("picture");
    await lab.page.getByRole("dialog").locator("al-figure img").waitFor();
    const reloaded = await lab.link();
    expect(reloaded).toContain("imported=matrix");
  });
});

describe("the dialog", () => {
  test("can be used by the keyboard alone", async ({ open }) => {
    const lab = await open();
    await lab.button(t("open.button")).focus();
    await lab.page.keyboard.press("Enter");
    await expect.poll(() => lab.page.evaluate(() => document.activeElement?.id)).toBe("open-text");
    await lab.page.keyboard.type("Q = [[1, 2]] K = [[3, 4]]");
    await role(lab, "K").waitFor();
    for (let presses = 0; presses < 25; presses++) {
      if (await walk(lab).evaluate((button) => button === document.activeElement)) break;
      await lab.page.keyboard.press("Tab");
    }
    await lab.page.keyboard.press("Enter");
    await expect.poll(() => lab.values("scores")).toEqual([[11]]);
  });

  test("shows hostile names, words and cells as text", async ({ open }) => {
    const lab = await open();
    const name = "<img src=x onerror=alert(1)>";
    await openWith(
      lab,
      JSON.stringify({
        tokens: [name, "\u202eabc"],
        [name]: [
          [1, 2],
          [3, 4],
        ],
        K: [
          [1, 2],
          [3, 4],
        ],
      }),
    );
    await role(lab, name).selectOption("q");
    await walk(lab).click();
    await expect.poll(() => lab.chips()).toEqual([name, "\u202eabc"]);
    expect(await lab.page.locator("img").count()).toBe(0);
  });

  test("has nothing that axe finds, with problems and without, in any theme", async ({ open }) => {
    for (const theme of ["light", "dark", "projector"] as const) {
      const lab = await open({ state: { theme, step: "scores" } });
      await lab.page.evaluate(AXE);
      await openWith(lab, "Q = [[1, 2, 3, 4]]\nK = [[1, 2], [3, 4], [5, 6], [7, nan]]");
      await problem(lab, "columns").waitFor();
      expect(await faults(lab, "everything", ["dialog[open]"])).toEqual([]);
      expect(await lab.page.evaluate(smallTargets)).toEqual([]);
      await lab.page.keyboard.press("Escape");
      const dialog = await lab.share("picture");
      for (const part of ["picture", "numbers", "program", "link", "project"] as const) {
        await dialog.getByRole("tab", { name: t(`share.parts.${part}`), exact: true }).click();
        expect(await faults(lab, "everything", ["dialog[open]"]), `${theme} ${part}`).toEqual([]);
        expect(await lab.page.evaluate(smallTargets), `${theme} ${part}`).toEqual([]);
      }
    }
  });
});
