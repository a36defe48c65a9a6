/** The Markdown that cards are written in: headings, paragraphs, lists, tables, code, emphasis and links. */
import { html, type TemplateResult } from "lit";

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Text with its code, emphasis and links; a link that isn't to the web stays text. */
export function inline(text: string): (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(text.slice(at, match.index));
    const [whole, code, strong, emphasis, label, href = ""] = match;
    if (code) parts.push(html`<code>${code}</code>`);
    else if (strong) parts.push(html`<strong>${strong}</strong>`);
    else if (emphasis) parts.push(html`<em>${emphasis}</em>`);
    else if (/^https?:\/\//.test(href)) parts.push(html`<a href=${href} rel="noreferrer" target="_blank">${label}</a>`);
    else parts.push(label ?? whole);
    at = match.index + whole.length;
  }
  return [...parts, text.slice(at)];
}

const cells = (line: string): string[] =>
  line
    .replace(/^\s*\||\|\s*$/g, "")
    .split("|")
    .map((cell) => cell.trim());

function table(lines: readonly string[]): TemplateResult {
  const [head = "", , ...rows] = lines;
  return html`<div class="card-table" tabindex="0"><table>
    <thead><tr>${cells(head).map((cell) => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${cells(row).map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

const LIST = /^\s*(?:[-*]|\d+\.)\s+/;

/** A list's items: a line that isn't one goes on with the item before it. */
function items(lines: readonly string[]): string[] {
  const found: string[] = [];
  for (const line of lines) {
    if (LIST.test(line)) found.push(line.replace(LIST, ""));
    else found.push(`${found.pop() ?? ""} ${line.trim()}`);
  }
  return found;
}

function block(lines: readonly string[]): TemplateResult {
  const [first = ""] = lines;
  const heading = /^(#{1,6})\s+(.*)$/.exec(first);
  if (heading) {
    const rest = lines.slice(1);
    const title = inline(heading[2] ?? "");
    // The dialog's title stands above all of them.
    return html`${(heading[1] ?? "").length < 3 ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`} ${rest.length > 0 ? block(rest) : ""}`;
  }
  if (/^\s*\|/.test(first) && /^\s*\|?[\s:|-]+$/.test(lines[1] ?? "")) return table(lines);
  if (LIST.test(first)) return html`<ul>${items(lines).map((item) => html`<li>${inline(item)}</li>`)}</ul>`;
  return html`<p>${inline(lines.join(" "))}</p>`;
}

/** The figures that a card begins with, `name: number` a line between two lines of dashes, and the rest of it. */
export function figuresOf(text: string): { figures: [string, string][]; rest: string } {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/.exec(text);
  const figures = (match?.[1] ?? "").split(/\r?\n/).flatMap((line): [string, string][] => {
    const [, name, value] = /^(.+):\s*(\S+)\s*$/.exec(line) ?? [];
    return name && value ? [[name, value]] : [];
  });
  return { figures, rest: text.slice(match?.[0].length ?? 0) };
}

/** Text as elements; nothing in it becomes markup. */
export function markdown(text: string): TemplateResult {
  const blocks: TemplateResult[] = [];
  let lines: string[] = [];
  let code: string[] | null = null;
  const end = () => {
    if (lines.length > 0) blocks.push(block(lines));
    lines = [];
  };
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*```/.test(line)) {
      end();
      if (code) blocks.push(html`<pre tabindex="0"><code>${code.join("\n")}</code></pre>`);
      code = code ? null : [];
    } else if (code) code.push(line);
    else if (line.trim() === "") end();
    else lines.push(line);
  }
  end();
  return html`${blocks}`;
}
