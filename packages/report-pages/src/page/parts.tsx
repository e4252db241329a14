import type { ComponentChildren, VNode } from "preact";
import { InSeries, markPath } from "../plot/marks.js";
import { type Plot, PlotImage, plotCsv } from "../plot/plot.js";

/** A part of the page that the navigation leads to. */
export function Section(props: { id: string; title: string; children: ComponentChildren }): VNode {
  return (
    <section id={props.id} aria-labelledby={`${props.id}-title`}>
      <h2 id={`${props.id}-title`}>{props.title}</h2>
      {props.children}
    </section>
  );
}

/** Name of an agent with the mark that it has in plots. */
export function AgentName({ name, index }: { name: string; index: number }): VNode {
  return (
    <span class="agent">
      {index >= 0 && (
        <svg aria-hidden="true">
          <use href={`#agent-${index}`} />
        </svg>
      )}
      {name}
    </span>
  );
}

/** The marks of agents, for {@link AgentName} to refer to. */
export function AgentMarks({ agents }: { agents: number }): VNode {
  return (
    <svg width="0" height="0" class="marks" aria-hidden="true">
      {Array.from({ length: agents }, (_, index) => (
        <symbol id={`agent-${index}`} viewBox="-6 -6 12 12" overflow="visible">
          <InSeries index={index}>
            <path d={markPath(index, 0, 0, 60)} fill="currentColor" />
          </InSeries>
        </symbol>
      ))}
    </svg>
  );
}

/** A column of {@link DataTable}. */
export interface Column<Row> {
  readonly header: string;
  /** `number` is aligned right, `text` may be long, `word` is not broken. */
  readonly kind?: "number" | "text" | "word";
  readonly cell: (row: Row) => ComponentChildren;
  /** What the column is sorted by, if it is not what the cell shows. */
  readonly value?: (row: Row) => number | string | null;
}

/** Fewer rows can be seen at once. */
const fewestToFilter = 13;

const classes = { number: "n", text: "t", word: "w" } as const;

/** A table that can be sorted by each column and, from a few rows on, filtered. */
export function DataTable<Row>(props: {
  id: string;
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  tall?: boolean;
  rowClass?: (row: Row) => string | undefined;
}): VNode {
  const { id, label, columns, rows, tall, rowClass } = props;
  return (
    <div>
      {rows.length >= fewestToFilter && <Filter table={id} label={label} />}
      <Scroll label={label} tall={tall}>
        <table id={id}>
          <thead>
            <tr>
              {columns.map(({ header, kind }) => (
                <th scope="col" class={kind && classes[kind]}>
                  <button type="button">{header}</button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr class={rowClass?.(row)}>
                {columns.map(({ kind, cell, value }) => (
                  <td
                    class={kind && classes[kind]}
                    data-v={value === undefined ? undefined : (value(row) ?? "")}
                  >
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  );
}

/** A part of the page that scrolls by itself, with the keyboard too. */
export function Scroll(props: { label: string; tall?: boolean; children: ComponentChildren }): VNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class={props.tall ? "scroll tall" : "scroll"} tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  );
}

/** An input that hides the rows of a table without its words. */
export function Filter({
  table,
  label,
  children,
}: {
  table: string;
  label: string;
  children?: ComponentChildren;
}): VNode {
  return (
    <div class="filter">
      <label for={`${table}-filter`}>Filter</label>
      <input
        id={`${table}-filter`}
        type="search"
        data-filter={table}
        aria-label={`Filter ${label}`}
        autocomplete="off"
      />
      <output class="muted" for={`${table}-filter`} />
      {children}
    </div>
  );
}

const mostCsv = 6000;

/** Plots beside each other, with their data as far as it is short. */
export function Plots(props: { plots: readonly (Plot | undefined)[]; withData?: boolean }): VNode {
  const { plots, withData = true } = props;
  return (
    <div class="plots">
      {plots
        .filter((plot) => plot !== undefined)
        .map((plot) => {
          const csv = withData ? plotCsv(plot) : "";
          return (
            <figure>
              <PlotImage plot={plot} />
              {csv !== "" && csv.length <= mostCsv && (
                <details class="data">
                  <summary>Data of this plot (CSV)</summary>
                  <pre>{csv}</pre>
                </details>
              )}
            </figure>
          );
        })}
    </div>
  );
}

/** Sentences that a reader should know; nothing without any. */
export function Notes({ notes }: { notes: readonly string[] }): VNode | null {
  if (notes.length === 0) return null;
  return (
    <ul class="notes">
      {notes.map((note) => (
        <li>{note}</li>
      ))}
    </ul>
  );
}

/** A source: a link if it is an address of the web, else text. */
export function Source({ source }: { source: string }): VNode {
  return /^https:\/\/[\w./?#&=%~+:@,-]+$/.test(source) ? (
    <a href={source} rel="noreferrer noopener">
      {source}
    </a>
  ) : (
    <span>{source}</span>
  );
}
