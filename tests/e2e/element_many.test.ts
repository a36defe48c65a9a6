/** Several `<attention-lab>` of one document: what they share, what they cost, and what they leave behind. */
import type { Page } from "playwright-core";
import { describe, expect, inject } from "vitest";
import { ELEMENT, type Figure, figuresReady, test } from "./support/post";

declare global {
  interface Window {
    kept: { listeners: Map<string, number>; observers: number };
    weak: WeakRef<Element>[];
    shifts: number[];
    instances: number;
    engine: Worker;
  }
}

const ten = Array.from(
  { length: 10 },
  (_, at) =>
    `<p>Before figure ${at + 1}.</p><attention-lab loading="eager" seed="${at}" step="softmax"></attention-lab>`,
).join("");

/** What the copied code says, that a figure has its place before the script is there. */
const held = (height: number): string => `display:block;min-height:calc(${height}px + 2em)`;

/** Before a page's scripts: counts modules that are instantiated, in the page and in workers made of text. */
function countInstances(): void {
  const count = `self.instances = 0;
    for (const name of ["instantiate", "instantiateStreaming"]) {
      const real = WebAssembly[name];
      WebAssembly[name] = (...given) => { self.instances++; return real.apply(WebAssembly, given); };
    }
    const { Instance } = WebAssembly;
    WebAssembly.Instance = function (...given) { self.instances++; return new Instance(...given); };\n`;
  new Function(count)();
  const Plain = Blob;
  Object.assign(window, {
    Blob: class extends Plain {
      constructor(parts: BlobPart[] = [], options?: BlobPropertyBag) {
        super(options?.type === "text/javascript" ? [count, ...parts] : parts, options);
      }
    },
  });
}

/** The page's own memory that is in use, when nothing is left to collect. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize;
}

describe("several elements of one document", () => {
  test("share one engine in one worker, one instance of it and one copy of its binary", async ({ post }) => {
    const asked: string[] = [];
    const page = await post(`${ten}`, {
      before: countInstances,
    });
    page.on("request", (request) => asked.push(request.url()));
    await page.addScriptTag({ type: "module", url: `${inject("site")}element.js` });
    await figuresReady(page);
    expect(page.workers()).toHaveLength(1);
    expect(await page.evaluate(() => window.instances)).toBe(0);
    expect(await page.workers()[0]?.evaluate(() => (globalThis as unknown as Window).instances)).toBe(1);
    expect(asked.filter((url) => url.endsWith(".wasm"))).toHaveLength(1);
    // Each has its own run: ten seeds, ten different pictures.
    const weights = await page.evaluate(() =>
      [...document.querySelectorAll("attention-lab")].map((e) =>
        String(
          e.shadowRoot
            ?.querySelector<HTMLElementTagNameMap["al-heatmap"]>('[data-tensor="attn.weights"]')
            ?.data.slice(0, 6),
        ),
      ),
    );
    expect(new Set(weights).size).toBe(10);
    expect(weights).not.toContain("undefined");
  });

  test("take far less memory together than they would apart, and give it back one by one", async ({ post }) => {
    const page = await post(`<p>Nothing yet.</p>${ELEMENT}`, {
      // The engine's own account, by a question of its protocol that no client asks.
      before: () => {
        const Plain = Worker;
        Object.assign(window, {
          Worker: class extends Plain {
            constructor(...given: ConstructorParameters<typeof Worker>) {
              super(...given);
              window.engine = this;
            }
          },
        });
      },
    });
    await page.evaluate(() => customElements.whenDefined("attention-lab"));
    const handles = () =>
      page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            window.engine.addEventListener("message", function hear({ data }) {
              if (data.id !== -1) return;
              window.engine.removeEventListener("message", hear);
              resolve(data.value.liveHandles);
            });
            window.engine.postMessage({ id: -1, name: "stats", ask: {} });
          }),
      );
    const show = async (count: number) => {
      await page.evaluate((wanted) => {
        const now = document.querySelectorAll("attention-lab").length;
        for (let at = now; at < wanted; at++) {
          const made = document.createElement("attention-lab");
          for (const [name, text] of Object.entries({ loading: "eager", step: "softmax", seed: String(at) }))
            made.setAttribute(name, text);
          document.body.append(made);
        }
        for (const one of [...document.querySelectorAll("attention-lab")].slice(wanted)) one.remove();
      }, count);
      await figuresReady(page);
      return { heap: await heapOf(page), handles: await handles() };
    };
    const empty = await heapOf(page);
    const one = await show(1);
    const ten = await show(10);
    expect(ten.heap - empty).toBeLessThan(4 * (one.heap - empty));
    expect(ten.handles).toBeGreaterThan(one.handles);
    await expect.poll(async () => (await show(1)).handles).toBe(one.handles);
    expect(page.workers()).toHaveLength(1);
    await expect.poll(async () => (await show(1)).heap).toBeLessThan(ten.heap);
  });

  test("leave no worker, no listener, no observer and no element behind when they are removed", async ({ post }) => {
    const page = await post(`${ten}${ELEMENT}`, {
      before: () => {
        const kept = { listeners: new Map<string, number>(), observers: 0 };
        window.kept = kept;
        const count = (target: EventTarget, type: string, by: number): void => {
          const outside = target === window || target === document || target instanceof MediaQueryList;
          if (outside) kept.listeners.set(type, (kept.listeners.get(type) ?? 0) + by);
        };
        const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
        EventTarget.prototype.addEventListener = function (type, listener, options) {
          count(this ?? window, type, 1);
          const signal = typeof options === "object" ? options?.signal : undefined;
          if (signal) add.call(signal, "abort", () => count(this ?? window, type, -1));
          add.call(this ?? window, type, listener, options);
        };
        EventTarget.prototype.removeEventListener = function (type, listener, options) {
          count(this ?? window, type, -1);
          remove.call(this ?? window, type, listener, options);
        };
        for (const name of ["MutationObserver", "IntersectionObserver", "ResizeObserver"] as const) {
          const { prototype } = window[name];
          const observing = new WeakSet<object>();
          const { observe, disconnect } = prototype as { observe(...given: unknown[]): void; disconnect(): void };
          Object.assign(prototype, {
            observe(this: object, ...given: unknown[]) {
              if (!observing.has(this)) kept.observers++;
              observing.add(this);
              observe.apply(this, given);
            },
            disconnect(this: object) {
              if (observing.delete(this)) kept.observers--;
              disconnect.call(this);
            },
          });
        }
      },
    });
    await figuresReady(page);
    expect(await page.evaluate(() => [...window.kept.listeners.values()].some((count) => count > 0))).toBe(true);
    expect(await page.evaluate(() => window.kept.observers)).toBeGreaterThan(0);
    await page.evaluate(() => {
      const all = [...document.querySelectorAll("attention-lab")];
      window.weak = all.flatMap((e) => [
        new WeakRef(e),
        new WeakRef(e.shadowRoot?.querySelector("al-heatmap") as Element),
      ]);
      for (const one of all) one.remove();
    });
    await expect.poll(() => page.workers().length).toBe(0);
    expect(await page.evaluate(() => [...window.kept.listeners].filter(([, count]) => count !== 0))).toEqual([]);
    await expect.poll(() => page.evaluate(() => window.kept.observers)).toBe(0);
    const session = await page.context().newCDPSession(page);
    await expect
      .poll(async () => {
        await session.send("HeapProfiler.collectGarbage");
        return page.evaluate(() => window.weak.filter((ref) => ref.deref() !== undefined).length);
      })
      .toBe(0);
    // And the page may have figures again.
    await page.evaluate(() =>
      document.body.insertAdjacentElement("beforeend", document.createElement("attention-lab")),
    );
    await figuresReady(page);
    expect(page.workers()).toHaveLength(1);
  });

  test("start when they come near, take no focus, and move nothing on the page", async ({ post }) => {
    const far = '<div style="height:3000px">far</div>';
    const page = await post(
      `<input id="name" autofocus><p>Words.</p><attention-lab id="near" step="softmax" height="500px" style="${held(500)}"><span slot="caption">One</span></attention-lab><p id="after">After.</p>
       ${far}<attention-lab id="far" height="400px" style="${held(400)}"></attention-lab><p id="last">Last.</p>`,
      {
        before: () => {
          window.shifts = [];
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.shifts.push((entry as unknown as { value: number }).value);
          }).observe({ type: "layout-shift", buffered: true });
        },
      },
    );
    const top = (id: string) => page.evaluate((name) => document.getElementById(name)?.offsetTop, id);
    await page.locator("#name").focus();
    const [after, last] = [await top("after"), await top("last")];
    // Words in a place of their own are held as the copied code holds them, from before the script comes.
    await page.addScriptTag({ type: "module", url: `${inject("site")}element.js` });
    await figuresReady(page, "#near");
    expect(await page.locator("#far").getByRole("grid").count()).toBe(0);
    await page.locator("#far").scrollIntoViewIfNeeded();
    await figuresReady(page, "#far");
    await page.locator("#far h1").waitFor();
    expect([await top("after"), await top("last")]).toEqual([after, last]);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("name");
    expect(await page.evaluate(() => window.shifts)).toEqual([]);
  });

  test("are what they were when they are moved, and may be defined by two scripts", async ({ post }) => {
    const page = await post(
      `<attention-lab id="a" loading="eager"></attention-lab><div id="b"></div>${ELEMENT}<script src="{site}element.classic.js"></script>`,
    );
    await figuresReady(page);
    const state = await page.evaluate(async () => {
      const figure = document.getElementById("a") as Figure;
      await figure.setState({ step: "softmax" });
      document.getElementById("b")?.append(figure);
      await figure.ready;
      const moved = figure.getState();
      figure.remove();
      await new Promise((resolve) => setTimeout(resolve));
      document.body.append(figure);
      await figure.ready;
      return [moved, figure.getState()];
    });
    expect(state).toEqual([{ step: "softmax" }, { step: "softmax" }]);
  });
});
