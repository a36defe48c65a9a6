/** The window that opens what a reader brings along: its fields, and the two ways into it. */
import { readFileSync } from "node:fs";
import type { Locator } from "playwright-core";
import { t } from "../../../web/src/strings/text";
import type { Lab } from "./lab";

const golden = JSON.parse(readFileSync(new URL("../../golden/printed.json", import.meta.url), "utf8")) as {
  cases: { name: string; text: string; arrays: { shape: number[]; data: number[] }[] }[];
  summarised: { pytorch: string };
};

/** What NumPy or PyTorch printed, and the numbers that it printed. */
export const printed = (name: string) => golden.cases.find((one) => one.name === name) as (typeof golden.cases)[number];

export const SUMMARISED = golden.summarised.pytorch;

export const field = (lab: Lab): Locator => lab.page.getByLabel(t("open.paste"), { exact: true });
export const walk = (lab: Lab): Locator => lab.page.getByRole("button", { name: t("open.walk") });
export const role = (lab: Lab, label: string): Locator =>
  lab.page.getByRole("combobox", { name: t("open.roleOf", { label }) });
export const problem = (lab: Lab, code: string): Locator => lab.page.locator(`[data-problem=${code}]`);
export const failure = (lab: Lab): Locator => lab.notice("open-failure");

export async function openWith(lab: Lab, text: string): Promise<void> {
  await lab.button(t("open.button")).click();
  await field(lab).fill(text);
}

/** Lets go of files over the middle of the page, or of text. */
export async function drop(lab: Lab, files: { name: string; bytes: number[] }[], text = ""): Promise<void> {
  await lab.page.evaluate(
    ([list, words]) => {
      const dataTransfer = new DataTransfer();
      for (const { name, bytes } of list) dataTransfer.items.add(new File([Uint8Array.from(bytes)], name));
      if (words !== "") dataTransfer.setData("text/plain", words);
      const target = document.querySelector("main") ?? document.body;
      for (const type of ["dragover", "drop"])
        target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true }));
    },
    [files, text] as const,
  );
}

export const bytesOf = (text: string): number[] => [...Buffer.from(text)];
