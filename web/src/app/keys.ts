/** The page's own keys, by the table of shortcuts. Fields, grids and other views that have keys keep theirs. */

import { openDialog, type Page } from "./page";
import { ACTING, matches } from "./shortcuts";
import { onWindow } from "./surroundings";

const TYPING = "input, select, textarea, [contenteditable]";
const HAS_OWN_KEYS = `${TYPING}, [role="grid"], [role="radiogroup"], [role="listbox"], [role="tree"], al-heatmap`;
const ARROWS_AND_SPACE = /^(?:Arrow\w+| )$/;

/** The element under the focus, inside shadow roots too. */
function focused(event: KeyboardEvent): Element[] {
  return event.composedPath().filter((target): target is Element => target instanceof Element);
}

/** `within`: the part of a document that the page is; without it the window is its own. */
export function followKeys(page: Page, within?: HTMLElement): void {
  const act = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || openDialog.value !== null) return;
    const shortcut = ACTING.find(({ keys }) => keys.some((key) => matches(key, event)));
    if (!shortcut?.run) return;
    const path = focused(event);
    const within = (selector: string) => path.some((element) => element.matches(selector));
    const { bench, shortcuts } = page.store.state.peek();

    if (within(TYPING) || (shortcut.notOn && within(shortcut.notOn))) return;
    if (shortcut.character && !shortcuts) return;
    // Elsewhere a letter has no meaning of its own; arrows and Space have in whatever is walked by them.
    if (ARROWS_AND_SPACE.test(event.key) && within(HAS_OWN_KEYS)) return;
    if (bench !== "none" && !shortcut.everywhere) return;
    shortcut.run(page);
    event.preventDefault();
  };
  if (within) within.addEventListener("keydown", act);
  else onWindow("keydown", act);
}
