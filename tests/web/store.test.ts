import { describe, expect, it } from "vitest";
import { DOCUMENT_NAMES, INITIAL, type State } from "../../web/src/state/settings";
import { createStore } from "../../web/src/state/store";
import { seeded } from "./seeded";

describe("the store", () => {
  it("undoes and redoes a change of the document, under its name", () => {
    const store = createStore();
    store.change({ seed: 12 }, "seed: 12");
    expect(store.undoLabel.value).toBe("seed: 12");
    store.undo();
    expect(store.state.value.seed).toBe(7);
    expect(store.undoLabel.value).toBeNull();
    expect(store.redoLabel.value).toBe("seed: 12");
    store.redo();
    expect(store.state.value.seed).toBe(12);
  });

  it("keeps where one looks out of the history", () => {
    const store = createStore();
    store.change({ seed: 12 }, "seed");
    store.change({ step: "softmax", theme: "dark" });
    store.undo();
    expect(store.state.value).toMatchObject({ seed: 7, step: "softmax", theme: "dark" });
  });

  it("makes one entry of a run of typing, and another after a pause", () => {
    const store = createStore();
    for (const text of ["a", "ab", "abc"]) store.change({ text }, "sentence", "text");
    store.settle();
    for (const text of ["abc d", "abc de"]) store.change({ text }, "sentence", "text");
    store.undo();
    expect(store.state.value.text).toBe("abc");
    store.undo();
    expect(store.state.value.text).toBe("The cat sat on the mat.");
  });

  it("forgets what could be redone once something else is changed", () => {
    const store = createStore();
    store.change({ seed: 1 }, "one");
    store.undo();
    store.change({ seed: 2 }, "two");
    store.redo();
    expect(store.state.value.seed).toBe(2);
  });

  it("makes no entry of a change that changes nothing", () => {
    const store = createStore();
    store.change({ seed: 7 }, "seed");
    expect(store.undoLabel.value).toBeNull();
  });

  it("lists every change by its name, with those undone behind the present one until something else is changed", () => {
    const store = createStore();
    expect(store.history.value).toEqual({ labels: [], present: 0, dropped: 0 });
    for (const seed of [1, 2, 3]) store.change({ seed }, `seed ${seed}`);
    store.undo();
    store.undo();
    expect(store.history.value).toEqual({ labels: ["seed 1", "seed 2", "seed 3"], present: 1, dropped: 0 });
    store.change({ seed: 9 }, "seed 9");
    expect(store.history.value).toEqual({ labels: ["seed 1", "seed 9"], present: 2, dropped: 0 });
  });

  it("jumps to any change in one go, and no further than the ends", () => {
    const store = createStore();
    for (const seed of [1, 2, 3]) store.change({ seed }, `seed ${seed}`);
    const seen: number[] = [];
    store.state.subscribe(({ seed }) => seen.push(seed));
    store.jump(0);
    expect(store.state.value.seed).toBe(INITIAL.seed);
    store.jump(3);
    store.jump(1);
    expect(seen).toEqual([3, INITIAL.seed, 3, 1]);
    store.jump(-5);
    expect(store.history.value.present).toBe(0);
    store.jump(99);
    expect(store.history.value.present).toBe(3);
    store.jump(Number.NaN);
    expect(store.state.value.seed).toBe(3);
  });

  it("says how many changes it no longer keeps", () => {
    const store = createStore();
    for (let seed = 1; seed <= 503; seed++) store.change({ seed: seed + 10 }, String(seed));
    expect(store.history.value.labels).toHaveLength(500);
    expect(store.history.value).toMatchObject({ present: 500, dropped: 3 });
    store.jump(0);
    expect(store.state.value.seed).toBe(13);
  });

  it.each([1, 2, 3, 4, 5])(
    "is where a plain list of states would be after any changes, undos, redos and jumps (%i)",
    (seed) => {
      const random = seeded(seed);
      const store = createStore();
      // The reference: every state after a change, and which of them is the present one.
      let states: State[] = [store.state.value];
      let at = 0;
      let open = "";
      const documentOf = (state: State) => DOCUMENT_NAMES.map((name) => state[name]);
      for (let turn = 0; turn < 400; turn++) {
        const move = Math.floor(random() * 7);
        if (move <= 2) {
          const patch = { seed: Math.floor(random() * 4), causal: random() < 0.5 };
          const key = random() < 0.4 ? `key ${Math.floor(random() * 2)}` : undefined;
          const next = { ...store.state.value, ...patch };
          const changes = documentOf(next).some((value, i) => value !== documentOf(store.state.value)[i]);
          store.change(patch, "change", key);
          if (changes) {
            const joins = key !== undefined && key === open && at > 0;
            states = [...states.slice(0, joins ? at : at + 1), next];
            at = states.length - 1;
            open = key ?? "";
          }
        } else if (move === 3) store.change({ theme: random() < 0.5 ? "dark" : "light" });
        else if (move === 4) {
          if (at > 0) at--;
          store.undo();
          store.settle();
          open = "";
        } else if (move === 5) {
          if (at < states.length - 1) at++;
          store.redo();
          store.settle();
          open = "";
        } else {
          at = Math.floor(random() * states.length);
          store.jump(at);
          store.settle();
          open = "";
        }
        expect(documentOf(store.state.value)).toEqual(documentOf(states[at] as State));
        expect(store.history.value).toMatchObject({ present: at });
        expect(store.history.value.labels).toHaveLength(states.length - 1);
      }
    },
  );
});
