/** What web/models/index.json is to hold, read from the weights beside it. */
export function modelIndex(folder?: string): readonly object[];
