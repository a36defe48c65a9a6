/**
 * Which files of the suite Firefox and WebKit run as well, chosen by what hangs on a browser: input, keyboard, pointer,
 * clipboard, dialogs, links, files, frames. What they don't run is the engine's and the page's own arithmetic, which is the
 * same program everywhere. Files that start the other browsers themselves stand in Chromium's list alone, and so do those
 * in which a driver's own typing and pasting fails now and then.
 */
export const ELSEWHERE = {
  firefox: ["element", "embed_fuzz", "masks", "play", "policy", "project", "share", "shortcuts", "tables"],
  webkit: ["element", "link", "masks", "project"],
} as const;

/** What a test may need of a browser's driver. */
export type Means = "clipboard" | "file dialog" | "phone";

/** The means that a browser's driver lacks here, and why: tests that need them are Chromium's, or one other's, alone. */
export const LACKING: Record<"chromium" | "firefox" | "webkit", Partial<Record<Means, string>>> = {
  chromium: {},
  firefox: {},
  webkit: {
    clipboard: "the driver can't give leave to read the clipboard, which WebKit asks of a person",
    phone: "its window is no narrower than its own bar of tools",
    "file dialog": "the driver doesn't tell of the system's window for files",
  },
};
