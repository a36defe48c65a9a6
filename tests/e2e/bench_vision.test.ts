/** The vision workbench: pictures from files, a pad to draw on, and a patch's weights over what it looked at. */
import { deflateSync } from "node:zlib";
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import type { Patches } from "../../web/src/views/patches";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  let crc = ~0;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(~crc >>> 0);
  return Buffer.concat([length, body, sum]);
}

/** A PNG of one size and colour, wider than high. */
function png(width: number, height: number, [r, g, b]: readonly [number, number, number]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.from([0, ...Array.from({ length: width }, () => [r, g, b]).flat()]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

interface Shown {
  size: number[];
  patch: number;
  chosen: number;
  weights: number[];
  corner: number[];
}

/** The nth picture: the first is looked at, the second is what comes out. */
const picture = (lab: Lab, nth = 0): Promise<Shown> =>
  lab.page
    .locator("al-patches")
    .nth(nth)
    .evaluate((element) => {
      const { data, height, width, patch, chosen, weights } = element as Patches;
      const corner = Array.from({ length: 3 }, (_, c) => data[c] ?? Number.NaN);
      return { size: [height, width], patch, chosen, weights: Array.from(weights ?? []), corner };
    });

const file = (lab: Lab) => lab.page.locator("input[type=file]");

describe("the vision workbench", () => {
  test("opens from the list of lessons with 196 patches whose weights sum to one, and another patch by click or key", async ({
    open,
  }) => {
    const lab = await open();
    await lab.openLesson("S24");
    await lab.page.locator("al-patches").nth(1).waitFor();
    const first = await picture(lab);
    expect(first).toMatchObject({ size: [224, 224], patch: 16, chosen: 52 });
    expect(first.weights).toHaveLength(196);
    expect(first.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4);
    expect((await picture(lab, 1)).size).toEqual([224, 224]);

    const grid = lab.page.getByRole("grid", { name: t("bench.vision.pictureLabel") });
    const box = await grid.boundingBox();
    await grid.click({ position: { x: 1, y: 1 } });
    await expect.poll(async () => (await picture(lab)).chosen).toBe(0);
    expect(box?.width).toBeGreaterThan(200);
    await grid.press("ArrowDown");
    await grid.press("ArrowRight");
    await expect.poll(async () => (await picture(lab)).chosen).toBe(15);
    expect(await grid.getByRole("gridcell").innerText()).toContain(t("bench.vision.place", { row: 2, column: 2 }));
    expect((await picture(lab)).weights).not.toEqual(first.weights);

    await lab.page.locator("select[name=patch]").selectOption("32");
    await expect.poll(async () => (await picture(lab)).weights.length).toBe(49);
  });

  test("takes a picture from a file, says what is none, and Undo brings the page's own back", async ({ open }) => {
    const lab = await open({ state: { bench: "vision" } });
    await lab.page.locator("al-patches").nth(1).waitFor();
    const own = await picture(lab);
    await file(lab).setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
    const said = t("bench.vision.notPicture", { name: "notes.txt" });
    await expect.poll(() => lab.notice("picture").allInnerTexts()).toEqual([said]);
    expect((await picture(lab)).corner).toEqual(own.corner);

    const buffer = png(60, 30, [255, 0, 51]);
    await file(lab).setInputFiles({ name: "red.png", mimeType: "image/png", buffer });
    await expect
      .poll(async () => (await picture(lab)).corner.map((value) => value.toFixed(2)))
      .toEqual(["1.00", "0.00", "0.20"]);
    expect(await lab.notice("picture").count()).toBe(0);
    // Patches of one colour resemble each other alike: everyone's weight is one of 196.
    await expect
      .poll(async () => (await picture(lab)).weights.every((weight) => Math.abs(weight - 1 / 196) < 1e-3))
      .toBe(true);

    const link = await lab.link();
    const again = await open({ hash: link.slice(link.indexOf("#")) });
    await expect.poll(() => again.notice("not-in-link").count()).toBe(1);
    await lab.button(/^Undo: /).click();
    await expect.poll(async () => (await picture(lab)).corner).toEqual(own.corner);
  });

  test("attends over a drawing as it is drawn, by pointer or keys, and carries it in the link", async ({ open }) => {
    const lab = await open({ state: { bench: "vision", panel: "source=8&patch=4&drawing=" } });
    const pad = lab.grid(t("bench.vision.pad"));
    await expect.poll(async () => (await picture(lab)).weights.length).toBe(4);
    await lab.click(t("bench.vision.pad"), 0, 0);
    await expect.poll(async () => (await lab.values(t("bench.vision.pad")))[0]?.[0]).toBe(1);
    await pad.press("ArrowRight");
    await pad.press(" ");
    await expect.poll(async () => (await lab.values(t("bench.vision.pad")))[0]?.slice(0, 3)).toEqual([1, 1, 0]);
    expect((await picture(lab)).corner).toEqual([0, 0, 0]);
    const link = await lab.link();
    const again = await open({ hash: link.slice(link.indexOf("#")), viewport: { width: 390, height: 844 } });
    await expect.poll(async () => (await again.values(t("bench.vision.pad")))[0]?.slice(0, 3)).toEqual([1, 1, 0]);
    const wide = await again.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, "nothing is wider than a phone").toBeLessThanOrEqual(0);
    await lab.page.locator("[data-action=wipe]").click();
    await expect
      .poll(async () => (await lab.values(t("bench.vision.pad"))).flat().every((value) => value === 0))
      .toBe(true);
  });
});
