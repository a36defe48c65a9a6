/** The page that is one file. */
import "./trusted_types";
import "./style_sheets";
import "./main";
