/** The tarball in a Vite project and in a webpack project, built by them and run in a browser. */
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { build as buildByVite, createServer } from "vite";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import webpack from "webpack";
import { serve } from "../../web/scripts/serve.mjs";
import { type Packed, pack, project } from "./support";

/** The worked example of S01, which every way of loading must give. */
const SCORES = "0.37 0.34 0.31";

/** A program that puts what it computed, or why it couldn't, into its page's title. */
const program = (imports: string, options: string): string => `${imports}
const tell = async () => {
  const engine = await createEngine(${options});
  const trace = engine.run({ lesson: "S01" });
  return Array.from(trace.tensor("attn.scores").data, (score) => score.toFixed(2)).join(" ");
};
tell().then(
  (text) => { document.title = text; },
  (error) => { document.title = "failed: " + error.message; },
);
`;

const PLAIN = 'import { createEngine } from "attention-lab";';
const INLINE = 'import { createEngine } from "attention-lab/inline";';

/** An element of the package, and what it shows. */
const ELEMENT = `import "attention-lab/element";
const element = document.createElement("attention-lab");
for (const [name, value] of [["loading", "eager"], ["lesson", "S01"]]) element.setAttribute(name, value);
document.body.append(element);
element.ready.then(
  () => { document.title = element.shadowRoot.querySelector("h1") ? "${SCORES}" : "nothing shown"; },
  (error) => { document.title = "failed: " + error.message; },
);
`;

/** A notebook's widget, and the numbers that it was given as it shows them. */
const WIDGET = `import widget from "attention-lab/anywidget";
const values = { attention: [[${SCORES.split(" ").join(", ")}]] };
const model = { get: (name) => values[name], set() {}, save_changes() {}, on() {}, off() {} };
await widget.render({ model, el: document.body });
const heatmap = document.body.lastElementChild.shadowRoot.querySelector("al-heatmap");
document.title = Array.from(heatmap.data, (value) => value.toFixed(2)).join(" ");
`;

const page = (script: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>…</title></head><body>${script}</body></html>`;

let packed: Packed;
let browser: Browser;

beforeAll(async () => {
  packed = pack();
  browser = await chromium.connect(inject("endpoint"));
});
afterAll(async () => {
  await browser?.close();
  packed?.remove();
});

/** What a page's program found, and what the page complained of. */
async function said(address: string): Promise<{ title: string; problems: string[] }> {
  const tab = await browser.newPage();
  try {
    const problems: string[] = [];
    tab.on("pageerror", (error) => problems.push(error.message));
    tab.on("response", (response) => {
      // Browsers ask for an icon by themselves.
      if (!response.ok() && !response.url().endsWith("favicon.ico"))
        problems.push(`${response.status()} ${response.url()}`);
    });
    await tab.goto(address);
    await tab.waitForFunction(() => document.title !== "…");
    return { title: await tab.title(), problems };
  } finally {
    await tab.close();
  }
}

async function saidBy(folder: string, name: string): Promise<{ title: string; problems: string[] }> {
  const { address, close } = await serve(folder);
  try {
    return await said(`${address}${name}`);
  } finally {
    await close();
  }
}

const module = (name: string): string => page(`<script type="module" src="./${name}.js"></script>`);

describe("a Vite project", () => {
  const names = ["plain", "located", "inline", "element", "widget"];
  let root = "";

  beforeAll(() => {
    root = project(packed, "vite", {
      ...Object.fromEntries(names.map((name) => [`${name}.html`, module(name)])),
      "plain.js": program(PLAIN, ""),
      "located.js": program(
        `${PLAIN}\nimport address from "attention-lab/attention.wasm?url";`,
        "{ locateFile: () => address }",
      ),
      "inline.js": program(INLINE, ""),
      "element.js": ELEMENT,
      "widget.js": WIDGET,
    });
  });

  test("builds it, and brings the wasm along without being told", async () => {
    await buildByVite({
      root,
      configFile: false,
      logLevel: "error",
      build: { rolldownOptions: { input: names.map((name) => join(root, `${name}.html`)) } },
    });
    for (const name of names)
      expect(await saidBy(join(root, "dist"), `${name}.html`)).toEqual({ title: SCORES, problems: [] });
  });

  test("serves it while it is developed, its modules bundled in advance", async () => {
    const server = await createServer({
      root,
      configFile: false,
      logLevel: "error",
      server: { host: "127.0.0.1", port: 0 },
    });
    try {
      await server.listen();
      const address = server.resolvedUrls?.local[0] ?? "";
      for (const name of names) expect((await said(`${address}${name}.html`)).title).toBe(SCORES);
    } finally {
      await server.close();
    }
  });
});

describe("a webpack project", () => {
  const names = ["plain", "located", "passed", "inline", "element", "widget"];

  test("builds it without a warning, however the wasm is had", async () => {
    const root = project(packed, "webpack", {
      "plain.js": program(PLAIN, ""),
      "located.js": program(
        `${PLAIN}\nconst address = new URL("attention-lab/attention.wasm", import.meta.url).href;`,
        "{ locateFile: () => address }",
      ),
      "passed.js": program(
        `${PLAIN}\nconst address = new URL("attention-lab/attention.wasm", import.meta.url);`,
        "{ wasmBinary: await (await fetch(address)).arrayBuffer() }",
      ),
      "inline.js": program(INLINE, ""),
      "element.js": ELEMENT,
      "widget.js": WIDGET,
      ...Object.fromEntries(names.map((name) => [`dist/${name}.html`, module(name)])),
    });
    const compiler = webpack({
      context: root,
      mode: "production",
      entry: Object.fromEntries(names.map((name) => [name, `./${name}.js`])),
      output: { path: join(root, "dist"), filename: "[name].js" },
      // How large a script may be is the project's own affair.
      performance: { hints: false },
    });
    const stats = await new Promise<webpack.Stats>((resolve, reject) =>
      compiler?.run((error, result) => (result ? resolve(result) : reject(error))),
    );
    await new Promise((resolve) => compiler?.close(resolve));
    const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
    expect([...(errors ?? []), ...(warnings ?? [])].map(({ message, loc }) => `${loc} ${message}`)).toEqual([]);
    for (const name of names)
      expect(await saidBy(join(root, "dist"), `${name}.html`)).toEqual({ title: SCORES, problems: [] });
  });
});
