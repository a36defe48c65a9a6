/** 100,000 hostile states through elements in a browser: each is shown or refused, nothing is thrown, nothing is run. */
import { describe, expect } from "vitest";
import { SETTING_NAMES, SETTINGS } from "../../web/src/state/settings";
import { hostileStates, type KnownSetting } from "../web/hostile_states";
import { BROWSER } from "./support/driven";
import { ELEMENT, type Figure, figuresReady, test } from "./support/post";

declare global {
  interface Window {
    hostileStates: typeof hostileStates;
    settings: KnownSetting[];
    thrown: string[];
  }
}

/** The states are the same program's everywhere: the other browsers take their share of them. */
const ROUNDS = BROWSER === "chromium" ? 100_000 : 20_000;
const AT_ONCE = 10_000;
/** On a figure that is shown each is computed and drawn. */
const LIVE = BROWSER === "chromium" ? 150 : 50;

const settings: KnownSetting[] = SETTING_NAMES.map((name) => {
  const { min, max, options } = SETTINGS[name] as Partial<KnownSetting>;
  return { name, min, max, options };
});

const GENERATOR = `window.hostileStates = ${hostileStates}; window.settings = ${JSON.stringify(settings)}; window.thrown = [];
  addEventListener("error", ({ message }) => thrown.push(message));
  addEventListener("unhandledrejection", ({ reason }) => thrown.push(String(reason)));`;

describe("hostile states in a browser", () => {
  test("come to a state that a link and its parts bring back exactly", { timeout: 300_000 }, async ({ post }) => {
    const page = await post(`<p>Nothing is shown.</p>${ELEMENT}`);
    await page.evaluate(() => customElements.whenDefined("attention-lab"));
    await page.addScriptTag({ content: GENERATOR });
    for (let from = 0; from < ROUNDS; from += AT_ONCE) {
      const wrong = await page.evaluate(
        ({ seed, rounds }) => {
          const [one, two] = [0, 1].map(() => document.createElement("attention-lab") as Figure);
          if (!one || !two) return "no element";
          const said = (element: Figure): string => new URLSearchParams(element.getState()).toString();
          for (const { hash, values } of window.hostileStates(seed, rounds, window.settings)) {
            for (const element of [one, two])
              for (const name of element.getAttributeNames()) element.removeAttribute(name);
            one.setAttribute("state", hash);
            two.setAttribute("state", `v=1&${said(one)}`);
            if (said(one) !== said(two)) return `state ${hash}: ${said(one)} became ${said(two)}`;
            two.removeAttribute("state");
            for (const [name, value] of Object.entries(values)) {
              if (["v", "onclick"].includes(name)) continue;
              if (typeof value === "string") one.setAttribute(name.replaceAll("_", "-"), value);
            }
            two.setAttribute("state", `v=1&${said(one)}`);
            if (said(one) !== said(two)) return `attributes ${hash}: ${said(one)} became ${said(two)}`;
          }
          return window.struck ?? window.thrown[0] ?? "";
        },
        { seed: from + 1, rounds: AT_ONCE },
      );
      expect(wrong).toBe("");
    }
  });

  test("leave a figure that is shown, and one in a frame, alive and of one mind with their state", async ({ post }) => {
    const page = await post(
      `<attention-lab loading="eager" controls="all"><span slot="caption"></span></attention-lab>
       <iframe sandbox="allow-scripts" title="A figure" width="600" height="500" src="{site}embed.html#v=1&step=softmax"></iframe>${ELEMENT}`,
      { tolerated: /could not be loaded|Failed to load resource/ },
    );
    await figuresReady(page);
    await page.addScriptTag({ content: GENERATOR });
    const wrong = await page.evaluate(
      async ({ rounds }) => {
        const figure = document.querySelector("attention-lab") as Figure;
        const frame = document.querySelector("iframe")?.contentWindow;
        const caption = document.querySelector("span") as HTMLElement;
        for (const state of window.hostileStates(77, rounds, window.settings)) {
          caption.textContent = state.caption;
          await figure.setState(state.hash);
          await figure.setState(state.values);
          const texts = figure.getState();
          frame?.postMessage({ attentionLab: 1, type: "setState", state: state.hash }, "*");
          if (Object.values(texts).some((text) => typeof text !== "string")) return state.hash;
        }
        return window.struck ?? window.thrown[0] ?? "";
      },
      { rounds: LIVE },
    );
    expect(wrong).toBe("");
    await page.evaluate(() => (document.querySelector("attention-lab") as Figure).setState("v=1&step=softmax"));
    await page.locator("attention-lab").getByRole("grid", { name: "weights" }).waitFor();
    await page.evaluate(() =>
      document
        .querySelector("iframe")
        ?.contentWindow?.postMessage({ attentionLab: 1, type: "setState", state: "v=1&step=scores" }, "*"),
    );
    await page.frameLocator("iframe").getByRole("grid", { name: "scores" }).waitFor();
    const inside = page.frameLocator("iframe").locator("html");
    expect(await inside.evaluate(() => window.struck ?? null)).toBeNull();
  });
});
