/** The hosted page: what it is can be read at once, and program and engine come behind that picture. */
import "./style_sheets";
import { PIECES } from "../engine/pieces";

/** Until the page's own words are painted: reading the program would keep them waiting. A page that is hidden isn't painted. */
const painted = new Promise<void>((resolve) => {
  const AT_MOST = 100;
  setTimeout(resolve, AT_MOST);
  requestAnimationFrame(() => setTimeout(resolve));
});

/** Under way beside the program, which is what asks for it (engine/client.ts). */
function fetchAhead(file: URL): void {
  const link = document.createElement("link");
  Object.assign(link, { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "", href: file.href });
  document.head.append(link);
}

/** In the place of what was to start. */
function tellOfFailure(): void {
  const note = document.getElementById("not-loaded");
  if (!note) return;
  note.hidden = false;
  document.getElementById("app")?.replaceChildren(note);
}

painted
  .then(() => {
    if (PIECES) fetchAhead(PIECES.first);
    return import("./site_program");
  })
  .catch(tellOfFailure);
