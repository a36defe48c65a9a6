/** The worker's end: requests in, replies out, one at a time in the order they came. */
import { type QuestionName, READY, type Request } from "./messages";
import { Service } from "./service";

/** The little of a worker's global scope that is used here; the page's types have another `self`. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
/** What is asked before there is anything to see. */
const OPENING: ReadonlySet<QuestionName> = new Set(["start", "limits", "loadModel", "tokenize"]);

let opened = (): void => {};
const opening = new Promise<void>((resolve) => {
  opened = resolve;
});
const service = new Service(opening);
let last: Promise<void> = Promise.resolve();

scope.onmessage = ({ data }) => {
  service.note(data);
  last = last.then(async () => {
    const { reply, transfer } = await service.handle(data);
    scope.postMessage(reply, transfer);
    if (!OPENING.has(data.name)) opened();
  });
};
scope.postMessage(READY);
