/** Figures in other people's pages: attributes, addresses and messages in, code out. Nothing of it is trusted. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  attributeOf,
  readAttribute,
  readAttributes,
  readState,
  STATE_ATTRIBUTES,
} from "../../web/src/app/embed/attributes";
import { elementCode, escaped, frameCode, imageCode } from "../../web/src/app/embed/code";
import { CONTROLS, formatControls, parseControls } from "../../web/src/app/embed/controls";
import { readFrameHash, readMessage } from "../../web/src/app/embed/messages";
import { parseHeight } from "../../web/src/app/embed/size";
import {
  INITIAL,
  MODELS,
  SETTING_NAMES,
  SETTINGS,
  type Setting,
  STEP_IDS,
  type State,
} from "../../web/src/state/settings";

const HOSTILE = [
  "",
  " ",
  "\0",
  "NaN",
  "-1",
  "1e309",
  "99999999999999999999",
  "0x10",
  "true",
  "__proto__",
  "constructor",
  "<img src=x onerror=alert(1)>",
  '"><script>alert(1)</script>',
  "javascript:alert(1)",
  "\u202etfel\ud800",
  "softmax",
  "S01",
  "attn.weights@0,1,2",
  "attn.W_q@0,0,0=1e999",
  "causal window=-5 window=1e9 padding=x",
  "A".repeat(70_000),
  "v=1&step=softmax&seed=4",
  "v=2&seed=4",
  "%E0%A4%A",
];

/** Every value within what its setting says of itself. */
function expectWithinBounds(state: Partial<State>): void {
  for (const [name, value] of Object.entries(state)) {
    const setting = SETTINGS[name as keyof State] as Setting<unknown> & {
      min?: number;
      max?: number;
      maxLength?: number;
      options?: readonly unknown[];
    };
    if (setting.min !== undefined) expect(value as number, name).toBeGreaterThanOrEqual(setting.min);
    if (setting.max !== undefined) expect(value as number, name).toBeLessThanOrEqual(setting.max);
    if (setting.maxLength !== undefined) expect((value as string).length, name).toBeLessThanOrEqual(setting.maxLength);
    if (setting.options) expect(setting.options, name).toContain(value);
    // A default is in no link.
    if (setting.format(value) !== setting.format(setting.initial)) {
      expect(setting.parse(setting.format(value)), name).toEqual(value);
    }
  }
}

describe("attributes of an element", () => {
  it("are there for every entry of the table of settings", () => {
    for (const name of SETTING_NAMES) expect(STATE_ATTRIBUTES).toContain(attributeOf(name));
    expect(STATE_ATTRIBUTES).toEqual(
      expect.arrayContaining(["lesson", "sentence", "step", "head", "mask", "model", "theme"]),
    );
    expect(new Set(STATE_ATTRIBUTES).size).toBe(STATE_ATTRIBUTES.length);
  });

  it("are all in the guide, with controls, steps and models", () => {
    const guide = readFileSync(new URL("../../docs/embedding.md", import.meta.url), "utf8");
    const named = new Set([...guide.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name));
    const missing = [
      ...STATE_ATTRIBUTES,
      "controls",
      "height",
      "loading",
      "locale",
      ...CONTROLS,
      ...STEP_IDS,
      ...MODELS,
    ].filter((name) => !named.has(name));
    expect(missing).toEqual([]);
  });

  it("set the scene first and change single settings of it after", () => {
    const texts: Record<string, string> = { seed: "12", step: "softmax", lesson: "S01", causal: "" };
    const { patch, refused } = readAttributes((name) => texts[name] ?? null);
    expect(refused).toEqual([]);
    expect(patch).toMatchObject({ lesson: "S01", source: "worked_query", seed: 12, step: "softmax", causal: true });
  });

  it("say a mask in words, and take back what it said before", () => {
    expect(readAttribute("mask", "causal window=3").patch).toMatchObject({ causal: true, window: 3, padding: 0 });
    expect(readAttribute("mask", "none").patch).toMatchObject({ causal: false, window: 0 });
    expect(readAttribute("mask", "causal windows=3")).toMatchObject({ patch: { causal: true }, refused: ["mask"] });
  });

  it("name a kind of model or a learned one, which brings its own sentence", () => {
    expect(readAttribute("model", "encoder").patch).toEqual({ model: "encoder", learned: "" });
    expect(readAttribute("model", "pronouns").patch).toMatchObject({ learned: "pronouns", source: "sentence" });
    // By its own setting as well, which a link has.
    expect(readAttribute("learned", "pronouns").patch).toMatchObject({ learned: "pronouns", model: "classifier" });
    expect(readAttribute("model", "gpt-9").refused).toEqual(["model"]);
  });

  it("are brought within bounds, or left out by name", () => {
    expect(readAttribute("head", "400").patch).toEqual({ head: SETTINGS.head.max });
    expect(readAttribute("head", "-3").patch).toEqual({ head: 0 });
    expect(readAttribute("head", "2.6").patch).toEqual({ head: 3 });
    expect(readAttribute("head", "two")).toEqual({ patch: {}, refused: ["head"] });
    expect(readAttribute("sentence", "a".repeat(100_000)).patch.text).toHaveLength(SETTINGS.text.maxLength);
    expect(readAttribute("step", "dance")).toEqual({ patch: {}, refused: ["step"] });
  });

  it("never throw and never leave the bounds, whatever they say", () => {
    for (const name of [...STATE_ATTRIBUTES, "__proto__", "constructor", "onclick"]) {
      for (const text of HOSTILE) {
        const { patch } = readAttribute(name, text);
        expectWithinBounds(patch);
        expect(Object.keys(patch).every((key) => (SETTING_NAMES as string[]).includes(key))).toBe(true);
      }
    }
  });
});

describe("a state from a script", () => {
  it("is a link, or values by name in either spelling", () => {
    expect(readState("v=1&seed=4&step=softmax").patch).toEqual({ seed: 4, step: "softmax" });
    expect(readState({ colourScale: "row", "n-heads": 2, causal: true, text: "a b" }).patch).toMatchObject({
      colour_scale: "row",
      n_heads: 2,
      causal: true,
      text: "a b",
    });
  });

  it("is refused where it is anything else", () => {
    for (const given of [null, undefined, 4, [], () => 1, Symbol("x")]) {
      expect(readState(given)).toEqual({ patch: {}, refused: ["state"] });
    }
    expect(readState({ seed: { valueOf: () => 4 }, hat: 1, __proto__: { step: "softmax" } })).toEqual({
      patch: {},
      refused: ["seed", "hat"],
    });
  });
});

describe("controls and heights", () => {
  it("are lists of known names and lengths within bounds", () => {
    expect([...parseControls("steps, heads nonsense <b>")]).toEqual(["steps", "heads"]);
    expect([...parseControls("all")]).toEqual(CONTROLS);
    expect(formatControls(parseControls("none"))).toBe("none");
    expect(parseHeight("400")).toBe("clamp(12rem, 400px, 4000px)");
    expect(parseHeight("auto")).toBe("auto");
    for (const bad of ["-4px", "1e9px", "4px;color:red", "calc(1px)", "url(x)", "99999px"]) {
      expect(parseHeight(bad)).toBeUndefined();
    }
  });
});

describe("messages to a frame", () => {
  it("are read by their type, with no more than that takes", () => {
    expect(readMessage({ attentionLab: 1, type: "next", id: 3, evil: 1 })).toEqual({ type: "next", id: 3 });
    expect(readMessage({ attentionLab: 1, type: "setState", state: { step: "softmax" } })).toEqual({
      type: "setState",
      state: { step: "softmax" },
    });
    expect(readMessage({ attentionLab: 1, type: "toImage", format: "exe", id: "a" })).toEqual({
      type: "toImage",
      format: "png",
      id: "a",
    });
  });

  it("are passed over where they are anything else", () => {
    const foreign = [
      null,
      "next",
      4,
      [],
      {},
      { type: "next" },
      { attentionLab: 2, type: "next" },
      { attentionLab: 1, type: "constructor" },
      { attentionLab: 1, type: "next", id: {} },
      { attentionLab: 1, type: "next", id: Number.NaN },
      { attentionLab: 1, type: "setState" },
      { attentionLab: 1, type: "setState", state: { a: { b: 1 } } },
      { attentionLab: 1, type: "setState", state: "x".repeat(200_000) },
      { attentionLab: 1, type: "setState", state: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [i, 1])) },
    ];
    for (const data of foreign) expect(readMessage(data)).toBeNull();
  });
});

describe("a frame's address", () => {
  it("holds a link or attributes, and what only a frame has", () => {
    expect(
      readFrameHash("#v=1&seed=3&controls=steps&caption=A+b&height=400&parent=https%3A%2F%2Fa.example%2Fx"),
    ).toEqual({
      link: "v=1&seed=3",
      attributes: { v: "1", seed: "3" },
      controls: "steps",
      caption: "A b",
      height: "400",
      parent: "https://a.example",
    });
    expect(readFrameHash("#lesson=S01&mask=causal")).toMatchObject({
      link: null,
      attributes: { lesson: "S01", mask: "causal" },
      height: null,
      parent: null,
    });
  });

  it("gives no height that hangs on the frame's own, for that would never come to rest", () => {
    for (const height of ["100vh", "50dvh", "10vmax", "90svh "])
      expect(readFrameHash(`#height=${height}`).height).toBeNull();
  });

  it("is read without complaint whatever it is", () => {
    for (const text of HOSTILE) {
      for (const key of ["controls", "caption", "height", "parent", "v", "state"]) {
        const { caption, controls } = readFrameHash(`#${key}=${text}`);
        expect(caption.length).toBeLessThanOrEqual(1000);
        expect(controls ?? "none").toMatch(/^[a-z ]+$/);
      }
    }
  });
});

describe("the code that is copied", () => {
  const bad = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;\n<!--`;
  const options = {
    state: { ...INITIAL, text: bad, step: "softmax" as const, causal: true },
    site: "https://lab.example/a/",
    theme: "dark" as const,
    controls: parseControls("steps heads"),
    height: 480,
    width: null,
    caption: bad,
    integrity: "sha384-abc",
    classic: false,
  };

  it("names script, hash, state, theme, controls, size and caption", () => {
    expect(elementCode({ ...options, state: { ...options.state, text: "a b" }, caption: "Fig. 1" })).toBe(
      [
        '<script type="module" src="https://lab.example/a/element.js" integrity="sha384-abc" crossorigin="anonymous"></script>',
        '<attention-lab sentence="a b" causal="1" step="softmax" theme="dark" controls="steps heads" height="480px" style="display:block;min-height:calc(480px + 2em)"><span slot="caption">Fig. 1</span></attention-lab>',
      ].join("\n"),
    );
  });

  it("bounds a figure's width where it is told to", () => {
    expect(elementCode({ ...options, width: 600 })).toContain("2em);max-width:600px");
    expect(frameCode({ ...options, width: 600 })).toContain('width="600" height="480"');
    expect(frameCode(options)).toContain('width="100%" height="480"');
  });

  it("is made of text that stays text, in every kind", () => {
    const image = imageCode({
      link: `https://lab.example/#v=1&text=${encodeURIComponent(bad)}`,
      file: "a.png",
      alt: bad,
    });
    for (const code of [elementCode(options), frameCode(options), image]) {
      // Only what the code itself is made of opens a tag.
      expect(
        code.match(/<\/?[a-z!-]+/g)?.every((tag) => /^<\/?(?:script|attention-lab|span|iframe|a|img)$/.test(tag)),
      ).toBe(true);
      expect(code.match(/<script/g)?.length ?? 0).toBe(code.startsWith("<script") ? 1 : 0);
      expect(code).not.toMatch(/onerror='|<img src=x/);
    }
    expect(escaped(bad)).not.toMatch(/[<>"'\n]/);
  });

  it("says a lesson's whole state, for a scene's settings can't be told from defaults", () => {
    const state = { ...INITIAL, lesson: "S01", scale: true };
    expect(elementCode({ ...options, state, caption: "" })).toContain('state="v=1&amp;lesson=S01"');
  });

  it("seals the frame off, and tells a screen reader what it holds", () => {
    const code = frameCode({ ...options, caption: "Fig. 1" });
    expect(code).toContain('sandbox="allow-scripts allow-popups"');
    expect(code).toContain('title="Fig. 1"');
    expect(code).toContain("embed.html#v=1&amp;");
  });
});
