import { Fragment } from "react";

/** An identifier that breaks after an underscore where it doesn't fit on a line, and anywhere only where that isn't enough. Copied, it is whole. */
export function Identifier({ name }: { name: string }) {
  const parts = name.split(/(?<=_)(?=[^_])/);
  return (
    <span className="font-mono [overflow-wrap:anywhere]">
      {parts.map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
