// The suggestions under a recipient field.
import { X } from 'lucide-react';
import { composerText as text } from '@/components/messages/en-composer';
import type { Suggestion } from '@/lib/contract/compose';

interface PeopleListProps {
  id: string;
  people: Suggestion[];
  active: number;
  onPick: (person: Suggestion) => void;
  onForget: (person: Suggestion) => void;
}

/** The cursor stays in the field (aria-activedescendant), so the options take no focus. */
export function PeopleList({ id, people, active, onPick, onForget }: PeopleListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label={text.suggestions}
      className="absolute top-full left-12 z-10 mt-1 w-80 max-w-[calc(100%-4rem)] overflow-hidden rounded-lg border border-line bg-surface-raised p-1 shadow-lg"
    >
      {people.map((person, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys of its listbox
        <div
          key={person.address || person.name}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className="group flex cursor-default items-center rounded-md px-2.5 py-1 aria-selected:bg-selected pointer-coarse:py-2.5"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(person)}
        >
          <div className="min-w-0 flex-1">
            <div dir="auto" className="truncate text-text">
              {person.name || person.address}
            </div>
            {person.members || person.name ? (
              <div className="truncate text-xs text-text-muted">
                {person.members ? text.groupOf(person.members.length) : person.address}
              </div>
            ) : null}
          </div>
          {person.members ? null : (
            // For the mouse; Shift+Delete in the field does the same.
            <span
              aria-hidden="true"
              title={`${text.forgetPerson(person.name || person.address)} (Shift+Delete)`}
              className="invisible flex size-6 shrink-0 items-center justify-center rounded-full text-text-muted hover:bg-hover group-hover:visible group-aria-selected:visible pointer-coarse:size-9"
              onClick={(event) => {
                event.stopPropagation();
                onForget(person);
              }}
            >
              <X size={14} />
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
