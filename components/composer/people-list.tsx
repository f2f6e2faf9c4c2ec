// The suggestions under a recipient field.
import { composerText as text } from '@/components/messages/en-composer';
import type { Address } from '@/lib/contract/mail';

interface PeopleListProps {
  id: string;
  people: Address[];
  active: number;
  onPick: (person: Address) => void;
}

/** The cursor stays in the field (aria-activedescendant), so the options take no focus. */
export function PeopleList({ id, people, active, onPick }: PeopleListProps) {
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
          key={person.address}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className="cursor-default rounded-md px-2.5 py-1 aria-selected:bg-selected pointer-coarse:py-2.5"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(person)}
        >
          <div dir="auto" className="truncate text-text">
            {person.name || person.address}
          </div>
          {person.name ? <div className="truncate text-xs text-text-muted">{person.address}</div> : null}
        </div>
      ))}
    </div>
  );
}
