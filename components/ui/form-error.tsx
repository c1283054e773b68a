import { Callout } from "#components/ui/callout.tsx";

/** What went wrong with the whole form, read out when it appears; nothing without a message. */
export function FormError({ message }: { message: string | undefined }) {
  if (message === undefined) return null;
  return (
    <Callout tone="danger" announce>
      <p>{message}</p>
    </Callout>
  );
}
