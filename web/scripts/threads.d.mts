export const THREADS: string;
export function threadsNames(): { glue: string; binary: string };
export function writeThreads(folder: string): void;
