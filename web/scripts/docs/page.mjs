// The frame around a documentation page's text.
import { escapeHtml } from "./markdown.mjs";

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 4'%3E%3Cpath fill='%23440154' d='M0 0h4v4H0z'/%3E%3Cpath fill='%2335b779' d='M0 1h2v1H0z'/%3E%3Cpath fill='%23fde725' d='M1 2h1v1H1zM3 3h1v1H3z'/%3E%3Cpath fill='%2331688e' d='M2 2h1v1H2zM0 3h2v1H0z'/%3E%3C/svg%3E";

const DESCRIPTION = 155;

const shortened = (text) =>
  text.length <= DESCRIPTION ? text : `${text.slice(0, DESCRIPTION).replace(/\s+\S*$/, "")} …`;

/** A title such as "pronouns: what it refers to" is known by its first word in a list. */
const short = (title) => title.replace(/:.*$/, "");

/** The list of all pages; the present one is marked. */
function contents(pages, slug, words) {
  const groups = [...new Set(pages.map(({ group }) => group))];
  const item = (page) =>
    `<li><a href="./${page.slug}.html"${page.slug === slug ? ' aria-current="page"' : ""}>${escapeHtml(short(page.title))}</a></li>`;
  return groups
    .map(
      (group) =>
        `<h2>${escapeHtml(words.groups[group])}</h2><ul>${pages
          .filter((page) => page.group === group)
          .map(item)
          .join("")}</ul>`,
    )
    .join("");
}

/** What the page itself has, where that is enough to want a list. */
function outline(headings, words) {
  const parts = headings.filter(({ depth }) => depth === 2);
  if (parts.length < 3) return "";
  const items = parts.map(({ id, text }) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`).join("");
  return `<nav class="docs-outline" aria-label="${escapeHtml(words.outline)}"><h2>${escapeHtml(words.outline)}</h2><ul>${items}</ul></nav>`;
}

function neighbours(pages, slug, words) {
  const at = pages.findIndex((page) => page.slug === slug);
  const link = (page, label, rel) =>
    page
      ? `<a class="docs-neighbour" rel="${rel}" href="./${page.slug}.html"><small>${escapeHtml(label)}</small> ${escapeHtml(page.title)}</a>`
      : "<span></span>";
  return `<nav class="docs-neighbours" aria-label="${escapeHtml(words.neighbours)}">${link(pages[at - 1], words.previous, "prev")}${link(pages[at + 1], words.next, "next")}</nav>`;
}

/** The theme can be chosen where a script runs: until then it is the system's. */
function themes(words) {
  const choice = ([name, label], at) =>
    `<label><input type="radio" name="theme" value="${name}"${at === 0 ? " checked" : ""} /><span>${escapeHtml(label)}</span></label>`;
  return `<div class="segmented docs-themes" role="radiogroup" aria-label="${escapeHtml(words.theme)}" hidden>${Object.entries(words.themes).map(choice).join("")}</div>`;
}

/**
 * @param {{ slug: string, title: string, lead: string, html: string, headings: object[], live: boolean }} page
 * @param {{ slug: string, title: string, group: string }[]} pages
 * @param {object} words of the catalogue: those of the documentation, and the names of the themes
 */
export function docsPage({ slug, title, lead, html, headings, live }, pages, words) {
  const name = slug === "index" ? words.site : `${title} · ${words.site}`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="description" content="${escapeHtml(shortened(lead || title))}" />
    <title>${escapeHtml(name)}</title>
    <link rel="icon" href="${ICON}" />
    <link rel="stylesheet" href="./docs.css" />
    <script src="./docs.js"></script>${live ? '\n    <script type="module" src="../element.js"></script>' : ""}
  </head>
  <body class="docs">
    <a class="skip button" href="#main">${escapeHtml(words.skip)}</a>
    <header class="docs-head">
      <a class="docs-brand" href="../index.html">${escapeHtml(words.lab)}</a>
      <a class="docs-home" href="./index.html">${escapeHtml(words.documentation)}</a>
      <a class="docs-to-contents" href="#contents">${escapeHtml(words.contents)}</a>
      ${themes(words)}
    </header>
    <div class="docs-frame">
      <main id="main" tabindex="-1" class="docs-text">
${html}
${neighbours(pages, slug, words)}
      </main>
      ${outline(headings, words)}
      <nav class="docs-contents" id="contents" aria-label="${escapeHtml(words.contents)}">${contents(pages, slug, words)}</nav>
    </div>
    <footer class="docs-foot"><a href="../index.html">${escapeHtml(words.open)}</a> <a href="./credits.html">${escapeHtml(words.licence)}</a></footer>
  </body>
</html>
`;
}
