import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";

export interface Column<Row> {
  readonly key: string;
  /** The heading; also the label in front of the value where rows are stacked. */
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Columns of lesser weight go below this width of the screen; phones, where rows are stacked, show them again. */
  readonly hideBelow?: "md" | "lg";
  readonly align?: "start" | "end";
  /** Hides the heading from sight, for a column of buttons. */
  readonly headerHidden?: boolean;
  /** A width or padding utility. */
  readonly className?: string;
}

interface DataTableProps<Row> {
  /** Names the table; not drawn. */
  caption: string;
  /** The first column names the row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** For a table that fills a flush panel: keeps its edges off the panel's. */
  inset?: boolean;
  /** Marks the row that has just changed, once, by a fading tint. */
  isHighlighted?: (row: Row) => boolean;
}

// Hover and highlight are a layer behind the row, a little wider than the text's edges. It hangs on the first cell, because
// a table row's own ::before would become a cell.
function tint(inset: boolean, highlighted: boolean | undefined): string {
  return classNames(
    "before:absolute before:inset-y-0 before:-z-10 sm:group-hover/row:before:bg-sunken/55",
    inset ? "before:inset-x-0" : "before:-inset-x-3 before:rounded",
    highlighted && "before:animate-highlight",
  );
}

const hidden = { md: "sm:max-md:hidden", lg: "sm:max-lg:hidden" };

/**
 * A table that becomes a list of entries below 640 px, with nothing lost and no sideways scrolling. The roles are spelled out
 * because browsers drop a table's semantics when CSS changes its display.
 */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  inset = false,
  isHighlighted,
}: DataTableProps<Row>) {
  const edges = inset ? "sm:first:pl-5 sm:last:pr-5" : "sm:first:pl-0 sm:last:pr-0";
  return (
    <table role="table" className="block w-full border-collapse text-left sm:table">
      <caption className="sr-only">{caption}</caption>
      <thead role="rowgroup" className="sr-only sm:not-sr-only sm:table-header-group">
        <tr role="row" className="border-b">
          {columns.map((column) => (
            <th
              key={column.key}
              role="columnheader"
              scope="col"
              className={classNames(
                "px-3 py-2 text-xs font-medium whitespace-nowrap text-ink-faint",
                edges,
                column.align === "end" && "text-right",
                column.hideBelow && hidden[column.hideBelow],
                column.className,
              )}
            >
              {column.headerHidden ? <span className="sr-only">{column.header}</span> : column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody
        role="rowgroup"
        className={classNames("block sm:table-row-group sm:border-t-0", !inset && "border-t")}
      >
        {rows.map((row) => (
          <tr
            key={rowKey(row)}
            role="row"
            className={classNames(
              "group/row relative isolate block border-b py-3 sm:table-row sm:py-0",
              // Each row is a layer of its own; one with an open menu lies over those that follow.
              "has-aria-expanded:z-10",
              inset && "px-4 last:border-b-0 sm:px-0",
            )}
          >
            {columns.map((column, index) => (
              <Cell
                key={column.key}
                column={column}
                tint={index === 0 ? tint(inset, isHighlighted?.(row)) : undefined}
                edges={edges}
              >
                {column.cell(row)}
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps {
  column: Pick<Column<never>, "header" | "headerHidden" | "hideBelow" | "align" | "className">;
  /** The row's first cell also carries the row's tint. */
  tint: string | undefined;
  edges: string;
  children: ReactNode;
}

function Cell({ column, tint, edges, children }: CellProps) {
  const className = classNames(
    "block min-w-0 sm:table-cell sm:px-3 sm:py-3 sm:align-middle",
    edges,
    tint !== undefined ? "pb-1 sm:pb-3" : "flex items-baseline gap-3 py-0.5 text-sm text-ink-muted",
    column.align === "end" && "sm:text-right",
    column.hideBelow && hidden[column.hideBelow],
    column.className,
  );
  if (tint !== undefined) {
    return (
      <th role="rowheader" scope="row" className={classNames(className, "font-normal", tint)}>
        {children}
      </th>
    );
  }
  return (
    <td role="cell" className={className}>
      {!column.headerHidden && (
        <span aria-hidden="true" className="w-28 shrink-0 text-xs text-ink-faint sm:hidden">
          {column.header}
        </span>
      )}
      <div className="min-w-0 flex-1">{children}</div>
    </td>
  );
}
