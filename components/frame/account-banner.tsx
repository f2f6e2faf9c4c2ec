// A calm line when the mail server or Pennypost cannot be reached; reading goes on below it.
import { CloudOff } from 'lucide-react';
import { t } from '@/components/messages/en';
import type { Account } from '@/lib/contract/mail';
import { useEffect, useState } from 'react';

interface AccountBannerProps {
  accounts: Account[];
  live: boolean;
}

export function AccountBanner({ accounts, live }: AccountBannerProps) {
  const [now, setNow] = useState(0);
  const [late, setLate] = useState(false);
  const troubled = accounts.find(({ state }) => state === 'offline' || state === 'wrong-password');
  useEffect(() => {
    if (!troubled) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [troubled]);
  useEffect(() => {
    // A stream that reconnects at once is no news.
    const timer = setTimeout(() => setLate(!live), live ? 0 : 2500);
    return () => clearTimeout(timer);
  }, [live]);
  const seconds = troubled?.retryAt && now ? Math.ceil((troubled.retryAt - now) / 1000) : 0;
  // Of several accounts it is said which.
  const what = [accounts.length > 1 ? `${troubled?.address}:` : '', troubled?.stateText ?? '']
    .join(' ')
    .trim();
  const text =
    late && !live
      ? t.state.offline
      : troubled?.state === 'wrong-password'
        ? t.state.wrongPassword(what)
        : troubled
          ? seconds > 0
            ? t.state.retry(what, seconds)
            : t.state.retryNow(what)
          : null;
  if (!text) return null;
  return (
    <div
      data-chrome
      role="status"
      className="mx-2 mb-2 flex items-center gap-2 rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning"
    >
      <CloudOff aria-hidden="true" size={16} className="shrink-0" />
      <span className="min-w-0">{text}</span>
      {troubled?.state === 'wrong-password' && (
        <a
          // Of several accounts the one at fault may be no way in: it is mended where they all are.
          href={accounts.length > 1 ? '/settings/accounts' : '/sign-in'}
          className="ml-auto shrink-0 font-medium underline"
        >
          {t.state.signInAgain}
        </a>
      )}
    </div>
  );
}
