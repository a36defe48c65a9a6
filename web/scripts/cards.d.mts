export const CARD: { file: string; width: number; height: number };
export function siteAddress(given: string | undefined): string;
export function withCard(page: string, place: { site: string; path: string }): string;
export function oembed(site: string): Record<string, string | number>;
export function writeCards(dist: string, site: string): void;
