/** What other sites show of a link: Open Graph's lines in every page, and the answer of oEmbed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CARD, oembed, siteAddress, withCard } from "../../web/scripts/cards.mjs";

const ROOT = new URL("../../", import.meta.url).pathname;
const PAGE = `<head><meta charset="utf-8" />
<meta name="description" content="Masks &amp; heads" />
<title>Masks · Attention Lab</title></head>`;

const lines = (page: string): Record<string, string> =>
  Object.fromEntries(
    [...page.matchAll(/<meta (?:property|name)="([^"]+)" content="([^"]*)"/g)].map(([, name, content]) => [
      name,
      content,
    ]),
  );

describe("a page's card", () => {
  it("names title, description and picture by full addresses where the site's is known", () => {
    const said = lines(withCard(PAGE, { site: "https://example.org/lab/", path: "docs/masks.html" }));
    expect(said).toMatchObject({
      "og:title": "Masks · Attention Lab",
      "og:description": "Masks &amp; heads",
      "og:url": "https://example.org/lab/docs/masks.html",
      "og:image": "https://example.org/lab/card.png",
      "twitter:card": "summary_large_image",
    });
    expect(said["og:image:alt"]).toMatch(/attention weights/);
  });

  it("finds the picture from any folder where it isn't", () => {
    expect(lines(withCard(PAGE, { site: "", path: "index.html" }))["og:image"]).toBe("./card.png");
    expect(lines(withCard(PAGE, { site: "", path: "docs/masks.html" }))).toMatchObject({ "og:image": "../card.png" });
    expect(lines(withCard(PAGE, { site: "", path: "index.html" }))["og:url"]).toBeUndefined();
  });

  it("offers the figure itself by oEmbed, where the page is one", () => {
    const site = "https://example.org/lab/";
    expect(withCard(PAGE, { site, path: "index.html" })).toContain(
      '<link rel="alternate" type="application/json+oembed" href="https://example.org/lab/oembed.json"',
    );
    expect(withCard(PAGE, { site, path: "docs/masks.html" })).not.toContain("oembed");
    expect(oembed(site)).toMatchObject({
      version: "1.0",
      type: "rich",
      thumbnail_url: "https://example.org/lab/card.png",
      html: expect.stringContaining('<iframe src="https://example.org/lab/embed.html"'),
    });
  });

  it("is written once, and never for a page without a title", () => {
    const once = withCard(PAGE, { site: "", path: "index.html" });
    expect(() => withCard(once, { site: "", path: "index.html" })).toThrow("already");
    expect(() => withCard("<head></head>", { site: "", path: "index.html" })).toThrow("no title");
  });
});

describe("the site's address", () => {
  it("ends in a slash, and holds nothing that would break out of an attribute", () => {
    expect(siteAddress(undefined)).toBe("");
    expect(siteAddress("https://example.org/lab")).toBe("https://example.org/lab/");
    expect(siteAddress('https://example.org/"><b>?x#y')).toBe("https://example.org/%22%3E%3Cb%3E/");
    expect(siteAddress("https://example.org/a;b,c")).toBe("https://example.org/a%3bb%2cc/");
    for (const bad of ["javascript:alert(1)", "example.org", "file:///tmp", "//x"]) {
      expect(() => siteAddress(bad)).toThrow("ATTENTION_LAB_SITE");
    }
  });
});

describe("the picture", () => {
  it("has the size that the cards say, and no more bytes than a chat wants to load", () => {
    const png = readFileSync(join(ROOT, "web/public", CARD.file));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([CARD.width, CARD.height]);
    expect(png.length).toBeLessThan(150_000);
  });
});
