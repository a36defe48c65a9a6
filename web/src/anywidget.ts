/**
 * The notebook's module, by anywidget's protocol: `export default { render }`. It shows `attention` (bytes of float32
 * numbers with their `shape`, or nested lists) with its `tokens`, and sends `edits`, `layer`, `head` and `view` back.
 */
import type { WidgetModel } from "./app/notebook/model";

export type { WeightEdit } from "./io/attention_arrays";
export type { WidgetModel };

/** Draws the model into `el`; gives what ends it. Only then is anything evaluated that needs a document. */
export async function render({ model, el }: { model: WidgetModel; el: HTMLElement }): Promise<() => void> {
  const { showWidget } = await import("./app/notebook/widget");
  const host = el.ownerDocument.createElement("div");
  el.append(host);
  const end = showWidget(model, host);
  return () => {
    end();
    host.remove();
  };
}

export default { render };
