// Why the server did not take a form: the sentence above it, the field marked and focused.
import { CircleAlert } from 'lucide-react';
import { type RefObject, useId, useState } from 'react';
import { fieldOf } from '@/components/sign-in/read-sign-in';
import { ClientError, sentenceOf } from '@/lib/client/api';

export interface Failure {
  message: string;
  field: string | undefined;
}

/** `fail` shows an error (null: none any more) and answers it as shown; `invalid` marks the field that it names. */
export function useFormFailure(form: RefObject<HTMLFormElement | null>) {
  const id = useId();
  const [failure, setFailure] = useState<Failure | null>(null);
  const fail = (error: unknown): Failure | null => {
    const shown =
      error === null
        ? null
        : {
            message: sentenceOf(error),
            field: error instanceof ClientError ? fieldOf(error.field) : undefined,
          };
    setFailure(shown);
    requestAnimationFrame(() => {
      const field = shown?.field ? form.current?.elements.namedItem(shown.field) : null;
      if (field instanceof HTMLElement) field.focus();
    });
    return shown;
  };
  const invalid = (name: string) =>
    failure?.field === name ? { 'aria-invalid': true, 'aria-describedby': id } : {};
  return { failure: failure && { ...failure, id }, fail, invalid };
}

export function FormFailure({ failure }: { failure: (Failure & { id: string }) | null }) {
  if (!failure) return null;
  return (
    <p
      id={failure.id}
      role="alert"
      className="mb-4 flex gap-2 rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning"
    >
      <CircleAlert aria-hidden="true" size={16} className="mt-0.5 shrink-0" />
      {failure.message}
    </p>
  );
}
