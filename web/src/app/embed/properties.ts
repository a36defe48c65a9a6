/** Properties of the element that are attributes as well: all but those that every element has a meaning for already. */
import { SETTING_NAMES, type SettingName } from "../../state/settings";
import { attributeOf } from "./attributes";
import { formatControls, parseControls } from "./controls";

type Camel<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;

type PropertyOf<Name extends string> = Camel<Name> extends keyof HTMLElement ? never : Camel<Name>;

/** What a script reads and writes: a value as the setting has it, or as text. Nothing takes the attribute away. */
export type SettingProperties = {
  [Name in SettingName as PropertyOf<Name>]: string | number | boolean | null;
} & {
  sentence: string | null;
  state: string | null;
  mask: string | null;
  height: string | null;
  loading: string | null;
  locale: string | null;
  controls: string | null;
};

/** What properties read of an element. */
interface Readable extends HTMLElement {
  read(name: SettingName): unknown;
  getState(): Record<string, string>;
}

const camel = (name: string): string => name.replace(/[_-]([a-z])/g, (_all, letter: string) => letter.toUpperCase());

const READERS = new Map<string, (element: Readable) => unknown>();
for (const name of SETTING_NAMES) {
  READERS.set(attributeOf(name), (element) => {
    const value = element.read(name);
    return typeof value === "object" ? (element.getState()[name] ?? "") : value;
  });
}
READERS.set("sentence", (element) => element.read("text"));
for (const name of ["state", "mask", "height", "loading", "locale"]) {
  READERS.set(name, (element) => element.getAttribute(name) ?? "");
}
READERS.set("controls", (element) => formatControls(parseControls(element.getAttribute("controls"))));

/** Puts an accessor for each on the prototype. */
export function defineProperties(prototype: Readable): void {
  for (const [attribute, read] of READERS) {
    const name = camel(attribute);
    if (name in prototype) continue;
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: Readable) {
        return read(this);
      },
      set(this: Readable, value: unknown) {
        if (value === null || value === undefined) this.removeAttribute(attribute);
        else this.setAttribute(attribute, value === true ? "" : String(value));
      },
    });
  }
}

/** A property that was set before the element was defined would hide the one that the class has. */
export function upgradeProperties(element: HTMLElement): void {
  for (const attribute of READERS.keys()) {
    const name = camel(attribute);
    const own = Object.getOwnPropertyDescriptor(element, name);
    if (!own || !("value" in own)) continue;
    Reflect.deleteProperty(element, name);
    Reflect.set(element, name, own.value);
  }
}
