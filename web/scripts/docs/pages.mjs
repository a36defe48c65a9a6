// The documentation's pages, in the order in which they are listed: each a Markdown file of the repository.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../dependencies.mjs";

/** @typedef {{ file: string, slug: string, group: string }} DocsPage */

const page = (group, file, slug = file.replace(/^docs\/|\.md$/g, "").replaceAll("_", "-")) => ({ file, slug, group });

/** A card for each model that there is, behind the page on models as files. */
const cards = () =>
  readdirSync(join(ROOT, "docs/models"))
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .sort()
    .map((name) => page("models", `docs/models/${name}`, `model-${name.replace(/\.md$/, "")}`));

/** @returns {DocsPage[]} */
export const docsPages = () => [
  page("start", "docs/getting_started.md", "index"),
  page("start", "docs/post.md"),
  page("start", "docs/teaching.md"),
  page("start", "docs/offline.md"),
  page("use", "docs/embedding.md"),
  page("use", "docs/library.md"),
  page("use", "docs/api.md"),
  page("use", "docs/notebooks.md"),
  page("behind", "docs/maths.md"),
  page("behind", "docs/architecture.md"),
  page("behind", "docs/design.md"),
  page("behind", "docs/performance.md"),
  page("models", "docs/models/README.md", "models"),
  ...cards(),
  page("about", "docs/accessibility.md"),
  page("about", "docs/credits.md"),
  page("about", "CHANGELOG.md", "changes"),
];

/** A file's text without the figures for machines at its head. */
export const textOf = (file) => readFileSync(join(ROOT, file), "utf8").replace(/^---\n[\s\S]*?\n---\n/, "");
