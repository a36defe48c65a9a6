/** The words of the lessons, beside those of the page: they come with what says them. */
import lessons from "./en/lessons.json";
import { add } from "./text";

add(lessons);

export { find, list, t } from "./text";
