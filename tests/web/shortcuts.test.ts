/** The table of shortcuts: what the list under `?` is written from, and what the page acts by. */
import { describe, expect, it } from "vitest";
import { ACTING, matches } from "../../web/src/app/shortcuts";
import { SHORTCUTS } from "../../web/src/app/shortcuts_list";
import { find } from "../../web/src/strings/text";
import { moveBy } from "../../web/src/views/geometry";
import { rove } from "../../web/src/views/roving";
import { zoomKey } from "../../web/src/views/window";

const press = (key: string, modifiers: Partial<KeyboardEvent> = {}): KeyboardEvent =>
  ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...modifiers }) as KeyboardEvent;

describe("the shortcuts", () => {
  it("have words for each", () => {
    for (const [group, all] of Object.entries(SHORTCUTS)) {
      expect(find(`shortcuts.groups.${group}`), group).toBeTruthy();
      for (const { id } of all) expect(find(`shortcuts.what.${id}`), id).toBeTruthy();
    }
  });

  it("never give one key two meanings", () => {
    const keys = ACTING.flatMap((shortcut) => shortcut.keys.map((key) => JSON.stringify(key)));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("count every letter, digit and mark alone among those that can be switched off", () => {
    for (const { id, keys, character } of ACTING) {
      const alone = keys.some(({ key, command }) => /^[^\s]$/.test(key) && !command);
      expect(character ?? false, id).toBe(alone);
    }
  });

  it("tell of a grid's and a row's keys only what they do", () => {
    const grid = SHORTCUTS.grid.filter(({ id }) => ["cells", "rowEnds", "gridEnds", "pages"].includes(id));
    for (const { keys } of grid) {
      for (const { key, command } of keys) {
        expect(moveBy({ key, ctrl: command ?? false }, { row: 12, col: 12 }, 30, 30), key).not.toEqual({
          row: 12,
          col: 12,
        });
        expect(moveBy({ key, ctrl: command ?? false }, { row: 12, col: 12 }, 30, 30), key).toBeDefined();
      }
    }
    const zoom = SHORTCUTS.grid.filter(({ id }) => id.startsWith("zoom"));
    expect(zoom.flatMap(({ keys }) => keys.map(({ key }) => zoomKey(key)))).toEqual(["in", "out", "whole"]);
    for (const { keys } of SHORTCUTS.row) {
      for (const { key } of keys) expect(rove(key, 2, 5), key).not.toBeOneOf([2, undefined]);
    }
  });

  it("match with Ctrl and with Command, and marks with or without Shift, as the keyboard has them", () => {
    expect(matches({ key: "z", command: true }, press("z", { ctrlKey: true }))).toBe(true);
    expect(matches({ key: "z", command: true }, press("z", { metaKey: true }))).toBe(true);
    expect(matches({ key: "z", command: true }, press("Z", { ctrlKey: true, shiftKey: true }))).toBe(false);
    expect(matches({ key: "z", command: true, shift: true }, press("Z", { ctrlKey: true, shiftKey: true }))).toBe(true);
    expect(matches({ key: "?" }, press("?", { shiftKey: true }))).toBe(true);
    expect(matches({ key: "?" }, press("?", { altKey: true }))).toBe(false);
    expect(matches({ key: "h" }, press("h", { ctrlKey: true }))).toBe(false);
    expect(matches({ key: "h" }, press("H", { shiftKey: true }))).toBe(false);
    expect(matches({ key: "h" }, press("H"))).toBe(true);
  });
});
