// What the page's main thread does, in the processor's time of that thread: what else the machine does doesn't count.

const CATEGORIES = ["disabled-by-default-devtools.timeline", "devtools.timeline", "toplevel", "v8"];

/** Milliseconds from which a task is long: a key pressed meanwhile is felt to wait. */
export const LONG = 50;

/** Tasks that are told of. */
const MOST = 200;

/** Parts of a task that say what it was for. */
const PARTS = new Set(
  "EvaluateScript v8.compile FunctionCall FireAnimationFrame TimerFire EventDispatch HandlePostMessage UpdateLayoutTree Layout PrePaint Paint Layerize Commit MajorGC MinorGC ParseHTML".split(
    " ",
  ),
);

const placeOf = ({ functionName, url, type }) => [functionName, url?.split("/").at(-1), type].filter(Boolean).join(" ");

/**
 * Tasks of the main threads of a browser's pages while `walk` runs, the longest first.
 * @param {import("playwright-core").Page} page
 * @param {() => Promise<unknown>} walk
 * @returns {Promise<{ms: number, parts: string[]}[]>} of the thread's own time, with their largest parts; without the
 *   tasks in which nothing of the page ran, but the driver's own questions
 */
export async function tasksDuring(page, walk) {
  const session = await page.context().browser().newBrowserCDPSession();
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: CATEGORIES },
  });
  await walk();
  const ended = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await ended;
  await session.detach();
  const thread = ({ pid, tid }) => `${pid} ${tid}`;
  const main = new Set(
    events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(thread),
  );
  const own = events.filter((event) => event.ph === "X" && main.has(thread(event)));
  const within = (part, task) =>
    PARTS.has(part.name) && thread(part) === thread(task) && part.ts >= task.ts && part.ts < task.ts + task.dur;
  const partsOf = (task) =>
    own
      .filter((part) => within(part, task))
      .sort((a, b) => (b.tdur ?? 0) - (a.tdur ?? 0))
      .slice(0, 5)
      .map((part) => `${part.name} ${((part.tdur ?? 0) / 1000).toFixed(0)} ${placeOf(part.args?.data ?? {})}`.trim());
  return own
    .filter(({ name }) => name === "RunTask")
    .map((task) => ({ ms: (task.tdur ?? 0) / 1000, task }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, MOST)
    .map(({ ms, task }) => ({ ms, parts: partsOf(task) }))
    .filter(({ parts }) => parts.length > 0);
}
