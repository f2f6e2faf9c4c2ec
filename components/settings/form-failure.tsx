// Why the server did not take a form: the sentence above it, the field marked and focused.
import { CircleAlert } from 'lucide-react';
import { type RefObject, useEffect, useId, useState } from 'react';
import { checkupText } from '@/components/messages/en-checkup';
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
    return shown;
  };
  // After what hides the field was opened for it: a hidden one takes no focus.
  useEffect(() => {
    const field = failure?.field ? form.current?.elements.namedItem(failure.field) : null;
    if (field instanceof HTMLElement) field.focus();
  }, [failure, form]);
  const invalid = (name: string) =>
    failure?.field === name ? { 'aria-invalid': true, 'aria-describedby': id } : {};
  return { failure: failure && { ...failure, id }, fail, invalid };
}

interface FormFailureProps {
  failure: (Failure & { id: string }) | null;
  /** Where the log-in can be tested step by step. */
  onTest?: () => void;
}

export function FormFailure({ failure, onTest }: FormFailureProps) {
  if (!failure) return null;
  return (
    <div className="mb-4 rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning">
      <p id={failure.id} role="alert" className="flex gap-2">
        <CircleAlert aria-hidden="true" size={16} className="mt-0.5 shrink-0" />
        {failure.message}
      </p>
      {onTest && failure.field && failure.field !== 'join' && (
        <button type="button" className="mt-1 ml-6 rounded font-medium underline" onClick={onTest}>
          {checkupText.button}
        </button>
      )}
    </div>
  );
}
