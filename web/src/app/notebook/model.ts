/** The protocol of anywidget: named values that Python and the page keep the same. Whatever has these four will do. */
export interface WidgetModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, listener: () => void): void;
  off?(event: string, listener: () => void): void;
}

/** Values that nobody else holds: for a page that stands alone. */
export function localModel(values: Record<string, unknown>): WidgetModel {
  const held = new Map(Object.entries(values));
  const listeners = new Map<string, Set<() => void>>();
  return {
    get: (name) => held.get(name),
    set(name, value) {
      held.set(name, value);
      for (const listener of listeners.get(`change:${name}`) ?? []) listener();
    },
    save_changes() {},
    on(event, listener) {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(listener));
    },
    off: (event, listener) => {
      listeners.get(event)?.delete(listener);
    },
  };
}
