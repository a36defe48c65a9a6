/** The script of the page for iframes (dist/embed.html): one element made from the address, and messages to and fro. */
import "../trusted_types";
import { STATE_ATTRIBUTES } from "./attributes";
import { type FrameOptions, type FromFrame, PROTOCOL, readFrameHash, readMessage, type ToFrame } from "./messages";

/** What is used here of the element, which another script defines. */
interface Figure extends HTMLElement {
  ready: Promise<void>;
  getState(): Record<string, string>;
  setState(state: string | Record<string, string | number | boolean>): Promise<void>;
  next(): Promise<void>;
  play(): Promise<void>;
  pause(): Promise<void>;
  toImage(options: { format: "png" | "svg" }): Promise<Blob>;
}

const figure = document.createElement("attention-lab") as Figure;
figure.setAttribute("loading", "eager");
let options: FrameOptions = readFrameHash(location.hash);

function show(): void {
  for (const { name } of [...figure.attributes]) {
    if (STATE_ATTRIBUTES.includes(name)) figure.removeAttribute(name);
  }
  for (const [name, text] of Object.entries(options.attributes)) {
    if (options.link === null && STATE_ATTRIBUTES.includes(name)) figure.setAttribute(name, text);
  }
  if (options.link !== null) figure.setAttribute("state", options.link);
  if (options.controls !== null) figure.setAttribute("controls", options.controls);
  figure.setAttribute("height", options.height ?? "fill");
  const caption = document.createElement("span");
  caption.slot = "caption";
  caption.textContent = options.caption;
  figure.replaceChildren(...(options.caption === "" ? [] : [caption]));
}

/** To whom: the origin that the address names, or else anybody, for a frame can't know in whose document it lies. */
function send(message: FromFrame): void {
  if (parent !== window) parent.postMessage({ attentionLab: PROTOCOL, ...message }, options.parent ?? "*");
}

function answer(message: ToFrame): Promise<unknown> {
  switch (message.type) {
    case "getState":
      return figure.ready.then(() => figure.getState());
    case "setState":
      return figure.setState(message.state).then(() => figure.getState());
    case "toImage":
      return figure.toImage({ format: message.format });
    default:
      return figure[message.type]();
  }
}

addEventListener("message", ({ source, origin, data }: MessageEvent<unknown>) => {
  // Only the document that this frame lies in, and where the address names an origin, only that one.
  if (source !== parent || parent === window || (options.parent !== null && origin !== options.parent)) return;
  const message = readMessage(data);
  if (!message) return;
  const { id } = message;
  answer(message).then(
    (value) => id !== undefined && send({ type: "reply", id, value }),
    (error: unknown) =>
      id !== undefined && send({ type: "reply", id, error: error instanceof Error ? error.message : String(error) }),
  );
});

figure.addEventListener("ready", () => send({ type: "ready" }));
figure.addEventListener("change", (event) => send({ type: "change", ...(event as CustomEvent).detail }));
figure.addEventListener("step", (event) => send({ type: "step", ...(event as CustomEvent).detail }));
figure.addEventListener("error", (event) => {
  const { code, message } = (event as unknown as CustomEvent<{ code: string; message: string }>).detail;
  send({ type: "error", code, message });
});

let told = 0;
// A figure that fills the frame says no height. One with a height of its own has it whatever the frame's, so a frame that
// follows what is said here comes to rest at once.
new ResizeObserver(() => {
  const height = Math.ceil(figure.getBoundingClientRect().height);
  if (options.height === null || height === told) return;
  told = height;
  send({ type: "height", height });
}).observe(figure);

addEventListener("hashchange", () => {
  options = readFrameHash(location.hash);
  show();
});
show();
document.body.prepend(figure);
