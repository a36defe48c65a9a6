/** WebKit as Debian has it: its small browser on a screen that nobody sees, driven by its own driver. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Builder, Capabilities, type WebDriver } from "selenium-webdriver";
import { listen } from "./in_page";
import { keysOf } from "./keys";

/** A page of it, with what the tests of all browsers call. One window: an address opened takes the place of the last. */
export interface WebKitPage {
  goto(address: string): Promise<void>;
  /** Runs a function in the page, and waits for its promise; it sees its arguments and nothing else. */
  evaluate<Result, Args extends unknown[]>(call: (...args: Args) => Result, ...args: Args): Promise<Awaited<Result>>;
  mouse: { click(x: number, y: number): Promise<void> };
  keyboard: {
    press(key: string): Promise<void>;
    down(key: string): Promise<void>;
    up(key: string): Promise<void>;
    type(text: string): Promise<void>;
  };
  /** What the page complained of since it was opened: errors, rejections, and what its policy refused. */
  problems(): Promise<string[]>;
}

export interface WebKit {
  page: WebKitPage;
  driver: WebDriver;
  close(): Promise<void>;
}

/** Where Debian keeps the browser, by architecture. */
function miniBrowser(): string {
  const named = process.env.WEBKIT;
  if (named) return named;
  const found = readdirSync("/usr/lib")
    .flatMap((folder) =>
      ["webkit2gtk-4.1", "webkit2gtk-4.0"].map((name) => join("/usr/lib", folder, name, "MiniBrowser")),
    )
    .find((path) => existsSync(path));
  if (!found)
    throw new Error("WebKit is needed: install webkit2gtk-driver and xvfb, or name MiniBrowser's path in WEBKIT.");
  return found;
}

/** A screen of its own; the server says itself which number was free. */
async function startScreen(): Promise<{ process: ChildProcess; display: string }> {
  const process = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1700x1200x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const display = await new Promise<string>((resolve, reject) => {
    process.once("error", reject);
    process.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}.`)));
    process.stdio[3]?.once("data", (number) => resolve(`:${String(number).trim()}`));
  });
  return { process, display };
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

async function answering(address: string, driver: ChildProcess): Promise<void> {
  let ended: Error | undefined;
  driver.once("error", (error) => {
    ended = error;
  });
  driver.once("exit", (code) => {
    ended = new Error(`WebKitWebDriver ended with ${code}.`);
  });
  for (;;) {
    if (ended) throw ended;
    try {
      if ((await fetch(`${address}/status`)).ok) return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

class Page implements WebKitPage {
  constructor(readonly driver: WebDriver) {}

  async goto(address: string): Promise<void> {
    // Another hash of the same address would be the same document.
    await this.driver.get("about:blank");
    await this.driver.get(address);
    await this.evaluate(listen);
  }

  evaluate<Result, Args extends unknown[]>(call: (...args: Args) => Result, ...args: Args): Promise<Awaited<Result>> {
    return this.driver.executeScript(`return (${call})(...arguments);`, ...args);
  }

  readonly mouse = {
    click: (x: number, y: number) =>
      this.driver
        .actions()
        .move({ x: Math.round(x), y: Math.round(y), duration: 0 })
        .click()
        .perform(),
  };

  readonly keyboard = {
    press: (key: string) => this.driver.actions().sendKeys(keyOf(key)).perform(),
    down: (key: string) => this.driver.actions().keyDown(keyOf(key)).perform(),
    up: (key: string) => this.driver.actions().keyUp(keyOf(key)).perform(),
    type: (text: string) => this.driver.actions().sendKeys(text).perform(),
  };

  problems(): Promise<string[]> {
    return this.evaluate(() => window.complaints ?? ["the page was replaced"]);
  }
}

const keyOf = (name: string): string => keysOf(name)[0] as string;

/** Saves, where it is told to, to that folder. */
export async function startWebKit(downloads?: string): Promise<WebKit> {
  const screen = await startScreen();
  const port = await freePort();
  const server = spawn("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], {
    stdio: "ignore",
    env: {
      ...process.env,
      ...(downloads && { HOME: downloads, XDG_CONFIG_HOME: downloads, XDG_DOWNLOAD_DIR: downloads }),
      DISPLAY: screen.display,
      GDK_BACKEND: "x11",
      // Nothing to draw with but the processor, and nobody to drop rights to.
      LIBGL_ALWAYS_SOFTWARE: "1",
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      // No way out: whatever is not this computer leads to a port where nobody listens.
      http_proxy: "http://127.0.0.1:9",
      https_proxy: "http://127.0.0.1:9",
      no_proxy: "localhost,127.0.0.1",
    },
  });
  const stop = (): void => {
    server.kill();
    screen.process.kill();
  };
  try {
    await answering(`http://127.0.0.1:${port}`, server);
    const driver = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities(
        new Capabilities()
          .set("browserName", "MiniBrowser")
          .set("webkitgtk:browserOptions", { binary: miniBrowser(), args: ["--automation"] }),
      )
      .build();
    await driver.manage().window().setRect({ width: 1440, height: 900 });
    return {
      page: new Page(driver),
      driver,
      async close() {
        await driver.quit();
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}
