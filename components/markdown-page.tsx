import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";

/** A text of our own in Markdown as a page. Raw HTML in it is not rendered. */
export function MarkdownPage({ source }: { source: string }) {
  return (
    <article className="prose-tacit">
      <Markdown remarkPlugins={[remarkGfm]}>{source}</Markdown>
    </article>
  );
}
