// What other sites show of a link to this one: Open Graph and oEmbed, written into the built pages. Both want full
// addresses, which nobody knows before the site has a place: `ATTENTION_LAB_SITE=https://example.org/lab/ npm run build`.
// Without it the addresses are relative, which is enough for readers that resolve them.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** web/scripts/card.mjs draws it. */
export const CARD = { file: "card.png", width: 1200, height: 630 };

const ALT =
  "Attention Lab: a matrix of causal attention weights of the sentence “The cat sat on the mat.”, every number shown";

/** What a figure takes in a post, with the line below it. */
const FRAME = { width: 720, height: 580 };

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]);

/** An address with a slash at its end; empty where none is given. @throws for what is no address of the web. */
export function siteAddress(given) {
  if (!given) return "";
  const address = URL.canParse(given) ? new URL(given) : null;
  if (!address || !/^https?:$/.test(address.protocol))
    throw new Error(`ATTENTION_LAB_SITE must be an address such as https://example.org/lab/, not "${given}".`);
  address.hash = "";
  address.search = "";
  // Signs that would end a line of a policy.
  const href = address.href.replace(/[;,]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return href.endsWith("/") ? href : `${href}/`;
}

const found = (page, pattern) => pattern.exec(page)?.[1] ?? "";

/**
 * Puts the lines into a page's head, below its title.
 * @param {string} page
 * @param {{ site: string, path: string }} place `path`: the page's own within the site, as in `docs/index.html`
 */
export function withCard(page, { site, path }) {
  const up = "../".repeat(path.split("/").length - 1);
  const file = (name) => (site === "" ? `${up || "./"}${name}` : `${site}${name}`);
  // Taken from the page as they stand there, with their entities.
  const title = found(page, /<title>([^<]*)<\/title>/);
  const description = found(page, /<meta\s+name="description"\s+content="([^"]*)"/);
  const lines = [
    ["property", "og:type", "website"],
    ["property", "og:site_name", "Attention Lab"],
    ["property", "og:title", title],
    ...(description === "" ? [] : [["property", "og:description", description]]),
    ...(site === "" ? [] : [["property", "og:url", escaped(`${site}${path.replace(/(^|\/)index\.html$/, "$1")}`)]]),
    ["property", "og:image", escaped(file(CARD.file))],
    ["property", "og:image:width", String(CARD.width)],
    ["property", "og:image:height", String(CARD.height)],
    ["property", "og:image:alt", escaped(ALT)],
    ["name", "twitter:card", "summary_large_image"],
  ].map(([kind, name, content]) => `<meta ${kind}="${name}" content="${content}" />`);
  // A page of text has no figure to put in its place.
  if (up === "")
    lines.push(
      `<link rel="alternate" type="application/json+oembed" href="${escaped(file("oembed.json"))}" title="Attention Lab" />`,
    );
  if (title === "" || page.includes("og:title")) throw new Error(`${path} has no title, or has a card already.`);
  return page.replace("</title>", () => `</title>\n    ${lines.join("\n    ")}`);
}

/** The answer of oEmbed, which is the same for every address here: what differs is behind the hash, which is not sent. */
export const oembed = (site) => ({
  version: "1.0",
  type: "rich",
  title: "Attention Lab",
  provider_name: "Attention Lab",
  provider_url: site || "./",
  width: FRAME.width,
  height: FRAME.height,
  html: `<iframe src="${escaped(site || "./")}embed.html" title="Attention Lab" width="${FRAME.width}" height="${FRAME.height}" sandbox="allow-scripts allow-popups" allow="clipboard-write" loading="lazy" style="border:0;max-width:100%"></iframe>`,
  thumbnail_url: `${site || "./"}${CARD.file}`,
  thumbnail_width: CARD.width,
  thumbnail_height: CARD.height,
});

/** Writes both into the built site. */
export function writeCards(dist, site) {
  const pages = readdirSync(join(dist, "docs")).filter((name) => name.endsWith(".html"));
  for (const path of ["index.html", "embed.html", ...pages.map((name) => `docs/${name}`)]) {
    const file = join(dist, path);
    writeFileSync(file, withCard(readFileSync(file, "utf8"), { site, path }));
  }
  writeFileSync(join(dist, "oembed.json"), `${JSON.stringify(oembed(site), null, 2)}\n`);
}
