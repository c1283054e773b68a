"use client";

import { useLayoutEffect, useRef } from "react";
import { classNames } from "#components/ui/class-names.ts";
import type { LogChunk } from "#lib/runs/types.ts";

const streams: Record<LogChunk["stream"], string> = {
  stdout: "",
  stderr: "text-danger",
  system: "text-ink-muted italic",
};

interface RunLogProps {
  log: readonly LogChunk[];
  truncated: boolean;
  /** The run goes on, so more may come. */
  live: boolean;
  className?: string;
}

/** The redacted log. It follows its end as long as the reader is there. */
export function RunLog({ log, truncated, live, className }: RunLogProps) {
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);

  useLayoutEffect(() => {
    if (following.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [log]);

  return (
    <div
      ref={box}
      role="log"
      aria-label="Log"
      aria-live={live ? "polite" : "off"}
      tabIndex={0}
      className={classNames("max-h-[32rem] min-h-24 overflow-y-auto bg-sunken px-4 py-3 sm:px-5", className)}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        following.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
    >
      {log.length === 0 ? (
        <p className="text-sm text-ink-muted">
          {live ? "Nothing has been printed yet." : "Nothing was printed."}
        </p>
      ) : (
        <pre className="font-mono text-sm [overflow-wrap:anywhere] whitespace-pre-wrap">
          {log.map((chunk) => (
            <span key={chunk.seq} className={streams[chunk.stream]}>
              {chunk.content}
            </span>
          ))}
        </pre>
      )}
      {truncated && (
        <p className="mt-2 text-sm text-warn">
          The log was longer than its limit. What came after was not kept.
        </p>
      )}
    </div>
  );
}
