/** Code that puts a figure into somebody's page: an element, an iframe, or a picture with a link. Text in, text out. */
import { serialise } from "../../state/hash";
import type { State } from "../../state/settings";
import { attributeOf, writeState } from "./attributes";
import { type Control, formatControls } from "./controls";

export interface CodeOptions {
  state: State;
  /** Where the site lies, ending in a slash; empty for files beside the page that embeds. */
  site: string;
  theme: "auto" | "light" | "dark";
  controls: ReadonlySet<Control>;
  /** In pixels. */
  height: number;
  /** At most, in pixels; null for all that its place has. */
  width: number | null;
  caption: string;
  /** The script's hash, as the attribute `integrity` has it; empty where it isn't known. */
  integrity: string;
  /** Not for pages opened as files, which load no module. */
  classic: boolean;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML shows it, also inside of an attribute. Line ends would end a line of Markdown's HTML. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign).replace(/[\r\n]+/g, " ");

const attribute = (name: string, value: string): string => `${name}="${escaped(value)}"`;

/** What is a matter of the reader's own page, not of what is shown. */
const LEFT_OUT = ["theme", "motion", "shortcuts", "speed", "side"];

/** A lesson's scene is said whole: what was set back to a default can't be told from what was never set. */
function stateAttributes(state: State): string[] {
  const shown: State = { ...state, theme: "auto" };
  if (state.lesson !== "" || state.bench !== "none" || state.imported) return [attribute("state", serialise(shown))];
  return Object.entries(writeState(shown))
    .filter(([name]) => !LEFT_OUT.includes(name))
    .map(([name, text]) => attribute(name === "text" ? "sentence" : attributeOf(name as keyof State), text));
}

export function elementCode({
  state,
  site,
  theme,
  controls,
  height,
  width,
  caption,
  integrity,
  classic,
}: CodeOptions): string {
  const file = `${site}${classic ? "element.classic.js" : "element.js"}`;
  const script = [
    ...(classic ? [] : ['type="module"']),
    attribute("src", file),
    ...(integrity === "" ? [] : [attribute("integrity", integrity), 'crossorigin="anonymous"']),
  ];
  const own = [
    ...stateAttributes(state),
    ...(theme === "auto" ? [] : [attribute("theme", theme)]),
    attribute("controls", formatControls(controls)),
    attribute("height", `${height}px`),
    // Until the script is there the element has no height of its own; below the figure there is a line with the caption.
    attribute(
      "style",
      `display:block;min-height:calc(${height}px + 2em)${width === null ? "" : `;max-width:${width}px`}`,
    ),
  ];
  const slot = caption === "" ? "" : `<span slot="caption">${escaped(caption)}</span>`;
  return `<script ${script.join(" ")}></script>\n<attention-lab ${own.join(" ")}>${slot}</attention-lab>`;
}

export function frameHash({
  state,
  theme,
  controls,
  caption,
}: Pick<CodeOptions, "state" | "theme" | "controls" | "caption">): string {
  const query = new URLSearchParams(serialise({ ...state, theme }) || "v=1");
  query.set("controls", formatControls(controls));
  if (caption !== "") query.set("caption", caption);
  return query.toString();
}

export function frameCode(options: CodeOptions): string {
  const { site, height, width, caption } = options;
  const title = caption === "" ? "Attention Lab" : caption;
  return `<iframe ${attribute("src", `${site}embed.html#${frameHash(options)}`)} ${attribute("title", title)} width="${width ?? "100%"}" height="${height}" sandbox="allow-scripts allow-popups" allow="clipboard-write" loading="lazy" style="border:0;max-width:100%"></iframe>`;
}

/** `file`: the picture's, as it is saved; `alt`: what it shows. */
export function imageCode({ link, file, alt }: { link: string; file: string; alt: string }): string {
  return `<a ${attribute("href", link)}><img ${attribute("src", file)} ${attribute("alt", alt)} style="max-width:100%;height:auto" loading="lazy"></a>`;
}
