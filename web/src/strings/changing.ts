/** The words of the panels that change a run, and of comparisons, beside those of the page: they come with what says them. */
import changing from "./en/changing.json";
import { add } from "./text";

add(changing);

export { find, t } from "./text";
