/** The hosted page's program. */
import "./trusted_types";
import "./main";
import { keepForOffline } from "./update";

// The files that the page needs now come first.
if (document.readyState === "complete") void keepForOffline();
else addEventListener("load", () => void keepForOffline(), { once: true });
