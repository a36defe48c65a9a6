/** Keeps the URL's hash and the state the same, both ways. */

import { effect } from "@preact/signals-core";
import { HASH_VERSION, MAX_HASH, type ParsedHash, parse, serialise } from "../state/hash";
import { INITIAL, type State } from "../state/settings";
import type { Store } from "../state/store";
import { t } from "../strings/text";
import { FIRST, fittingModel } from "./learned/first";
import { draft, pageNotice } from "./page";
import { onWindow, surroundings } from "./surroundings";

const WRITE_DELAY = 200;

function noticeOf(parsed: ParsedHash): string | null {
  const { problem } = parsed;
  if (!problem) return null;
  if (problem.code === "too_long") return t("notice.hashLong", { max: MAX_HASH / 1024 });
  if (problem.code === "version") return t("notice.hashVersion", { found: problem.found });
  return t("notice.hashUnreadable", { names: problem.names.join(", ") });
}

/** The state that a link's hash holds, the page's own by default. What cannot be read is said and left at its default. */
export function readLink(hash = location.hash): Partial<State> {
  if (hash.replace(/^#/, "") === "") return FIRST;
  const parsed = parse(hash);
  pageNotice.value = noticeOf(parsed);
  const { source, imported, ...rest } = parsed.patch;
  if (source !== "imported" || imported) return { ...parsed.patch, ...fittingModel(parsed.patch) };
  // The data was too much for the link: the rest of it speaks of cells and steps that a sentence hasn't.
  pageNotice.value ??= t("notice.dataMissing");
  const { theme, speed } = rest;
  return { ...(theme && { theme }), ...(speed && { speed }) };
}

/** The page's own address stands for what it opens with. */
const FIRST_HASH = serialise({ ...INITIAL, ...FIRST });
function hashOf(state: State): string {
  const hash = serialise(state);
  return hash === FIRST_HASH ? "" : hash || `v=${HASH_VERSION}`;
}

function write(hash: string): void {
  const url = hash === "" ? `${location.pathname}${location.search}` : `#${hash}`;
  try {
    history.replaceState(null, "", url);
  } catch {
    // Some browsers refuse replaceState on file:// pages and after a hundred calls in a row.
    location.hash = hash;
  }
}

export function linkOf(state: State): string {
  const hash = hashOf(state);
  const address = surroundings().address();
  return hash === "" ? address : `${address}#${hash}`;
}

/** Writes the state to the hash as it changes, and takes over a hash that is typed or pasted into a running page. */
export function followLink(store: Store): void {
  let written = location.hash.replace(/^#/, "");
  let timer: ReturnType<typeof setTimeout> | undefined;

  effect(() => {
    const hash = hashOf(store.state.value);
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (hash === written) return;
      written = hash;
      write(hash);
    }, WRITE_DELAY);
  });

  onWindow("hashchange", ({ newURL }) => {
    // Not location.hash: a write that was due in the meantime has put the old state there.
    const given = new URL(newURL).hash;
    const hash = given.replace(/^#/, "");
    if (hash === written) return;
    written = hash;
    draft.value = null;
    store.change({ ...INITIAL, ...readLink(given) }, t("history.link"));
  });
}
