/** Every part of the catalogue, for tests that ask for words of any screen. */
import "../web/src/strings/benches";
import "../web/src/strings/changing";
import "../web/src/strings/design";
import "../web/src/strings/dialogs";
import docs from "../web/src/strings/en/docs.json";
import "../web/src/strings/lessons";
import "../web/src/strings/notebook";
import "../web/src/strings/shortcuts";
import "../web/src/strings/unsupported";
import "../web/src/strings/views";
import { add } from "../web/src/strings/text";

// Said by scripts that build the documentation.
add(docs);
