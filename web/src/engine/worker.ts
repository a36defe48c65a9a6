/** The worker's end: requests in, replies out, one at a time in the order they came. */
import { READY, type Request } from "./messages";
import { Service } from "./service";

/** The little of a worker's global scope that is used here; the page's types have another `self`. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
const service = new Service();
let last: Promise<void> = Promise.resolve();

scope.onmessage = ({ data }) => {
  last = last.then(async () => {
    const { reply, transfer } = await service.handle(data);
    scope.postMessage(reply, transfer);
  });
};
scope.postMessage(READY);
