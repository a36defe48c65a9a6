/** How what a reader brings along comes in: files, the clipboard, a drop, text; and what is refused, with the reason. */
import { describe, expect } from "vitest";
import { MAX_BYTES } from "../../web/src/io/found";
import { writeNpy } from "../../web/src/io/npy";
import { t } from "../../web/src/strings/text";
import { bytesOf, drop, failure, field, openWith, printed, problem, role, SUMMARISED, walk } from "./support/opening";
import { test } from "./support/test";

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
    ["that PyTorch shortened", SUMMARISED, t("open.error.ellipsis")],
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
