/** Every step that the tape has in a block, named or not: op, index string, shape, and the way to it. */
import { html, nothing, type TemplateResult } from "lit";
import type { Here } from "../lessons/blocks";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import type { Page } from "./page";

export function tapeList({ actions }: Page, view: TraceView, { block }: Here): TemplateResult | typeof nothing {
  const steps = block.tensors.flatMap((name) => view.producer(name) ?? []);
  if (steps.length === 0 || (block.kind === "whole" && block.aside.length === 0)) return nothing;
  return html`<details class="fold tape">
    <summary>${t("tape.title", { count: steps.length })}</summary>
    <div class="tape-steps">
      <table>
        <thead>
          <tr>
            <th scope="col">${t("tape.tensor")}</th>
            <th scope="col">${t("tape.op")}</th>
            <th scope="col">${t("tape.rule")}</th>
            <th scope="col">${t("tape.shape")}</th>
          </tr>
        </thead>
        <tbody>
          ${steps.map(
            ({ op, rule, output }) => html`<tr>
              <th scope="row">
                <button class="button plain small" @click=${() =>
                  actions.goTo({ tensor: output, index: view.info(output).shape.map(() => 0) })}>${output}</button>
              </th>
              <td>${op}</td>
              <td><code>${rule}</code></td>
              <td>${view.info(output).shape.join(" × ")}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
