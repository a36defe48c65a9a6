/** The element's shadow tree: the page's own part, its frame, and the caption's slot below. */
import styles from "virtual:attention-styles";
import { t } from "../../strings/dialogs";

let sheet: CSSStyleSheet | undefined;

/** One sheet for all elements. */
function ownSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
  }
  return sheet;
}

function part(tag: string, name: string, ...children: Node[]): HTMLElement {
  const made = document.createElement(tag);
  made.setAttribute("part", name);
  made.append(...children);
  return made;
}

export interface Tree {
  /** Carries tokens and theme. */
  page: HTMLElement;
  /** What is drawn into. */
  frame: HTMLElement;
  /** Gives the reader this figure's code. */
  embed: HTMLButtonElement;
}

export function buildTree(host: HTMLElement): Tree {
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [ownSheet()];
  const slot = document.createElement("slot");
  slot.name = "caption";
  const frame = part("section", "frame");
  frame.id = "app";
  frame.setAttribute("aria-label", t("embed.label"));
  const page = part("div", "page", frame);
  page.dataset.page = "";
  page.dataset.embedded = "";
  page.lang = "en";
  page.dir = "ltr";
  const embed = part("button", "embed", document.createTextNode(t("embed.this"))) as HTMLButtonElement;
  embed.type = "button";
  embed.title = t("embed.thisTitle");
  embed.setAttribute("aria-haspopup", "dialog");
  const figure = part("figure", "figure", page, part("figcaption", "caption", slot, embed));
  figure.className = "embed";
  shadow.replaceChildren(figure);
  return { page, frame, embed };
}

/** Words in the figure's place, below what the author put there for that. */
export function sayIn(frame: HTMLElement, text: string, role: "status" | "alert"): void {
  const status = part("p", "status", document.createTextNode(text));
  status.setAttribute("role", role);
  const waiting = document.createElement("div");
  waiting.className = "embed-waiting";
  waiting.append(document.createElement("slot"), status);
  frame.replaceChildren(waiting);
}

export { groundOf } from "../ground";
