/** The script of a file that shows one figure by itself: its numbers lie in the file, and nothing is fetched. */
import styles from "virtual:attention-notebook-styles";
import { localModel } from "./model";
import { showWidget } from "./widget";

// The file's policy lets no sheet into its markup; one that a script makes is part of that script.
const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);
document.adoptedStyleSheets = [sheet];
document.body.dataset.page = "";

const host = document.getElementById("figure");
const text = document.getElementById("data")?.textContent;
if (host && text) {
  const { numbers, ...rest } = JSON.parse(text) as { numbers: string };
  const bytes = Uint8Array.from(atob(numbers), (character) => character.charCodeAt(0));
  showWidget(localModel({ ...rest, attention: bytes.buffer }), host);
}
