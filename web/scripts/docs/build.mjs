// Writes the documentation into the site: dist/docs, a page a file, from the Markdown of the repository.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { ROOT } from "../dependencies.mjs";
import { apiReference } from "./api.mjs";
import { escapeHtml, renderMarkdown } from "./markdown.mjs";
import { docsPage } from "./page.mjs";
import { docsPages, textOf } from "./pages.mjs";

const EXTERNAL = /^(?:https?:|mailto:)/;

/** A live figure; without a script, a link to the same on the page. */
function figureHtml({ attributes, caption, hash }, words) {
  const text = Object.entries({ height: "42rem", ...attributes })
    .map(([name, value]) => ` ${name}="${escapeHtml(value)}"`)
    .join("");
  const address = escapeHtml(`../index.html#${hash}`);
  return `<figure class="docs-figure"><attention-lab${text}><a class="button" href="${address}">${escapeHtml(words.openFigure)}</a></attention-lab><figcaption>${escapeHtml(caption)} <a href="${address}">${escapeHtml(words.openFigure)}</a></figcaption></figure>\n`;
}

/** Addresses for the links of one file: of other pages, and of files that are copied beside them. */
function addresses(file, pages, out) {
  const target = (href) => {
    const [path, anchor] = href.split("#");
    return { file: relative(ROOT, resolve(ROOT, dirname(file), path)).replaceAll("\\", "/"), anchor };
  };
  const copied = (named) => {
    const from = join(ROOT, named);
    if (!existsSync(from)) throw new Error(`${file} names ${named}, which there is not.`);
    const name = basename(named) === "LICENSE" ? "LICENSE.txt" : basename(named);
    mkdirSync(join(out, "files"), { recursive: true });
    copyFileSync(from, join(out, "files", name));
    return `./files/${name}`;
  };
  const link = (href) => {
    if (EXTERNAL.test(href) || href.startsWith("#")) return href;
    const { file: named, anchor } = target(href);
    // What the build itself makes lies beside this folder.
    if (named.startsWith("dist/")) return `../${named.slice("dist/".length)}`;
    const page = pages.find((one) => one.file === named);
    if (page) return `./${page.slug}.html${anchor === undefined ? "" : `#${anchor}`}`;
    // The page itself, and a folder of which one page tells.
    if (named === "README.md" || named === "web/index.html") return "../index.html";
    const index = pages.find((one) => one.file === `${named}/README.md`);
    return index ? `./${index.slug}.html` : copied(named);
  };
  return { link, image: (href) => copied(target(href).file) };
}

/**
 * @param {string} dist the site's folder, where the package's declarations and, for live figures, element.js are
 * @param {(text: string) => object} figureOf reads a figure's block
 * @param {(page: string) => string} withPolicy puts the site's policy into a page
 */
export function buildDocs(dist, figureOf, withPolicy) {
  const out = join(dist, "docs");
  const part = (name) => JSON.parse(readFileSync(join(ROOT, `web/src/strings/en/${name}.json`), "utf8"));
  const { theme, themes } = part("page").app;
  const words = { ...part("docs").docs, theme, themes };
  const live = existsSync(join(dist, "element.js"));
  const pages = docsPages().filter(({ file }) => existsSync(join(ROOT, file)));
  const rendered = pages.map((page) => {
    const found = renderMarkdown(textOf(page.file), {
      ...addresses(page.file, pages, out),
      figure: (text) => figureHtml(figureOf(text), words),
      words,
    });
    if (page.slug !== "api") return { ...page, ...found };
    const reference = apiReference(join(dist, "lib/types/index.d.ts"), words);
    return {
      ...page,
      ...found,
      html: found.html + reference.html,
      headings: [...found.headings, ...reference.headings],
    };
  });
  for (const page of rendered)
    writeFileSync(
      join(out, `${page.slug}.html`),
      withPolicy(docsPage({ ...page, live: live && page.html.includes("<attention-lab") }, rendered, words)),
    );
}
