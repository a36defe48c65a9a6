/** The words of the views that are none of matrices, beside those of the page: they come with what says them. */
import views from "./en/views.json";
import { add } from "./text";

add(views);

export { t } from "./text";
