/** Posts with figures: pages of another origin than the site, made for one test, in a browser that may be watched. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { test as base, expect, inject } from "vitest";
import { newContext } from "./driven";
import { tellOfViolations } from "./violations";

export interface PostOptions extends BrowserContextOptions {
  /** What a post's own test means to provoke. */
  tolerated?: RegExp;
  /** Runs in the post, and in its frames, before their own scripts. */
  before?: () => void;
  path?: string;
  /** The post's own policy; with one it has no style of its own. */
  policy?: string;
}

export interface PostFixtures {
  /** Opens a post with this body, at an origin of its own. */
  post(body: string, options?: PostOptions): Promise<Page>;
}

/** `{site}` in a post stands for the built site's address. */
const pageOf = (body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A post</title><link rel="icon" href="data:,">
<style>body{max-width:640px;margin:1rem auto;font:18px/1.6 serif}</style></head><body>${body.replaceAll("{site}", inject("site"))}</body></html>`;

export async function servePost(body: string, policy?: string): Promise<{ address: string; close(): void }> {
  const page = policy === undefined ? pageOf(body) : pageOf(body).replace(/<style>.*?<\/style>/, "");
  const server: Server = createServer((_request, response) => {
    response
      .writeHead(200, {
        "Content-Type": "text/html; charset=utf-8",
        ...(policy !== undefined && { "Content-Security-Policy": policy }),
      })
      .end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export const ELEMENT = '<script type="module" src="{site}element.js"></script>';

export const test = base.extend<PostFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest finds a fixture's needs by this pattern
  post: async ({}, use) => {
    const problems: string[] = [];
    const ends: (() => unknown)[] = [];
    await use(async (body, { tolerated, before, path = "", policy, ...options } = {}) => {
      const { address, close } = await servePost(body, policy);
      ends.push(close);
      const context: BrowserContext = await newContext({
        viewport: { width: 1000, height: 800 },
        reducedMotion: "reduce",
        ...options,
      });
      ends.unshift(() => context.close());
      context.setDefaultTimeout(20_000);
      await context.addInitScript(tellOfViolations);
      if (before) await context.addInitScript(before);
      const page = await context.newPage();
      const complain = (text: string): void => {
        if (!tolerated?.test(text)) problems.push(text);
      };
      page.on("console", (message) => complain(`console ${message.type()}: ${message.text()}`));
      page.on("pageerror", (error) => complain(`uncaught: ${error.message}`));
      page.on("dialog", (dialog) => {
        complain(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on("request", (request) => {
        const known = [address, inject("site"), "data:", "blob:"].some((start) => request.url().startsWith(start));
        if (!known) complain(`request to ${request.url()}`);
      });
      await page.goto(`${address}${path}`);
      return page;
    });
    for (const end of ends) await end();
    expect(problems, "what the posts complained of").toEqual([]);
  },
});

/** The element, as far as tests call it. */
export type Figure = HTMLElement & {
  ready: Promise<void>;
  step: string;
  head: number;
  causal: boolean;
  getState(): Record<string, string>;
  setState(state: unknown): Promise<void>;
  next(): Promise<void>;
  play(): Promise<void>;
  pause(): Promise<void>;
  toImage(options?: { format?: string }): Promise<Blob>;
};

/** Until every figure on the page, or those that a selector names, shows something. */
export async function figuresReady(page: Page, selector = "attention-lab"): Promise<void> {
  await page.evaluate(async (wanted) => {
    await customElements.whenDefined("attention-lab");
    const all = [...document.querySelectorAll<HTMLElement & { ready: Promise<void> }>(wanted)];
    await Promise.all(all.map((one) => one.ready));
  }, selector);
}
