/** Every matrix has a twin: the same numbers as a plain table, for whoever reads tables better than pictures. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { formatNumber } from "../../web/src/trace/format";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const twin = (lab: Lab, name: string) => lab.page.getByRole("table", { name: new RegExp(`^${name}\\b`) });

describe("tables", () => {
  test("hold the numbers of every matrix under its words, and mark the chosen one", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", causal: true } });
    await lab.page.getByText(t("tables.title")).click();
    await twin(lab, "weights").waitFor();
    const shown = await twin(lab, "weights")
      .locator("tbody tr")
      .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)));
    const values = await lab.values("weights");
    const wanted = values.map((row, query) =>
      row.map((value, key) => (key <= query ? formatNumber(value, 4) : t("matrix.blocked"))),
    );
    expect(shown).toEqual(wanted);
    expect(await twin(lab, "weights").getByRole("rowheader").allInnerTexts()).toEqual(
      expect.arrayContaining(["cat", "sat", "on", "mat"]),
    );
    await lab.click("weights", 2, 1);
    await expect.poll(() => twin(lab, "weights").locator("[aria-current]").innerText()).toBe(wanted[2]?.[1]);
    const again = await open({ hash: (await lab.link()).replace(/^[^#]*/, "") });
    await twin(again, "weights").waitFor();
  });

  test("of long sentences are turned page by page", async ({ open }) => {
    const text = Array.from({ length: 50 }, (_, at) => `w${at}`).join(" ");
    const lab = await open({ state: { step: "softmax", text, tables: true } });
    const table = twin(lab, "weights");
    await table.waitFor();
    expect(await table.locator("tbody tr").count()).toBe(32);
    const rows = lab.page.getByRole("group", { name: t("tables.rows") }).last();
    await rows.getByRole("button", { name: t("tables.next") }).click();
    await expect.poll(() => table.locator("tbody th").first().innerText()).toBe("w32");
    await expect.poll(() => table.locator("tbody tr").count()).toBe(18);
    expect(await rows.getByRole("button", { name: t("tables.next") }).isDisabled()).toBe(true);
  });
});
