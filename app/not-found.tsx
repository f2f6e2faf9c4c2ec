// For links that lead nowhere, or to somebody else's mail.
import { t } from '@/components/messages/en';

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-2 p-6 text-center">
      <h1 className="text-xl font-semibold">{t.error.missing}</h1>
      <p className="text-text-muted">{t.error.missingText}</p>
      <a href="/mail" className="mt-3 rounded-lg bg-accent px-4 py-2 font-medium text-on-accent">
        {t.error.home}
      </a>
    </main>
  );
}
