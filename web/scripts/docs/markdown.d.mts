export interface Heading {
  id: string;
  text: string;
  depth: number;
}

export interface Rendered {
  html: string;
  title: string;
  lead: string;
  headings: Heading[];
}

export class Anchors {
  of(text: string): string;
}

export function renderMarkdown(
  text: string,
  page: {
    link(href: string): string;
    image(href: string): string;
    figure(text: string): string;
    words: Record<string, unknown>;
  },
): Rendered;
