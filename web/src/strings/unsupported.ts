/** The words for a browser in which the engine can't run: they come with what says them. */
import unsupported from "./en/unsupported.json";
import { add } from "./text";

add(unsupported);

export { t } from "./text";
