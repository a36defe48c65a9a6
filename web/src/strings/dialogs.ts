/** The words of what opens, saves, shares and embeds, beside those of the page: they come with what says them. */
import dialogs from "./en/dialogs.json";
import { add } from "./text";

add(dialogs);

export { find, t } from "./text";
