import { describe, expect, it } from "vitest";
import { createStore } from "../../web/src/state/store";

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
});
