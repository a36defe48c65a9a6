/** How the tests start real browsers: quiet, without a word to any other computer. */
import { existsSync } from "node:fs";
import { type BrowserServer, chromium, firefox } from "playwright-core";
import puppeteer, { type Browser as Firefox } from "puppeteer-core";

const CHROMIUM_ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Nothing that Firefox would look up by itself, and no way out: every address leads to a port where nobody listens. */
const FIREFOX_PREFERENCES = {
  "app.normandy.enabled": false,
  "app.update.auto": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
  "services.settings.server": "",
  "toolkit.telemetry.enabled": false,
};

function executable(named: string | undefined, known: readonly string[], name: string): string {
  const path = named ?? known.find((candidate) => existsSync(candidate));
  if (!path) throw new Error(`${name} is needed: install it, or name its path in ${name.toUpperCase()}.`);
  return path;
}

/** A Chromium that every test file connects to. */
export function startChromium(downloadsPath: string): Promise<BrowserServer> {
  const executablePath = executable(
    process.env.CHROMIUM,
    // Debian's build without a window, its tabs and its bars, takes half of the processor's time for the same pages.
    ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
    "Chromium",
  );
  return chromium.launchServer({ executablePath, args: CHROMIUM_ARGUMENTS, downloadsPath });
}

const firefoxPath = (): string =>
  executable(process.env.FIREFOX, ["/usr/bin/firefox-esr", "/usr/bin/firefox"], "Firefox");

/** Firefox as it is shipped, spoken to by the standard's protocol: what it prefers is said once, for all of its pages. */
export function serveFirefox(downloadsPath: string): Promise<BrowserServer> {
  return firefox.launchServer({
    // By this name the driver takes a Firefox that was not patched for it.
    ...({ channel: "moz-firefox" } as object),
    executablePath: firefoxPath(),
    downloadsPath,
    firefoxUserPrefs: {
      ...FIREFOX_PREFERENCES,
      "ui.prefersReducedMotion": 1,
      // Or the driver's pointer stops at a frame that has a process of its own.
      "fission.autostart": false,
      "remote.events.async.enabled": true,
      // A clipboard of the tests' own, which asks nobody.
      "dom.events.asyncClipboard.readText": true,
      "dom.events.testing.asyncClipboard": true,
    },
  });
}

/** A Firefox whose network is cut. */
export function startFirefox(): Promise<Firefox> {
  return puppeteer.launch({
    browser: "firefox",
    executablePath: firefoxPath(),
    headless: true,
    extraPrefsFirefox: FIREFOX_PREFERENCES,
  });
}
