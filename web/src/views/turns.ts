/**
 * Work that may wait its turn: while the present task of the page has time left it is done at once, and then in tasks of
 * its own, so that a press or a key never waits for all the pictures of a page.
 */

/** Milliseconds of such work in one task. */
const BUDGET = 4;

interface Waiting {
  work(): void;
  done(): void;
  failed(error: unknown): void;
}

const waiting: Waiting[] = [];
/** When the present task began with it; undefined in a task that had none so far. */
let began: number | undefined;
let channel: MessageChannel | undefined;

/** A task of its own: not a timer, which browsers hold back, nor a frame, of which a hidden page has none. */
function nextTask(): void {
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = begin;
  }
  channel.port2.postMessage(null);
}

const over = (): boolean => performance.now() - (began ?? Number.POSITIVE_INFINITY) > BUDGET;

function begin(): void {
  began = undefined;
  if (waiting.length === 0) return;
  began = performance.now();
  nextTask();
  while (waiting.length > 0 && !over()) {
    const { work, done, failed } = waiting.shift() as Waiting;
    try {
      work();
      done();
    } catch (error) {
      failed(error);
    }
  }
}

/** Does the work now, or in its turn after what waits already; then the promise tells when it was done. */
export function inTurn(work: () => void): Promise<void> | undefined {
  if (began === undefined) {
    began = performance.now();
    nextTask();
  }
  if (waiting.length === 0 && !over()) {
    work();
    return undefined;
  }
  return new Promise((done, failed) => {
    waiting.push({ work, done, failed });
  });
}
