// dist/attention-lab-site.zip: the site to unpack onto a USB stick or a school's server, with a page to start from that
// needs no script.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { ROOT } from "./dependencies.mjs";
import { escapeHtml, renderMarkdown } from "./docs/markdown.mjs";
import { docsPages, textOf } from "./docs/pages.mjs";

export const ARCHIVE = "attention-lab-site.zip";
export const START = "START-HERE.html";
const TEXT = "docs/offline.md";

/** What is for programmers, or was made for a server's own addresses. */
const LEFT_OUT = /^(?:lib\/|design\.html$|licenses-design\.md$|assets\/design-|attention-lab-site\.zip$)/;

/** The same bytes for the same site: no archive says when it was made. */
const MADE = new Date(2020, 0, 1);

/** From a file no module is loaded; the classic script is the same element. */
const MODULE = '<script type="module" src="../element.js"></script>';
const CLASSIC = '<script src="../element.classic.js" defer></script>';

const STYLE = `
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; font: 1.0625rem/1.6 system-ui, sans-serif; }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 2.5rem; }
td { padding: 0.25rem 1.5rem 0.25rem 0; }
.docs-anchor { display: none; }
.first { font-size: 1.25rem; font-weight: 600; }
`;

/** docs/offline.md as a page by itself: plain, with links into the unpacked folder. */
function startPage(policyOf) {
  const { docs: words } = JSON.parse(readFileSync(join(ROOT, "web/src/strings/en/docs.json"), "utf8"));
  const link = (href) => {
    if (href.startsWith("../dist/"))
      return href === `../dist/${ARCHIVE}` ? `./${START}` : href.replace("../dist/", "./");
    const page = docsPages().find(({ file }) => file === `docs/${href}`);
    if (!page) throw new Error(`${TEXT} links to ${href}, which is not in the archive.`);
    return `./docs/${page.slug}.html`;
  };
  const nothing = () => {
    throw new Error(`${TEXT} is to be plain text.`);
  };
  const { html, title } = renderMarkdown(textOf(TEXT), { link, image: nothing, figure: nothing, words });
  const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escapeHtml(title)}</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
<p class="first"><a href="./attention-lab.html">${escapeHtml(words.open)}</a></p>
${html}
    </main>
  </body>
</html>
`;
  return policyOf(page, STYLE);
}

/**
 * @param {string} dist the built site
 * @param {(page: string, style: string) => string} policyOf puts a policy into a page with this one style
 */
export function writeArchive(dist, policyOf) {
  const files = { [START]: Buffer.from(startPage(policyOf)) };
  const names = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(dist.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((name) => !LEFT_OUT.test(name))
    .sort();
  for (const name of names) {
    const bytes = readFileSync(join(dist, name));
    files[name] =
      name.startsWith("docs/") && name.endsWith(".html")
        ? Buffer.from(bytes.toString("utf8").replace(MODULE, CLASSIC))
        : bytes;
  }
  writeFileSync(join(dist, ARCHIVE), zipSync(files, { level: 6, mtime: MADE }));
}
