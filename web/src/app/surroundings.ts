/**
 * What a page stands in: the whole document, or one element in somebody else's. What lies outside of a page's own
 * templates (the window, ids, the address) is reached through here, so that a page in a shadow root finds its own parts
 * and leaves nothing behind.
 */
export interface Surroundings {
  /** Where the page's parts are found. */
  root: Document | ShadowRoot;
  /** Carries the tokens, and by its attributes the theme. */
  page: HTMLElement;
  /** A page in somebody else's: no main part, no first heading. */
  embedded: boolean;
  /** The address of the page without a hash, for links to its state. */
  address(): string;
  /** Beside which address the folder of models lies. */
  files(): string;
}

let own: Surroundings | undefined;
const ended = new AbortController();

export const surroundings = (): Surroundings =>
  own ?? {
    root: document,
    page: document.documentElement,
    embedded: false,
    address: () => location.href.replace(/#.*$/, ""),
    files: () => document.baseURI,
  };

/** Said once, before anything is drawn. */
export function standIn(place: Surroundings): void {
  own = place;
}

export const byId = (id: string): HTMLElement | null => surroundings().root.getElementById(id);

export const first = <T extends Element = HTMLElement>(selector: string): T | null =>
  surroundings().root.querySelector<T>(selector);

export const all = <T extends Element = HTMLElement>(selector: string): T[] => [
  ...surroundings().root.querySelectorAll<T>(selector),
];

/** Listens to the window for as long as the page is there. */
export function onWindow<Type extends keyof WindowEventMap>(
  type: Type,
  listener: (event: WindowEventMap[Type]) => void,
  options: AddEventListenerOptions = {},
): void {
  if (typeof window === "undefined") return;
  addEventListener(type, listener, { ...options, signal: ended.signal });
}

/** The page goes: nothing listens any more. */
export function leave(): void {
  ended.abort();
}
