/** Sets the theme on the document; the projector's large type lies over light or dark. */
import type { State } from "../state/settings";

export function applyTheme(theme: State["theme"]): void {
  const { documentElement } = document;
  documentElement.toggleAttribute("data-projector", theme === "projector");
  if (theme === "light" || theme === "dark") documentElement.dataset.theme = theme;
  else delete documentElement.dataset.theme;
}
