// Markdown to HTML: headings with anchors, links between the pages, MathML, tables and code that scroll in themselves,
// and live figures. GitHub shows the same files, so what goes beyond Markdown is written as code blocks are.
import { Marked } from "marked";
import temml from "temml";

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escapeHtml = (text) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]);

/** As GitHub makes them, so that an anchor is one in both places. */
const slug = (text) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

/** Anchors of one page: the second of a name gets a number. */
export class Anchors {
  #seen = new Map();

  of(text) {
    const name = slug(text) || "section";
    const count = this.#seen.get(name) ?? 0;
    this.#seen.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  }
}

/** @throws for TeX that is none: a formula in red would be found by readers. */
const mathml = (tex, displayMode) =>
  temml
    .renderToString(tex, { displayMode, throwOnError: true, trust: false })
    // Fine adjustments; the site's policy refuses them, and the sheet says the one that matters.
    .replace(/ style="[^"]*"/g, "");

/** Scrolls in itself, by keyboard too. */
const scrolling = (html, label) =>
  `<div class="docs-scroll" tabindex="0" role="region" aria-label="${escapeHtml(label)}">${html}</div>`;

const INLINE_MATH = {
  name: "inlineMath",
  level: "inline",
  start: (text) => text.indexOf("$`"),
  tokenizer(text) {
    const [raw, tex] = /^\$`([^`]+)`\$/.exec(text) ?? [];
    return raw ? { type: "inlineMath", raw, tex } : undefined;
  },
  renderer: ({ tex }) => mathml(tex, false),
};

/**
 * @param {string} text Markdown
 * @param {{ link(href: string): string, image(href: string): string, figure(text: string): string, words: object }} page
 *   `link` gives the address of what a link names, `figure` the element of a block that is `attention-lab`
 * @returns {{ html: string, title: string, lead: string, headings: { id: string, text: string, depth: number }[] }}
 */
export function renderMarkdown(text, { link, image, figure, words }) {
  const anchors = new Anchors();
  const headings = [];
  let lead = "";
  const plain = (tokens) =>
    tokens.map((token) => (token.tokens ? plain(token.tokens) : (token.text ?? token.tex ?? ""))).join("");
  const marked = new Marked({
    extensions: [INLINE_MATH],
    renderer: {
      heading({ tokens, depth }) {
        const said = plain(tokens);
        const id = anchors.of(said);
        headings.push({ id, text: said, depth });
        const inner = this.parser.parseInline(tokens);
        const anchor =
          depth === 1
            ? ""
            : ` <a class="docs-anchor" href="#${id}" aria-label="${escapeHtml(words.anchor.replace("{name}", said))}">#</a>`;
        return `<h${depth} id="${id}">${inner}${anchor}</h${depth}>\n`;
      },
      paragraph({ tokens }) {
        lead ||= plain(tokens).replace(/\s+/g, " ");
        return `<p>${this.parser.parseInline(tokens)}</p>\n`;
      },
      link({ href, title, tokens }) {
        const hint = title ? ` title="${escapeHtml(title)}"` : "";
        return `<a href="${escapeHtml(link(href))}"${hint}>${this.parser.parseInline(tokens)}</a>`;
      },
      image: ({ href, text: alt }) =>
        `<img src="${escapeHtml(image(href))}" alt="${escapeHtml(alt)}" loading="lazy" />`,
      code({ text: code, lang = "" }) {
        if (lang === "math") return scrolling(mathml(code, true), words.formula);
        if (lang === "attention-lab") return figure(code);
        return `<pre class="docs-code" tabindex="0" role="region" aria-label="${escapeHtml(words.code)}"><code>${escapeHtml(code)}</code></pre>\n`;
      },
      table({ header, rows }) {
        const cell = (tag) => (one) => {
          const side = one.align ? ` data-align="${one.align}"` : "";
          const inner = this.parser.parseInline(one.tokens);
          // An empty heading heads nothing.
          return tag === "th" && inner !== "" ? `<th scope="col"${side}>${inner}</th>` : `<td${side}>${inner}</td>`;
        };
        const row = (cells, tag) => `<tr>${cells.map(cell(tag)).join("")}</tr>`;
        const bare = header.every(({ text: title }) => title === "");
        const head = bare ? "" : `<thead>${row(header, "th")}</thead>`;
        const body = rows.map((cells) => row(cells, "td")).join("");
        return scrolling(`<table class="docs-table">${head}<tbody>${body}</tbody></table>`, words.table);
      },
      // No page needs markup of its own, and what looks like it is text.
      html: ({ text: markup }) => escapeHtml(markup),
    },
  });
  const html = marked.parse(text, { async: false });
  return { html, title: headings[0]?.text ?? "", lead, headings };
}

/** A few words of Markdown within a line, as comments in code have them. */
export const renderWords = (text) =>
  new Marked({ renderer: { html: ({ text: markup }) => escapeHtml(markup) } }).parse(text, { async: false });
