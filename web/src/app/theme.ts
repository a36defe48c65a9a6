/** Sets the theme and the colour map on the page, where painters read them; the projector's large type lies over light or dark. */
import type { State } from "../state/settings";
import { surroundings } from "./surroundings";

type Looks = Pick<State, "theme" | "colours">;

/** `ground`: what `auto` stands for; where that is `auto` itself, the system decides. */
export function dress(page: HTMLElement, { theme, colours }: Looks, ground: "auto" | "light" | "dark" = "auto"): void {
  page.toggleAttribute("data-projector", theme === "projector");
  const shown = theme === "light" || theme === "dark" ? theme : ground;
  if (shown === "auto") delete page.dataset.theme;
  else page.dataset.theme = shown;
  if (colours === "auto") delete page.dataset.colours;
  else page.dataset.colours = colours;
}

export const applyTheme = (looks: Looks): void => dress(surroundings().page, looks);
