/** A page of the documentation: only the theme needs a script; its figures bring their own. */
import "../trusted_types";
import "../../design/tokens.css";
import "../../design/base.css";
import "../styles/docs.css";

const THEMES = ["auto", "light", "dark", "projector"];
const KEPT = "attention-lab-docs-theme";

/** Where nothing may be kept, a choice lasts as long as the page. */
function kept(): string {
  try {
    return localStorage.getItem(KEPT) ?? "auto";
  } catch {
    return "auto";
  }
}

function keep(theme: string): void {
  try {
    localStorage.setItem(KEPT, theme);
  } catch {
    // Nothing can be kept here.
  }
}

function show(theme: string): void {
  const root = document.documentElement;
  root.toggleAttribute("data-projector", theme === "projector");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
  for (const figure of document.querySelectorAll("attention-lab")) figure.setAttribute("theme", theme);
}

const found = kept();
const theme = THEMES.includes(found) ? found : "auto";
show(theme);

document.addEventListener("DOMContentLoaded", () => {
  show(theme);
  const choices = document.querySelector<HTMLElement>(".docs-themes");
  if (!choices) return;
  choices.hidden = false;
  for (const choice of choices.querySelectorAll("input")) {
    choice.checked = choice.value === theme;
    choice.addEventListener("change", () => {
      show(choice.value);
      keep(choice.value);
    });
  }
});
