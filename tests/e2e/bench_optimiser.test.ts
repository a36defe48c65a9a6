/** The optimiser workbench: rates, norms and Adam's steps as a pencil gives them, and the step where a number goes wrong. */
import { describe, expect } from "vitest";
import { tensorName } from "../../web/src/app/actions";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const query = (values: Record<string, string | number>): string =>
  new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)])).toString();

const figures = (lab: Lab): Promise<string[]> => lab.page.locator(".bench-figures dd").allInnerTexts();

const rows = (lab: Lab, nth: number): Promise<string[][]> =>
  lab.page
    .locator("[data-result] table")
    .nth(nth)
    .locator("tr")
    .evaluateAll((list) =>
      list.map((row) => [...row.querySelectorAll("td.figure")].map((cell) => cell.textContent ?? "")),
    );

/** `6.9877×10⁻⁴` */
const powers = (text: string | undefined): number => {
  const [mantissa = "", exponent = ""] = (text ?? "").split("×10");
  const digits = exponent.replace("⁻", "-").replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String("⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(digit)));
  return Number(`${mantissa}e${digits}`);
};

const typed = (lab: Lab, name: string) => lab.page.getByRole("textbox", { name, exact: true });

describe("the optimiser workbench", () => {
  test("opens from the list of lessons with the tutorial's learning rate, highest when the warm-up ends", async ({
    open,
  }) => {
    const lab = await open();
    await lab.openLesson("S21");
    const rate = 512 ** -0.5 * 4000 ** -0.5;
    await expect.poll(async () => powers((await figures(lab))[0])).toBeCloseTo(rate, 7);
    const slider = lab.page.locator("al-curve").getByRole("slider");
    await slider.press("Home");
    const first = 512 ** -0.5 * 4000 ** -1.5;
    await expect.poll(async () => powers((await figures(lab))[0])).toBeCloseTo(first, 10);
  });

  test("clips all gradients by their common norm, and says which number can't be read", async ({ open }) => {
    const lab = await open({ state: { bench: "optimiser", panel: query({ part: "clip" }) } });
    // 3, 4 and -12 are 13 long.
    await expect.poll(async () => (await figures(lab))[0]).toBe("13.0000");
    expect((await rows(lab, 1))[0]?.[0]).toBe((3 / (13 + 1e-6)).toFixed(4));
    const field = typed(lab, t("bench.optimiser.gradients"));
    for (const wrong of ["NaN", "1e999", "<b>", "1.2.3"]) {
      await field.fill(`1, ${wrong}`);
      const said = t("bench.optimiser.typed.number", { line: 1, text: wrong });
      await expect.poll(() => lab.page.getByRole("alert").allInnerTexts()).toContain(said);
      expect(await field.inputValue()).toBe(`1, ${wrong}`);
    }
    await field.fill("0.3 0.4");
    await expect.poll(() => figures(lab)).toEqual(["0.5000", "1.000000"]);
  });

  test("takes Adam's first step as long as the learning rate, whatever the gradient", async ({ open }) => {
    const panel = query({ part: "adam", parameters: "1, -2", slopes: "0.5, -100", rate: 0.1 });
    const lab = await open({ state: { bench: "optimiser", panel } });
    await expect.poll(async () => (await rows(lab, 0)).at(-1)).toEqual(["0.900000", "\u22121.900000"]);
    await typed(lab, t("bench.optimiser.slopes")).fill("1 2 3");
    const said = t("bench.optimiser.unequal", { size: 2 });
    await expect.poll(() => lab.page.getByRole("alert").allInnerTexts()).toContain(said);
  });

  test("names the first step with a number that is none, forward, and none where all is well", async ({ open }) => {
    const lab = await open({ state: { bench: "optimiser", panel: query({ part: "anomaly", tensor: "attn.W_q" }) } });
    const verdict = lab.page.locator("[data-verdict]");
    const first = lab.page.locator(".course [aria-current=step]");
    // A NaN among the weights is found where it was given; a finite number, however large, where it overflows.
    await expect.poll(() => verdict.getAttribute("data-verdict")).toBe("attn.W_q");
    expect(await first.innerText()).toBe(tensorName("attn.W_q"));
    const planted = typed(lab, t("bench.optimiser.planted"));
    await planted.fill("3e38");
    await expect.poll(() => verdict.getAttribute("data-verdict")).toBe("attn.q");
    expect(await first.innerText()).toBe(tensorName("attn.q"));
    await planted.fill("0.25");
    await expect.poll(() => verdict.getAttribute("data-verdict")).toBe("fine");
    expect(await first.count()).toBe(0);
    await planted.fill("many");
    const said = t("bench.optimiser.noNumber", { text: "many" });
    await expect.poll(() => lab.page.getByRole("alert").allInnerTexts()).toContain(said);
  });

  test("takes whole steps that bring the loss down, and smoothing keeps it from zero", async ({ open }) => {
    const lab = await open({ state: { bench: "optimiser", panel: query({ part: "step" }) } });
    const last = async () => Number((await figures(lab)).at(-1));
    await expect.poll(last).toBeGreaterThan(0);
    const untrained = await last();
    await lab.page.locator("[data-action=take-step]").click();
    await expect.poll(async () => (await figures(lab)).length).toBe(4);
    const [before, norm, coefficient, after] = (await figures(lab)).map(Number);
    expect(before).toBe(untrained);
    expect(coefficient).toBeCloseTo(Math.min(1, 1 / ((norm ?? 0) + 1e-6)), 3);
    expect(after).toBeLessThan(untrained);
    // Each word's guesses are shares of one.
    for (const row of await lab.values(tensorName("probabilities")))
      expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
    await lab.button(/^Undo: /).click();
    await expect.poll(last).toBe(untrained);
  });
});
