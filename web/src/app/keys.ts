/** The page's own keys: arrows walk the journey, Space plays, Ctrl+Z undoes. Fields and grids keep theirs. */
import { openDialog, type Page } from "./page";

const TYPING = "input, select, textarea, [contenteditable]";
const HAS_OWN_KEYS = `${TYPING}, [role="grid"], [role="radiogroup"], [role="listbox"], al-heatmap`;

/** The element under the focus, inside shadow roots too. */
function focused(event: KeyboardEvent): Element[] {
  return event.composedPath().filter((target): target is Element => target instanceof Element);
}

export function followKeys({ actions, player, store }: Page): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || openDialog.value !== null) return;
    const path = focused(event);
    const within = (selector: string) => path.some((element) => element.matches(selector));
    const command = event.ctrlKey || event.metaKey;

    if (command && !event.altKey && event.key.toLowerCase() === "z" && !within(TYPING)) {
      event.preventDefault();
      if (event.shiftKey) actions.redo();
      else actions.undo();
      return;
    }
    if (command && event.key.toLowerCase() === "y" && !within(TYPING)) {
      event.preventDefault();
      actions.redo();
      return;
    }
    if (command || event.altKey || event.shiftKey || within(HAS_OWN_KEYS)) return;
    // A workbench has no journey to walk.
    if (store.state.peek().bench !== "none") return;
    if (event.key === "ArrowRight") player.next();
    else if (event.key === "ArrowLeft") player.back();
    else if (event.key === " " && !within("button, a, summary")) player.toggle();
    else return;
    event.preventDefault();
  });
}
