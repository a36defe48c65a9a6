/** Project files: saved here, opened there, everything as it was; a bad one leaves the page as it is. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { BROWSER } from "./support/driven";
import { LACKING } from "./support/elsewhere";
import type { Lab } from "./support/lab";
import { bytesOf, drop } from "./support/opening";
import { savedFile } from "./support/saving";
import { test } from "./support/test";

async function saved(lab: Lab): Promise<{ name: string; text: string }> {
  await lab.share("project");
  const { name, bytes } = await savedFile(lab.page, () => lab.button(t("share.saveProject")).click());
  await lab.page.keyboard.press("Escape");
  return { name, text: bytes.toString("utf8") };
}

async function choose(lab: Lab, name: string, text: string): Promise<void> {
  if ("file dialog" in LACKING[BROWSER]) return drop(lab, [{ name, bytes: bytesOf(text) }]);
  await lab.button(t("open.button")).click();
  const [chooser] = await Promise.all([lab.page.waitForEvent("filechooser"), lab.button(t("open.choose")).click()]);
  await chooser.setFiles([{ name, mimeType: "application/json", buffer: Buffer.from(text) }]);
}

describe("a project file", () => {
  test("opened elsewhere shows the same step, mask, edits and numbers; Undo leads back", async ({ open }) => {
    const lab = await open({
      state: {
        text: "Bonjour <b> le monde",
        causal: true,
        step: "softmax",
        edits: [{ tensor: "attn.W_q", index: [0, 0, 0], value: 2 }],
      },
    });
    const shown = await lab.matrix("weights");
    const { name, text } = await saved(lab);
    expect(name).toMatch(/\.json$/);

    const other = await open({ state: { step: "scores" } });
    const before = await other.values("scores");
    await choose(other, name, text);
    await other.page.getByText(t("open.projectDone")).waitFor();
    await expect.poll(async () => (await other.matrix("weights")).values).toEqual(shown.values);
    expect(await other.sentence.inputValue()).toBe("Bonjour <b> le monde");
    await other.button(t("app.undoNamed", { label: t("open.projectChange") })).click();
    await other.goTo("scores");
    await expect.poll(() => other.values("scores")).toEqual(before);
  });

  test("holds imported numbers that are too many for the link, and the page says so", async ({ open }) => {
    const lab = await open();
    await lab.button(t("open.button")).click();
    const rows = Array.from({ length: 64 }, (_, row) =>
      Array.from({ length: 48 }, (_, col) => Math.round(1000 * Math.sin(row * 48 + col)) / 1000),
    );
    await lab.page
      .getByLabel(t("open.paste"), { exact: true })
      .fill(`Q = ${JSON.stringify(rows)}\nK = ${JSON.stringify(rows)}`);
    await lab.button(t("open.walk")).click();
    await expect.poll(async () => (await lab.values("scores")).length).toBe(64);
    const first = (await lab.values("scores"))[0];
    await lab.share("link");
    expect(await lab.notice("link-missing").innerText()).toBe(t("share.linkWithoutData", { count: 6144 }));
    await lab.page.keyboard.press("Escape");
    const { name, text } = await saved(lab);

    // The link alone opens without its data, and says it.
    const address = await lab.link();
    const alone = await open({ hash: address.slice(address.indexOf("#")) });
    expect(await alone.notice("link").innerText()).toContain(t("notice.dataMissing"));
    expect(await alone.chips()).toContain("cat");

    const other = await open();
    await choose(other, name, text);
    await expect.poll(async () => (await other.values("scores"))[0]).toEqual(first);
    expect(await other.page.locator("[data-badge]").innerText()).toBe(t("open.badge"));
  });

  for (const [what, change, message] of [
    [
      "of a newer version",
      (text: string) => text.replace('"version": 1', '"version": 7'),
      t("open.project.version", { found: "7" }),
    ],
    [
      "with a setting out of bounds",
      (text: string) => text.replace(/"d_model": "\d+"/, '"d_model": "<script>"'),
      t("open.project.unreadable", { names: "d_model" }),
    ],
    ["cut off", (text: string) => text.slice(0, 200), t("open.error.json", { message: "" }).slice(0, 40)],
  ] as const) {
    test(`${what} is refused with the reason, and the page stays as it was`, async ({ open }) => {
      const lab = await open({ state: { step: "scores", text: "one two three" } });
      const before = await lab.values("scores");
      const { name, text } = await saved(lab);
      const mangled = change(text);
      expect(mangled).not.toBe(text);
      await choose(lab, name, mangled);
      await expect.poll(() => lab.notice("open-failure").innerText()).toContain(`${name}: ${message}`);
      await lab.page.keyboard.press("Escape");
      expect(await lab.values("scores")).toEqual(before);
      expect(await lab.chips()).toEqual(["one", "two", "three"]);
    });
  }
});
