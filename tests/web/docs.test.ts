/** The documentation's text: Markdown to HTML, its figures, and the reference against what the package exports. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { figureOf } from "../../web/scripts/docs/figures";
import { Anchors, renderMarkdown } from "../../web/scripts/docs/markdown.mjs";
import { docsPages, textOf } from "../../web/scripts/docs/pages.mjs";
import { docs as words } from "../../web/src/strings/en/docs.json";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const render = (text: string) =>
  renderMarkdown(text, {
    link: (href) => href,
    image: (href) => href,
    figure: (block) => `<figure>${figureOf(block).hash}</figure>`,
    words,
  });

describe("the documentation's Markdown", () => {
  test("gives headings the anchors that GitHub gives them, numbered where they repeat", () => {
    const anchors = new Anchors();
    expect(["Q, K and V", "`attn.z`, fused", "Q, K and V", "Größe"].map((text) => anchors.of(text))).toEqual([
      "q-k-and-v",
      "attnz-fused",
      "q-k-and-v-1",
      "größe",
    ]);
  });

  test("makes MathML of formulas, and refuses what is no formula", () => {
    expect(render("the root of $`d_k`$").html).toContain("<msub");
    expect(render("```math\n\\frac{1}{2}\n```").html).toContain("<mfrac");
    expect(() => render("```math\n\\nosuchcommand{1}\n```")).toThrow();
  });

  test("takes markup for text", () => {
    const { html } = render('# A <img src=x onerror="alert(1)"> b\n\n<script>alert(1)</script>\n\n`<b>` [x](y "<i>")');
    expect(html).not.toMatch(/<(?:img|script|b|i)\b/);
  });

  test("finds the title, the first words and the headings", () => {
    const { title, lead, headings } = render("# The title\n\nFirst *words*.\n\n## Part\n\nMore.");
    expect({ title, lead, headings }).toEqual({
      title: "The title",
      lead: "First words.",
      headings: [
        { id: "the-title", text: "The title", depth: 1 },
        { id: "part", text: "Part", depth: 2 },
      ],
    });
  });
});

describe("a figure of the documentation", () => {
  test("has the attributes of the element, and a link to the same on the page", () => {
    const { attributes, hash, caption } = figureOf(
      "sentence: A dog\nstep: softmax\nmask: causal window=3\nd-model: 4\ncontrols: steps\ncaption: See: this",
    );
    expect(attributes).toEqual({
      sentence: "A dog",
      step: "softmax",
      mask: "causal window=3",
      "d-model": "4",
      controls: "steps",
    });
    expect(caption).toBe("See: this");
    expect(Object.fromEntries(new URLSearchParams(hash))).toEqual({
      v: "1",
      text: "A dog",
      d_model: "4",
      causal: "1",
      window: "3",
      step: "softmax",
    });
  });

  test("begins where its lesson does, or with a learned model's kind", () => {
    expect(new URLSearchParams(figureOf("lesson: S01\ncaption: x").hash).get("source")).toBe("worked_query");
    expect(new URLSearchParams(figureOf("model: pronouns\ncaption: x").hash).get("learned")).toBe("pronouns");
  });

  test.each([
    ["lesson: S99\ncaption: x", "lesson"],
    ["model: nobody\ncaption: x", "model"],
    ["stpe: softmax\ncaption: x", "stpe"],
    ["step: nowhere\ncaption: x", "unreadable"],
    ["step: softmax", "caption"],
    ["just words\ncaption: x", "just words"],
  ])("is refused as %j", (text, reason) => {
    expect(() => figureOf(text)).toThrow(reason);
  });
});

describe("the documentation", () => {
  test("has a page of every Markdown file in docs", () => {
    const files = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`);
    const pages = docsPages().map(({ file }) => file);
    expect(files.filter((file) => !pages.includes(file))).toEqual([]);
  });

  test("begins every page with one title, and skips no level of heading", () => {
    for (const { file } of docsPages().filter((page) => existsSync(join(ROOT, page.file)))) {
      const depths = render(textOf(file)).headings.map(({ depth }) => depth);
      expect(depths[0], file).toBe(1);
      expect(
        depths.filter((depth) => depth === 1),
        file,
      ).toHaveLength(1);
      for (const [at, depth] of depths.entries()) expect(depth - (depths[at - 1] ?? 0), file).toBeLessThanOrEqual(1);
    }
  });

  test("has a figure in each page that promises live ones", () => {
    const figures = docsPages()
      .filter(({ file }) => existsSync(join(ROOT, file)))
      .flatMap(({ file }) => readFileSync(join(ROOT, file), "utf8").match(/^```attention-lab$/gm) ?? []);
    expect(figures.length).toBeGreaterThan(10);
  });
});
