/** The link: it reproduces the picture, and whatever it holds, the page works. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { needing } from "./support/driven";
import { hashOf, test } from "./support/test";

describe("the link", () => {
  test("opened anew shows the same number, step, head, cell, mask and edits", async ({ open }) => {
    const lab = await open();
    await lab.type("I love machine learning, ¿no? & #tags = 50%+");
    await expect.poll(() => lab.chips()).toContain("machine");
    await lab.goTo("masked");
    await lab.side("change");
    await lab.button(t("mask.causal")).click();
    await lab.click("mask", 4, 0);
    await lab.goTo("qkv");
    await lab.edit("W_q", 0, 0, "-1.25");
    await lab.goTo("softmax");
    await lab.head(2);
    await lab.click("weights", 4, 2);
    await lab.side("number");
    const story = await lab.storyOf("weights", "head 2 · “no” → “machine”");
    const shown = await lab.matrix("weights");
    expect(shown.values[4]?.[0], "the painted cell").toBe(0);
    const address = await lab.link();

    const again = await open({ hash: address.slice(address.indexOf("#")) });
    expect(await again.sentence.inputValue()).toBe("I love machine learning, ¿no? & #tags = 50%+");
    expect(await again.step()).toBe(t("step.softmax.name"));
    expect(await again.storyOf("weights", "head 2 · “no” → “machine”")).toEqual(story);
    expect(await again.matrix("weights")).toEqual(shown);
    await again.goTo("qkv");
    await again.head(1);
    await expect.poll(() => again.value("W_q", 0, 0)).toBe(-1.25);
    // And so does a reload of the page itself.
    await lab.page.reload();
    await lab.ready();
    expect(await lab.storyOf("weights", "head 2 · “no” → “machine”")).toEqual(story);
  });

  needing(test, "clipboard")("is copied by its button", async ({ open }) => {
    const lab = await open({ permissions: ["clipboard-read", "clipboard-write"], state: { step: "scores" } });
    await lab.click("scores", 1, 1);
    await lab.share("link");
    await lab.button(t("app.share")).click();
    await lab.page.getByText(t("app.shareDone")).waitFor();
    const copied = await lab.page.evaluate(() => navigator.clipboard.readText());
    expect(new URL(copied).hash).toBe(hashOf({ step: "scores", cell: { tensor: "attn.scores", index: [0, 1, 1] } }));
  });

  test("is shown to be copied by hand where the clipboard is out of reach", async ({ open }) => {
    const lab = await open({
      state: { step: "scores" },
      before: () => Object.defineProperty(navigator, "clipboard", { value: undefined }),
    });
    await lab.share("link");
    await lab.button(t("app.share")).click();
    await lab.page.getByText(t("app.shareManual")).waitFor();
    const shown = await lab.page.locator(".toasts").getByRole("textbox").inputValue();
    expect(new URL(shown).hash).toBe(hashOf({ step: "scores" }));
  });

  const unreadable = (names: string) => t("notice.hashUnreadable", { names });
  for (const [what, hash, message] of [
    ["garbage", "#%%%garbage<script>alert(1)</script>&&&=", t("notice.hashVersion", { found: "" })],
    ["cut off in the middle", "#v=1&text=Hello+world&step=sco", unreadable("step")],
    ["of another version", "#v=99&text=Hello", t("notice.hashVersion", { found: "99" })],
    ["huge", `#v=1&text=${"a".repeat(70_000)}`, t("notice.hashLong", { max: 64 })],
    [
      "full of what no field takes",
      "#v=1&d_model=-4&n_heads=1e9&seed=NaN&edits=attn.scores@0,0,0=1e39&cell=__proto__&constructor=1&text=Hello+world",
      unreadable("d_model, n_heads, seed, edits, cell, constructor"),
    ],
  ] as const) {
    test(`that is ${what} gives a message and a working page`, async ({ open }) => {
      const lab = await open({ hash });
      expect(await lab.notice("link").innerText()).toContain(message);
      expect((await lab.chips()).slice(0, 2)).toEqual(
        hash.includes("Hello+world") ? ["Hello", "world"] : ["The", "cat"],
      );
      await lab.goTo("softmax");
      expect((await lab.values("weights")).length).toBeGreaterThan(1);
      await lab
        .notice("link")
        .getByRole("button", { name: t("app.dismiss") })
        .click();
      expect(await lab.notice("link").count()).toBe(0);
    });
  }

  test("that names cells, edits and sizes which are not there leaves the rest of the page as it is", async ({
    open,
  }) => {
    const lab = await open({
      hash: "#v=1&step=scores&cell=attn.scores%409,99,9&edits=attn.nothing%400=1;attn.scores%400,1,1=2;attn.W_q%400,500,0=1",
    });
    expect(await lab.notice("set-aside").innerText()).toBe(t("notice.setAside", { count: 2 }));
    expect(await lab.value("scores", 1, 1)).toBe(2);
    await lab.storyOf("scores", "head 1 · “sat” → “cat”");
  });

  test("pasted into the running page is taken over, and Undo leads back", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    const before = await lab.values("scores");
    const hash = hashOf({ step: "softmax", text: "Hello world", causal: true });
    await lab.page.evaluate((value) => {
      location.hash = value;
    }, hash);
    await expect.poll(() => lab.chips()).toEqual(["Hello", "world"]);
    await expect.poll(async () => (await lab.values("weights"))[0]).toEqual([1, 0]);
    expect(await lab.sentence.inputValue()).toBe("Hello world");
    await lab.button(/^Undo: /).click();
    await lab.goTo("scores");
    await expect.poll(() => lab.values("scores")).toEqual(before);
    await lab.page.evaluate(() => {
      location.hash = "v=2&x";
    });
    await lab.notice("link").waitFor();
    expect(await lab.notice("link").innerText()).toContain(t("notice.hashVersion", { found: "2" }));
  });
});
