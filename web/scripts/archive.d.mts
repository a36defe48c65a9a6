/** The archive's name in the site, and that of the page in it to start from. */
export const ARCHIVE: string;
export const START: string;

/** Writes the archive of the site in `dist`; `policyOf` puts a policy into a page with this one style. */
export function writeArchive(dist: string, policyOf: (page: string, style: string) => string): void;
