/** Sets the theme and the colour map on the document, where painters read them; the projector's large type lies over light or dark. */
import type { State } from "../state/settings";

export function applyTheme({ theme, colours }: Pick<State, "theme" | "colours">): void {
  const { documentElement } = document;
  documentElement.toggleAttribute("data-projector", theme === "projector");
  if (theme === "light" || theme === "dark") documentElement.dataset.theme = theme;
  else delete documentElement.dataset.theme;
  if (colours === "auto") delete documentElement.dataset.colours;
  else documentElement.dataset.colours = colours;
}
