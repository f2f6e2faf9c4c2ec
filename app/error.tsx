'use client';
// When the interface itself fails: say so, and one way on.
import { t } from '@/components/messages/en';
import { Button } from '@/components/ui/button';

export default function ErrorPage() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-2 p-6 text-center">
      <h1 className="text-xl font-semibold">{t.error.title}</h1>
      <p className="text-text-muted">{t.error.text}</p>
      <Button kind="main" className="mt-3" onClick={() => window.location.reload()}>
        {t.error.reload}
      </Button>
    </main>
  );
}
