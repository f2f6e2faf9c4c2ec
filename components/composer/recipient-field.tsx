// A line of recipients: chips, a field to type or paste more, and suggestions under it (a combobox).
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import type { Suggestion } from '@/lib/contract/compose';
import type { Address } from '@/lib/contract/mail';
import { addPeople, addressText, commaEnds, splitAddresses } from './parse-addresses';
import { PeopleList } from './people-list';
import { RecipientChip } from './recipient-chip';
import { useForget, usePeople } from './use-people';

/** What the form asks of a field: the cursor, and to take in what is still being typed. */
export interface RecipientFieldHandle {
  focus: () => void;
  /** Makes chips of the text in the field; answers the whole list. */
  commit: () => Address[];
}

interface RecipientFieldProps {
  label: string;
  people: Address[];
  /** Everyone written to, so that nobody is suggested twice. */
  chosen: Address[];
  invalid: boolean;
  describedBy: string | undefined;
  onChange: (people: Address[]) => void;
  ref?: Ref<RecipientFieldHandle>;
  children?: ReactNode;
}

/** More chips than this fold to '+ 84 more' until the field is used. */
const SHOWN_AT_REST = 12;
const SHOWN_AT_WORK = 100;

/** One of To, Cc, Bcc. `children` stand at the line's end. */
export function RecipientField(props: RecipientFieldProps) {
  const { label, people, chosen, invalid, describedBy, onChange, ref, children } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const chips = useRef(new Map<number, HTMLButtonElement>());
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const [atWork, setAtWork] = useState(false);
  const [spoken, setSpoken] = useState('');
  const suggestions = usePeople(typed, chosen);
  const forget = useForget();
  const isOpen = atWork && !closed && suggestions.length > 0;
  const shown = people.slice(0, atWork ? SHOWN_AT_WORK : SHOWN_AT_REST);
  const folded = people.length - shown.length;

  const add = (more: Address[]): Address[] => {
    const next = addPeople(people, more);
    if (next !== people) {
      onChange(next);
      setSpoken(text.recipientAdded(more.map(({ name, address }) => name || address).join(', ')));
    }
    setTyped('');
    setActive(0);
    setClosed(false);
    return next;
  };
  const pick = ({ members, name, address }: Suggestion) => add(members ?? [{ name, address }]);
  const commit = () => (typed.trim() ? add(splitAddresses(typed)) : people);
  const remove = (index: number) => {
    const gone = people[index];
    onChange(people.filter((_, each) => each !== index));
    if (gone) setSpoken(text.recipientRemoved(gone.name || gone.address));
    input.current?.focus();
  };
  const edit = (index: number) => {
    const person = people[index];
    if (!person) return;
    const rest = people.filter((_, each) => each !== index);
    // What was being typed becomes a recipient first: nothing typed is lost.
    onChange(typed.trim() ? addPeople(rest, splitAddresses(typed)) : rest);
    setTyped(addressText(person));
    input.current?.focus();
  };
  const focusChip = (index: number) => {
    if (index >= shown.length) input.current?.focus();
    else chips.current.get(Math.max(0, index))?.focus();
  };
  useImperativeHandle(ref, () => ({ focus: () => input.current?.focus(), commit }));

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const atStart = event.currentTarget.selectionStart === 0 && event.currentTarget.selectionEnd === 0;
    const take = () => {
      event.preventDefault();
      const person = isOpen ? suggestions[active] : undefined;
      if (person) pick(person);
      else commit();
    };
    if (isOpen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((active + step + suggestions.length) % suggestions.length);
    } else if (isOpen && event.key === 'Delete' && event.shiftKey) {
      event.preventDefault();
      const person = suggestions[active];
      if (person && !person.members) void forget(person);
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      setClosed(true);
    } else if (event.key === 'Enter') {
      take();
    } else if (event.key === 'Tab' && !event.shiftKey && typed.trim()) {
      // A suggestion is taken and the cursor stays for the next one; plain text is taken and the cursor goes on.
      if (isOpen) take();
      else commit();
    } else if ((event.key === ',' && commaEnds(typed)) || (event.key === ';' && typed.includes('@'))) {
      event.preventDefault();
      commit();
    } else if (event.key === 'Backspace' && typed === '' && people.length > 0) {
      event.preventDefault();
      remove(people.length - 1);
    } else if (event.key === 'ArrowLeft' && atStart && people.length > 0) {
      event.preventDefault();
      focusChip(shown.length - 1);
    }
  };

  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (!/[@;\n]/.test(pasted)) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    const whole =
      typed.slice(0, selectionStart ?? typed.length) + pasted + typed.slice(selectionEnd ?? typed.length);
    add(splitAddresses(whole));
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches the focus of the parts inside
    <div
      className="relative flex items-start gap-2 border-b border-line px-4 py-1.5 focus-within:border-accent focus-within:shadow-[inset_0_-1px_0_var(--color-accent)]"
      onFocus={() => setAtWork(true)}
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        commit();
        setAtWork(false);
      }}
    >
      <label
        htmlFor={`${id}-input`}
        className="min-w-8 shrink-0 py-1 text-sm text-text-muted pointer-coarse:py-2"
      >
        {label}
      </label>
      <div className="min-w-0 flex-1">
        <div className="flex max-h-32 flex-wrap items-center gap-1 overflow-y-auto py-0.5">
          {people.length > 0 ? (
            <ul aria-label={text.recipientsOf(label)} className="contents">
              {shown.map((person, index) => (
                <RecipientChip
                  key={person.address}
                  person={person}
                  ref={(element) => {
                    if (element) chips.current.set(index, element);
                    else chips.current.delete(index);
                  }}
                  onEdit={() => edit(index)}
                  onRemove={() => remove(index)}
                  onMove={(step) => focusChip(index + step)}
                />
              ))}
            </ul>
          ) : null}
          <input
            ref={input}
            id={`${id}-input`}
            type="text"
            role="combobox"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-autocomplete="list"
            aria-expanded={isOpen}
            aria-controls={isOpen ? `${id}-list` : undefined}
            aria-activedescendant={isOpen ? `${id}-list-${active}` : undefined}
            aria-invalid={invalid}
            aria-describedby={describedBy}
            value={typed}
            className={`h-6 flex-1 bg-transparent text-text outline-none! pointer-coarse:h-8 ${atWork || people.length === 0 ? 'min-w-24' : 'min-w-2'}`}
            onChange={(event) => {
              setTyped(event.target.value);
              setActive(0);
              setClosed(false);
            }}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
          />
        </div>
        {folded > 0 ? (
          <p className="px-1 pb-0.5 text-sm text-text-muted">{text.moreRecipients(folded)}</p>
        ) : null}
      </div>
      {children}
      {isOpen ? (
        <PeopleList
          id={`${id}-list`}
          people={suggestions}
          active={active}
          onPick={pick}
          onForget={(person) => void forget(person)}
        />
      ) : null}
      <span role="status" className="sr-only">
        {isOpen ? text.suggestionCount(suggestions.length) : spoken}
      </span>
    </div>
  );
}
