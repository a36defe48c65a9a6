/** The files of the folder that the page is made of, sorted. */
export function filesOfPage(folder: string): string[];

/** Writes `folder`/sw.js and returns its version. */
export function writeServiceWorker(folder: string): string;
