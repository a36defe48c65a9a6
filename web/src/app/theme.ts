/** Sets the theme and the colour map on the page, where painters read them; the projector's large type lies over light or dark. */
import type { State } from "../state/settings";
import { surroundings } from "./surroundings";

export function applyTheme({ theme, colours }: Pick<State, "theme" | "colours">): void {
  const { page } = surroundings();
  page.toggleAttribute("data-projector", theme === "projector");
  if (theme === "light" || theme === "dark") page.dataset.theme = theme;
  else delete page.dataset.theme;
  if (colours === "auto") delete page.dataset.colours;
  else page.dataset.colours = colours;
}
