// The one search box: answers while one types, in this folder or everywhere; '/' goes there.
import { Menu as MenuIcon, Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { t } from '@/components/messages/en';
import { IconButton } from '@/components/ui/icon-button';
import { Logo } from '@/components/ui/logo';
import { useCommands } from '@/components/commands';
import { goTo, type Place } from '@/lib/client/place';
import type { Folder } from '@/lib/contract/mail';

const PAUSE_MS = 150;

export function SearchBox({
  place,
  folder,
  inboxId,
  onMenu,
}: {
  place: Place;
  folder: Folder | null;
  /** 'This folder' for who came to a search by a link. */
  inboxId: number | null;
  onMenu: () => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const query = place.view === 'search' ? place.query : '';
  const [typed, setTyped] = useState(query);
  const [home, setHome] = useState<number | null>(null);
  const asked = useRef(query);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const scope = place.view === 'search' ? place.folderId : null;
  useEffect(() => {
    if (folder) setHome(folder.id);
  }, [folder]);
  const here = scope ?? home ?? inboxId;
  // Only what came from elsewhere (back, a link) replaces what is typed: the URL is behind while one types.
  useEffect(() => {
    if (query !== asked.current) setTyped(query);
    asked.current = query;
  }, [query]);
  useCommands({
    search: () => {
      input.current?.focus();
      input.current?.select();
    },
  });
  const go = (text: string, folderId: number | null) => {
    asked.current = text.trim() === '' ? '' : text;
    if (text.trim() === '') goTo({ view: 'folder', folderId: here, conversationId: null }, { replace: true });
    else
      goTo(
        { view: 'search', query: text, folderId, conversationId: null },
        { replace: place.view === 'search' },
      );
  };
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => go(text, scope), PAUSE_MS);
  };
  return (
    <>
      <IconButton label={t.actions.menu} icon={MenuIcon} onClick={onMenu} className="md:hidden" />
      <a
        href="/mail"
        aria-label={t.app}
        className="flex w-54 shrink-0 items-center gap-2 px-1 font-semibold max-lg:w-auto max-md:hidden"
      >
        <Logo />
        <span className="max-lg:hidden">{t.app}</span>
      </a>
      {/* biome-ignore lint/a11y/useSemanticElements: the search element is too young */}
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          clearTimeout(timer.current);
          go(typed, scope);
        }}
        className="group relative flex h-10 min-w-0 max-w-2xl flex-1 items-center rounded-lg border border-line bg-surface has-[input:focus]:border-accent has-[input:focus]:ring-1 has-[input:focus]:ring-accent"
      >
        <Search aria-hidden="true" size={16} className="ml-3 shrink-0 text-text-muted" />
        <input
          ref={input}
          type="search"
          enterKeyHint="search"
          aria-label={t.search.label}
          placeholder={t.search.placeholder}
          value={typed}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            if (typed !== '') type('');
            input.current?.blur();
          }}
          className="h-full min-w-0 flex-1 bg-transparent px-2 outline-none! placeholder:text-text-muted [&::-webkit-search-cancel-button]:hidden"
        />
        {place.view === 'search' && here !== null && (
          <select
            aria-label={t.search.scope}
            value={scope === null ? 'all' : 'here'}
            onChange={(event) => go(typed, event.target.value === 'here' ? here : null)}
            className="mr-1 h-8 shrink-0 rounded-md bg-surface-sunken px-2 text-sm text-text-muted"
          >
            <option value="all">{t.search.everywhere}</option>
            <option value="here">{t.search.here}</option>
          </select>
        )}
        {typed === '' && (
          <Operators
            onChoose={(operator) => {
              type(operator);
              input.current?.focus();
            }}
          />
        )}
        {typed !== '' && (
          <IconButton label={t.search.clear} icon={X} onClick={() => type('')} className="mr-1" />
        )}
      </form>
    </>
  );
}

/** What a search understands, while the box has the focus and nothing is in it yet. */
function Operators({ onChoose }: { onChoose: (operator: string) => void }) {
  return (
    <fieldset
      aria-label={t.search.narrow}
      className="absolute inset-x-0 top-full z-20 mt-1 hidden flex-wrap gap-1.5 rounded-lg border border-line bg-surface-raised p-2 shadow-lg group-focus-within:flex"
    >
      {t.search.operators.map(([operator, meaning]) => (
        <button
          key={operator}
          type="button"
          // The box keeps the focus, or the list of these would be gone before the click.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(operator)}
          className="rounded-md bg-surface-sunken px-2 py-1 text-sm hover:bg-hover pointer-coarse:py-2.5"
        >
          {operator} {meaning && <span className="text-text-muted">{meaning}</span>}
        </button>
      ))}
    </fieldset>
  );
}
