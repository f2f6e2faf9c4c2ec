'use client';
// The test of what is typed in the sign-in form, in the form's place.
import dynamic from 'next/dynamic';
import { checkupText as text } from '@/components/messages/en-checkup';
import { Button } from '@/components/ui/button';

/** Loaded when somebody tests. */
export const CheckReport = dynamic(() => import('@/components/checkup/check-report'));

/** What the form holds, as the contract's CheckRequest has it; a server without a name is left out. */
export function toCheckRequest(form: FormData) {
  const value = (name: string) => String(form.get(name) ?? '').trim();
  const server = (kind: 'imap' | 'smtp') =>
    value(`${kind}Host`)
      ? { host: value(`${kind}Host`), port: value(`${kind}Port`), security: value(`${kind}Security`) }
      : undefined;
  return {
    address: value('address'),
    password: String(form.get('password') ?? ''),
    username: value('username') || undefined,
    [value('protocol') === 'pop3' ? 'pop3' : 'imap']: server('imap'),
    smtp: server('smtp'),
  };
}

interface CheckPanelProps {
  request: ReturnType<typeof toCheckRequest>;
  onBack: () => void;
}

export function CheckPanel({ request, onBack }: CheckPanelProps) {
  return (
    <section className="w-full max-w-2xl rounded-2xl border border-line bg-surface p-8 shadow-sm max-md:border-0 max-md:p-6 max-md:shadow-none">
      <h1 className="mb-3 text-xl font-semibold break-words">{text.title(request.address)}</h1>
      <CheckReport path="/api/check-account" body={request}>
        <Button kind="main" onClick={onBack}>
          {text.back}
        </Button>
      </CheckReport>
    </section>
  );
}
