// The settings: sections on the left, the chosen one beside it; one at a time on a narrow screen.
import { ChevronLeft, CircleHelp } from 'lucide-react';
import { settingsText as text } from '@/components/messages/en-settings';
import { Notice } from '@/components/ui/notice';
import { goTo, placeUrl } from '@/lib/client/place';
import { sections } from './sections';

/** A whole pane. `section` as in the URL; null: the first one, or only the list where there is no room. */
export function SettingsView({ section }: { section: string | null }) {
  const open = sections.find(({ id }) => id === (section ?? sections[0]?.id));
  const Component = open?.component;
  // One first heading, whichever of the two stands alone on a narrow screen.
  const [ListTitle, SectionTitle] = section === null ? (['h1', 'h2'] as const) : (['p', 'h1'] as const);
  return (
    <div className="flex h-full">
      <nav
        aria-label={text.title}
        className={`w-56 shrink-0 overflow-y-auto border-line border-r p-3 max-md:w-full max-md:border-0 ${section === null ? '' : 'max-md:hidden'}`}
      >
        <ListTitle className="mb-2 px-2 text-lg font-semibold">{text.title}</ListTitle>
        <ul>
          {sections.map(({ id, icon: Icon }) => (
            <li key={id}>
              <SectionLink section={id} current={id === open?.id && (section !== null || 'unless-narrow')}>
                <Icon aria-hidden="true" size={16} strokeWidth={1.75} className="shrink-0 text-text-muted" />
                {text.sections[id]}
              </SectionLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className={`min-w-0 flex-1 overflow-y-auto ${section === null ? 'max-md:hidden' : ''}`}>
        <div className="mx-auto max-w-2xl px-6 py-5 max-md:px-4 max-md:py-3">
          <SectionLink section={null} className="mb-2 -ml-2 text-accent md:hidden">
            <ChevronLeft aria-hidden="true" size={16} />
            {text.back}
          </SectionLink>
          {open && Component ? (
            <>
              <SectionTitle className="mb-4 text-lg font-semibold">{text.sections[open.id]}</SectionTitle>
              <Component />
            </>
          ) : (
            <>
              <SectionTitle className="sr-only">{text.title}</SectionTitle>
              <Notice icon={CircleHelp} title={text.missing} text={text.missingHint} />
            </>
          )}
        </div>
      </div>
    </div>
  );
}

interface SectionLinkProps {
  section: string | null;
  /** Where the list stands alone, no section is open. */
  current?: boolean | 'unless-narrow';
  className?: string;
  children: React.ReactNode;
}

function SectionLink({ section, current = false, className = '', children }: SectionLinkProps) {
  const place = { view: 'settings' as const, section };
  const mark = { true: 'bg-selected', false: '', 'unless-narrow': 'md:bg-selected' }[`${current}`];
  return (
    <a
      href={placeUrl(place)}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        goTo(place);
      }}
      className={`flex items-center gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover pointer-coarse:py-2.5 ${mark} ${className}`}
    >
      {children}
    </a>
  );
}
