/** The words of the workbenches, beside those of the page: they come with what says them. */
import benches from "./en/benches.json";
import { add } from "./text";

add(benches);

export { find, t } from "./text";
