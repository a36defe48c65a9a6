/** The words of the view in notebooks, beside those of the page: they come with what says them. */
import notebook from "./en/notebook.json";
import { add } from "./text";

add(notebook);

export { find, t } from "./text";
