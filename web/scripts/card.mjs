// Draws the picture that other sites show of a link (web/public/card.png) from the built site, in Chromium.
//   node web/scripts/card.mjs
import { join } from "node:path";
import { openBrowser } from "../../tests/bench/browser.mjs";
import { CARD } from "./cards.mjs";
import { ROOT } from "./dependencies.mjs";
import { shrink } from "./pictures.mjs";
import { serve } from "./serve.mjs";

/** In place of a page of the site that has no policy: the script is the site's own, the rest is the card's. */
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Card</title><style>
  body { display: grid; grid-template-columns: 24rem 1fr; gap: 2.5rem; box-sizing: border-box; width: 100vw; height: 100vh;
    margin: 0; padding: 0 2.5rem 0 3.5rem; align-items: center; background: #fff; color: #16140f;
    font-family: system-ui, sans-serif; overflow: hidden; }
  h1 { margin: 0 0 1.25rem; font-size: 4.25rem; line-height: 1; letter-spacing: -0.03em; }
  h1 span { color: #5b3fd6; }
  p { margin: 0; font-size: 1.75rem; line-height: 1.35; color: #514d45; }
  attention-lab { position: absolute; inset-inline-start: 100vw; width: 60rem; }
  img { justify-self: center; height: 35rem; }
</style></head><body>
  <div><h1>Attention<br><span>Lab</span></h1><p>Every number of a transformer’s attention, and where it comes from.</p></div>
  <attention-lab loading="eager" theme="light" controls="none" height="530px" sentence="The cat sat on the mat."
    mask="causal" step="softmax"></attention-lab>
</body></html>`;

const site = await serve(join(ROOT, "dist"));
const browser = await openBrowser();
try {
  const page = await browser.newPage({
    viewport: { width: CARD.width, height: CARD.height },
    reducedMotion: "reduce",
    colorScheme: "light",
  });
  const address = `${site.address}card.html`;
  await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: PAGE }));
  await page.goto(address);
  await page.addScriptTag({ type: "module", url: `${site.address}element.js` });
  await page.evaluate(async () => {
    const svg = await document.querySelector("attention-lab").toImage({ format: "svg" });
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(svg);
    await picture.decode();
    document.body.append(picture);
  });
  const taken = join(ROOT, "build", CARD.file);
  await page.screenshot({ path: taken });
  shrink(taken, join(ROOT, "web/public", CARD.file));
} finally {
  await browser.close();
  await site.close();
}
