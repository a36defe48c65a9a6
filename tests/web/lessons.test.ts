import { describe, expect, it } from "vitest";
import { LESSONS, lessonSpec, stateOf } from "../../web/src/lessons/lessons";
import { STEPS, stepShowing } from "../../web/src/lessons/steps";
import { INITIAL, STEP_IDS } from "../../web/src/state/settings";
import { find, list } from "../../web/src/strings/text";

describe("the lessons", () => {
  it("are listed once each, the tutorials' systems in their order, S01 to S09 among them", () => {
    const ids = LESSONS.map((lesson) => lesson.id);
    expect(new Set(ids).size).toBe(ids.length);
    const systems = ids.filter((id) => /^S\d\d$/.test(id));
    expect(systems).toEqual([...systems].sort());
    expect(systems.slice(0, 9)).toEqual(["S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09"]);
  });

  it.each(LESSONS)("$id has a title, prose, and a text for each place to look and each thing to try", (lesson) => {
    expect(find(`lesson.${lesson.id}.title`)).toBeTruthy();
    expect(list(`lesson.${lesson.id}.prose`).length).toBeGreaterThan(0);
    expect(list(`lesson.${lesson.id}.looks`)).toHaveLength(lesson.looks.length);
    expect(list(`lesson.${lesson.id}.tries`)).toHaveLength(lesson.tries?.length ?? 0);
  });

  it.each(LESSONS.filter(({ questions }) => questions))(
    "$id has an answer for every choice of its questions",
    (lesson) => {
      for (const [at, { right }] of (lesson.questions ?? []).entries()) {
        const key = `lesson.${lesson.id}.questions.${at + 1}`;
        expect(find(`${key}.ask`)).toBeTruthy();
        const choices = list(`${key}.choices`);
        expect(new Set(choices).size).toBe(choices.length);
        expect(choices.length).toBeGreaterThan(1);
        expect(choices[right]).toBeTruthy();
        expect(new Set(list(`${key}.answers`)).size).toBe(choices.length);
      }
      expect(find(`lesson.${lesson.id}.questions.${(lesson.questions ?? []).length + 1}.ask`)).toBeUndefined();
    },
  );

  it.each(LESSONS)("$id looks only at cells of the step that it goes to", (lesson) => {
    for (const look of [lesson.state, ...lesson.looks]) {
      const state = { ...stateOf(lesson, INITIAL), ...look };
      // What a deep model's steps show is known once it has run: tests/engine/lessons.test.ts.
      if (state.model !== "self_attention" || state.step.startsWith(".")) continue;
      const step = STEPS.find(({ id }) => id === state.step);
      const shown = step?.items(state).flatMap((item) => (item.kind === "matrix" ? [item.tensor] : [])) ?? [];
      if (state.cell) expect(shown).toContain(state.cell.tensor);
    }
  });

  it("leave nothing of an earlier state behind", () => {
    const [first] = LESSONS;
    if (!first) throw new Error("there are no lessons");
    expect(stateOf(first, { theme: "dark", speed: "2" })).toMatchObject({
      theme: "dark",
      speed: "2",
      seed: INITIAL.seed,
    });
  });

  it("are known to the engine by name, and no other name is", () => {
    expect(lessonSpec("S01")?.inputs?.q?.shape).toEqual([1, 3]);
    expect(lessonSpec("S99")).toBeUndefined();
  });
});

describe("the journey", () => {
  it("has a definition and words for every step of the state table, in order", () => {
    expect(STEPS.map((step) => step.id)).toEqual([...STEP_IDS]);
    for (const id of STEP_IDS) {
      for (const part of ["name", "term", "question", "what"]) expect(find(`step.${id}.${part}`)).toBeTruthy();
    }
  });

  it.each([
    ["attn.weights", "softmax"],
    ["attn.W_k", "qkv"],
    ["attn.concat", "joined"],
    ["embedding.table", "embedding"],
    ["attn.mask", "masked"],
  ])("leads from %s to the step %s", (tensor, step) => {
    expect(stepShowing(tensor, INITIAL)?.step).toBe(step);
  });

  it("has a name on the page for every tensor that it shows", () => {
    for (const mask_style of ["boolean", "additive"] as const) {
      for (const projection of ["per_head", "joint"] as const) {
        const state = { ...INITIAL, mask_style, projection, bias: true };
        const items = STEPS.flatMap((step) => step.items(state));
        for (const item of items) if (item.kind === "matrix") expect(find(`matrix.names.${item.tensor}`)).toBeTruthy();
      }
    }
  });
});
