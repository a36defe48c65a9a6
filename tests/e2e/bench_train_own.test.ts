/** A learner's own examples: pasted or from a file, looked through before training, kept where there is room, refused by line. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { AXE, faults } from "./support/faults";
import type { Lab } from "./support/lab";
import { test } from "./support/test";
import { press, status } from "./support/training";

const field = (lab: Lab) => lab.page.getByRole("textbox", { name: t("training.own.data") });
const rows = (lab: Lab) => lab.page.locator(".own-rows tbody tr").allInnerTexts();
const parted = (lab: Lab) => lab.page.locator("[data-parted]").innerText();

const OWN = { state: { bench: "train" as const, panel: "task=own&steps=2" } };
const HOSTILE = '<img src=x onerror=alert(1)>,yes\n"a ""quoted"", text",no\n\u202Eright,yes\n{{x}},no\n';

const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(content as string),
});

describe("a learner's own examples", () => {
  test("are shown as text with their counts before training, and are then learned from", async ({ open }) => {
    const lab = await open(OWN);
    await field(lab).fill(HOSTILE);
    await expect.poll(() => rows(lab)).toHaveLength(4);
    expect((await rows(lab))[0]).toContain("<img src=x onerror=alert(1)>");
    expect((await rows(lab))[1]).toContain('a "quoted", text');
    expect(await lab.page.locator(".own-labels li").allInnerTexts()).toEqual(["no 2", "yes 2"]);
    expect(await lab.page.locator("[data-own-editor] img").count()).toBe(0);
    const beyond = () => document.documentElement.scrollHeight - document.documentElement.clientHeight;
    expect(await lab.page.evaluate(beyond), "the bench scrolls, the page doesn't").toBe(0);
    await press(lab, "train");
    await expect.poll(() => status(lab), { timeout: 60_000 }).toBe("done");
    expect(await lab.notice("bench").count()).toBe(0);
  });

  test("travel in a link and come back by undo", async ({ open }) => {
    const lab = await open(OWN);
    await press(lab, "own-pairs");
    await expect.poll(() => rows(lab)).toHaveLength(5);
    const first = await rows(lab);
    const other = await open({ hash: new URL(await lab.link()).hash });
    await expect.poll(() => rows(other)).toEqual(first);
    await press(lab, "own-labelled");
    await expect.poll(() => rows(lab)).not.toEqual(first);
    await lab.page.keyboard.press("Escape");
    await lab.page.locator("header [data-action=undo]").click();
    await expect.poll(() => rows(lab)).toEqual(first);
  });

  test("are held out by the share and seed that the page says", async ({ open }) => {
    const lab = await open(OWN);
    await press(lab, "own-labelled");
    await expect.poll(() => parted(lab)).toBe(t("training.own.parted", { heldOut: 4, train: 12, seed: 7 }));
    await lab.page.locator("input[name=share]").press("Home");
    await expect.poll(() => parted(lab)).toBe(t("training.own.unparted", { heldOut: 0, train: 16 }));
  });

  test.for([
    ["one column", "a\nb\nc\nd", t("training.own.error.no_separator")],
    ["a line of three columns", "a,x\nb,x\nc,y\nd,e,y", `4: ${t("training.own.error.cells", { found: 3, text: "d" })}`],
    ["one label alone", "a,x\nb,x\nc,x\nd,x", t("training.own.error.one_label", { text: "x" })],
    ["too few lines", "a,x\nb,y", t("training.own.error.few_rows", { found: 2, least: 4 })],
  ] as const)("are refused for %s in words, with what was typed left as it is", async ([, text, said], { open }) => {
    const lab = await open(OWN);
    await field(lab).fill(text);
    const alert = lab.page.locator("#own-error");
    await expect.poll(() => alert.innerText()).toContain(said);
    expect(await field(lab).inputValue()).toBe(text);
    expect(await field(lab).getAttribute("aria-invalid")).toBe("true");
    expect(await lab.page.locator("[data-action=train]").count(), "nothing to train on").toBe(0);
  });

  test("come from a file, and one that is no text or too large changes nothing", async ({ open }) => {
    const lab = await open(OWN);
    const input = lab.page.locator("input[name=own-file]");
    await input.setInputFiles(
      file("a.csv", "\uFEFFtext;label\r\ngut;ja\r\nsehr gut;ja\r\nschlecht;nein\r\nübel;nein\r\n"),
    );
    await expect.poll(() => rows(lab)).toHaveLength(4);
    const before = await rows(lab);
    await input.setInputFiles(file("b<b>.csv", Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x80])));
    await expect
      .poll(() => lab.page.locator("#own-error").innerText())
      .toBe(t("training.own.notText", { name: "b<b>.csv" }));
    expect(await rows(lab)).toEqual(before);
    await input.setInputFiles(file("c.csv", "x,y\n".repeat(500_000)));
    await expect.poll(() => lab.page.locator("#own-error").innerText()).toContain("too large");
    expect(await rows(lab)).toEqual(before);
  });

  test("of ten megabytes are refused before they are put into the field, whose text stays", async ({ open }) => {
    const lab = await open(OWN);
    await press(lab, "own-labelled");
    await expect.poll(() => rows(lab)).toHaveLength(5);
    const before = await field(lab).inputValue();
    await field(lab).evaluate((element) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "some words here,label\n".repeat(450_000));
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await expect.poll(() => lab.page.locator("#own-error").innerText()).toContain("9900000");
    expect(await field(lab).inputValue()).toBe(before);
    expect(await rows(lab)).toHaveLength(5);
  });

  test("too long for a link say so, stay in the tab, and are asked for again elsewhere", async ({ open }) => {
    const lab = await open(OWN);
    const long = Array.from(
      { length: 600 },
      (_, at) => `sentence number ${at} é,${at % 2 === 0 ? "even" : "odd"}`,
    ).join("\n");
    await lab.page.locator("input[name=own-file]").setInputFiles(file("long.csv", long));
    await lab.page.locator("[data-own-long]").waitFor();
    const link = new URL(await lab.link()).hash;
    expect(link.length).toBeLessThan(1000);
    await press(lab, "train");
    await expect.poll(() => status(lab), { timeout: 60_000 }).toBe("done");
    const other = await open({ hash: link });
    await other.notice("own-missing").waitFor();
  });

  test("have nothing that axe finds, neither looked through nor refused", async ({ open }) => {
    const lab = await open(OWN);
    await lab.page.evaluate(AXE);
    await press(lab, "own-labelled");
    await expect.poll(() => rows(lab)).toHaveLength(5);
    expect(await faults(lab, "everything", ["body"])).toEqual([]);
    await field(lab).fill("a,x\nb,x");
    await lab.page.locator("#own-error").waitFor();
    expect(await faults(lab, "everything", ["body"])).toEqual([]);
  });
});
