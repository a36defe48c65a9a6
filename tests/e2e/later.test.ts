/** Parts that the page fetches when they are first asked for: they come when they can, and are missed aloud. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { test } from "./support/test";

describe("a part of the page that can't be fetched", () => {
  test("says so where it would stand, loses nothing, and comes when the page is opened again", async ({ open }) => {
    // The page is served by its own test: what fails here is meant to.
    const lab = await open({
      hash: "#v=1&text=nothing+is+lost&step=softmax",
      tolerated: /share_body|ERR_FAILED|frame-/,
    });
    await lab.page.route(/share_body|frame-/, (route) => route.abort());
    await lab.button(t("share.button")).click();
    const dialog = lab.page.getByRole("dialog");
    await dialog.getByText(t("later.failed")).waitFor();
    await lab.page.unroute(/share_body|frame-/);
    await dialog.getByRole("button", { name: t("later.again") }).click();
    await expect.poll(() => dialog.count()).toBe(0);
    await lab.ready();
    await lab.button(t("share.button")).click();
    await dialog.getByRole("tab", { name: t("share.parts.picture"), exact: true }).waitFor();
    await lab.page.keyboard.press("Escape");
    expect(await lab.chips()).toEqual(["nothing", "is", "lost"]);
  });
});
