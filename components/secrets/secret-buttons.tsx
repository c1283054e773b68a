"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { notify } from "#components/ui/notify.ts";
import type { SecretDetail } from "#lib/secrets/types.ts";

const UpdateSecretDialog = dynamic(
  async () => (await import("#components/secrets/update-secret-dialog.tsx")).UpdateSecretDialog,
  { ssr: false },
);
const DeleteSecretDialog = dynamic(
  async () => (await import("#components/secrets/delete-secret-dialog.tsx")).DeleteSecretDialog,
  { ssr: false },
);

interface SecretButtonsProps {
  workspace: string;
  secret: SecretDetail;
}

function useUpdate({ workspace, secret }: SecretButtonsProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const dialog = open && (
    <UpdateSecretDialog
      workspace={workspace}
      secret={secret}
      open={open}
      onOpenChange={setOpen}
      onUpdated={(valueReplaced) => {
        setOpen(false);
        router.refresh();
        notify.success(
          valueReplaced
            ? `${secret.name} has a new value. Each action uses it from its next run on.`
            : `${secret.name} is saved.`,
        );
      }}
    />
  );
  return {
    openUpdate: () => {
      setOpen(true);
    },
    dialog,
  };
}

/** Update and Delete, for those who may. */
export function SecretButtons(props: SecretButtonsProps) {
  const { workspace, secret } = props;
  const router = useRouter();
  const update = useUpdate(props);
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <Button
        onClick={() => {
          setDeleting(true);
        }}
      >
        Delete
      </Button>
      <Button variant="primary" onClick={update.openUpdate}>
        Update
      </Button>
      {update.dialog}
      {deleting && (
        <DeleteSecretDialog
          workspace={workspace}
          secret={secret}
          open={deleting}
          onOpenChange={setDeleting}
          onDeleted={() => {
            notify.success(`${secret.name} is deleted. Its sealed values are destroyed.`);
            router.push(`/w/${workspace}/secrets`);
            router.refresh();
          }}
        />
      )}
    </>
  );
}

/** Replace value, beside the sealed bar. */
export function ReplaceValueButton(props: SecretButtonsProps) {
  const update = useUpdate(props);
  return (
    <>
      <Button onClick={update.openUpdate}>Replace value</Button>
      {update.dialog}
    </>
  );
}
