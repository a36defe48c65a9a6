/** Starts the page: engine, state from the link, and one render for every change. */
import { effect, untracked } from "@preact/signals-core";
import { html, render } from "lit";
import { createClient, type EngineClient } from "../engine/client";
import { lacking } from "../engine/support";
import { blocksOf } from "../lessons/blocks";
import { isLearned } from "../state/spec";
import { createStore } from "../state/store";
import { t } from "../strings/text";
import { provideViewStrings } from "../views/strings";
import { createActions } from "./actions";
import { changing, changingAhead } from "./changing";
import { createController } from "./controller";
import { syncDialogs } from "./dialog";
import { drawInParts, isDrawn } from "./first_drawing";
import { firstLook } from "./first_look";
import { followKeys } from "./keys";
import { fetchAhead } from "./learned/store";
import { lessonAhead } from "./lessons";
import { followLink, readLink } from "./link";
import { markPainted } from "./measure";
import type { PageMotion } from "./motion";
import { followPasteAndDrop } from "./open_anywhere";
import { followWindow, type Page } from "./page";
import { createPlayer, pauseOnInteraction } from "./player";
import { shell } from "./shell";
import { applyTheme } from "./theme";
import { viewAhead } from "./view_bar";
import { viewStrings } from "./view_strings";

const root = document.getElementById("app") as HTMLElement;

async function start(): Promise<void> {
  provideViewStrings(viewStrings);
  const store = createStore(readLink());
  effect(() => applyTheme(store.state.value));
  const opened = store.state.peek();
  if (opened.bench === "none" && isLearned(opened)) fetchAhead(opened.learned);
  await lessonAhead(opened);
  const controller = await createController(store, await createClient(), createClient);
  let bench: Promise<EngineClient> | undefined;
  const engine = (): Promise<EngineClient> => {
    bench ??= createClient();
    return bench;
  };
  const page: Page = {
    store,
    controller,
    engine,
    actions: createActions(store, controller.trace.peek.bind(controller.trace)),
    player: createPlayer(store, controller),
  };
  await firstLook(page);
  await Promise.all([viewAhead(page), changingAhead(opened)]);
  // What the picture is made of, in a task of its own: a slow processor answers a press in between.
  const trace = controller.trace.peek();
  if (trace) blocksOf(trace, store.state.peek());
  await new Promise((resolve) => setTimeout(resolve));
  root.replaceChildren();
  drawInParts();
  // Nothing moves on the first picture, and what could is fetched behind it.
  let motion: PageMotion | undefined;
  import("./motion")
    .then(({ createMotion }) => {
      motion = createMotion(page, root);
      // The picture that stands there is what the next one comes about from.
      motion.before();
      motion.after();
      return changing.get();
    })
    .catch(() => {});
  effect(() => {
    motion?.before();
    render(shell(page), root);
    motion?.after();
    syncDialogs(root);
    root.toggleAttribute("data-drawing", !isDrawn("rest"));
    if (controller.trace.value && isDrawn("matrices")) untracked(() => markPainted(controller.trace.value));
  });
  followLink(store);
  followKeys(page);
  followPasteAndDrop(page);
  pauseOnInteraction(page.player);
  followWindow();
}

const missing = lacking();
const started = missing
  ? import("./unsupported").then(({ unsupported }) => {
      root.replaceChildren();
      render(unsupported(missing), root);
    })
  : start();
started.catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  root.replaceChildren();
  render(html`<p class="starting" role="alert">${t("app.engineFailed", { message })}</p>`, root);
});
