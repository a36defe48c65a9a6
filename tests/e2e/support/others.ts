/** The browsers beside Chromium, each with a page of its own, told alike. */
import { startFirefox } from "./browsers";
import type { AnyPage } from "./reader";
import { startWebKit } from "./webkit/start";

/** A page of either, with what it complained of. */
export interface Opened {
  page: AnyPage;
  /** Opens an address as a document of its own. */
  goto(address: string): Promise<unknown>;
  problems(): Promise<string[]>;
  close(): Promise<void>;
}

async function inFirefox(): Promise<Opened> {
  const firefox = await startFirefox();
  const page = await firefox.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  const problems: string[] = [];
  page.on("console", (message) => problems.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`uncaught: ${error}`));
  return {
    page: page as unknown as AnyPage,
    goto: async (address) => {
      await page.goto("about:blank");
      await page.goto(address);
    },
    problems: async () => problems,
    close: () => firefox.close(),
  };
}

async function inWebKit(): Promise<Opened> {
  const { page, close } = await startWebKit();
  return {
    page: page as unknown as AnyPage,
    goto: (address) => page.goto(address),
    problems: () => page.problems(),
    close,
  };
}

export const OTHERS = [
  ["Firefox", inFirefox],
  ["WebKit", inWebKit],
] as const;
