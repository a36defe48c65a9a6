/** How the page looks and moves: every width, every theme, keyboard alone, little motion, fingers. */
import { describe, expect } from "vitest";
import { STEP_IDS } from "../../web/src/state/settings";
import { t } from "../../web/src/strings/text";
import { layoutFaults, smallTargets } from "./support/faults";
import { hashOf, test } from "./support/test";

describe("the page", () => {
  for (const [width, height] of [
    [390, 844],
    [768, 1024],
    [1920, 1080],
  ] as const) {
    test(`fits a screen of ${width} px at every step: no sideways scroll, nothing on top of anything, room for fingers`, async ({
      open,
    }) => {
      const lab = await open({
        viewport: { width, height },
        hasTouch: width < 800,
        isMobile: width < 800,
        state: { step: "words" },
      });
      for (const step of STEP_IDS) {
        if (step !== "words") await lab.page.locator("body").press("ArrowRight");
        await expect.poll(() => lab.heading()).toBe(t(`step.${step}.question`));
        await expect.poll(() => lab.page.evaluate(layoutFaults), { message: step }).toEqual([]);
        if (width < 800 || step === "scaled") expect(await lab.page.evaluate(smallTargets), step).toEqual([]);
      }
      // The largest type on the narrowest page: the stage with most to say, and the one with nothing to show.
      const full = {
        lesson: "S08",
        step: "masked",
        text: "Once upon a midnight dreary",
        causal: true,
        padding: 5,
      } as const;
      for (const state of [full, { text: "" }]) {
        await lab.page.evaluate(
          (hash) => {
            location.hash = hash;
          },
          hashOf({ theme: "projector", ...state }),
        );
        await (state === full ? lab.notice("empty-row") : lab.page.getByText(t("sentence.emptyTry"))).waitFor();
        await expect.poll(() => lab.page.evaluate(layoutFaults), { message: "projector" }).toEqual([]);
      }
    });
  }

  test("folds its header away on a phone; a tap tells a number's story, a second one on the same number opens it", async ({
    open,
  }) => {
    const lab = await open({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      state: { step: "scores" },
    });
    const share = lab.button(t("share.button"));
    expect(await share.isVisible()).toBe(false);
    await lab.button(t("app.more")).tap();
    expect(await share.isVisible()).toBe(true);
    await expect.poll(() => lab.page.evaluate(layoutFaults)).toEqual([]);
    await lab.button(t("app.more")).tap();
    const tap = async () => {
      const { x, y } = await lab.point("scores", 4, 0);
      await lab.page.touchscreen.tap(x, y);
    };
    await tap();
    await lab.storyOf("scores", "head 1 · “the” → “The”");
    await tap();
    const field = lab.page.locator("al-cell-editor").getByRole("textbox");
    await field.fill("3");
    await field.press("Enter");
    await expect.poll(() => lab.value("scores", 4, 0)).toBe(3);
  });

  test("follows the system's light or dark until another theme is chosen", async ({ open }) => {
    const lab = await open({ colorScheme: "dark" });
    const paper = () => lab.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await paper();
    const theme = (name: string) => lab.page.getByRole("radio", { name, exact: true });
    await lab.button(t("colours.display")).click();
    await theme(t("app.themes.light")).check();
    await expect.poll(paper).not.toBe(dark);
    const light = await paper();
    await theme(t("app.themes.auto")).check();
    await expect.poll(paper).toBe(dark);
    await lab.page.emulateMedia({ colorScheme: "light" });
    await expect.poll(paper).toBe(light);
    const size = () => lab.page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
    const before = await size();
    await theme(t("app.themes.projector")).check();
    await expect.poll(size).toBeGreaterThan(before);
  });

  test("is reached whole by Tab, with the focus always to be seen, in the order in which it is read", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "scores" } });
    await lab.sentence.waitFor();
    const visited: { name: string; ring: boolean; top: number }[] = [];
    for (let count = 0; count < 120; count++) {
      await lab.page.keyboard.press("Tab");
      const at = await lab.page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        if (!element || element === document.body) return null;
        const rings = (candidate: Element): boolean => {
          const style = getComputedStyle(candidate);
          return (
            (style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none"
          );
        };
        // A radio button and a grid show their ring beside themselves.
        const shown = [element, element.nextElementSibling, element.parentElement].some((near) => near && rings(near));
        const host = (element.getRootNode() as ShadowRoot).host as HTMLElementTagNameMap["al-heatmap"] | undefined;
        const name =
          element.getAttribute("aria-label") ||
          element.id ||
          element.getAttribute("name") ||
          element.textContent?.trim();
        return {
          name: name ?? "",
          ring: shown || Boolean(host?.input?.focused),
          top: element.getBoundingClientRect().top,
        };
      });
      if (!at) break;
      visited.push(at);
    }
    const names = visited.map(({ name }) => name);
    expect(
      visited.filter(({ ring }) => !ring).map(({ name }) => name),
      "without a visible focus",
    ).toEqual([]);
    const wanted = [
      t("app.skip"),
      t("app.lessons"),
      t("open.button"),
      t("share.button"),
      "sentence",
      "preset",
      t("sentence.token", { word: "sat", position: 3 }),
      "Q",
      "K transposed",
      "scores",
      "side-tab-number",
      t("arithmetic.text"),
      t("step.play"),
      t("view.stepOf", { name: t("step.scores.name"), index: 5, count: 11 }),
    ];
    expect(
      wanted.filter((name) => !names.includes(name)),
      "never reached",
    ).toEqual([]);
    const places = wanted.map((name) => names.indexOf(name));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(visited.length, "no trap").toBeLessThan(110);
    // The first stop leads past all of that, to the matrices.
    await lab.page.getByRole("link", { name: t("app.skip") }).focus();
    await lab.page.keyboard.press("Enter");
    await lab.page.keyboard.press("Tab");
    expect(await lab.page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
  });

  test("moves nothing for a reader who asked for little motion, and something for one who didn't", async ({ open }) => {
    /** How much moves while the journey plays, and where K is turned over. */
    const moving = async (reducedMotion: "reduce" | "no-preference") => {
      const lab = await open({ reducedMotion, state: { step: "qkv" } });
      const count = () =>
        lab.page.evaluate(() => {
          const within = (root: Document | ShadowRoot): Animation[] => [
            ...root.getAnimations(),
            ...[...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? within(shadowRoot) : [])),
          ];
          return within(document).filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 1).length;
        });
      await lab.button(t("step.next")).click();
      await lab.grid("K transposed").waitFor();
      const turning = await count();
      await lab.button(t("step.play")).click();
      await lab.button(t("step.pause")).waitFor();
      return { turning, playing: await count() };
    };
    const lively = await moving("no-preference");
    expect(Math.min(lively.turning, lively.playing)).toBeGreaterThan(0);
    expect(await moving("reduce")).toEqual({ turning: 0, playing: 0 });
  });
});
