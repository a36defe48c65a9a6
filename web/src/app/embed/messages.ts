/**
 * What a frame with a figure and the document around it say to each other. Every message is an object with
 * `attentionLab: 1` and a `type`; whatever is none of these is passed over. Documented in docs/embedding.md.
 */
import { parseControls } from "./controls";

export const PROTOCOL = 1;

/** From the document around. With an `id` the answer is a `reply` that carries it. */
export type ToFrame =
  | { type: "getState"; id?: string | number }
  | { type: "setState"; state: string | Record<string, string | number | boolean>; id?: string | number }
  | { type: "next" | "play" | "pause"; id?: string | number }
  | { type: "toImage"; format: "png" | "svg"; id?: string | number };

/** From the frame. */
export type FromFrame =
  | { type: "ready" }
  | { type: "change"; state: Record<string, string>; hash: string }
  | { type: "step"; step: string; block: string }
  | { type: "error"; code: string; message: string }
  | { type: "height"; height: number }
  | { type: "reply"; id: string | number; value?: unknown; error?: string };

const MOST_KEYS = 200;
const LONGEST = 64 * 1024;

function isState(value: unknown): value is string | Record<string, string | number | boolean> {
  if (typeof value === "string") return value.length <= 2 * LONGEST;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= MOST_KEYS &&
    entries.every(
      ([, one]) => ["number", "boolean"].includes(typeof one) || (typeof one === "string" && one.length <= LONGEST),
    )
  );
}

const isId = (value: unknown): value is string | number =>
  (typeof value === "number" && Number.isFinite(value)) || (typeof value === "string" && value.length <= 100);

/** The message that `data` is; null for anything else. Getters and other traps of a foreign object are none. */
export function readMessage(data: unknown): ToFrame | null {
  if (typeof data !== "object" || data === null) return null;
  const { attentionLab, type, id, state, format } = data as Record<string, unknown>;
  if (attentionLab !== PROTOCOL || (id !== undefined && !isId(id))) return null;
  const own = id === undefined ? {} : { id };
  switch (type) {
    case "getState":
    case "next":
    case "play":
    case "pause":
      return { type, ...own };
    case "setState":
      return isState(state) ? { type, state, ...own } : null;
    case "toImage":
      return { type, format: format === "svg" ? "svg" : "png", ...own };
    default:
      return null;
  }
}

/** Of a frame's own address, beside the state. */
export interface FrameOptions {
  /** A link's hash, where the address holds one; else attributes by name. */
  link: string | null;
  attributes: Record<string, string>;
  controls: string | null;
  caption: string;
  /** Nothing: as tall as the frame. */
  height: string | null;
  /** The only origin that is listened to; nothing: whatever document the frame lies in. */
  parent: string | null;
}

const originOf = (text: string | null): string | null => {
  try {
    return text === null ? null : new URL(text).origin;
  } catch {
    return null;
  }
};

/** A height that hangs on the frame's own would grow with it for ever. */
const OF_THE_FRAME = /v(?:h|w|min|max|b|i)$/i;

/** `embed.html#v=1&text=...&controls=steps&height=400`, or attributes by name: `embed.html#lesson=S01&mask=causal`. */
export function readFrameHash(hash: string): FrameOptions {
  const query = new URLSearchParams(hash.replace(/^#/, "").slice(0, 2 * LONGEST));
  const take = (name: string): string | null => {
    const text = query.get(name);
    query.delete(name);
    return text;
  };
  const controls = take("controls");
  const height = take("height");
  return {
    controls: controls === null ? null : [...parseControls(controls)].join(" ") || "none",
    caption: (take("caption") ?? "").slice(0, 1000),
    height: height === null || OF_THE_FRAME.test(height.trim()) ? null : height,
    parent: originOf(take("parent")),
    link: query.has("v") ? query.toString() : null,
    attributes: Object.fromEntries(query),
  };
}
