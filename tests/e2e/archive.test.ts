/** The site as an archive: unpacked onto a stick, opened as files in two browsers, with no server and no network. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, inject } from "vitest";
import { ARCHIVE, START } from "../../web/scripts/archive.mjs";
import { t } from "../../web/src/strings/text";
import { startFirefox } from "./support/browsers";
import { test } from "./support/test";

let stick = "";
let names: string[] = [];

beforeAll(() => {
  stick = mkdtempSync(join(tmpdir(), "Clé USB é "));
  const files = unzipSync(readFileSync(join(inject("dist"), ARCHIVE)));
  names = Object.keys(files);
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(stick, name)), { recursive: true });
    writeFileSync(join(stick, name), bytes);
  }
});

afterAll(() => rmSync(stick, { recursive: true, force: true }));

const addressOf = (name: string): string => pathToFileURL(join(stick, name)).href;

describe("the archive of the site", () => {
  test("holds the page to start from, the single files, the site and its documentation, and nothing outside of itself", () => {
    for (const name of [START, "attention-lab.html", "attention-lab-full.html", "index.html", "docs/index.html"])
      expect(names).toContain(name);
    expect(names.filter((name) => name.startsWith("/") || name.includes("..") || name.includes("\\"))).toEqual([]);
    expect(names.filter((name) => name.endsWith(".zip") || name.startsWith("lib/"))).toEqual([]);
    const page = readFileSync(join(stick, START), "utf8");
    expect(page).not.toContain("<script");
    for (const [, address = ""] of page.matchAll(/<a href="([^"#]+)/g))
      expect(names, address).toContain(address.replace("./", ""));
  });

  test("leads from its plain page to the lab in Chromium, and from the site's page with its link", async ({ open }) => {
    const lab = await open({ address: addressOf(""), hash: "/attention-lab.html#v=1", offline: true });
    const { page } = lab;
    await page.goto(addressOf(START));
    expect(await page.locator("h1").innerText()).toBe("Without a network, from a USB stick");
    await page.getByRole("link", { name: t("docs.open") }).click();
    await lab.ready();
    expect(new URL(page.url()).pathname).toMatch(/\/attention-lab\.html$/);
    const context = page.context();
    const other = await context.newPage();
    await other.goto(`${addressOf("index.html")}#v=1&text=from+a+stick&step=softmax`);
    await other.locator("main h1").first().waitFor();
    expect(other.url()).toMatch(/\/attention-lab\.html#.*step=softmax/);
    expect(await other.getByLabel(t("sentence.label")).inputValue()).toBe("from a stick");
  });

  test("shows its documentation with live figures in Chromium", async ({ open }) => {
    const lab = await open({ address: addressOf(""), hash: "/attention-lab.html#v=1", offline: true });
    await lab.page.goto(addressOf("docs/embedding.html"));
    await lab.page.locator("attention-lab").first().scrollIntoViewIfNeeded();
    await lab.page.getByRole("grid", { name: "weights" }).waitFor();
  });

  test("does the same in Firefox, with its network cut", async () => {
    const firefox = await startFirefox();
    try {
      const page = await firefox.newPage();
      await page.goto(addressOf(START));
      await page.locator("main .first a").click();
      await page.locator("main h1").wait();
      await expect.poll(() => page.evaluate(() => location.pathname)).toMatch(/\/attention-lab\.html$/);
      await page.goto(`${addressOf("index.html")}#v=1&text=from+a+stick&step=softmax`).catch(() => null);
      await page.locator("main h1").wait();
      await expect.poll(() => page.evaluate(() => location.href)).toMatch(/\/attention-lab\.html#.*step=softmax/);
      await page.goto(addressOf("docs/embedding.html"));
      await page.evaluate(() => document.querySelector("attention-lab")?.scrollIntoView());
      await expect
        .poll(() =>
          page.evaluate(
            () => document.querySelector("attention-lab")?.shadowRoot?.querySelectorAll("al-heatmap").length,
          ),
        )
        .toBeGreaterThan(0);
    } finally {
      await firefox.close();
    }
  });
});
