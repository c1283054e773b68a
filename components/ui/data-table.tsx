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
  /** Marks the row that has just changed, once, by a fading tint. */
  isHighlighted?: (row: Row) => boolean;
}

const hidden = { md: "sm:max-md:hidden", lg: "sm:max-lg:hidden" };

/**
 * A table that becomes a list of entries below 640 px, with nothing lost and no sideways scrolling. The roles are spelled out
 * because browsers drop a table's semantics when CSS changes its display.
 */
export function DataTable<Row>({ caption, columns, rows, rowKey, isHighlighted }: DataTableProps<Row>) {
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
                "px-3 py-2 text-xs font-medium whitespace-nowrap text-ink-faint first:pl-0 last:pr-0",
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
      <tbody role="rowgroup" className="block border-t sm:table-row-group sm:border-t-0">
        {rows.map((row) => (
          <tr
            key={rowKey(row)}
            role="row"
            className={classNames(
              "relative block border-b py-3 sm:table-row sm:py-0 sm:hover:bg-sunken/55",
              isHighlighted?.(row) && "animate-highlight",
            )}
          >
            {columns.map((column, index) => (
              <Cell key={column.key} column={column} primary={index === 0}>
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
  primary: boolean;
  children: ReactNode;
}

function Cell({ column, primary, children }: CellProps) {
  const className = classNames(
    "block min-w-0 sm:table-cell sm:px-3 sm:py-3 sm:align-middle sm:first:pl-0 sm:last:pr-0",
    primary ? "pb-1 sm:pb-3" : "flex items-baseline gap-3 py-0.5 text-sm text-ink-muted",
    column.align === "end" && "sm:text-right",
    column.hideBelow && hidden[column.hideBelow],
    column.className,
  );
  if (primary) {
    return (
      <th role="rowheader" scope="row" className={classNames(className, "font-normal")}>
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
