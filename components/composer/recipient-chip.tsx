// One recipient: a name with its address behind it, marked when the address cannot be one.
import { TriangleAlert, X } from 'lucide-react';
import type { KeyboardEvent, Ref } from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import type { Address } from '@/lib/contract/mail';
import { addressText, isAddress } from './parse-addresses';

interface RecipientChipProps {
  person: Address;
  ref: Ref<HTMLButtonElement>;
  onEdit: () => void;
  onRemove: () => void;
  onMove: (step: -1 | 1) => void;
}

/** Enter edits, Backspace and Delete remove, arrows go to the neighbour. */
export function RecipientChip({ person, ref, onEdit, onRemove, onMove }: RecipientChipProps) {
  const good = isAddress(person.address);
  const shown = person.name || person.address;
  const onKeyDown = (event: KeyboardEvent) => {
    const action = {
      Backspace: onRemove,
      Delete: onRemove,
      ArrowLeft: () => onMove(-1),
      ArrowRight: () => onMove(1),
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  return (
    <li
      className={`flex h-6 max-w-full min-w-0 items-center rounded-full border pl-2.5 text-sm pointer-coarse:h-8 ${
        good ? 'border-line bg-surface-sunken text-text' : 'border-danger bg-danger-soft text-danger'
      }`}
    >
      <button
        type="button"
        ref={ref}
        tabIndex={-1}
        title={addressText(person)}
        aria-label={good ? text.editRecipient(addressText(person)) : text.badRecipient(shown)}
        className="flex min-w-0 items-center gap-1 rounded-full"
        onClick={onEdit}
        onKeyDown={onKeyDown}
      >
        {good ? null : <TriangleAlert aria-hidden="true" size={12} className="shrink-0" />}
        <span dir="auto" className="truncate">
          {shown}
        </span>
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label={text.removeRecipient(shown)}
        className="ml-0.5 flex size-6 shrink-0 items-center justify-center rounded-full opacity-70 hover:bg-hover hover:opacity-100 pointer-coarse:size-8"
        onClick={onRemove}
      >
        <X aria-hidden="true" size={12} />
      </button>
    </li>
  );
}
