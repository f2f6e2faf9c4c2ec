// One identity: name, address, Reply-To, signature.
import { type FormEvent, useRef, useState } from 'react';
import { settingsText } from '@/components/messages/en-settings';
import { FIELD } from '@/components/sign-in/server-fields';
import { Button } from '@/components/ui/button';
import { api } from '@/lib/client/api';
import type { Identity } from '@/lib/contract/accounts';
import { FormFailure, useFormFailure } from './form-failure';

const text = settingsText.accounts;

interface IdentityFormProps {
  accountId: number;
  /** Null: a new one. */
  identity: Identity | null;
  onSaved: () => Promise<void>;
  onClose: () => void;
}

/** A signature's lines as HTML, for messages in rich text. */
function toHtml(lines: string): string | null {
  const plain = (line: string) =>
    line.replace(/[&<>]/gu, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? c);
  return lines.trim() === '' ? null : lines.split('\n').map(plain).join('<br>');
}

export function IdentityForm({ accountId, identity, onSaved, onClose }: IdentityFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const { failure, fail, invalid } = useFormFailure(form);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!form.current) return;
    setBusy(true);
    fail(null);
    const fields = new FormData(form.current);
    const read = (name: string) => String(fields.get(name) ?? '').trim();
    const signatureText = String(fields.get('signatureText') ?? '').trimEnd();
    const values = {
      name: read('name'),
      address: read('address'),
      replyTo: read('replyTo') || null,
      signatureText,
      ...(signatureText === identity?.signatureText ? {} : { signatureHtml: toHtml(signatureText) }),
    };
    try {
      if (identity) await api.updateIdentity(identity.id, values);
      else await api.createIdentity(accountId, values);
      await onSaved();
    } catch (error) {
      fail(error);
      setBusy(false);
    }
  };
  const field = (name: 'name' | 'address' | 'replyTo', label: string) => (
    <label className="mt-3 block text-sm font-medium">
      {label}
      <input
        name={name}
        type={name === 'name' ? 'text' : 'email'}
        autoCapitalize={name === 'name' ? 'words' : 'none'}
        spellCheck={false}
        defaultValue={identity?.[name] ?? ''}
        {...(name === 'replyTo' ? { placeholder: text.replyToHint } : {})}
        className={FIELD}
        {...invalid(name)}
      />
    </label>
  );
  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className="pb-2">
      <FormFailure failure={failure} />
      {field('name', text.fromName)}
      {field('address', text.fromAddress)}
      {field('replyTo', text.replyTo)}
      <label className="mt-3 block text-sm font-medium">
        {text.signature}
        <textarea
          name="signatureText"
          rows={4}
          maxLength={20_000}
          defaultValue={identity?.signatureText ?? ''}
          className="mt-1 w-full rounded-lg border border-control bg-surface px-3 py-2"
          {...invalid('signatureText')}
        />
      </label>
      <div className="mt-3 flex gap-2">
        <Button type="submit" kind="main" disabled={busy}>
          {settingsText.save}
        </Button>
        <Button onClick={onClose}>{settingsText.cancel}</Button>
      </div>
    </form>
  );
}
