/** Every style sheet of a page, in the order in which later ones count: one list, so that two pages agree on it. */
import "../design/tokens.css";
import "../design/base.css";
import "./styles/frame.css";
import "./styles/bars.css";
import "./styles/stage.css";
import "./styles/side.css";
import "./styles/menu.css";
import "./styles/views.css";
import "./styles/sheets.css";
import "./styles/open.css";
import "./styles/share.css";
import "./styles/benches.css";
import "./styles/train.css";
import "./styles/change.css";
import "./styles/history.css";
import "./styles/learned.css";
import "./styles/embed.css";
