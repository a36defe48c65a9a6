/** Data files that come with the page: out of the offline page itself, or fetched from beside it. */
import { t } from "../../../strings/benches";
import { isFile } from "../../learned/fetching";
import { surroundings } from "../../surroundings";

/** Where the offline page carries data: what unpacks it, by file name; set before the page's script runs. */
declare global {
  var ATTENTION_LAB_DATA: Record<string, () => Uint8Array<ArrayBuffer>> | undefined;
}

/** Rejects in words for the reader. */
export async function fileBeside(name: string): Promise<Uint8Array> {
  const own = globalThis.ATTENTION_LAB_DATA?.[name];
  if (own) return own();
  if (isFile()) throw new Error(t("training.data.offline"));
  let response: Response;
  try {
    response = await fetch(new URL(`data/${name}`, surroundings().files()));
  } catch {
    throw new Error(t("training.data.network"));
  }
  if (!response.ok) throw new Error(t("training.data.status", { name, status: response.status }));
  return new Uint8Array(await response.arrayBuffer());
}
