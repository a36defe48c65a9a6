/** The words of the list of keys, beside those of the page: they come with what says them. */
import shortcuts from "./en/shortcuts.json";
import { add } from "./text";

add(shortcuts);

export { find, t } from "./text";
