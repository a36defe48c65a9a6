/**
 * One page in one element. The build evaluates this module, and with it all of web/src/app, once for each element: what
 * those modules keep for themselves belongs to one page, as it does in the site. The layers below are shared.
 */
import { effect, type ReadonlySignal, untracked } from "@preact/signals-core";
import { html, render } from "lit";
import type { EngineClient } from "../../engine/client";
import type { State } from "../../state/settings";
import { createStore } from "../../state/store";
import { t } from "../../strings/dialogs";
import type { FigureView } from "../../views/figure_view";
import "../../views/figure_view";
import { LESSONS } from "../../lessons/lessons";
import { createActions } from "../actions";
import { changingAhead } from "../changing";
import { type Controller, createController } from "../controller";
import { syncDialogs } from "../dialog";
import { followKeys } from "../keys";
import { learn } from "../known_lessons";
import { lessonAhead } from "../lessons";
import { createMotion } from "../motion";
import { type Page, windowHeight } from "../page";
import { createPlayer, pauseOnInteraction } from "../player";
import { openShare } from "../share_dialog";
import { chosenMatrix, description, figureOptions, heading } from "../share_what";
import { leave, standIn } from "../surroundings";
import { dress } from "../theme";
import { viewAhead } from "../view_bar";
import type { Control } from "./controls";
import { embedShell } from "./shell";

export interface Mounting {
  shadow: ShadowRoot;
  /** Carries tokens and theme; what lies over everything is put into it. */
  page: HTMLElement;
  /** What is drawn into. */
  frame: HTMLElement;
  connect(): Promise<EngineClient>;
  state: Partial<State>;
  controls: ReadonlySignal<ReadonlySet<Control>>;
  /** What `theme: auto` stands for here. */
  ground: ReadonlySignal<"auto" | "light" | "dark">;
  address(): string;
  files(): string;
  changed(state: State): void;
  /** The figure takes the place of what was said in it. */
  opened(): void;
  /** Why there is no picture of the present state. */
  failed(message: string): void;
}

export interface Mounted {
  state(): State;
  change(patch: Partial<State>): void;
  next(): void;
  play(playing: boolean): void;
  image(format: "png" | "svg"): Promise<Blob>;
  /** Opens the dialog that writes this figure's code. */
  embed(): void;
  /** Resolves when the first picture, or what is in its way, is shown. */
  shown: Promise<void>;
  end(): void;
}

// A figure may be set to any of them at any time, by name.
learn(LESSONS);

const words: Partial<Record<string, string>> = {};

/** The first time that there is something to look at. */
function firstPicture({ store, controller }: Pick<Page, "store" | "controller">): Promise<void> {
  return new Promise((resolve) => {
    let done = false;
    const stop = effect(() => {
      const there = controller.trace.value ?? controller.problem.value;
      if (done || (there === null && store.state.value.bench === "none")) return;
      done = true;
      // The render that shows it hangs on the same signals.
      setTimeout(() => {
        stop();
        resolve();
      });
    });
  });
}

function followProblems({ problem }: Controller, failed: (message: string) => void): () => void {
  return effect(() => {
    const found = problem.value;
    if (!found) return;
    const said =
      found.code === "failed"
        ? found.message
        : found.code === "no_word"
          ? t("learned.without", { word: found.word })
          : (words[found.code] ?? found.code);
    untracked(() => failed(said));
  });
}

/** What the page's bars and words leave of a window for matrices, an element leaves of itself: it has less of them. */
const SPARED = 160;

function followSize(frame: HTMLElement): () => void {
  const measure = (): void => {
    const height = frame.closest("[data-auto]") ? innerHeight : frame.clientHeight + SPARED;
    if (Math.abs(height - windowHeight.peek()) > 1) windowHeight.value = height;
  };
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(frame);
  return () => observer.disconnect();
}

async function picture(page: Page, format: "png" | "svg"): Promise<Blob> {
  const chosen = chosenMatrix(page);
  if (!chosen) throw new Error(`[toImage] ${t("embed.noMatrix")}`);
  const named = heading(chosen);
  const figure: FigureView = document.createElement("al-figure");
  figure.options = figureOptions(page, chosen, named, description(chosen, named));
  figure.pixels = 2;
  return format === "svg" ? new Blob([figure.svg()], { type: "image/svg+xml" }) : figure.png();
}

export async function mount(mounting: Mounting): Promise<Mounted> {
  const { shadow, page: place, frame, controls } = mounting;
  const { address, files } = mounting;
  standIn({ root: shadow, page: place, embedded: true, address, files });
  Object.assign(words, { empty: t("sentence.empty"), model: t("embed.noModel"), too_many: t("embed.tooMany") });
  const store = createStore(mounting.state);
  const ends: (() => void)[] = [leave];
  const connect = async (): Promise<EngineClient> => {
    const client = await mounting.connect();
    ends.push(() => client.dispose());
    return client;
  };
  const end = (): void => {
    for (const one of ends.splice(0)) one();
  };
  ends.push(effect(() => dress(place, store.state.value, mounting.ground.value)));
  try {
    const controller = await createController(store, await connect(), connect);
    let bench: Promise<EngineClient> | undefined;
    const page: Page = {
      store,
      controller,
      engine: () => {
        bench ??= connect();
        return bench;
      },
      actions: createActions(store, controller.trace.peek.bind(controller.trace)),
      player: createPlayer(store, controller),
    };
    const { player } = page;
    const shown = firstPicture(page);
    // Until there is something to look at, the words in its place stay; what a model's loading says is something.
    if (store.state.peek().learned === "") await shown;
    const opened = store.state.peek();
    await Promise.all([lessonAhead(opened), viewAhead(page), changingAhead(opened)]);
    mounting.opened();
    const motion = createMotion(page, frame);
    ends.push(
      effect(() => {
        motion.before();
        frame.dataset.controls = [...controls.value].join(" ");
        render(embedShell(page, controls.value), frame);
        motion.after();
        syncDialogs(shadow);
      }),
      effect(() => mounting.changed(store.state.value)),
      followProblems(controller, mounting.failed),
      followSize(frame),
      () => player.stop(),
      () => render(html``, frame),
    );
    followKeys(page, frame);
    pauseOnInteraction(player);
    return {
      state: () => store.state.peek(),
      change: (patch) => store.change(patch, t("embed.changed")),
      next: player.next,
      play: (playing) => {
        if (player.playing.peek() !== playing) player.toggle();
      },
      image: (format) => picture(page, format),
      embed: () => openShare("embed"),
      shown,
      end,
    };
  } catch (error) {
    end();
    throw error;
  }
}
