// Says which servers were found for the address, and how: the password goes there.
import { t } from '@/components/messages/en';
import type { ToldServers } from './with-kept';

export function FoundNote({ found }: { found: ToldServers | null }) {
  const hosts = [(found?.imap ?? found?.pop3)?.host, found?.smtp?.host].filter((host) => host !== undefined);
  const servers = [...new Set(hosts)].join(', ');
  const how = found && t.signIn.sources[found.source];
  return (
    <p role="status" className="mt-3 text-sm break-words text-text-muted empty:hidden">
      {found &&
        how &&
        servers !== '' &&
        (found.isSure ? t.signIn.found(servers, how) : t.signIn.check(servers, how))}
    </p>
  );
}
