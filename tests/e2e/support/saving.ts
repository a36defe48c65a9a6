/** What the page hands to the browser to be saved, as it arrives. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import { BROWSER } from "./driven";

export interface Saved {
  name: string;
  bytes: Buffer;
}

/** Presses something, and gives the file that comes of it. */
export async function savedFile(page: Page, press: () => Promise<unknown>): Promise<Saved> {
  if (BROWSER !== "chromium") return savedInFolder(page, press);
  const [file] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: file.suggestedFilename(), bytes: await buffer(await file.createReadStream()) };
}

declare global {
  interface Window {
    handedOver?: { name: string; bytes: number[] };
  }
}

/**
 * The other browsers' drivers don't tell of a file: its name is heard from the link that is followed, and the file itself
 * has to turn up in the folder that the browser saves to, byte for byte. Tests at the same time save there as well.
 */
async function savedInFolder(page: Page, press: () => Promise<unknown>): Promise<Saved> {
  await page.evaluate(() => {
    delete window.handedOver;
    const make = URL.createObjectURL;
    const blobs = new Map<string, Blob>();
    URL.createObjectURL = (blob: Blob) => {
      const address = make(blob);
      blobs.set(address, blob);
      return address;
    };
    const hear = (event: Event): void => {
      const link = event.composedPath()[0];
      const blob = link instanceof HTMLAnchorElement && link.hasAttribute("download") && blobs.get(link.href);
      if (!blob) return;
      removeEventListener("click", hear, true);
      URL.createObjectURL = make;
      void blob.arrayBuffer().then((bytes) => {
        window.handedOver = { name: link.download, bytes: [...new Uint8Array(bytes)] };
      });
    };
    addEventListener("click", hear, true);
  });
  await press();
  await expect.poll(() => page.evaluate(() => window.handedOver !== undefined)).toBe(true);
  const { name, bytes } = (await page.evaluate(() => window.handedOver)) as { name: string; bytes: number[] };
  const wanted = Buffer.from(bytes);
  const folder = inject("downloads");
  await expect
    .poll(
      () => filesIn(folder).some((file) => statSync(file).size === wanted.length && readFileSync(file).equals(wanted)),
      {
        message: `${name} in the folder of saved files`,
      },
    )
    .toBe(true);
  return { name, bytes: wanted };
}

const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];
