/** The words of the page that shows the design, beside those of the page: they come with what says them. */
import design from "./en/design.json";
import { add } from "./text";

add(design);

export { find, t } from "./text";
