// The document around every page: theme before the first paint, system fonts.
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { readViewSettings, VIEW_COOKIE } from '@/lib/client/view-settings';
import './globals.css';

export const metadata: Metadata = { description: 'Mail', robots: 'noindex' };
export const viewport: Viewport = { width: 'device-width', initialScale: 1, viewportFit: 'cover' };

/** 'As the system' can only be known in the browser: this runs before anything is painted. */
const SYSTEM_THEME = `if(document.documentElement.dataset.theme==='system')document.documentElement.dataset.theme=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light'`;

export default async function RootLayout({ children }: { children: ReactNode }) {
  const { theme } = readViewSettings((await cookies()).get(VIEW_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme} suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours */}
        <script dangerouslySetInnerHTML={{ __html: SYSTEM_THEME }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
