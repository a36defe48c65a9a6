/** Puts text or a picture where the reader wants it: on the clipboard, or shown to be copied by hand. */
import { t } from "../strings/dialogs";
import { toast } from "./page";

/** `shown`: what says the text where the clipboard is out of reach (pages from a file, old browsers). */
export async function copyText(text: string, done: string, shown: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast.value = { text: done };
  } catch {
    toast.value = { text: shown, link: text };
  }
}

/** Browsers that have no pictures on their clipboard say so; the file can be saved all the same. */
export async function copyPicture(picture: Promise<Blob>): Promise<void> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    toast.value = { text: t("share.pictureCopied") };
  } catch {
    toast.value = { text: t("share.pictureNotCopied") };
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
