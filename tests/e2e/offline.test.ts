/** The one offline file, double-clicked: from a folder whose name has a space and an accent, with no network at all. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, inject } from "vitest";
import { t } from "../../web/src/strings/text";
import { startFirefox } from "./support/browsers";
import { type AnyPage, expectSame, Reader, useThePage } from "./support/reader";
import { test } from "./support/test";
import { startWebKit } from "./support/webkit/start";

const FILE = "attention-lab.html";
let folder = "";
let address = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "Ma leçon d’attention "));
  copyFileSync(join(inject("dist"), FILE), join(folder, FILE));
  address = pathToFileURL(join(folder, FILE)).href;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the offline file", () => {
  test("does everything in Chromium without a request, its engine in a worker of its own", async ({ open }) => {
    const lab = await open({ address, hash: "#v=1", offline: true });
    expect(lab.page.workers()).toHaveLength(1);
    const seen = await useThePage(new Reader(lab.page as unknown as AnyPage));
    const again = await open({ address, hash: seen.link.slice(seen.link.indexOf("#")), offline: true });
    await expectSame(new Reader(again.page as unknown as AnyPage), seen);
    // Saving needs no network either.
    await again.goTo("softmax");
    await again.button(t("share.button")).click();
    const saved = again.page.waitForEvent("download");
    await again.button(t("figure.png")).click();
    expect((await saved).suggestedFilename()).toBe("weights-head-1.png");
  });

  test("does everything in Firefox, with its network cut", async () => {
    const firefox = await startFirefox();
    try {
      const problems: string[] = [];
      const openPage = async (url: string): Promise<Reader> => {
        const page = await firefox.newPage();
        await page.setViewport({ width: 1440, height: 900 });
        page.on("console", (message) => problems.push(`console ${message.type()}: ${message.text()}`));
        page.on("pageerror", (error) => problems.push(`uncaught: ${error}`));
        page.on("request", (request) => {
          if (!/^(?:file|data|blob):/.test(request.url())) problems.push(`request to ${request.url()}`);
        });
        await page.goto(url);
        return new Reader(page as unknown as AnyPage);
      };
      const seen = await useThePage(await openPage(`${address}#v=1`));
      await expectSame(await openPage(seen.link), seen);
      expect(problems).toEqual([]);
    } finally {
      await firefox.close();
    }
  });

  test("does everything in WebKit, with its network cut", async () => {
    const webkit = await startWebKit();
    try {
      const { page } = webkit;
      const reader = new Reader(page as unknown as AnyPage);
      await page.goto(`${address}#v=1`);
      const seen = await useThePage(reader);
      expect(await page.problems()).toEqual([]);
      await page.goto(seen.link);
      await expectSame(reader, seen);
      expect(await page.problems()).toEqual([]);
    } finally {
      await webkit.close();
    }
  });
});
