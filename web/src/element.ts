/**
 * The element's script: importing it defines `<attention-lab>`. Where there is no document (Node, a server that renders)
 * it does nothing, and doing it twice is harmless.
 *
 *     <script type="module" src="element.js"></script>
 *     <attention-lab sentence="The cat sat on the mat." step="softmax"></attention-lab>
 */
import { defineAttentionLab } from "./app/embed/element";

export { AttentionLab, defineAttentionLab } from "./app/embed/element";
export { type Configuration, configure } from "./app/embed/engine";

defineAttentionLab();
