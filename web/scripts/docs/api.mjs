// The reference of the package, written from its declarations: what they don't say is said nowhere, and so can't drift.
import { exportsOf } from "./exports.mjs";
import { Anchors, escapeHtml, renderWords } from "./markdown.mjs";

/** What a program holds in its hands comes first, each with all it can do. */
const FIRST = ["createEngine", "Engine", "Trace", "Trainer"];

/** Code in which every name that is told of elsewhere on the page leads there. */
function linked(text, names, own) {
  return escapeHtml(text.replace(/\s*\n\s*/g, " ")).replace(/\b[A-Z]\w+\b/g, (name) =>
    names.has(name) && name !== own ? `<a href="#${names.get(name)}">${name}</a>` : name,
  );
}

function members(list, names, own) {
  if (list.length === 0) return "";
  const rows = list.map(
    ({ text, comment }) =>
      `<div><dt><code>${linked(text, names, own)}</code></dt><dd>${comment ? renderWords(comment) : ""}</dd></div>`,
  );
  return `<dl class="docs-members">${rows.join("")}</dl>`;
}

function entry({ name, kind, text, comment, members: list }, names, depth) {
  const head = `<h${depth} id="${names.get(name)}"><code>${escapeHtml(name)}</code></h${depth}>`;
  const signature =
    kind === "type" || kind === "function"
      ? `<pre class="docs-code" tabindex="0" role="region" aria-label="${escapeHtml(name)}"><code>${linked(text, names, name).replaceAll(" | ", "\n  | ")}</code></pre>`
      : / extends /.test(text)
        ? `<p><code>${linked(text, names, name)}</code></p>`
        : "";
  return `${head}\n${comment ? renderWords(comment) : ""}${signature}${members(list, names, name)}\n`;
}

/**
 * The reference as HTML, with its headings. @throws for a module whose types have no title among `words.modules`.
 * @param {string} file the package's index.d.ts among its types
 */
export function apiReference(file, words) {
  const all = exportsOf(file);
  const anchors = new Anchors();
  const names = new Map([...all.keys()].map((name) => [name, anchors.of(name)]));
  const rest = [...all.values()].filter(({ name }) => !FIRST.includes(name));
  const modules = [...new Set(rest.map(({ module }) => module))];
  const parts = modules.map((module) => {
    const title = words.modules[module.split("/").at(-1)];
    if (!title)
      throw new Error(`The types of ${module} have no title in docs.modules of web/src/strings/en/docs.json.`);
    return { module, title, id: anchors.of(title) };
  });
  const first = FIRST.flatMap((name) => (all.has(name) ? [all.get(name)] : []));
  const html = [
    ...first.map((one) => entry(one, names, 2)),
    ...parts.map(({ module, title, id }) => {
      const own = rest.filter((one) => one.module === module);
      return `<h2 id="${id}">${escapeHtml(title)}</h2>\n${own.map((one) => entry(one, names, 3)).join("")}`;
    }),
  ].join("");
  const headings = [
    ...first.map(({ name }) => ({ id: names.get(name), text: name, depth: 2 })),
    ...parts.map(({ title, id }) => ({ id, text: title, depth: 2 })),
  ];
  return { html, headings };
}
