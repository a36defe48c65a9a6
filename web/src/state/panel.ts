/** The fields of a workbench as one line of text, a query of their own, so that link and undo carry them like any setting. */
import { decimal as decimalSetting, type Range, type Setting } from "./settings";

/** A workbench's fields: the constructors of the settings' table make them, always of the kind `document`. */
export type Fields = Record<string, Setting<never> | Setting<unknown> | object>;

type ValueOf<S> = S extends Setting<infer T> ? T : never;
export type Values<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> };

/** A number that need not be whole. */
export const decimal = (initial: number, min: number, max: number): Setting<number> & Range =>
  decimalSetting("document", initial, min, max);

const entries = (fields: Fields) => Object.entries(fields) as [string, Setting<unknown>][];

/** What a panel says of each field, and the names in it that no field has or whose values can't be read. */
export function readPanel<F extends Fields>(fields: F, panel: string): { values: Values<F>; unreadable: string[] } {
  const query = new URLSearchParams(panel);
  const unreadable = [...new Set(query.keys())].filter((name) => !Object.hasOwn(fields, name));
  const values = Object.fromEntries(
    entries(fields).map(([name, field]) => {
      const text = query.get(name);
      if (text === null) return [name, field.initial];
      const value = field.parse(text);
      if (value === undefined) unreadable.push(name);
      return [name, value ?? field.initial];
    }),
  );
  return { values: values as Values<F>, unreadable: unreadable.slice(0, 8).map((name) => name.slice(0, 40)) };
}

/** The panel that holds these values; what is at its default is left out. */
export function writePanel<F extends Fields>(fields: F, values: Partial<Values<F>>): string {
  const query = new URLSearchParams();
  for (const [name, field] of entries(fields)) {
    const value = (values as Record<string, unknown>)[name];
    if (value === undefined) continue;
    const text = (field.format as (value: unknown) => string)(value);
    if (text !== (field.format as (value: unknown) => string)(field.initial)) query.set(name, text);
  }
  return query.toString();
}
