/** The installed page: opens with its server gone, and takes a newer version as a whole or not at all. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, inject } from "vitest";
import { serve } from "../../web/scripts/serve.mjs";
import { filesOfPage, writeServiceWorker } from "../../web/scripts/service_worker.mjs";
import { t } from "../../web/src/strings/text";
import { test } from "./support/test";

let folder = "";
let server: Awaited<ReturnType<typeof serve>>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "attention-lab-installed-"));
  for (const name of [...filesOfPage(inject("dist")), "models/pronouns.safetensors"])
    cpSync(join(inject("dist"), name), join(folder, name), { recursive: true });
  writeServiceWorker(folder);
  server = await serve(folder);
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const portOf = (address: string): number => Number(new URL(address).port);

/** Until the page's files are all kept. */
const installed = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active && active.state !== "activated")
      await new Promise((resolve) => active.addEventListener("statechange", resolve, { once: true }));
  });

/** Another build of the same page: every asset has another name, and the page says another number. */
function buildAnother(mark: string): void {
  const assets = readdirSync(join(folder, "assets"));
  const renamed = (name: string) => name.replace(/(\.\w+)$/, `.${mark}$1`);
  const texts = ["index.html", ...assets.filter((name) => /\.(?:js|css)$/.test(name)).map((name) => `assets/${name}`)];
  for (const name of texts) {
    let text = readFileSync(join(folder, name), "utf8");
    for (const asset of assets) text = text.replaceAll(asset, renamed(asset));
    writeFileSync(join(folder, name), text);
  }
  for (const asset of assets) renameSync(join(folder, "assets", asset), join(folder, "assets", renamed(asset)));
}

/** The files that the open page is made of, by name. */
const loaded = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map(({ name }) => name)
      .filter((name) => name.includes("/assets/")),
  );

const update = (page: Page) => page.locator("[data-notice=update]");

/** Looks for a newer version, and says what became of it. */
const lookForNewer = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const registration = (await navigator.serviceWorker.getRegistration()) as ServiceWorkerRegistration;
    const found = new Promise<ServiceWorker>((resolve) =>
      registration.addEventListener("updatefound", () => resolve(registration.installing as ServiceWorker)),
    );
    await registration.update();
    const worker = await found;
    while (worker.state === "installing")
      await new Promise((resolve) => worker.addEventListener("statechange", resolve, { once: true }));
    return worker.state;
  });

describe("the installed page", () => {
  test("opens with its server gone after the first visit, with the model that it opens with", async ({ open }) => {
    const lab = await open({ address: server.address, hash: "", serviceWorkers: "allow" });
    const words = await lab.page.locator("body").innerText();
    expect(words).toContain("elephant");
    await installed(lab.page);
    // The first visit is no worker's yet: what it fetches behind its picture comes from the server.
    await lab.page.waitForLoadState("networkidle");
    await server.close();
    await lab.page.reload();
    await lab.ready();
    await expect.poll(() => lab.page.locator("body").innerText()).toContain("elephant");
    // By its long name as well, and with a link.
    await lab.page.goto(`${server.address}index.html#v=1&step=softmax`);
    await lab.ready();
    await lab.type("no network at all");
    await expect.poll(() => lab.chips()).toEqual(["no", "network", "at", "all"]);
    server = await serve(folder, portOf(server.address));
  });

  test("takes a newer version when it is told to, and then every file of it", async ({ open }) => {
    const lab = await open({ address: server.address, hash: "#v=1", serviceWorkers: "allow" });
    await installed(lab.page);
    expect(await update(lab.page).count()).toBe(0);
    await lab.page.reload();
    await lab.ready();
    const before = await loaded(lab.page);
    expect(before.length).toBeGreaterThan(2);
    buildAnother("second");
    writeServiceWorker(folder);
    // The page that is open, and one that is opened now, go on with the version that they have.
    expect(await lookForNewer(lab.page)).toBe("installed");
    await update(lab.page).waitFor();
    await lab.page.reload();
    await lab.ready();
    expect((await loaded(lab.page)).filter((name) => name.includes(".second."))).toEqual([]);
    await update(lab.page)
      .getByRole("button", { name: t("update.reload") })
      .click();
    await lab.page.waitForEvent("load");
    await lab.ready();
    const after = await loaded(lab.page);
    expect(after.length).toBeGreaterThan(2);
    expect(after.filter((name) => !name.includes(".second."))).toEqual([]);
    expect(await update(lab.page).count()).toBe(0);
    await server.close();
    await lab.page.reload();
    await lab.ready();
    expect((await loaded(lab.page)).filter((name) => !name.includes(".second."))).toEqual([]);
    server = await serve(folder, portOf(server.address));
  });

  test("takes nothing of a version that is not whole", async ({ open }) => {
    const lab = await open({ address: server.address, hash: "#v=1", serviceWorkers: "allow" });
    await installed(lab.page);
    await lab.page.reload();
    await lab.ready();
    buildAnother("half");
    writeServiceWorker(folder);
    const [script = ""] = filesOfPage(folder).filter((name) => /index-.*\.js$/.test(name));
    const whole = readFileSync(join(folder, script));
    writeFileSync(join(folder, script), "// half of another build");
    expect(await lookForNewer(lab.page)).toBe("redundant");
    await lab.page.reload();
    await lab.ready();
    expect((await loaded(lab.page)).filter((name) => name.includes(".half."))).toEqual([]);
    expect(await update(lab.page).count()).toBe(0);
    // The page looks again by itself when it is opened, and has the half in a cache until that fails too.
    const kept = () =>
      lab.page.evaluate(async () => (await caches.keys()).filter((name) => name.includes("-site-")).length);
    await expect.poll(kept).toBe(1);
    // Once it is whole, it is there to be taken.
    writeFileSync(join(folder, script), whole);
    expect(await lookForNewer(lab.page)).toBe("installed");
    await update(lab.page).waitFor();
  });

  test("is not installed by a page inside somebody else's", async ({ open }) => {
    writeFileSync(
      join(folder, "host.html"),
      '<!doctype html><title>host</title><iframe src="./index.html#v=1"></iframe>',
    );
    const lab = await open({ address: server.address, hash: "#v=1" });
    const host = await lab.page.context().newPage();
    await host.goto(`${server.address}host.html`);
    const frame = host.frameLocator("iframe");
    await frame.locator("main h1").first().waitFor();
    expect(await host.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  });
});
